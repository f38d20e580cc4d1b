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

/** Where codes stand, as pairs of start and end by place. */
export type Codes = readonly number[];

/** The codes of `bytes`. What a code of an operating system command (titles, links) holds is text. */
export function codesOf(bytes: Buffer): Codes {
  const codes: number[] = [];
  for (let at = bytes.indexOf(escapeByte); at >= 0; at = bytes.indexOf(escapeByte, at)) {
    const end = codeEnd(bytes, at);
    if (end > at) codes.push(at, end);
    at = Math.max(end, at + 1);
  }
  return codes;
}

/** The same bytes with blanks in place of `codes`: what stands beside a code begins and ends a word there. */
export function blankCodes(bytes: Buffer, codes: Codes): Buffer {
  if (codes.length === 0) return bytes;
  const blanked = Buffer.from(bytes);
  // Codes are short: a call for each would cost more.
  for (let at = 0; at < codes.length; at += 2)
    for (let place = codes[at]; place < codes[at + 1]; place++) blanked[place] = 0x20;
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

/** `bytes` without `codes`: what a code cuts in two is whole there. */
export function joinOverCodes(bytes: Buffer, codes: Codes): JoinedText {
  const kept = Buffer.allocUnsafe(bytes.length);
  // Of each kept piece: where it begins in the joined text and in the original.
  const joinedAt: number[] = [];
  const originAt: number[] = [];
  let from = 0;
  let joined = 0;
  for (let at = 0; at <= codes.length; at += 2) {
    joinedAt.push(joined);
    originAt.push(from);
    joined += bytes.copy(kept, joined, from, at < codes.length ? codes[at] : bytes.length);
    from = codes[at + 1];
  }
  return {
    bytes: kept.subarray(0, joined),
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
