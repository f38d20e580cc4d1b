// The index of a pack (gitformat-pack, version 1 and 2): where each entry begins, and its place among all by offset.

const isLarge: u32 = 0x80000000;
const digitBits: u64 = 11;
const digits: u32 = 1 << 11;
const digitStarts = memory.data((1 << 11) * 4, 4);

/**
 * Reads the `count` offsets at `words` of version 2; those of 64 bits stand in [large, large + largeBytes).
 * @param offsets written, 64 bits each
 * @returns false when one is named that is not there
 */
export function readOffsets(words: usize, count: u32, large: usize, largeBytes: u32, offsets: usize): bool {
  for (let at: usize = 0; at < count; at++) {
    const word = bswap(load<u32>(words + (at << 2)));
    let offset: u64 = word;
    if (word >= isLarge) {
      const slot = (<u64>(word - isLarge)) << 3;
      if (slot >= largeBytes) return false;
      offset = bswap(load<u64>(large + <usize>slot));
    }
    store<u64>(offsets + (at << 3), offset);
  }
  return true;
}

/** As `readOffsets` for the table of version 1, an offset of 32 bits before each id; the ids are put side by side at `ids`. */
export function readFirstTable(table: usize, count: u32, idBytes: usize, ids: usize, offsets: usize): void {
  for (let at: usize = 0; at < count; at++) {
    const from = table + at * (idBytes + 4);
    store<u64>(offsets + (at << 3), bswap(load<u32>(from)));
    memory.copy(ids + at * idBytes, from + 4, idBytes);
  }
}

/** Whether ids rise: a look-up by halving would say of ids out of order that they are not there. */
export function areRising(ids: usize, count: u32, idBytes: usize): bool {
  for (let at: usize = 1; at < count; at++) {
    const here = ids + at * idBytes;
    const before = here - idBytes;
    const first = bswap(load<u64>(here));
    const last = bswap(load<u64>(before));
    if (first < last || (first == last && memory.compare(here, before, idBytes) <= 0)) return false;
  }
  return true;
}

/**
 * Sorts numbers of 64 bits by one digit after the other, equal ones as they are given.
 * @param given is written to
 * @param sorted written, as doubles
 * @param ranks written, 32 bits each: of each given one its place among the sorted ones
 * @param room 16 bytes for each
 */
export function rankOffsets(given: usize, count: u32, sorted: usize, ranks: usize, room: usize): void {
  let keys = given;
  let nextKeys = room;
  let places = room + (<usize>count << 3);
  let nextPlaces = places + (<usize>count << 2);
  let highest: u64 = 0;
  for (let at: usize = 0; at < count; at++) {
    highest |= load<u64>(keys + (at << 3));
    store<u32>(places + (at << 2), <u32>at);
  }
  for (let shift: u64 = 0; shift < 64 && highest >> shift != 0; shift += digitBits) {
    countDigits(keys, count, shift);
    for (let at: usize = 0; at < count; at++) {
      const key = load<u64>(keys + (at << 3));
      const start = startOf(key, shift);
      const to = <usize>load<u32>(start);
      store<u32>(start, <u32>to + 1);
      store<u64>(nextKeys + (to << 3), key);
      store<u32>(nextPlaces + (to << 2), load<u32>(places + (at << 2)));
    }
    const sortedKeys = nextKeys;
    const sortedPlaces = nextPlaces;
    nextKeys = keys;
    nextPlaces = places;
    keys = sortedKeys;
    places = sortedPlaces;
  }
  for (let rank: usize = 0; rank < count; rank++) {
    store<f64>(sorted + (rank << 3), <f64>load<u64>(keys + (rank << 3)));
    store<u32>(ranks + (<usize>load<u32>(places + (rank << 2)) << 2), <u32>rank);
  }
}

// @ts-expect-error: decorator
@inline
function startOf(key: u64, shift: u64): usize {
  return digitStarts + ((<usize>(key >> shift) & (digits - 1)) << 2);
}

/** Where the numbers with each digit begin, the lowest first. */
function countDigits(keys: usize, count: u32, shift: u64): void {
  memory.fill(digitStarts, 0, digits << 2);
  for (let at: usize = 0; at < count; at++) {
    const start = startOf(load<u64>(keys + (at << 3)), shift);
    store<u32>(start, load<u32>(start) + 1);
  }
  let before: u32 = 0;
  for (let digit: usize = 0; digit < digits; digit++) {
    const start = digitStarts + (digit << 2);
    const those = load<u32>(start);
    store<u32>(start, before);
    before += those;
  }
}

/** Puts each of `count` words (32 bits) at the place of its rank. @param isSwapped whether their bytes are, too */
export function placeByRank(words: usize, ranks: usize, count: u32, target: usize, isSwapped: bool): void {
  for (let at: usize = 0; at < count; at++) {
    const word = load<u32>(words + (at << 2));
    store<u32>(target + (<usize>load<u32>(ranks + (at << 2)) << 2), isSwapped ? bswap(word) : word);
  }
}

/** As `placeByRank` for the numbers from 0 on. */
export function placeInOrder(ranks: usize, count: u32, target: usize): void {
  for (let at: usize = 0; at < count; at++) store<u32>(target + (<usize>load<u32>(ranks + (at << 2)) << 2), <u32>at);
}
