// Escapes in a piece of text → the text that they stand for, with the way back to each byte of it.
import { bareSeamSide, type EscapeKind } from '../../model/escape-markers.ts';
import { hexValue } from '../encoded/alphabets.ts';

/** What stands at some place: so many bytes stand for `text`. */
export interface Escape {
  readonly length: number;
  /** One character a byte; empty for what joins two pieces. */
  readonly text: string;
}

const isPrintable = (code: number) => code >= 0x20 && code < 0x7f;

function hexAt(bytes: Buffer, at: number, digits: number): number {
  let value = 0;
  for (let offset = 0; offset < digits; offset++) {
    const digit = hexValue[bytes[at + offset] ?? 0];
    if (digit > 15) return -1;
    value = value * 16 + digit;
  }
  return value;
}

function printable(code: number, length: number): Escape | null {
  return isPrintable(code) ? { length, text: String.fromCharCode(code) } : null;
}

/** RFC 3986, section 2.1. */
function percentAt(bytes: Buffer, at: number): Escape | null {
  return bytes[at] === 0x25 ? printable(hexAt(bytes, at + 1, 2), 3) : null;
}

/** `\uXXXX` and `\/` of JSON (RFC 8259, section 7), `\xXX` of C, JavaScript, Python and shells. */
function backslashAt(bytes: Buffer, at: number): Escape | null {
  if (bytes[at] !== 0x5c) return null;
  const next = bytes[at + 1];
  if (next === 0x2f) return { length: 2, text: '/' };
  if (next === 0x75) return printable(hexAt(bytes, at + 2, 4), 6);
  return next === 0x78 ? printable(hexAt(bytes, at + 2, 2), 4) : null;
}

const named: Readonly<Record<string, string>> = { quot: '"', amp: '&', apos: "'", lt: '<', gt: '>' };
const reference = /&(?:#(\d{1,7})|#[xX]([0-9A-Fa-f]{1,6})|(quot|amp|apos|lt|gt));/y;

/** Character references of XML and HTML; of the named ones those of XML. */
function referenceAt(bytes: Buffer, at: number): Escape | null {
  if (bytes[at] !== 0x26) return null;
  reference.lastIndex = 0;
  const found = reference.exec(bytes.toString('latin1', at, at + 12));
  if (!found) return null;
  const [{ length }, decimal, hex, name] = found;
  if (name !== undefined) return { length, text: named[name] };
  return printable(decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal), length);
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

function seamAt(bytes: Buffer, at: number): Escape | null {
  if ((bytes[at] !== 0x22 && bytes[at] !== 0x27) || at === 0 || inToken[bytes[at - 1]] === 0) return null;
  const isBare = bytes[at + 1] === 10 || bytes[at + 1] === 13;
  if (isBare && (inToken[bytes[at - 2] ?? 0] === 0 || inToken[bytes[at - leastSide] ?? 0] === 0)) return null;
  const end = seamEnd(bytes, at);
  if (end < 0) return null;
  const length = end - at;
  const isTold = isBare ? isTokenAround(bytes, at, at + length) : inToken[bytes[at + length] ?? 0] === 1;
  return isTold ? { length, text: '' } : null;
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

const readers: Readonly<Record<EscapeKind, (bytes: Buffer, at: number) => Escape | null>> = {
  'percent-encoding': percentAt,
  'backslash escapes': backslashAt,
  'character references': referenceAt,
  concatenation: seamAt,
};

/** The escape of some kind at bytes[at]; null when there is none that stands for a readable character. */
export function escapeAt(bytes: Buffer, at: number, kind: EscapeKind): Escape | null {
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
  return own !== null && !(kind === 'backslash escapes' && own.text === '/' && !isInLongRun(bytes, at));
}
