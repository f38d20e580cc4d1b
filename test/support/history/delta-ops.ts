// Deltas as git's packs hold them: a list of "copy this range of the base" and "insert these bytes" (gitformat-pack(5)).
import type { SeededRandom } from './seeded-random.ts';

export type DeltaOp =
  | { readonly kind: 'copy'; readonly from: number; readonly size: number }
  | { readonly kind: 'insert'; readonly bytes: Buffer };

export const copy = (from: number, size: number): DeltaOp => ({ kind: 'copy', from, size });
export const insert = (bytes: string | Buffer): DeltaOp => ({ kind: 'insert', bytes: Buffer.from(bytes as string) });

/** What `ops` make of `base`. */
export function applyOps(base: Buffer, ops: readonly DeltaOp[]): Buffer {
  return Buffer.concat(ops.map((op) => (op.kind === 'copy' ? base.subarray(op.from, op.from + op.size) : op.bytes)));
}

/** The most bytes one insert holds, and one copy: sizes have 7 and 24 bits. */
const maxInsert = 0x7f;
const maxCopy = 0xffffff;

/** Length of an object as it stands at the head of a delta: 7 bits a byte, the least first. */
function sizeBytes(size: number): Buffer {
  const bytes: number[] = [];
  let rest = size;
  do {
    bytes.push((rest % 128) | (rest >= 128 ? 0x80 : 0));
    rest = Math.floor(rest / 128);
  } while (rest > 0);
  return Buffer.from(bytes);
}

/** One copy: a flag for each byte of offset and size that is not zero; size 0x10000 is written as no size at all. */
export function copyBytes(from: number, size: number): Buffer {
  const bytes = [0x80];
  for (let byte = 0; byte < 4; byte++) {
    const part = Math.floor(from / 256 ** byte) & 0xff;
    if (part === 0) continue;
    bytes[0] |= 1 << byte;
    bytes.push(part);
  }
  const written = size === 0x10000 ? 0 : size;
  for (let byte = 0; byte < 3; byte++) {
    const part = (written >> (8 * byte)) & 0xff;
    if (part === 0) continue;
    bytes[0] |= 0x10 << byte;
    bytes.push(part);
  }
  return Buffer.from(bytes);
}

/** `size` in pieces of at most `most`, cut at random where `random` is given: contiguous copies must read as one. */
function cut(size: number, most: number, random?: SeededRandom): number[] {
  const pieces: number[] = [];
  for (let rest = size; rest > 0; ) {
    let piece = Math.min(rest, most);
    if (random?.chance(0.3)) piece = random.between(1, piece);
    pieces.push(piece);
    rest -= piece;
  }
  return pieces;
}

export interface DeltaTerms {
  readonly baseSize: number;
  readonly resultSize: number;
  /** Cuts copies and inserts at random into several that follow one another. */
  readonly random?: SeededRandom;
}

/** A delta as it stands in a pack, not yet compressed. */
export function encodeDelta(ops: readonly DeltaOp[], { baseSize, resultSize, random }: DeltaTerms): Buffer {
  const parts = [sizeBytes(baseSize), sizeBytes(resultSize)];
  for (const op of ops) {
    let at = 0;
    if (op.kind === 'copy') {
      for (const size of cut(op.size, maxCopy, random)) {
        parts.push(copyBytes(op.from + at, size));
        at += size;
      }
      continue;
    }
    for (const size of cut(op.bytes.length, maxInsert, random)) {
      parts.push(Buffer.from([size]), op.bytes.subarray(at, at + size));
      at += size;
    }
  }
  return Buffer.concat(parts);
}

/** What two texts begin and end with alike is copied, the rest inserted. */
export function opsBetween(base: Buffer, target: Buffer): DeltaOp[] {
  const most = Math.min(base.length, target.length);
  let head = 0;
  while (head < most && base[head] === target[head]) head++;
  let tail = 0;
  while (tail < most - head && base[base.length - 1 - tail] === target[target.length - 1 - tail]) tail++;
  const middle = target.subarray(head, target.length - tail);
  return [
    ...(head > 0 ? [copy(0, head)] : []),
    ...(middle.length > 0 ? [insert(middle)] : []),
    ...(tail > 0 ? [copy(base.length - tail, tail)] : []),
  ];
}

/** Pieces that are looked for in the base; short, so that copies begin and end in odd places. */
const grain = 6;

/**
 * Copies whatever of `target` stands anywhere in `base`, from a place chosen at random where there are several: the deltas
 * that git's own search would not choose.
 */
export function oddOpsBetween(base: Buffer, target: Buffer, random: SeededRandom): DeltaOp[] {
  const places = new Map<string, number[]>();
  for (let at = 0; at + grain <= base.length; at++) {
    const key = base.toString('latin1', at, at + grain);
    const known = places.get(key);
    if (known === undefined) places.set(key, [at]);
    else if (known.length < 8) known.push(at);
  }
  const ops: DeltaOp[] = [];
  let inserted = 0;
  const flush = (end: number) => {
    if (end > inserted) ops.push(insert(target.subarray(inserted, end)));
  };
  for (let at = 0; at < target.length; ) {
    const found = places.get(target.toString('latin1', at, at + grain));
    if (found === undefined || random.chance(0.02)) {
      at++;
      continue;
    }
    const from = random.pick(found);
    let size = 0;
    while (from + size < base.length && at + size < target.length && base[from + size] === target[at + size]) size++;
    flush(at);
    ops.push(copy(from, size));
    at += size;
    inserted = at;
  }
  flush(target.length);
  return ops;
}
