// Text around an escape, with the escapes of its kind undone: as src/decode/escapes has it, which a property test compares.
import { isInToken, leastSide } from './automaton';

/** Kinds of escapes, in the order of `escapeKinds` in src/detect/filter-tables.ts. */
const percent: u32 = 1;
const backslash: u32 = 2;
const reference: u32 = 3;
const seam: u32 = 4;

/** How far around an escape its text goes: `escapeReach` in src/model/escape-markers.ts. */
const behind: usize = 192;
const ahead: usize = 448;

/** An escape is a length in bytes, shifted, and the byte that it stands for; `noByte` where it joins two strings. */
const lengthShift: u32 = 9;
const byteMask: u32 = 511;
const noByte: u32 = 256;

/** The text that escapes are looked at in. */
let start: usize = 0;
let last: usize = 0;

// @ts-expect-error: decorator
@inline
function byteAt(at: usize): u32 {
  return at >= start && at < last ? <u32>load<u8>(at) : 0;
}

/** The number in `digits` digits at `at`; -1 for none. */
function hexAt(at: usize, digits: usize): i32 {
  let value: i32 = 0;
  for (let next = at; next < at + digits; next++) {
    const digit = digitAt(next);
    if (digit > 15) return -1;
    value = (value << 4) | <i32>digit;
  }
  return value;
}

/** The value of a hexadecimal digit; 16 for anything else. */
function digitAt(at: usize): u32 {
  const byte = byteAt(at);
  if (byte - 48 < 10) return byte - 48;
  const letter = byte | 32;
  return letter - 97 < 6 ? letter - 87 : 16;
}

function printable(code: i32, length: u32): u32 {
  return code >= 0x20 && code < 0x7f ? (length << lengthShift) | <u32>code : 0;
}

function backslashAt(at: usize): u32 {
  const next = byteAt(at + 1);
  if (next == 0x2f) return (2 << lengthShift) | next;
  if (next == 0x75) return printable(hexAt(at + 2, 4), 6);
  return next == 0x78 ? printable(hexAt(at + 2, 2), 4) : 0;
}

/** Whether `length` bytes at `at` are those of `name`, the first one lowest. */
function isNamed(at: usize, name: u64, length: u32): bool {
  for (let offset: u32 = 0; offset < length; offset++)
    if (<u64>byteAt(at + offset) != ((name >> (offset << 3)) & 255)) return false;
  return true;
}

function referenceAt(at: usize): u32 {
  const name = at + 1;
  if (byteAt(name) == 0x23) return numberedAt(at);
  // `quot;`, `amp;`, `apos;`, `lt;`, `gt;`
  if (isNamed(name, 0x3b746f7571, 5)) return (6 << lengthShift) | 0x22;
  if (isNamed(name, 0x3b706d61, 4)) return (5 << lengthShift) | 0x26;
  if (isNamed(name, 0x3b736f7061, 5)) return (6 << lengthShift) | 0x27;
  if (isNamed(name, 0x3b746c, 3)) return (4 << lengthShift) | 0x3c;
  return isNamed(name, 0x3b7467, 3) ? (4 << lengthShift) | 0x3e : 0;
}

/** A reference by number; more digits are no character. */
function numberedAt(at: usize): u32 {
  const isHex = (byteAt(at + 2) | 0x20) == 0x78;
  const base: u32 = isHex ? 16 : 10;
  const first = at + (isHex ? 3 : 2);
  const end = first + (isHex ? 6 : 7);
  let value: u32 = 0;
  let next = first;
  for (; next < end; next++) {
    const digit = digitAt(next);
    if (digit >= base) break;
    value = value * base + digit;
  }
  return next > first && byteAt(next) == 0x3b ? printable(<i32>value, <u32>(next + 1 - at)) : 0;
}

/** A seam is no longer than this. */
const mostSeam: usize = 160;

function skipBlanks(from: usize, end: usize): usize {
  let at = from;
  while (at < end && (byteAt(at) == 0x20 || byteAt(at) == 0x09)) at++;
  return at;
}

function skipLineEnd(at: usize): usize {
  let next = at;
  if (byteAt(next) == 0x5c) next++;
  if (byteAt(next) == 0x0d) next++;
  return byteAt(next) == 0x0a ? next + 1 : at;
}

/** Plus, dot, ampersand. */
function isJoin(at: usize): bool {
  const byte = byteAt(at);
  return byte == 0x2b || byte == 0x2e || byte == 0x26;
}

/** r, b, f, u. */
function isPrefix(at: usize): bool {
  const letter = byteAt(at) | 32;
  return letter == 0x72 || letter == 0x62 || letter == 0x66 || letter == 0x75;
}

/** Where the next string begins behind the one that the quote at `at` ends; 0 where none does. */
function seamEnd(at: usize): usize {
  const end = last - at > mostSeam ? at + mostSeam : last;
  let next = skipBlanks(at + 1, end);
  let isJoined = isJoin(next);
  if (isJoined) next = skipBlanks(next + 1, end);
  const line = skipLineEnd(next);
  if (line > next) {
    next = skipBlanks(line, end);
    if (!isJoined && isJoin(next)) next = skipBlanks(next + 1, end);
    isJoined = true;
  }
  if (!isJoined) return 0;
  for (let letters = 0; letters < 2 && isPrefix(next); letters++) next++;
  return next < end && byteAt(next) == byteAt(at) ? next + 1 : 0;
}

function isTokenAround(at: usize, next: usize): bool {
  let digits = 0;
  for (let offset: usize = 1; offset <= leastSide; offset++) {
    const before = byteAt(at - offset);
    const after = byteAt(next + offset - 1);
    if (!isInToken(before) || !isInToken(after)) return false;
    if (before - 48 < 10) digits++;
    if (after - 48 < 10) digits++;
  }
  return digits > 0;
}

function seamAt(at: usize): u32 {
  if (!isInToken(byteAt(at - 1))) return 0;
  const behindQuote = byteAt(at + 1);
  const isBare = behindQuote == 10 || behindQuote == 13;
  if (isBare && (!isInToken(byteAt(at - 2)) || !isInToken(byteAt(at - leastSide)))) return 0;
  const end = seamEnd(at);
  if (end == 0) return 0;
  const isTold = isBare ? isTokenAround(at, end) : isInToken(byteAt(end));
  return isTold ? (<u32>(end - at) << lengthShift) | noByte : 0;
}

// @ts-expect-error: decorator
@inline
function begins(kind: u32, byte: u32): bool {
  if (kind == percent) return byte == 0x25;
  if (kind == backslash) return byte == 0x5c;
  return kind == reference ? byte == 0x26 : byte == 0x22 || byte == 0x27;
}

/** The escape at `at`, where a byte stands with which one of its kind begins; 0 for none. */
function escapeAt(kind: u32, at: usize): u32 {
  if (kind == percent) return printable(hexAt(at + 1, 2), 3);
  if (kind == backslash) return backslashAt(at);
  return kind == reference ? referenceAt(at) : seamAt(at);
}

/** A slash that is escaped is looked at in so long a run of the characters of base64. */
const leastAround: u32 = 24;

function isInRun(at: usize): bool {
  const byte: u32 = load<u8>(at);
  return byte - 48 < 10 || (byte | 32) - 97 < 26 || byte == 43 || byte == 47 || byte == 92;
}

function isInLongRun(at: usize): bool {
  let count: u32 = 0;
  for (let back = at; back > start && isInRun(back - 1) && count < leastAround; back--) count++;
  for (let forth = at; forth < last && isInRun(forth) && count < leastAround; forth++) count++;
  return count >= leastAround;
}

// @ts-expect-error: decorator
@inline
export function isLineEnd(byte: u32): bool {
  return byte == 10 || byte == 13;
}

/** The undone text, with what is read before and behind it (kernel/sieve.ts). */
const room = memory.data(16 + 192 + 448 + 32, 16);
export const escapedText: usize = room + 16;
/** Where in it what the escape stands for begins. */
export let escapedPlace: usize = 0;

/**
 * Writes the text around the escape of `kind` at `at`, escapes of the kind undone, to `escapedText`.
 * @param from begin of the text that it stands in; @param end of it
 * @returns its length; 0 where no escape stands that is to be looked at
 */
export function undoEscapes(kind: u32, at: usize, from: usize, end: usize): u32 {
  start = from;
  last = end;
  const own = begins(kind, byteAt(at)) ? escapeAt(kind, at) : 0;
  if (own == 0 || (kind == backslash && (own & byteMask) == 0x2f && !isInLongRun(at))) return 0;
  let first = at - start > behind ? at - behind : start;
  let stop = last - at > ahead ? at + ahead : last;
  if (kind != seam) {
    let back = at;
    while (back > first && !isLineEnd(load<u8>(back - 1))) back--;
    first = back;
    let forth = at;
    while (forth < stop && !isLineEnd(load<u8>(forth))) forth++;
    stop = forth;
  }
  let out = escapedText;
  let mine: usize = 0;
  for (let next = first; next < stop; ) {
    let byte: u32 = load<u8>(next);
    let length: usize = 1;
    if (begins(kind, byte)) {
      const met = escapeAt(kind, next);
      const metLength = <usize>(met >> lengthShift);
      if (met != 0 && next + metLength <= stop) {
        if (next == at) mine = out;
        length = metLength;
        byte = met & byteMask;
      }
    }
    if (byte != noByte) {
      store<u8>(out, byte);
      out++;
    }
    next += length;
  }
  escapedPlace = mine;
  return mine == 0 ? 0 : <u32>(out - escapedText);
}
