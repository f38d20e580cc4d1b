// Inflates what a block holds behind its head: literals and copies (RFC 1951, 3.2.5).
import { endOfBlock, exceptional, second } from './huffman';
import { malformed, truncated } from './stream-faults';

/** Where `inflateBlock` begins and where it ended: next byte of the input, bits read before it, how many; next of the output. */
export let blockInput: usize = 0;
export let blockBits: u64 = 0;
export let blockCount: u32 = 0;
export let blockOut: usize = 0;

export function setBlock(input: usize, bits: u64, count: u32, out: usize): void {
  blockInput = input;
  blockBits = bits;
  blockCount = count;
  blockOut = out;
}

// @ts-expect-error: decorator
@inline
function entryAt(table: usize, index: u32): u32 {
  return load<u32>(table + (index << 2));
}

/** What an entry stands for, with the extra bits behind its code. */
// @ts-expect-error: decorator
@inline
function valueOf(entry: u32, bits: u64): u32 {
  return (entry >> 16) + ((<u32>bits & ((1 << (entry & 31)) - 1)) >> ((entry >> 8) & 15));
}

// @ts-expect-error: decorator
@inline
function copyMatch(to: usize, distance: usize, length: usize): void {
  let at = to;
  let from = to - distance;
  const stop = to + length;
  if (distance >= 16) {
    // Nearly all are shorter than 32 bytes: without a branch.
    v128.store(at, v128.load(from));
    v128.store(at, v128.load(from, 16), 16);
    if (length <= 32) return;
    do {
      at += 16;
      from += 16;
      v128.store(at, v128.load(from, 16), 16);
    } while (at + 16 < stop);
  } else if (distance == 1) {
    const run = v128.load8_splat(from);
    do {
      v128.store(at, run);
      at += 16;
    } while (at < stop);
  } else {
    // Of each eight bytes the first `distance` are right, and the next ones begin there.
    const step = distance < 8 ? distance : 8;
    do {
      store<u64>(at, load<u64>(from));
      at += step;
      from += step;
    } while (at < stop);
  }
}

/**
 * Inflates a block from its first symbol on, where `setBlock` says. (As arguments these would be slower: V8 keeps others in
 * registers then.) Up to 24 bytes behind `limit` are read, 32 behind `stop` written.
 * @param limit where the next byte of the input lies at most while there is more to come
 * @param start of the output, to which copies reach back at most
 * @param stop end of the output at most
 * @returns 0, or an answer below zero
 */
export function inflateBlock(
  symbols: usize,
  symbolBits: u32,
  distances: usize,
  distanceBits: u32,
  limit: usize,
  start: usize,
  stop: usize,
): i32 {
  const mask: u32 = (1 << symbolBits) - 1;
  const distanceMask: u32 = (1 << distanceBits) - 1;
  let from = blockInput;
  let left = blockBits;
  let had = blockCount;
  let to = blockOut;
  left |= load<u64>(from) << had;
  from += 7 - ((had >> 3) & 7);
  had |= 56;
  let entry = entryAt(symbols, <u32>left & mask);
  for (;;) {
    if (from > limit) return truncated;
    if (to > stop) return malformed;
    let before = left;
    left >>= <u64>entry;
    had -= entry;
    // Up to three literals of the first table fit into one refill.
    if (<i32>entry < 0) {
      store<u8>(to++, <u8>(entry >> 16));
      entry = entryAt(symbols, <u32>left & mask);
      before = left;
      left >>= <u64>entry;
      had -= entry;
      if (<i32>entry < 0) {
        store<u8>(to++, <u8>(entry >> 16));
        entry = entryAt(symbols, <u32>left & mask);
        before = left;
        left >>= <u64>entry;
        had -= entry;
        if (<i32>entry < 0) {
          store<u8>(to++, <u8>(entry >> 16));
          left |= load<u64>(from) << had;
          from += 7 - ((had >> 3) & 7);
          had |= 56;
          entry = entryAt(symbols, <u32>left & mask);
          continue;
        }
      }
    }
    if (entry & exceptional) {
      if (entry & second) {
        entry = entryAt(symbols, (entry >> 16) + (<u32>left & ((1 << ((entry >> 8) & 15)) - 1)));
        before = left;
        left >>= <u64>entry;
        had -= entry;
        if (<i32>entry < 0) {
          store<u8>(to++, <u8>(entry >> 16));
          left |= load<u64>(from) << had;
          from += 7 - ((had >> 3) & 7);
          had |= 56;
          entry = entryAt(symbols, <u32>left & mask);
          continue;
        }
      }
      if (entry & endOfBlock) break;
      if (entry & exceptional) return malformed;
    }
    const length: usize = valueOf(entry, before);
    if ((had & 63) < 28) {
      left |= load<u64>(from) << had;
      from += 7 - ((had >> 3) & 7);
      had |= 56;
    }
    let far = entryAt(distances, <u32>left & distanceMask);
    if (far & exceptional) {
      if ((far & second) == 0) return malformed;
      left >>= <u64>far;
      had -= far;
      far = entryAt(distances, (far >> 16) + (<u32>left & ((1 << ((far >> 8) & 15)) - 1)));
      if (far & exceptional) return malformed;
    }
    const distance: usize = valueOf(far, left);
    left >>= <u64>far;
    had -= far;
    if (distance > to - start) return malformed;
    if (to + length > stop) return malformed;
    left |= load<u64>(from) << had;
    from += 7 - ((had >> 3) & 7);
    had |= 56;
    entry = entryAt(symbols, <u32>left & mask);
    copyMatch(to, distance, length);
    to += length;
  }
  if (to > stop) return malformed;
  setBlock(from, left, had & 63, to);
  return 0;
}
