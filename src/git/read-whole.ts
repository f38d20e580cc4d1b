// Whole files with the calls that the start of the program has made already: Node compiles each function of its own when it is
// first called, and `readFileSync` without an encoding is half a dozen of them (0.2 ms).
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';

/**
 * @param spare what it is read into where that is large enough
 * @throws what opening or reading it throws
 */
export function readWhole(path: string, spare?: Buffer): Buffer {
  const file = openSync(path, constants.O_RDONLY);
  try {
    return readRest(file, fstatSync(file).size, spare);
  } finally {
    closeSync(file);
  }
}

/** What a pipe holds at a time; a commit of 700 files has its changes in one. */
const pipeBytes = 64 * 1024;

/**
 * An open file to its end.
 * @param size what it probably has; a pipe has no size
 */
export function readRest(file: number, size = 0, spare?: Buffer): Buffer {
  const isEnough = size > 0 && spare !== undefined && size <= spare.length;
  let bytes = isEnough ? spare.subarray(0, size) : Buffer.allocUnsafeSlow(size > 0 ? size : pipeBytes);
  let length = 0;
  for (;;) {
    const read = length < bytes.length ? readSync(file, bytes, length, bytes.length - length, null) : 0;
    length += read;
    // A file is as long as it says; whether something follows in a pipe only its end tells.
    if (length === size && size > 0) return bytes;
    if (read === 0 && length < bytes.length) return bytes.subarray(0, length);
    if (length === bytes.length) bytes = Buffer.concat([bytes, Buffer.allocUnsafeSlow(bytes.length)]);
  }
}
