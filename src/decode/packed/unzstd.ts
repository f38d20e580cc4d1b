// Zstandard (RFC 8878), by fzstd: frame by frame, so that what a frame asks for is known before the library gets it.
import { libraryOf } from './library.ts';
import { DamagedData, type Output, OutputFull, type Unpack, unpackInto } from './unpacked.ts';

const fzstd = libraryOf(async () => await import('fzstd'));

const frameSign = 0xfd2fb528;
/** Frames of others, which are skipped: 0x184d2a50 to 0x184d2a5f. */
const skippableSign = 0x184d2a50;
/** The window that the zstd program itself reads without being told to: 128 MiB. */
const mostWindow = 128 * 1024 * 1024;
const idBytes = [0, 1, 2, 4];
const sizeBytes = [0, 2, 4, 8];
const rleBlock = 1;

interface Frame {
  readonly end: number;
  /** In bytes; of a frame of one segment what comes out. */
  readonly window: number;
  readonly hasDictionary: boolean;
}

interface Header extends Pick<Frame, 'window' | 'hasDictionary'> {
  /** Where the blocks begin. */
  readonly at: number;
  readonly hasChecksum: boolean;
}

/** RFC 8878, 3.1.1.1. @throws RangeError where it is cut short */
function readHeader(packed: Buffer, start: number): Header {
  const descriptor = packed.readUInt8(start + 4);
  const isSingle = (descriptor & 0x20) !== 0;
  const idLength = idBytes[descriptor & 3];
  const sizeLength = sizeBytes[descriptor >> 6] || (isSingle ? 1 : 0);
  let at = start + 5;
  let window = 0;
  if (!isSingle) {
    const byte = packed.readUInt8(at++);
    window = 2 ** (10 + (byte >> 3)) * (1 + (byte & 7) / 8);
  }
  const hasDictionary = idLength > 0 && packed.readUIntLE(at, idLength) !== 0;
  at += idLength;
  if (isSingle) window = sizeLength === 8 ? Number(packed.readBigUInt64LE(at)) : packed.readUIntLE(at, sizeLength);
  return { at: at + sizeLength, window, hasDictionary, hasChecksum: (descriptor & 4) !== 0 };
}

/** Sizes of the header and of each block. @throws RangeError where the frame is cut short */
function measure(packed: Buffer, start: number): Frame {
  const { window, hasDictionary, hasChecksum, at: blocks } = readHeader(packed, start);
  let at = blocks;
  for (let isLast = false; !isLast; ) {
    const header = packed.readUIntLE(at, 3);
    isLast = (header & 1) === 1;
    at += 3 + (((header >> 1) & 3) === rleBlock ? 1 : header >> 3);
  }
  if (hasChecksum) at += 4;
  return { end: at, window, hasDictionary };
}

/** @throws NeedsLibrary, OutputFull */
export const unzstd: Unpack = (packed, most, checkTime) => {
  const { Decompress } = fzstd();
  const run = (output: Output) => {
    for (let at = 0; at < packed.length; ) {
      // A frame of nine bytes may ask for a window of 128 MiB.
      output.checkTime();
      const sign = packed.readUInt32LE(at);
      if ((sign & 0xfffffff0) >>> 0 === skippableSign) {
        at += 8 + packed.readUInt32LE(at + 4);
        continue;
      }
      if (sign !== frameSign) throw new DamagedData();
      let frame: Frame | null = null;
      try {
        frame = measure(packed, at);
      } catch {
        // Cut short: the library gives the blocks that are there.
      }
      if (frame?.hasDictionary) throw new DamagedData();
      if (frame !== null && frame.window > Math.max(most, mostWindow)) throw new OutputFull();
      const end = frame?.end ?? packed.length;
      try {
        new Decompress((chunk) => output.append(chunk)).push(packed.subarray(at, end), frame !== null);
      } catch (error) {
        throw error instanceof OutputFull ? error : new DamagedData();
      }
      if (frame === null || end > packed.length) throw new DamagedData();
      at = end;
    }
  };
  return unpackInto(most, run, checkTime);
};

/**
 * A decompressor that is fed piece by piece, for those that can wait for the library.
 * @param take is given what comes out
 * @returns throws for what is damaged, and where the first frame asks for too large a window
 */
export async function openZstd(take: (chunk: Uint8Array) => void): Promise<(chunk: Buffer, isLast: boolean) => void> {
  const { Decompress } = await import('fzstd');
  const stream = new Decompress(take);
  let isFirst = true;
  return (chunk, isLast) => {
    if (isFirst && chunk.readUInt32LE(0) === frameSign && readHeader(chunk, 0).window > mostWindow)
      throw new DamagedData();
    isFirst = false;
    stream.push(chunk, isLast);
  };
}
