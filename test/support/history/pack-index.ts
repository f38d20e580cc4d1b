// Writes the index of a pack by hand (gitformat-pack(5), version 2), right or wrong: `git index-pack` refuses what it finds wrong.
import { createHash } from 'node:crypto';
import { crc32 } from '../../../src/detect/checksum/crc32.ts';
import type { ObjectFormat } from './object-bytes.ts';

export interface IndexedEntry {
  readonly id: string;
  readonly offset: number;
  readonly crc: number;
}

/** What an index says of the entries of `pack` that begin at `offsets`. */
export function indexedEntries(
  pack: Buffer,
  offsets: readonly number[],
  ids: readonly string[],
  format: ObjectFormat,
): IndexedEntry[] {
  const end = pack.length - (format === 'sha256' ? 32 : 20);
  return ids.map((id, at) => {
    const offset = offsets[at];
    return { id, offset, crc: crc32(pack.toString('latin1', offset, offsets[at + 1] ?? end)) };
  });
}

export interface IndexOptions {
  readonly format?: ObjectFormat;
  /** Puts offsets from here on into the table of 64-bit ones. */
  readonly wideFrom?: number;
  /** Changes the finished index before its checksum is made. */
  readonly change?: (index: Buffer) => void;
}

export const fanoutStart = 8;
export const fanoutSize = 256 * 4;

/** The index of `entries`, sorted here. */
export function writeIndex(entries: readonly IndexedEntry[], pack: Buffer, options: IndexOptions = {}): Buffer {
  const { format = 'sha1', wideFrom = 2 ** 31, change } = options;
  const sorted = [...entries].sort((a, b) => (a.id < b.id ? -1 : 1));
  const fanout = Buffer.alloc(fanoutSize);
  for (let first = 0; first < 256; first++)
    fanout.writeUInt32BE(sorted.filter(({ id }) => Number.parseInt(id.slice(0, 2), 16) <= first).length, first * 4);
  const words = (values: readonly number[]) => {
    const bytes = Buffer.alloc(values.length * 4);
    for (const [at, value] of values.entries()) bytes.writeUInt32BE(value >>> 0, at * 4);
    return bytes;
  };
  const wide: Buffer[] = [];
  const narrow = sorted.map(({ offset }) => {
    if (offset < wideFrom) return offset;
    const bytes = Buffer.alloc(8);
    bytes.writeBigUInt64BE(BigInt(offset));
    wide.push(bytes);
    return 0x80000000 + wide.length - 1;
  });
  const body = Buffer.concat([
    Buffer.from([0xff, 0x74, 0x4f, 0x63, 0, 0, 0, 2]),
    fanout,
    ...sorted.map(({ id }) => Buffer.from(id, 'hex')),
    words(sorted.map(({ crc }) => crc)),
    words(narrow),
    ...wide,
    pack.subarray(pack.length - (format === 'sha256' ? 32 : 20)),
  ]);
  change?.(body);
  return Buffer.concat([body, createHash(format).update(body).digest()]);
}
