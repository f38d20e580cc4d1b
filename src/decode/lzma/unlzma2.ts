// LZMA2: chunks of LZMA, and chunks that are stored (the xz file format, 5.3.1, and xz-embedded's description).
import { DamagedData, type Output } from '../packed/unpacked.ts';
import { LzmaDecoder, mostOfLzma2 } from './lzma-decoder.ts';

/** A chunk of a few bytes may fill a table of 28 KB anew. */
const chunksBetween = 4096;

/** @returns how many bytes of `packed` from `from` on it took. @throws DamagedData, OutputFull */
export function unlzma2(packed: Buffer, from: number, output: Output): number {
  const decoder = new LzmaDecoder(output);
  for (let at = from, chunks = 0; at < packed.length; chunks++) {
    if (chunks % chunksBetween === 0) output.checkTime();
    const control = packed[at];
    if (control === 0) return at + 1 - from;
    if (control < 0x80) {
      if (control > 2) throw new DamagedData();
      if (control === 1) decoder.resetDictionary();
      const size = packed.readUInt16BE(at + 1) + 1;
      const data = packed.subarray(at + 3, at + 3 + size);
      output.append(data);
      if (data.length < size) throw new DamagedData();
      at += 3 + size;
      continue;
    }
    const size = ((control & 0x1f) << 16) + packed.readUInt16BE(at + 1) + 1;
    const packedSize = packed.readUInt16BE(at + 3) + 1;
    const reset = (control >> 5) & 3;
    if (reset === 3) decoder.resetDictionary();
    at += 5;
    if (reset >= 2) decoder.setProperties(packed[at++], mostOfLzma2);
    else if (reset === 1) decoder.resetState();
    decoder.decode(packed.subarray(at, at + packedSize), size);
    at += packedSize;
  }
  throw new DamagedData();
}
