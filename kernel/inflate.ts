// Inflates one zlib stream (RFC 1950, RFC 1951) of known length. Written for the many small entries of a git pack: starting
// node's own inflate costs more than most entries do.

/** Answers below zero: what is wrong with the stream. */
export const truncated: i32 = -1;
export const malformed: i32 = -2;

// Decode tables: entries of 32 bits.
//   bits 0-3 length of the code, bits 4-7 extra bits (or bits of the second table), bits 8-10 kind, bits 16-31 value.
const literal: u32 = 0;
const base: u32 = 1 << 8;
const endOfBlock: u32 = 2 << 8;
const second: u32 = 3 << 8;
const invalid: u32 = 4 << 8;
const kindBits: u32 = 7 << 8;

/** Bits of the first tables, at most. */
const mostSymbolBits: u32 = 11;
const mostDistanceBits: u32 = 9;
const mostLengthBits: u32 = 7;
/**
 * Entries of a first table and all its second ones at most: each second table has room for the longest code and holds at
 * least two codes. 2^11 + 286 / 2 * 2^4 and 2^9 + 30 / 2 * 2^6.
 */
const symbolEntries: u32 = 4336;
const distanceEntries: u32 = 1472;
const longestCode: u32 = 15;

const symbolTable = memory.data(4336 * 4, 16);
const distanceTable = memory.data(1472 * 4, 16);
const lengthTable = memory.data(128 * 4, 16);
const fixedSymbolTable = memory.data(4336 * 4, 16);
const fixedDistanceTable = memory.data(1472 * 4, 16);
const codeLengths = memory.data(320 + 16, 16);
const counts = memory.data(16 * 4, 16);
const nextCodes = memory.data(16 * 4, 16);
let isFixedReady: bool = false;
let fixedSymbolBits: u32 = 0;
let fixedDistanceBits: u32 = 0;

/** Order in which the lengths of the length codes come (RFC 1951, 3.2.7). */
const lengthOrder = memory.data<u8>([16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]);
/** Shortest copy and extra bits of symbols 257 to 285 (RFC 1951, 3.2.5). */
const copyBases = memory.data<u16>([
  3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258,
]);
const copyExtra = memory.data<u8>([
  0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0,
]);
const distanceBases = memory.data<u16>([
  1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145,
  8193, 12289, 16385, 24577,
]);
const distanceExtra = memory.data<u8>([
  0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13,
]);

const ofSymbols: i32 = 0;
const ofDistances: i32 = 1;
const ofLengths: i32 = 2;

// @ts-expect-error: decorator
@inline
function entryOf(alphabet: i32, symbol: u32): u32 {
  if (alphabet == ofLengths) return (symbol << 16) | literal;
  if (alphabet == ofDistances) {
    if (symbol >= 30) return invalid;
    return ((<u32>load<u16>(distanceBases + (symbol << 1))) << 16) | base | ((<u32>load<u8>(distanceExtra + symbol)) << 4);
  }
  if (symbol < 256) return (symbol << 16) | literal;
  if (symbol == 256) return endOfBlock;
  if (symbol > 285) return invalid;
  const at = symbol - 257;
  return ((<u32>load<u16>(copyBases + (at << 1))) << 16) | base | ((<u32>load<u8>(copyExtra + at)) << 4);
}

// @ts-expect-error: decorator
@inline
function reversed(code: u32, length: u32): u32 {
  let bits = code;
  bits = ((bits & 0x5555) << 1) | ((bits >> 1) & 0x5555);
  bits = ((bits & 0x3333) << 2) | ((bits >> 2) & 0x3333);
  bits = ((bits & 0x0f0f) << 4) | ((bits >> 4) & 0x0f0f);
  bits = ((bits & 0x00ff) << 8) | ((bits >> 8) & 0x00ff);
  return bits >> (16 - length);
}

/**
 * Builds the table of the canonical code whose lengths stand at `lengths`. Its first table is no larger than its longest code:
 * most entries of a pack are short, and so are their codes.
 * @returns bits of the first table, at most `mostBits`; 0 when no such code exists
 */
function buildTable(table: usize, lengths: usize, count: u32, alphabet: i32, mostBits: u32, mostEntries: u32): u32 {
  memory.fill(counts, 0, 64);
  for (let symbol: u32 = 0; symbol < count; symbol++) {
    const at = counts + ((<u32>load<u8>(lengths + symbol)) << 2);
    store<u32>(at, load<u32>(at) + 1);
  }
  const used = count - load<u32>(counts);
  let left: i32 = 1;
  let code: u32 = 0;
  for (let length: u32 = 1; length <= longestCode; length++) {
    const ofLength = load<u32>(counts + (length << 2));
    left = (left << 1) - <i32>ofLength;
    if (left < 0) return 0;
    store<u32>(nextCodes + (length << 2), code);
    code = (code + ofLength) << 1;
  }
  // As zlib has it: an incomplete code is allowed for a single distance (or none at all), never else.
  if (left > 0 && (alphabet == ofLengths || used > 1 || (used == 1 && load<u32>(counts + 4) != 1))) {
    if (!(used == 0 && alphabet == ofDistances)) return 0;
  }
  let longest: u32 = longestCode;
  while (longest > 1 && load<u32>(counts + (longest << 2)) == 0) longest--;
  const tableBits = longest < mostBits ? longest : mostBits;
  const first: u32 = 1 << tableBits;
  if (left > 0) for (let at: u32 = 0; at < first; at++) store<u32>(table + (at << 2), invalid | 1);
  let next = first;
  // Codes longer than the first table: second tables are made when their first code is met, sized for the longest.
  if (longest > tableBits) for (let at: u32 = 0; at < first; at++) store<u32>(table + (at << 2), invalid);
  for (let symbol: u32 = 0; symbol < count; symbol++) {
    const length: u32 = load<u8>(lengths + symbol);
    if (length == 0) continue;
    const slot = nextCodes + (length << 2);
    const code = load<u32>(slot);
    store<u32>(slot, code + 1);
    let at = reversed(code, length);
    const entry = entryOf(alphabet, symbol);
    if (length <= tableBits) {
      const step: u32 = 1 << length;
      for (; at < first; at += step) store<u32>(table + (at << 2), entry | length);
      continue;
    }
    const place = table + ((at & (first - 1)) << 2);
    let pointer = load<u32>(place);
    if ((pointer & kindBits) != second) {
      const bits = longest - tableBits;
      if (next + (1 << bits) > mostEntries) return 0;
      pointer = (next << 16) | second | (bits << 4) | tableBits;
      store<u32>(place, pointer);
      for (let fill: u32 = 0; fill < <u32>(1 << bits); fill++) store<u32>(table + ((next + fill) << 2), invalid);
      next += 1 << bits;
    }
    const start = pointer >> 16;
    const bits = (pointer >> 4) & 15;
    const step: u32 = 1 << (length - tableBits);
    for (let high = at >> tableBits; high < <u32>(1 << bits); high += step) {
      store<u32>(table + ((start + high) << 2), entry | (length - tableBits));
    }
  }
  return tableBits;
}

function prepareFixed(): void {
  for (let at: u32 = 0; at < 288; at++) {
    store<u8>(codeLengths + at, at < 144 ? 8 : at < 256 ? 9 : at < 280 ? 7 : 8);
  }
  fixedSymbolBits = buildTable(fixedSymbolTable, codeLengths, 288, ofSymbols, mostSymbolBits, symbolEntries);
  memory.fill(codeLengths, 5, 32);
  fixedDistanceBits = buildTable(fixedDistanceTable, codeLengths, 32, ofDistances, mostDistanceBits, distanceEntries);
  isFixedReady = true;
}

/** Bytes that `inflateUpTo` gave. */
export let inflated: usize = 0;

/**
 * Inflates the stream at [source, source + sourceLength) to exactly `length` bytes at `target`.
 * 16 bytes behind the source may be read, 16 behind the target written.
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
  if (((head >> 8) & 15) != 8 || head % 31 != 0 || (head & 0x20) != 0) return malformed;
  const sourceEnd = source + sourceLength;
  const end = target + length;
  let input = source + 2;
  let out = target;
  let bits: u64 = 0;
  let count: u32 = 0;
  let isLast: bool = false;
  while (!isLast) {
    // Refill: at least 56 bits; what lies behind the end reads as whatever stands there and is caught by the check below.
    if (input > sourceEnd + 8) return truncated;
    bits |= load<u64>(input) << count;
    input += (63 - count) >> 3;
    count |= 56;
    isLast = (bits & 1) != 0;
    const kind = <u32>(bits >> 1) & 3;
    bits >>= 3;
    count -= 3;
    if (kind == 3) return malformed;
    if (kind == 0) {
      // Stored: back to the byte border.
      bits >>= count & 7;
      count &= ~7;
      input -= count >> 3;
      bits = 0;
      count = 0;
      if (input + 4 > sourceEnd) return truncated;
      const size: usize = load<u16>(input);
      if ((size ^ 0xffff) != <usize>load<u16>(input, 2)) return malformed;
      input += 4;
      if (input + size > sourceEnd) return truncated;
      if (out + size > end) return malformed;
      memory.copy(out, input, size);
      out += size;
      input += size;
      continue;
    }
    let symbols = fixedSymbolTable;
    let distances = fixedDistanceTable;
    let symbolBits: u32;
    let distanceBits: u32;
    if (kind == 1) {
      if (!isFixedReady) prepareFixed();
      symbolBits = fixedSymbolBits;
      distanceBits = fixedDistanceBits;
    } else {
      const symbolCount = (<u32>bits & 31) + 257;
      const distanceCount = (<u32>(bits >> 5) & 31) + 1;
      const lengthCount = (<u32>(bits >> 10) & 15) + 4;
      bits >>= 14;
      count -= 14;
      if (symbolCount > 286 || distanceCount > 30) return malformed;
      memory.fill(codeLengths, 0, 19);
      for (let at: u32 = 0; at < lengthCount; at++) {
        if (count < 8) {
          if (input > sourceEnd + 8) return truncated;
          bits |= load<u64>(input) << count;
          input += (63 - count) >> 3;
          count |= 56;
        }
        store<u8>(codeLengths + <u32>load<u8>(lengthOrder + at), <u8>(bits & 7));
        bits >>= 3;
        count -= 3;
      }
      const lengthBits = buildTable(lengthTable, codeLengths, 19, ofLengths, mostLengthBits, 128);
      if (lengthBits == 0) return malformed;
      const lengthMask: u32 = (1 << lengthBits) - 1;
      const total = symbolCount + distanceCount;
      let previous: u8 = 0;
      for (let at: u32 = 0; at < total; ) {
        if (count < 16) {
          if (input > sourceEnd + 8) return truncated;
          bits |= load<u64>(input) << count;
          input += (63 - count) >> 3;
          count |= 56;
        }
        const entry = load<u32>(lengthTable + ((<u32>bits & lengthMask) << 2));
        if ((entry & kindBits) == invalid) return malformed;
        bits >>= entry & 15;
        count -= entry & 15;
        const symbol = entry >> 16;
        if (symbol < 16) {
          previous = <u8>symbol;
          store<u8>(codeLengths + at, previous);
          at++;
          continue;
        }
        let repeat: u32;
        let value: u8 = 0;
        if (symbol == 16) {
          if (at == 0) return malformed;
          value = previous;
          repeat = 3 + (<u32>bits & 3);
          bits >>= 2;
          count -= 2;
        } else if (symbol == 17) {
          repeat = 3 + (<u32>bits & 7);
          bits >>= 3;
          count -= 3;
        } else {
          repeat = 11 + (<u32>bits & 127);
          bits >>= 7;
          count -= 7;
        }
        if (at + repeat > total) return malformed;
        for (let to = at + repeat; at < to; at++) store<u8>(codeLengths + at, value);
        previous = value;
      }
      if (load<u8>(codeLengths + 256) == 0) return malformed;
      symbols = symbolTable;
      distances = distanceTable;
      const ofFar = codeLengths + symbolCount;
      distanceBits = buildTable(distances, ofFar, distanceCount, ofDistances, mostDistanceBits, distanceEntries);
      if (distanceBits == 0) return malformed;
      symbolBits = buildTable(symbols, codeLengths, symbolCount, ofSymbols, mostSymbolBits, symbolEntries);
      if (symbolBits == 0) return malformed;
    }
    const symbolMask: u32 = (1 << symbolBits) - 1;
    const distanceMask: u32 = (1 << distanceBits) - 1;
    for (;;) {
      if (input > sourceEnd + 8) return truncated;
      bits |= load<u64>(input) << count;
      input += (63 - count) >> 3;
      count |= 56;
      let entry = load<u32>(symbols + ((<u32>bits & symbolMask) << 2));
      // Up to three literals of the first table fit into one refill.
      if ((entry & kindBits) == literal && out + 3 <= end) {
        bits >>= entry & 15;
        count -= entry & 15;
        store<u8>(out++, <u8>(entry >> 16));
        entry = load<u32>(symbols + ((<u32>bits & symbolMask) << 2));
        if ((entry & kindBits) == literal) {
          bits >>= entry & 15;
          count -= entry & 15;
          store<u8>(out++, <u8>(entry >> 16));
          entry = load<u32>(symbols + ((<u32>bits & symbolMask) << 2));
        }
        if (count < 48) {
          bits |= load<u64>(input) << count;
          input += (63 - count) >> 3;
          count |= 56;
        }
      }
      if ((entry & kindBits) == second) {
        bits >>= symbolBits;
        count -= symbolBits;
        entry = load<u32>(symbols + (((entry >> 16) + (<u32>bits & ((1 << ((entry >> 4) & 15)) - 1))) << 2));
      }
      bits >>= entry & 15;
      count -= entry & 15;
      const kindOf = entry & kindBits;
      if (kindOf == literal) {
        if (out >= end) return malformed;
        store<u8>(out++, <u8>(entry >> 16));
        continue;
      }
      if (kindOf == endOfBlock) break;
      if (kindOf != base) return malformed;
      let extra = (entry >> 4) & 15;
      const copied: usize = (entry >> 16) + (<u32>bits & ((1 << extra) - 1));
      bits >>= extra;
      count -= extra;
      let far = load<u32>(distances + ((<u32>bits & distanceMask) << 2));
      if ((far & kindBits) == second) {
        bits >>= distanceBits;
        count -= distanceBits;
        far = load<u32>(distances + (((far >> 16) + (<u32>bits & ((1 << ((far >> 4) & 15)) - 1))) << 2));
      }
      if ((far & kindBits) != base) return malformed;
      bits >>= far & 15;
      count -= far & 15;
      extra = (far >> 4) & 15;
      const distance: usize = (far >> 16) + (<u32>bits & ((1 << extra) - 1));
      bits >>= extra;
      count -= extra;
      if (distance > out - target) return malformed;
      if (out + copied > end) return malformed;
      let from = out - distance;
      const to = out + copied;
      if (distance >= 8) {
        do {
          store<u64>(out, load<u64>(from));
          out += 8;
          from += 8;
        } while (out < to);
      } else if (distance == 1) {
        const run = (<u64>load<u8>(from)) * 0x0101010101010101;
        do {
          store<u64>(out, run);
          out += 8;
        } while (out < to);
      } else {
        do store<u8>(out++, load<u8>(from++));
        while (out < to);
      }
      out = to;
    }
  }
  inflated = out - target;
  input -= count >> 3;
  if (input + 4 > sourceEnd) return truncated;
  return <i32>(input + 4 - source);
}

/** Adler-32 of [at, at + length) (RFC 1950). */
export function adler32(at: usize, length: usize): u32 {
  let a: u32 = 1;
  let b: u32 = 0;
  // The most bytes whose sums stay below 2^32.
  const chunk: usize = 5552;
  for (let left = length; left > 0; ) {
    const n = left < chunk ? left : chunk;
    for (const stop = at + n; at < stop; at++) {
      a += load<u8>(at);
      b += a;
    }
    a %= 65521;
    b %= 65521;
    left -= n;
  }
  return (b << 16) | a;
}
