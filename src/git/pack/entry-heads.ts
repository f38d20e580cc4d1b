// Reads the head of every entry of a pack: type, size, and which entry it is made from.
import { readSync } from 'node:fs';
import { entryType } from './sweep-plan.ts';

/** Longest head: 10 bytes of type and size, then 10 of an offset or 32 of an id. */
const longestHead = 64;
/** Read at a time; small enough to stay in the processor's cache. */
const blockBytes = 1 << 20;

export interface Heads {
  readonly types: Uint8Array;
  readonly heads: Uint8Array;
  readonly sizes: Float64Array;
  /** For an offset delta the offset of its base, for an id delta -1 (see `baseIds`), else 0. */
  readonly baseOffsets: Float64Array;
  /** Raw ids of bases, by entry. */
  readonly baseIds: ReadonlyMap<number, Buffer>;
  /** Entries whose head makes no sense. */
  readonly damaged: readonly number[];
}

/**
 * @param offsets of the entries, rising
 * @param end where the last one ends
 * @param held all of the pack up to there, where it is held
 */
export function readHeads(
  pack: number,
  offsets: Float64Array,
  end: number,
  idBytes: number,
  held: Buffer | null,
): Heads {
  const count = offsets.length;
  const heads = {
    types: new Uint8Array(count),
    heads: new Uint8Array(count),
    sizes: new Float64Array(count),
    baseOffsets: new Float64Array(count),
    baseIds: new Map<number, Buffer>(),
    damaged: [] as number[],
  };
  let block = held ?? Buffer.alloc(0);
  let blockAt = 0;
  const buffer = Buffer.allocUnsafe(held === null ? Math.min(blockBytes, Math.max(longestHead, end)) : 0);
  for (let entry = 0; entry < count; entry++) {
    const offset = offsets[entry];
    if (offset + longestHead > blockAt + block.length && blockAt + block.length < end) {
      blockAt = offset;
      block = buffer.subarray(0, readSync(pack, buffer, 0, Math.min(buffer.length, end - offset), offset));
    }
    if (!readHead(block, offset - blockAt, entry, offset, idBytes, heads)) heads.damaged.push(entry);
  }
  return heads;
}

/** Type in bits 4-6 and the low 4 bits of the size in the first byte; 7 bits more a byte, lowest first. */
function readHead(
  block: Buffer,
  start: number,
  entry: number,
  offset: number,
  idBytes: number,
  heads: Heads & { readonly baseIds: Map<number, Buffer> },
): boolean {
  if (start < 0 || start >= block.length) return false;
  let at = start;
  let byte = block[at++];
  const type = (byte >> 4) & 7;
  let size = byte & 15;
  for (let scale = 16; byte & 0x80; scale *= 128) {
    if (at >= block.length || scale > 2 ** 50) return false;
    byte = block[at++];
    size += (byte & 0x7f) * scale;
  }
  if (type === entryType.offsetDelta) {
    if (at >= block.length) return false;
    byte = block[at++];
    let back = byte & 0x7f;
    while (byte & 0x80) {
      if (at >= block.length || back > 2 ** 45) return false;
      byte = block[at++];
      back = (back + 1) * 128 + (byte & 0x7f);
    }
    if (back <= 0 || back >= offset) return false;
    heads.baseOffsets[entry] = offset - back;
  } else if (type === entryType.idDelta) {
    if (at + idBytes > block.length) return false;
    heads.baseOffsets[entry] = -1;
    heads.baseIds.set(entry, Buffer.from(block.subarray(at, at + idBytes)));
    at += idBytes;
  } else if (type === 0 || type === 5) return false;
  heads.types[entry] = type;
  heads.heads[entry] = at - start;
  heads.sizes[entry] = size;
  return true;
}
