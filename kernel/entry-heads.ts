// The head of every entry of a pack (gitformat-pack): type, size, and which entry it is made from.
import { findId, unknown } from './ids';

const offsetDelta: u32 = 6;
const idDelta: u32 = 7;
/** Longest head: 10 bytes of type and size, then 10 of an offset or 32 of an id. */
const longestHead: f64 = 64;
const none: i32 = -1;

/** Doubles, rising. */
let offsets: usize = 0;
let count: u32 = 0;
let end: f64 = 0;
let idBytes: usize = 20;
/** Of each id of the index its place by offset. */
let ranks: usize = 0;
/** Number of the pack's first entry. */
let first: u32 = 0;
/** Lists for the entries of the pack: a byte, a byte, a double, 32 bits. */
let types: usize = 0;
let heads: usize = 0;
let sizes: usize = 0;
let bases: usize = 0;

/** Of which pack heads are read, and where what they say goes to; the ids of its index were told by `setIds`. */
export function setPack(
  offsetsAt: usize,
  entries: u32,
  endAt: f64,
  bytesOfId: usize,
  ranksAt: usize,
  firstEntry: u32,
  typesAt: usize,
  headsAt: usize,
  sizesAt: usize,
  basesAt: usize,
): void {
  offsets = offsetsAt;
  count = entries;
  end = endAt;
  idBytes = bytesOfId;
  ranks = ranksAt;
  first = firstEntry;
  types = typesAt;
  heads = headsAt;
  sizes = sizesAt;
  bases = basesAt;
}

/** Entries longer than this are passed over instead of read. */
const longEntry: f64 = 32768;

/**
 * How many bytes to read from the begin of `entry` on for its head and those behind it, up to a long entry.
 * @param most bytes that are read at a time
 */
export function headsLength(entry: u32, most: f64): f64 {
  const begin = load<f64>(offsets + (<usize>entry << 3));
  const stop = min(begin + most, end);
  let last = begin;
  for (let at = entry + 1; at < count; at++) {
    const offset = load<f64>(offsets + (<usize>at << 3));
    if (offset >= stop || offset - last > longEntry) return min(last + longestHead, stop) - begin;
    last = offset;
  }
  return min(last + longestHead, stop) - begin;
}

/**
 * Reads the head of `entry`, and those behind it that lie in the same block.
 * @param block `blockLength` bytes of the pack from `blockAt` on, where the entry begins
 * @returns the first entry that is not read
 */
export function readEntryHeads(block: usize, blockLength: u32, blockAt: f64, entry: u32): u32 {
  const blockEnd = blockAt + <f64>blockLength;
  let at = entry;
  do {
    const offset = load<f64>(offsets + (<usize>at << 3));
    if (at != entry && offset + longestHead > blockEnd && blockEnd < end) break;
    enter(at, 0, 0, 0, none);
    if (offset < blockEnd) enterHead(block + <usize>(offset - blockAt), block + blockLength, at, offset);
    at++;
  } while (at < count);
  return at;
}

/** Type in bits 4-6 and the low 4 bits of the size in the first byte; 7 bits more a byte, lowest first. Nonsense stays without a type. */
function enterHead(start: usize, blockEnd: usize, entry: u32, offset: f64): void {
  let at = start;
  let byte: u32 = load<u8>(at++);
  const type = (byte >> 4) & 7;
  let size = <f64>(byte & 15);
  for (let scale: f64 = 16; byte & 0x80; scale *= 128) {
    if (at >= blockEnd || scale > 1125899906842624) return;
    byte = load<u8>(at++);
    size += <f64>(byte & 0x7f) * scale;
  }
  let base: i32 = none;
  if (type == offsetDelta) {
    if (at >= blockEnd) return;
    byte = load<u8>(at++);
    let back: u64 = byte & 0x7f;
    while (byte & 0x80) {
      if (at >= blockEnd || back > <u64>1 << 45) return;
      byte = load<u8>(at++);
      back = ((back + 1) << 7) + (byte & 0x7f);
    }
    if (back == 0 || <f64>back >= offset) return;
    const rank = rankBefore(entry, offset - <f64>back);
    base = rank < 0 ? none : <i32>first + rank;
  } else if (type == idDelta) {
    if (at + idBytes > blockEnd) return;
    const place = findId(at);
    base = place == unknown ? none : <i32>(first + load<u32>(ranks + (<usize>place << 2)));
    at += idBytes;
  } else if (type == 0 || type == 5) return;
  enter(entry, type, <u32>(at - start), size, base);
}

function enter(entry: u32, type: u32, head: u32, size: f64, base: i32): void {
  const at = <usize>entry;
  store<u8>(types + at, type);
  store<u8>(heads + at, head);
  store<f64>(sizes + (at << 3), size);
  store<i32>(bases + (at << 2), base);
}

/** Place of an offset among those before `entry`, or -1. Bases nearly always lie close before what is made from them. */
function rankBefore(entry: u32, offset: f64): i32 {
  let high = <i32>entry - 1;
  let low = high;
  for (let step = 1; low > 0 && load<f64>(offsets + (<usize>low << 3)) > offset; step <<= 1) {
    high = low - 1;
    low = max(0, low - step);
  }
  while (low <= high) {
    const middle = (low + high) >> 1;
    const there = load<f64>(offsets + (<usize>middle << 3));
    if (there == offset) return middle;
    if (there < offset) low = middle + 1;
    else high = middle - 1;
  }
  return none;
}
