// Writes pack files by hand (gitformat-pack(5)), so that a test decides which object is a delta of which and how.
import { createHash } from 'node:crypto';
import { deflateSync } from 'node:zlib';

export type PackType = 'commit' | 'tree' | 'blob' | 'tag';
const typeNumbers: Readonly<Record<PackType, number>> = { commit: 1, tree: 2, blob: 3, tag: 4 };
const ofsDelta = 6;
const refDelta = 7;

export interface PackEntry {
  /** Type of a whole object, or how a delta names its base. */
  readonly kind: PackType | 'ofs' | 'ref';
  /** The object, or the delta, before compression. */
  readonly bytes: Buffer;
  /** For `ofs`: number of the base's entry in this pack, which must stand before. For `ref`: its id in hex. */
  readonly base?: number | string;
  /** The size that the header claims, where it is to lie. */
  readonly claimedSize?: number;
  readonly level?: number;
}

export interface WrittenPack {
  readonly bytes: Buffer;
  /** Where each entry begins. */
  readonly offsets: readonly number[];
}

/** Type and size: 4 bits of size in the first byte, then 7 a byte, the least first. */
function entryHeader(type: number, size: number): Buffer {
  const bytes = [(type << 4) | (size & 15)];
  for (let rest = Math.floor(size / 16); rest > 0; rest = Math.floor(rest / 128)) {
    bytes[bytes.length - 1] |= 0x80;
    bytes.push(rest & 0x7f);
  }
  return Buffer.from(bytes);
}

/** How far back the base lies: 7 bits a byte, the most first, each further byte adding one. */
export function offsetBytes(distance: number): Buffer {
  const bytes = [distance & 0x7f];
  for (let rest = Math.floor(distance / 128); rest > 0; rest = Math.floor(rest / 128)) {
    rest--;
    bytes.unshift(0x80 | (rest & 0x7f));
  }
  return Buffer.from(bytes);
}

function baseBytes(entry: PackEntry, at: number, offsets: readonly number[]): Buffer {
  if (entry.kind === 'ofs') return offsetBytes(at - offsets[entry.base as number]);
  return entry.kind === 'ref' ? Buffer.from(entry.base as string, 'hex') : Buffer.alloc(0);
}

/** The pack of `entries`, in their order, with its checksum. */
export function writePack(entries: readonly PackEntry[], format: 'sha1' | 'sha256' = 'sha1'): WrittenPack {
  const head = Buffer.alloc(12);
  head.write('PACK', 'latin1');
  head.writeUInt32BE(2, 4);
  head.writeUInt32BE(entries.length, 8);
  const parts = [head];
  const offsets: number[] = [];
  let at = head.length;
  for (const entry of entries) {
    offsets.push(at);
    const type = entry.kind === 'ofs' ? ofsDelta : entry.kind === 'ref' ? refDelta : typeNumbers[entry.kind];
    const part = Buffer.concat([
      entryHeader(type, entry.claimedSize ?? entry.bytes.length),
      baseBytes(entry, at, offsets),
      deflateSync(entry.bytes, { level: entry.level ?? 6 }),
    ]);
    parts.push(part);
    at += part.length;
  }
  const body = Buffer.concat(parts);
  return { bytes: Buffer.concat([body, createHash(format).update(body).digest()]), offsets };
}
