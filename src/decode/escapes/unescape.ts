// Escapes in a piece of text → the text that they stand for, with the way back to each byte of it.
import { bareSeamSide, type EscapeKind } from '../../model/escape-markers.ts';
import { hexValue } from '../encoded/alphabets.ts';

/**
 * What stands at some place, in one number, since text can be all escapes: how many bytes, and the byte that they stand for, or
 * `noByte` for what joins two pieces. `noEscape` where none stands.
 */
export type Escape = number;

export const noEscape: Escape = 0;
/** In the place of a byte. */
export const noByte = 256;

export function escapeLength(met: Escape): number {
  return met >> 9;
}

export function escapeByte(met: Escape): number {
  return met & 511;
}

function escapeOf(length: number, byte: number): Escape {
  return (length << 9) | byte;
}

const isPrintable = (code: number) => code >= 0x20 && code < 0x7f;

function hexAt(bytes: Buffer, at: number, digits: number): number {
  let value = 0;
  for (let offset = 0; offset < digits; offset++) {
    const digit = hexValue[bytes[at + offset]];
    // At the end there is none.
    if (!(digit < 16)) return -1;
    value = value * 16 + digit;
  }
  return value;
}

function printable(code: number, length: number): Escape {
  return isPrintable(code) ? escapeOf(length, code) : noEscape;
}

/** RFC 3986, section 2.1. */
function percentAt(bytes: Buffer, at: number): Escape {
  return bytes[at] === 0x25 ? printable(hexAt(bytes, at + 1, 2), 3) : noEscape;
}

/** `\uXXXX` and `\/` of JSON (RFC 8259, section 7), `\xXX` of C, JavaScript, Python and shells. */
function backslashAt(bytes: Buffer, at: number): Escape {
  if (bytes[at] !== 0x5c) return noEscape;
  const next = bytes[at + 1];
  if (next === 0x2f) return escapeOf(2, next);
  if (next === 0x75) return printable(hexAt(bytes, at + 2, 4), 6);
  return next === 0x78 ? printable(hexAt(bytes, at + 2, 2), 4) : noEscape;
}

const named: readonly (readonly [name: string, byte: number])[] = [
  ['quot;', 0x22],
  ['amp;', 0x26],
  ['apos;', 0x27],
  ['lt;', 0x3c],
  ['gt;', 0x3e],
];
/** Character references of XML and HTML; of the named ones those of XML. */
function referenceAt(bytes: Buffer, at: number): Escape {
  if (bytes[at] !== 0x26) return noEscape;
  if (bytes[at + 1] === 0x23) return numberedAt(bytes, at);
  for (const [name, byte] of named) {
    let length = 0;
    while (length < name.length && bytes[at + 1 + length] === name.charCodeAt(length)) length++;
    if (length === name.length) return escapeOf(length + 1, byte);
  }
  return noEscape;
}

/** A reference by number: `&#65;` or `&#x41;`. */
function numberedAt(bytes: Buffer, at: number): Escape {
  const isHex = (bytes[at + 2] | 0x20) === 0x78;
  const base = isHex ? 16 : 10;
  const first = at + (isHex ? 3 : 2);
  // More digits are no character.
  const end = first + (isHex ? 6 : 7);
  let value = 0;
  let next = first;
  for (; next < end; next++) {
    const digit = hexValue[bytes[next]];
    // At the end there is none.
    if (!(digit < base)) break;
    value = value * base + digit;
  }
  return next > first && bytes[next] === 0x3b ? printable(value, next + 1 - at) : noEscape;
}

/** A seam is no longer than this: indentation is its longest part. */
const mostSeam = 160;
const isBlank = (byte: number) => byte === 0x20 || byte === 0x09;
/** Plus; dot (PHP, Perl); ampersand (Visual Basic). */
const isJoin = (byte: number) => byte === 0x2b || byte === 0x2e || byte === 0x26;
/** Letters before a string of Python and C: raw, bytes, formatted, Unicode. */
const isPrefix = (byte: number) => 'rbfuRBFU'.includes(String.fromCharCode(byte));

function skipBlanks(bytes: Buffer, from: number, end: number): number {
  let at = from;
  while (at < end && isBlank(bytes[at])) at++;
  return at;
}

/** Behind a line end at `at`, which a backslash may escape; `at` itself where there is none. */
function skipLineEnd(bytes: Buffer, at: number): number {
  let next = at;
  if (bytes[next] === 0x5c) next++;
  if (bytes[next] === 0x0d) next++;
  return bytes[next] === 0x0a ? next + 1 : at;
}

/**
 * Where the next string begins behind the one that the quote at `at` ends: both in the same quotes, with a sign between them,
 * on one line or over a line end, or a line end alone. -1 where none does.
 */
function seamEnd(bytes: Buffer, at: number): number {
  const end = Math.min(bytes.length, at + mostSeam);
  let next = skipBlanks(bytes, at + 1, end);
  let isJoined = isJoin(bytes[next] ?? 0);
  if (isJoined) next = skipBlanks(bytes, next + 1, end);
  const line = skipLineEnd(bytes, next);
  if (line > next) {
    next = skipBlanks(bytes, line, end);
    if (!isJoined && isJoin(bytes[next] ?? 0)) next = skipBlanks(bytes, next + 1, end);
    isJoined = true;
  }
  if (!isJoined) return -1;
  for (let letters = 0; letters < 2 && isPrefix(bytes[next] ?? 0); letters++) next++;
  return next < end && bytes[next] === bytes[at] ? next + 1 : -1;
}

/** Characters that tokens are made of: a string that is cut in the middle of one is no sentence over several lines. */
const tokenCharacters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=_-.~';
const inToken = new Uint8Array(256);
for (let at = 0; at < tokenCharacters.length; at++) inToken[tokenCharacters.charCodeAt(at)] = 1;

/** Where only a line end lies between two strings, so much of a token must stand on either side, and a digit in it. */
const leastSide = bareSeamSide;

/** Most strings that follow each other are sentences or lists; of those that are one token both sides look like it. */
function isTokenAround(bytes: Buffer, at: number, behind: number): boolean {
  let digits = 0;
  for (let offset = 1; offset <= leastSide; offset++) {
    const [before, after] = [bytes[at - offset] ?? 0, bytes[behind + offset - 1] ?? 0];
    if (inToken[before] === 0 || inToken[after] === 0) return false;
    if (before < 58 && before > 47) digits++;
    if (after < 58 && after > 47) digits++;
  }
  return digits > 0;
}

function seamAt(bytes: Buffer, at: number): Escape {
  if ((bytes[at] !== 0x22 && bytes[at] !== 0x27) || at === 0 || inToken[bytes[at - 1]] === 0) return noEscape;
  const isBare = bytes[at + 1] === 10 || bytes[at + 1] === 13;
  if (isBare && (inToken[bytes[at - 2] ?? 0] === 0 || inToken[bytes[at - leastSide] ?? 0] === 0)) return noEscape;
  const end = seamEnd(bytes, at);
  if (end < 0) return noEscape;
  const length = end - at;
  const isTold = isBare ? isTokenAround(bytes, at, at + length) : inToken[bytes[at + length] ?? 0] === 1;
  return isTold ? escapeOf(length, noByte) : noEscape;
}

/** With which byte an escape of each kind begins. */
const firsts: Readonly<Record<EscapeKind, readonly number[]>> = {
  'percent-encoding': [0x25],
  'backslash escapes': [0x5c],
  'character references': [0x26],
  concatenation: [0x22, 0x27],
};

/** The bytes with which an escape of that kind begins, one or two: the cheap question before `escapeAt`. */
export function firstBytes(kind: EscapeKind): readonly number[] {
  return firsts[kind];
}

/** With which byte an escape begins that stands for one character. */
export function beginsWith(kind: Exclude<EscapeKind, 'concatenation'>): number {
  return firsts[kind][0];
}

const readers: Readonly<Record<EscapeKind, (bytes: Buffer, at: number) => Escape>> = {
  'percent-encoding': percentAt,
  'backslash escapes': backslashAt,
  'character references': referenceAt,
  concatenation: seamAt,
};

/** The escape of some kind at bytes[at]; `noEscape` when there is none that stands for a readable character. */
export function escapeAt(bytes: Buffer, at: number, kind: EscapeKind): Escape {
  return readers[kind](bytes, at);
}

/** Of base64 and paths both, a slash that is escaped says nothing: only a long run of the characters of base64 is looked at. */
const leastAround = 24;
function isInLongRun(bytes: Buffer, at: number): boolean {
  const isIn = (byte: number) =>
    (byte >= 48 && byte <= 57) ||
    ((byte | 32) >= 97 && (byte | 32) <= 122) ||
    byte === 43 ||
    byte === 47 ||
    byte === 92;
  let count = 0;
  for (let back = at; back > 0 && isIn(bytes[back - 1]) && count < leastAround; back--) count++;
  for (let forth = at; forth < bytes.length && isIn(bytes[forth]) && count < leastAround; forth++) count++;
  return count >= leastAround;
}

/** Whether an escape stands at bytes[at] that is worth a look: the cheap question before `escapedLayer`. */
export function isEscape(bytes: Buffer, at: number, kind: EscapeKind): boolean {
  const own = escapeAt(bytes, at, kind);
  return own !== noEscape && (kind !== 'backslash escapes' || escapeByte(own) !== 0x2f || isInLongRun(bytes, at));
}
