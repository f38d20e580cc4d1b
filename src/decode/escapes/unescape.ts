// Escapes in a piece of text → the text that they stand for, with the way back to each byte of it.
import type { EscapeKind } from '../../model/escape-markers.ts';
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

/**
 * The end of one string and the begin of the next, of the same quotes: with a plus, a dot (PHP, Perl), an ampersand (Visual
 * Basic) or nothing between them, on one line or over a line end, which a backslash may escape.
 */
const seam =
  /(["'])(?:[ \t]*(?:\+|\.|&)[ \t]*(?:\\?\r?\n[ \t]*)?|[ \t]*\\?\r?\n[ \t]*(?:\+|\.|&)?[ \t]*)(?:[rbfuRBFU]{0,2})\1/y;
const mostSeam = 160;
/** Characters that tokens are made of: a string that is cut in the middle of one is no sentence over several lines. */
const inToken = new Uint8Array(256);
for (const character of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=_-.~')
  inToken[character.charCodeAt(0)] = 1;

/** Where only a line end lies between two strings, so much of a token must stand on either side, and a digit in it. */
const leastSide = 6;

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
  seam.lastIndex = 0;
  const found = seam.exec(bytes.toString('latin1', at, at + mostSeam));
  if (!found) return null;
  const [{ length }] = found;
  const isTold = isBare ? isTokenAround(bytes, at, at + length) : inToken[bytes[at + length] ?? 0] === 1;
  return isTold ? { length, text: '' } : null;
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
