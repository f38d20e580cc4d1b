// The sieve as a file, made by the build: working it out takes a thread that has just begun some 50 ms.
import type { SieveTables } from '../model/hit-judge.ts';

/** Four numbers (the masks), the pairs, a bit for each of 65,536 hashes, then a byte for each state; lowest bytes first. */
const maskBytes = 16;
const pairBytes = 65536 * 8;
const hashBytes = 65536 / 8;

export function packSieve({ pairs, hashes, masks, depths }: SieveTables): Buffer {
  const { plain, three, four, six } = masks;
  return Buffer.concat(
    [Uint32Array.of(plain, three, four, six), pairs, hashes, depths].map((part) =>
      Buffer.from(part.buffer, part.byteOffset, part.byteLength),
    ),
  );
}

/**
 * The sieve in what `packSieve` made, on the same byte order. Views where aligned, else of a copy.
 * @param states of the automaton that it belongs to
 * @throws RangeError when it is cut short
 */
export function unpackSieve(packed: Buffer, states: number): SieveTables {
  if (packed.length !== maskBytes + pairBytes + hashBytes + states)
    throw new RangeError('sieve.bin has another length');
  const bytes = packed.byteOffset % 4 === 0 ? packed : Uint8Array.from(packed);
  const [plain, three, four, six] = new Uint32Array(bytes.buffer, bytes.byteOffset, 4);
  const hashesAt = maskBytes + pairBytes;
  return {
    masks: { plain, three, four, six },
    pairs: new Uint32Array(bytes.buffer, bytes.byteOffset + maskBytes, pairBytes / 4),
    hashes: bytes.subarray(hashesAt, hashesAt + hashBytes),
    depths: bytes.subarray(hashesAt + hashBytes),
  };
}
