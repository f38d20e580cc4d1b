// Escape codes of terminals (ECMA-48) in a text: colours above all. A reader sees the text without them, and so must rules.
// Views only: nobody changes what is passed on.

const escapeByte = 0x1b;
const bracket = 0x5b;
/** A control sequence that is longer is none: a terminal's own have a dozen bytes, and what is text must not hide in one. */
const longest = 48;

/** Where a code ends that begins at `at` (exclusive); `at` where none does, or where the bytes end within it. */
function codeEnd(bytes: Uint8Array, at: number): number {
  if (bytes[at] !== escapeByte || at + 1 >= bytes.length) return at;
  // ESC [ parameters, intermediates, one final byte (ECMA-48, 5.4); anything else of two bytes (5.3.3, 5.5).
  if (bytes[at + 1] !== bracket) return bytes[at + 1] >= 0x30 && bytes[at + 1] <= 0x7e ? at + 2 : at;
  const last = Math.min(bytes.length, at + longest);
  let end = at + 2;
  while (end < last && bytes[end] >= 0x20 && bytes[end] <= 0x3f) end++;
  return end < last && bytes[end] >= 0x40 && bytes[end] <= 0x7e ? end + 1 : at;
}

/** Whether there is anything to take out. */
export function hasEscape(bytes: Buffer): boolean {
  return bytes.includes(escapeByte);
}

/** The codes of `bytes` as pairs of start and end. What a code of an operating system command (titles, links) holds is text. */
function codesOf(bytes: Buffer): number[] {
  const codes: number[] = [];
  for (let at = bytes.indexOf(escapeByte); at >= 0; at = bytes.indexOf(escapeByte, at)) {
    const end = codeEnd(bytes, at);
    if (end > at) codes.push(at, end);
    at = Math.max(end, at + 1);
  }
  return codes;
}

/** The same bytes with blanks in place of codes: what stands beside a code begins and ends a word there. */
export function blankCodes(bytes: Buffer): Buffer {
  const codes = codesOf(bytes);
  if (codes.length === 0) return bytes;
  const blanked = Buffer.from(bytes);
  for (let at = 0; at < codes.length; at += 2) blanked.fill(0x20, codes[at], codes[at + 1]);
  return blanked;
}

/** A text without its codes, and the way back. */
export interface JoinedText {
  readonly bytes: Buffer;
  /** Offset in the text with codes of the byte at `offset`. */
  readonly origin: (offset: number) => number;
  /** Offset in the text without codes of the first byte at or behind `offset`. */
  readonly place: (offset: number) => number;
}

/** How many of the rising `list` are at most `value`. */
function countUpTo(list: readonly number[], value: number): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (list[middle] <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** `bytes` without codes: what a code cuts in two is whole there. */
export function joinOverCodes(bytes: Buffer): JoinedText {
  const codes = codesOf(bytes);
  const kept: Buffer[] = [];
  // Of each kept piece: where it begins in the joined text and in the original.
  const joinedAt: number[] = [];
  const originAt: number[] = [];
  let from = 0;
  let joined = 0;
  for (let at = 0; at <= codes.length; at += 2) {
    const to = at < codes.length ? codes[at] : bytes.length;
    joinedAt.push(joined);
    originAt.push(from);
    kept.push(bytes.subarray(from, to));
    joined += to - from;
    from = codes[at + 1];
  }
  return {
    bytes: Buffer.concat(kept),
    origin(offset) {
      const piece = countUpTo(joinedAt, offset) - 1;
      return originAt[piece] + offset - joinedAt[piece];
    },
    place(offset) {
      const piece = countUpTo(originAt, offset) - 1;
      return Math.min(joinedAt[piece] + offset - originAt[piece], joinedAt[piece + 1] ?? joined);
    },
  };
}

/** The codes within `bytes`, one behind the other: what a masked piece leaves standing. */
export function codesWithin(bytes: Buffer): Buffer {
  const codes = codesOf(bytes);
  const parts: Buffer[] = [];
  for (let at = 0; at < codes.length; at += 2) parts.push(bytes.subarray(codes[at], codes[at + 1]));
  return Buffer.concat(parts);
}
