// Inflates one zlib stream (RFC 1950, RFC 1951) of known length. Written for the many small entries of a git pack: starting
// node's own inflate costs more than most entries do.
import {
  distanceBits, distanceTable, fixedDistanceBits, fixedDistanceTable, fixedSymbolBits, fixedSymbolTable, headBits,
  headCount, headInput, prepareFixed, readHead, symbolBits, symbolTable,
} from './block-head';
import { blockBits, blockCount, blockInput, blockOut, inflateBlock, setBlock } from './inflate-block';
import { malformed, truncated } from './stream-faults';

/** Bytes that `inflateUpTo` gave. */
export let inflated: usize = 0;

/**
 * Inflates the stream at [source, source + sourceLength) to exactly `length` bytes at `target`.
 * 32 bytes behind the source may be read, 32 behind the target written.
 * @returns bytes of the source used, or an answer below zero
 */
export function inflate(source: usize, sourceLength: usize, target: usize, length: usize): i32 {
  const used = inflateUpTo(source, sourceLength, target, length);
  return used >= 0 && inflated != length ? malformed : used;
}

/** As `inflate`, to at most `length` bytes: `inflated` of them. A stream that holds more is malformed here. */
export function inflateUpTo(source: usize, sourceLength: usize, target: usize, length: usize): i32 {
  if (sourceLength < 6) return truncated;
  const head = ((<u32>load<u8>(source)) << 8) | <u32>load<u8>(source, 1);
  // Deflate, a window of at most 32 KiB, no dictionary.
  if ((head & 0x8f20) != 0x0800 || head % 31 != 0) return malformed;
  const sourceEnd = source + sourceLength;
  const limit = sourceEnd + 8;
  const end = target + length;
  let input = source + 2;
  let out = target;
  let bits: u64 = 0;
  let count: u32 = 0;
  let isLast: bool = false;
  while (!isLast) {
    // Refill: at least 56 bits; what lies behind the end reads as whatever stands there and is caught by the check below.
    if (input > limit) return truncated;
    bits |= load<u64>(input) << count;
    input += (63 - count) >> 3;
    count |= 56;
    isLast = (bits & 1) != 0;
    const kind = <u32>(bits >> 1) & 3;
    bits >>= 3;
    count -= 3;
    let answer: i32;
    if (kind == 0) {
      // Stored: back to the byte border.
      input -= count >> 3;
      bits = 0;
      count = 0;
      if (input + 4 > sourceEnd) return truncated;
      const size: usize = load<u16>(input);
      if ((size ^ 0xffff) != <usize>load<u16>(input, 2)) return malformed;
      input += 4;
      if (input + size > sourceEnd) return truncated;
      if (out + size > end) return malformed;
      copyStored(out, input, size);
      out += size;
      input += size;
      continue;
    }
    if (kind == 1) {
      prepareFixed();
      setBlock(input, bits, count, out);
      answer = inflateBlock(
        fixedSymbolTable, fixedSymbolBits, fixedDistanceTable, fixedDistanceBits, limit, target, end,
      );
    } else {
      if (kind == 3 || !readHead(input, bits, count, limit)) return malformed;
      setBlock(headInput, headBits, headCount, out);
      answer = inflateBlock(symbolTable, symbolBits, distanceTable, distanceBits, limit, target, end);
    }
    if (answer != 0) return answer;
    input = blockInput;
    bits = blockBits;
    count = blockCount;
    out = blockOut;
  }
  inflated = out - target;
  input -= count >> 3;
  if (input + 4 > sourceEnd) return truncated;
  return <i32>(input + 4 - source);
}

// @ts-expect-error: decorator
@inline
function copyStored(to: usize, from: usize, size: usize): void {
  if (size > 512) memory.copy(to, from, size);
  else {
    const stop = to + size;
    do {
      v128.store(to, v128.load(from));
      to += 16;
      from += 16;
    } while (to < stop);
  }
}
