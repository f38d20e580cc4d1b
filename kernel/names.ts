// Every distinct file and folder name once, numbered in the order of appearance.

/** Open addressing over `slots` places; each holds the number of a name plus 1. */
let table: usize = 0;
let mask: u32 = 0;
/** For each name its start in `text`; one more for the end. */
let starts: usize = 0;
let mostNames: u32 = 0;
let text: usize = 0;
let textEnd: usize = 0;
let used: usize = 0;
let total: u32 = 0;
/** Random start value, so that a repository cannot bring names that were made to collide. */
let seed: u32 = 0;

/** What `addName` says when there is no room. */
export const full: u32 = 0xffffffff;

/** @param slots a power of two, of 4 bytes each, all zero; at most half of them are used, `startsAt` has room for as many */
export function setNames(
  tableAt: usize,
  slots: u32,
  startsAt: usize,
  textAt: usize,
  textLength: usize,
  start: u32,
): void {
  seed = start;
  table = tableAt;
  mask = slots - 1;
  starts = startsAt;
  mostNames = (slots >> 1) - 1;
  text = textAt;
  textEnd = textAt + textLength;
  used = textAt;
  total = 0;
  store<u32>(starts, 0);
}

export function countNames(): u32 {
  return total;
}

/** Number of the name [at, at + length), or `full`. */
export function addName(at: usize, length: u32): u32 {
  let hash = seed;
  for (let n: u32 = 0; n < length; n++) hash = (hash ^ <u32>load<u8>(at + n)) * 0x01000193;
  hash ^= hash >> 15;
  let slot = hash & mask;
  while (true) {
    const place = table + ((<usize>slot) << 2);
    const known = load<u32>(place);
    if (known == 0) {
      if (total >= mostNames || used + length > textEnd) return full;
      memory.copy(used, at, length);
      used += length;
      total++;
      store<u32>(starts + ((<usize>total) << 2), <u32>(used - text));
      store<u32>(place, total);
      return total - 1;
    }
    const start = load<u32>(starts + ((<usize>(known - 1)) << 2));
    const end = load<u32>(starts + ((<usize>known) << 2));
    if (end - start == length && memory.compare(text + start, at, length) == 0) return known - 1;
    slot = (slot + 1) & mask;
  }
}
