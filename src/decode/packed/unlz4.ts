// LZ4: frames (as joblib and Arrow write them) and bare blocks (Parquet).
// https://github.com/lz4/lz4/blob/dev/doc/lz4_Frame_format.md and lz4_Block_format.md
import { DamagedData, type Output, type Unpack, unpackInto } from './unpacked.ts';

const frameSign = 0x184d2204;
const leastMatch = 4;

/** A length of 15 goes on in bytes, as long as they are 255. */
function longLength(packed: Buffer, at: number, end: number): { length: number; at: number } {
  let length = 0;
  for (let next = at; next < end; next++) {
    length += packed[next];
    if (packed[next] !== 255) return { length, at: next + 1 };
  }
  throw new DamagedData();
}

/** Copies from what came out before, byte by byte where the two overlap. @throws DamagedData, OutputFull */
export function copyBack(output: Output, distance: number, length: number): void {
  if (distance === 0 || distance > output.size) throw new DamagedData();
  output.need(length);
  const { bytes } = output;
  const from = output.size - distance;
  if (distance >= length) bytes.copyWithin(output.size, from, from + length);
  else for (let at = 0; at < length; at++) bytes[output.size + at] = bytes[from + at];
  output.size += length;
}

/** One block, packed[start, end), behind what `output` holds already. */
function unblock(packed: Buffer, start: number, end: number, output: Output): void {
  for (let at = start; at < end; ) {
    const token = packed[at++];
    let literals = token >> 4;
    if (literals === 15) {
      const more = longLength(packed, at, end);
      literals += more.length;
      at = more.at;
    }
    if (at + literals > end) throw new DamagedData();
    output.append(packed.subarray(at, at + literals));
    at += literals;
    // The last sequence has no match.
    if (at >= end) return;
    const distance = packed.readUInt16LE(at);
    at += 2;
    let match = (token & 15) + leastMatch;
    if ((token & 15) === 15) {
      const more = longLength(packed, at, end);
      match += more.length;
      at = more.at;
    }
    copyBack(output, distance, match);
  }
}

/** A bare block. @throws OutputFull */
export const unlz4Block: Unpack = (packed, most) =>
  unpackInto(most, (output) => unblock(packed, 0, packed.length, output));

/** Frames, one after the other. @throws OutputFull */
export const unlz4: Unpack = (packed, most) =>
  unpackInto(most, (output) => {
    for (let at = 0; at < packed.length; ) {
      if (packed.readUInt32LE(at) !== frameSign) throw new DamagedData();
      const flags = packed.readUInt8(at + 4);
      if (flags & 1) throw new DamagedData();
      at += 7 + (flags & 8 ? 8 : 0);
      for (let size = packed.readUInt32LE(at); size !== 0; size = packed.readUInt32LE(at)) {
        const length = size & 0x7fffffff;
        at += 4;
        if (at + length > packed.length) throw new DamagedData();
        if (size >>> 31) output.append(packed.subarray(at, at + length));
        else unblock(packed, at, at + length, output);
        at += length + (flags & 16 ? 4 : 0);
      }
      at += 4 + (flags & 4 ? 4 : 0);
    }
  });
