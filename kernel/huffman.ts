// Tables that decode the Huffman codes of RFC 1951 (3.2.2): one entry of 32 bits for whatever bits come next.
//   bits 0-5    bits to take off in all: those of the code, and the extra ones behind it
//   bits 8-11   those of the code alone; in an entry that leads to a second table, the bits that choose within that
//   bits 13-15  `endOfBlock`, `second`, `exceptional`; of exceptional ones, those that are neither of the others are no code
//   bits 16-30  what it stands for: byte, shortest copy, shortest distance, start of the second table
//   bit 31      `literal`

export const literal: u32 = 1 << 31;
export const exceptional: u32 = 1 << 15;
export const second: u32 = 1 << 14;
export const endOfBlock: u32 = 1 << 13;

export const longestCode: u32 = 15;

/** What each symbol stands for: its entry but for the length of its code. */
const symbolResults = memory.data(288 * 4, 16);
const distanceResults = memory.data(32 * 4, 16);
/**
 * Of the code lengths (3.2.7): the length from bit 16 on, how often at least from bit 24 on. Symbol 16, the last one again, is
 * exceptional.
 */
const lengthResults = memory.data(19 * 4, 16);
let isReady: bool = false;

/** Places of codes in `sorted`, by length; and what stands there. */
const places = memory.data(16 * 2, 16);
const sorted = memory.data(288 * 4, 16);

/** All that the symbols of the last table stand for, joined. */
let met: u32 = 0;

function prepare(): void {
  for (let at: u32 = 0; at < 256; at++) store<u32>(symbolResults + (at << 2), literal | (at << 16));
  store<u32>(symbolResults + (256 << 2), exceptional | endOfBlock);
  let base: u32 = 3;
  for (let at: u32 = 0; at < 28; at++) {
    const extra: u32 = at < 8 ? 0 : (at >> 2) - 1;
    store<u32>(symbolResults + ((257 + at) << 2), (base << 16) | extra);
    base += 1 << extra;
  }
  store<u32>(symbolResults + (285 << 2), 258 << 16);
  store<u32>(symbolResults + (286 << 2), exceptional);
  store<u32>(symbolResults + (287 << 2), exceptional);
  base = 1;
  for (let at: u32 = 0; at < 32; at++) {
    const extra: u32 = at < 4 ? 0 : (at >> 1) - 1;
    store<u32>(distanceResults + (at << 2), at < 30 ? (base << 16) | extra : exceptional);
    base += 1 << extra;
  }
  for (let at: u32 = 0; at < 16; at++) store<u32>(lengthResults + (at << 2), (1 << 24) | (at << 16));
  store<u32>(lengthResults + (16 << 2), exceptional | (3 << 24) | 2);
  store<u32>(lengthResults + (17 << 2), (3 << 24) | 3);
  store<u32>(lengthResults + (18 << 2), (11 << 24) | 7);
  isReady = true;
}

/** The three alphabets. */
export const ofSymbols: i32 = 0;
export const ofDistances: i32 = 1;
export const ofLengths: i32 = 2;

/** Writes the entries [0, size) again behind themselves. Up to 12 bytes behind the new ones are overwritten. */
// @ts-expect-error: decorator
@inline
function double(table: usize, size: u32): void {
  const to = table + (size << 2);
  for (let from = table; from < to; from += 16) v128.store(from + (size << 2), v128.load(from));
}

/**
 * Builds the table of a canonical code. Its first table is no larger than its longest code needs: most entries of a pack are
 * short, and so are their codes. Each code is written once, the shortest first, into a table of as many bits as it has; that
 * table then doubles until it has as many as the next.
 * @param list the symbols that have a code, ascending, each 16 bits: symbol << 4 | length
 * @param counts how many there are of each length, 16 bits each
 * @param skipped number of the first symbol
 * @returns bits of the first table, at most `mostBits`; 0 when no such code exists
 */
export function buildTable(table: usize, list: usize, counts: usize, skipped: u32, alphabet: i32, mostBits: u32): u32 {
  if (!isReady) prepare();
  let left: i32 = 1;
  let used: u32 = 0;
  let longest: u32 = 0;
  for (let length: u32 = 1; length <= longestCode; length++) {
    const ofLength: u32 = load<u16>(counts + (length << 1));
    left = (left << 1) - <i32>ofLength;
    if (left < 0) return 0;
    store<u16>(places + (length << 1), <u16>used);
    used += ofLength;
    if (ofLength != 0) longest = length;
  }
  let results: usize = alphabet == ofSymbols ? symbolResults : alphabet == ofDistances ? distanceResults : lengthResults;
  results -= skipped << 2;
  let all: u32 = 0;
  for (const end = list + (used << 1); list < end; list += 2) {
    const item: u32 = load<u16>(list);
    const place = places + ((item & 15) << 1);
    const at: u32 = load<u16>(place);
    store<u16>(place, <u16>(at + 1));
    const result = load<u32>(results + ((item >> 4) << 2));
    store<u32>(sorted + (at << 2), result);
    all |= result;
  }
  met = all;
  if (left > 0) return buildIncomplete(table, used, longest, alphabet);
  return fillTable(table, counts, longest, mostBits);
}

/** As zlib has it: an incomplete code is one of a single bit, or for distances none at all. */
function buildIncomplete(table: usize, used: u32, longest: u32, alphabet: i32): u32 {
  if (alphabet == ofLengths || longest > 1 || (used == 0 && alphabet != ofDistances)) return 0;
  store<u32>(table, used == 0 ? exceptional : load<u32>(sorted) + 0x101);
  store<u32>(table, exceptional, 4);
  return 1;
}

/** Writes the entries of a complete code, sorted; lowest bits of a code first, so that codes count up from their highest bit. */
function fillTable(table: usize, counts: usize, longest: u32, mostBits: u32): u32 {
  const tableBits = longest < mostBits ? longest : mostBits;
  let from: usize = sorted;
  let code: u32 = 0;
  let length: u32 = 0;
  let size: u32 = 1;
  while (length < tableBits) {
    double(table, size);
    size <<= 1;
    length++;
    for (let left = <u32>load<u16>(counts + (length << 1)); left > 0; left--) {
      store<u32>(table + (code << 2), load<u32>(from) + length * 0x101);
      from += 4;
      // The highest bit that is not set is set, those above it are cleared.
      const bit: u32 = 0x80000000 >> clz(code ^ (size - 1));
      code = (code & (bit - 1)) | bit;
    }
  }
  if (longest > tableBits) fillSecond(table, counts, tableBits, longest, from, code);
  return tableBits;
}

/** Second tables, each as long as the longest code with the same beginning. */
function fillSecond(table: usize, counts: usize, tableBits: u32, longest: u32, from: usize, first: u32): void {
  const mask: u32 = (1 << tableBits) - 1;
  let end: u32 = mask + 1;
  let start: u32 = 0;
  let code = first;
  let beginning: u32 = 0xffffffff;
  for (let length = tableBits + 1; length <= longest; length++) {
    for (let left = <u32>load<u16>(counts + (length << 1)); left > 0; left--) {
      if ((code & mask) != beginning) {
        beginning = code & mask;
        start = end;
        let bits = length - tableBits;
        for (let space = left; space < <u32>(1 << bits); ) {
          bits++;
          space = (space << 1) + <u32>load<u16>(counts + ((tableBits + bits) << 1));
        }
        end = start + (1 << bits);
        store<u32>(table + (beginning << 2), exceptional | second | (start << 16) | (bits << 8) | tableBits);
      }
      const entry = load<u32>(from) + (length - tableBits) * 0x101;
      from += 4;
      const step: u32 = 1 << (length - tableBits);
      for (let at = start + (code >> tableBits); at < end; at += step) store<u32>(table + (at << 2), entry);
      const bit: u32 = 0x80000000 >> clz(code ^ ((1 << length) - 1));
      code = (code & (bit - 1)) | bit;
    }
  }
}

/** Whether the last table can end a block. */
export function hasEnd(): bool {
  return (met & endOfBlock) != 0;
}
