// The head of a block with codes of its own (RFC 1951, 3.2.7): lengths of codes, themselves encoded.
import { buildTable, exceptional, hasEnd, ofDistances, ofLengths, ofSymbols } from './huffman';

const lengthTable = memory.data(128 * 4 + 16, 16);
/**
 * A second table of 2^b entries is as long as its longest code needs, and as no code is incomplete it holds b + 1 codes or
 * more: 286 symbols behind 2^11 entries make at most 2048 + 286 / 5 * 2^4, 30 distances behind 2^8 at most 256 + 30 / 8 * 2^7.
 */
export const symbolTable = memory.data(2976 * 4 + 16, 16);
export const distanceTable = memory.data(736 * 4 + 16, 16);
/** Symbols that have a code, first those of literals and lengths, then those of distances: number << 4 | length of the code. */
const used = memory.data((320 + 8) * 2, 16);
/** How many codes of each length there are: of literals and lengths, then of distances. 16 bits each. */
const counts = memory.data(2 * 16 * 2, 16);
/** Lengths of the codes of lengths. */
const lengths = memory.data(32, 16);

/** Bits of the first tables, at most. */
const mostSymbolBits: u32 = 11;
const mostDistanceBits: u32 = 8;
const mostLengthBits: u32 = 7;

/** Order in which the lengths of the length codes come. */
const lengthOrder = memory.data<u8>([16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]);

/** What `readHead` was told and tells: the next byte of the input, bits read before it, how many, bits of the tables. */
export let headInput: usize = 0;
export let headBits: u64 = 0;
export let headCount: u32 = 0;
export let symbolBits: u32 = 0;
export let distanceBits: u32 = 0;

// @ts-expect-error: decorator
@inline
function clearCounts(): void {
  v128.store(counts, i64x2.splat(0));
  v128.store(counts, i64x2.splat(0), 16);
  v128.store(counts, i64x2.splat(0), 32);
  v128.store(counts, i64x2.splat(0), 48);
}

// @ts-expect-error: decorator
@inline
function countOne(length: u32): void {
  const at = counts + (length << 1);
  store<u16>(at, <u16>(<u32>load<u16>(at) + 1));
}

/** Puts the codes of lengths, 3 bits each, into `used`. */
function listLengthCodes(codes: u64): void {
  let left = codes;
  v128.store(lengths, i64x2.splat(0));
  v128.store(lengths, i64x2.splat(0), 16);
  for (let at: usize = 0; left != 0; at++, left >>= 3) store<u8>(lengths + load<u8>(lengthOrder + at), <u8>(left & 7));
  clearCounts();
  let to = used;
  for (let symbol: u32 = 0; symbol < 19; symbol++) {
    const length: u32 = load<u8>(lengths + symbol);
    countOne(length);
    store<u16>(to, <u16>((symbol << 4) | length));
    to += length == 0 ? 0 : 2;
  }
  store<u16>(counts, 0);
}

/**
 * Reads the head of a block and builds its tables.
 * @param limit last byte that may be the next one
 * @returns whether it is sound, as far as the input goes
 */
export function readHead(from: usize, before: u64, had: u32, limit: usize): bool {
  let input = from;
  let bits = before;
  let count = had;
  const symbols = (<u32>bits & 31) + 257;
  const total = symbols + (<u32>(bits >> 5) & 31) + 1;
  const lengthCodes = (<u32>(bits >> 10) & 15) + 4;
  if (symbols > 286 || total - symbols > 30) return false;
  // 53 bits or more were there; the first code is taken from them and up to 18, of 54 bits, from a refill.
  let codes = (bits >> 14) & 7;
  bits >>= 17;
  count -= 17;
  bits |= load<u64>(input) << count;
  input += (63 - count) >> 3;
  count |= 56;
  const more = lengthCodes * 3 - 3;
  codes |= (bits & ((<u64>1 << more) - 1)) << 3;
  bits >>= more;
  count -= more;
  listLengthCodes(codes);
  const lengthBits = buildTable(lengthTable, used, counts, 0, ofLengths, mostLengthBits);
  if (lengthBits == 0) return false;
  const mask: u32 = (1 << lengthBits) - 1;
  clearCounts();
  let previous: u32 = 0;
  let to = used;
  let at: u32 = 0;
  while (at < total) {
    if (count < 14) {
      if (input > limit) return false;
      bits |= load<u64>(input) << count;
      input += (63 - count) >> 3;
      count |= 56;
    }
    const entry = load<u32>(lengthTable + ((<u32>bits & mask) << 2));
    const all = entry & 63;
    const own = (entry >> 8) & 15;
    let repeat = (entry >> 24) + ((<u32>bits & ((1 << all) - 1)) >> own);
    bits >>= all;
    count -= all;
    if (entry & exceptional) {
      if (at == 0) return false;
      repeat &= 7;
      if (previous == 0) at += repeat;
      else {
        for (const end = at + repeat; at < end; at++, to += 2) {
          store<u16>(to, <u16>((at << 4) | previous));
          countOne(previous + (at >= symbols ? 16 : 0));
        }
      }
      continue;
    }
    previous = (entry >> 16) & 15;
    store<u16>(to, <u16>((at << 4) | previous));
    to += previous == 0 ? 0 : 2;
    countOne(previous + (at >= symbols ? 16 : 0));
    at += repeat;
  }
  if (at > total) return false;
  store<u16>(counts, 0);
  store<u16>(counts, 0, 32);
  headInput = input;
  headBits = bits;
  headCount = count;
  return buildTables(to, symbols);
}

function buildTables(listEnd: usize, symbols: u32): bool {
  let ofFar = listEnd;
  while (ofFar > used && <u32>load<u16>(ofFar - 2) >> 4 >= symbols) ofFar -= 2;
  distanceBits = buildTable(distanceTable, ofFar, counts + 32, symbols, ofDistances, mostDistanceBits);
  if (distanceBits == 0) return false;
  symbolBits = buildTable(symbolTable, used, counts, 0, ofSymbols, mostSymbolBits);
  return symbolBits != 0 && hasEnd();
}

export const fixedSymbolTable = memory.data(512 * 4 + 16, 16);
export const fixedDistanceTable = memory.data(32 * 4 + 16, 16);
export const fixedSymbolBits: u32 = 9;
export const fixedDistanceBits: u32 = 5;
let isFixedReady: bool = false;

/** Builds the tables of the codes that are given (3.2.6). */
export function prepareFixed(): void {
  if (isFixedReady) return;
  isFixedReady = true;
  clearCounts();
  for (let at: u32 = 0; at < 288; at++) {
    const length = at < 144 ? 8 : at < 256 ? 9 : at < 280 ? 7 : 8;
    store<u16>(used + (at << 1), <u16>((at << 4) | length));
    countOne(length);
  }
  buildTable(fixedSymbolTable, used, counts, 0, ofSymbols, fixedSymbolBits);
  clearCounts();
  for (let at: u32 = 0; at < 32; at++) {
    store<u16>(used + (at << 1), <u16>((at << 4) | 5));
    countOne(5);
  }
  buildTable(fixedDistanceTable, used, counts, 0, ofDistances, fixedDistanceBits);
}
