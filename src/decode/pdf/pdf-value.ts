// The objects of PDF (ISO 32000-1, 7.3): numbers, names, strings, arrays, dictionaries, references; and the operators of content.
import { LimitReached } from '../decode-budget.ts';
import { isBlank, isDelimiter, isLineEnd, kinds, numberAt, referenceEnd, unescaped, wordEnd } from './pdf-lexis.ts';

export class PdfName {
  readonly name: string;
  constructor(name: string) {
    this.name = name;
  }
}

export class PdfRef {
  readonly number: number;
  constructor(number: number) {
    this.number = number;
  }
}

/** A word that is none of the others: an operator, `obj`, `stream`. */
export class PdfWord {
  readonly word: string;
  constructor(word: string) {
    this.word = word;
  }
}

export type PdfDict = ReadonlyMap<string, PdfValue>;
/** Strings are their bytes, as latin1: a page has thousands of them, and a buffer takes ten times as much as a short text. */
export type PdfValue = number | string | PdfName | PdfRef | PdfWord | readonly PdfValue[] | PdfDict;

export const isDict = (value: unknown): value is PdfDict => value instanceof Map;
export const nameOf = (value: unknown): string => (value instanceof PdfName ? value.name : '');

/** Operators have three letters at most; and so many short words are kept, whoever makes up others. */
const shortWord = 3;
const mostShortWords = 1024;
const shortWords = new Map<number, PdfWord>();

/** Arrays and dictionaries in each other. */
const mostDepth = 64;
/** Values that may be read: a dictionary in four bytes of a file takes hundreds in memory. */
export const mostValues = 4_000_000;

/** Shorter strings are put together byte by byte: asking for them takes longer. */
const shortString = 8;
const noEntries: PdfDict = new Map();

export class PdfReader {
  readonly bytes: Buffer;
  at: number;
  /** Values that may still be read. Who keeps none of them sets it anew. */
  left: number;

  constructor(bytes: Buffer, at = 0, left = mostValues) {
    this.bytes = bytes;
    this.at = at;
    this.left = left;
  }

  skipBlanks(): void {
    for (; this.at < this.bytes.length; this.at++) {
      const byte = this.bytes[this.at];
      if (byte === 0x25) while (this.at < this.bytes.length && !isLineEnd(this.bytes[this.at])) this.at++;
      else if (kinds[byte] !== isBlank) return;
    }
  }

  /** The next object or operator; null at the end. @throws LimitReached */
  next(depth = 0): PdfValue | null {
    this.skipBlanks();
    const { bytes, at } = this;
    if (!(at >= 0 && at < bytes.length)) return null;
    if (--this.left < 0) throw new LimitReached('it holds more than 4,000,000 values at once');
    switch (bytes[at]) {
      case 0x28:
        return this.#string();
      case 0x2f:
        this.at++;
        return new PdfName(unescaped(this.#word()));
      case 0x5b:
        this.at++;
        return this.#until(0x5d, depth);
      case 0x3c:
        if (bytes[at + 1] !== 0x3c) return this.#hexString();
        this.at += 2;
        return this.#dict(depth);
      default:
    }
    if (kinds[bytes[at]] === isDelimiter) {
      // A closing sign without its opening one.
      this.at++;
      return new PdfWord(String.fromCharCode(bytes[at]));
    }
    const number = numberAt(bytes, at);
    if (number === null) return this.#operator();
    this.at = wordEnd(bytes, at);
    return this.#numberOrRef(number);
  }

  /** Pages are drawn by few operators, thousands of times each. */
  #operator(): PdfWord {
    const { bytes, at } = this;
    const end = wordEnd(bytes, at);
    if (end - at > shortWord) return new PdfWord(this.#word());
    let key = 0;
    for (let next = at; next < end; next++) key = (key << 8) | bytes[next];
    let known = shortWords.get(key);
    if (known === undefined) {
      known = new PdfWord(bytes.toString('latin1', at, end));
      if (shortWords.size < mostShortWords) shortWords.set(key, known);
    }
    this.at = end;
    return known;
  }

  #word(): string {
    const start = this.at;
    this.at = wordEnd(this.bytes, start);
    return this.bytes.toString('latin1', start, this.at);
  }

  /** `12 0 R` refers to object 12. */
  #numberOrRef(value: number): number | PdfRef {
    if (!Number.isInteger(value) || value < 0) return value;
    const end = referenceEnd(this.bytes, this.at);
    if (end < 0) return value;
    this.at = end;
    return new PdfRef(value);
  }

  #until(end: number, depth: number): PdfValue[] {
    const items: PdfValue[] = [];
    for (;;) {
      this.skipBlanks();
      if (this.at >= this.bytes.length) return items;
      if (this.bytes[this.at] === end) {
        this.at++;
        return items;
      }
      const value = depth < mostDepth ? this.next(depth + 1) : null;
      if (value === null) return items;
      items.push(value);
    }
  }

  #dict(depth: number): PdfDict {
    const items = this.#until(0x3e, depth);
    if (this.bytes[this.at] === 0x3e) this.at++;
    if (items.length < 2) return noEntries;
    const dict = new Map<string, PdfValue>();
    for (let at = 0; at + 1 < items.length; at += 2) dict.set(nameOf(items[at]), items[at + 1]);
    return dict;
  }

  #hexString(): string {
    const end = this.bytes.indexOf(0x3e, this.at);
    const hex = this.bytes.toString('latin1', this.at + 1, end < 0 ? undefined : end).replace(/[^0-9a-f]/gi, '');
    this.at = end < 0 ? this.bytes.length : end + 1;
    return Buffer.from(hex.length % 2 === 1 ? `${hex}0` : hex, 'hex').toString('latin1');
  }

  /** A string up to its closing sign, or to the end of the file. */
  #string(): string {
    const { bytes } = this;
    const start = ++this.at;
    let open = 1;
    let isPlain = true;
    let end = start;
    for (; end < bytes.length; end++) {
      const byte = bytes[end];
      if (byte === 0x5c) {
        isPlain = false;
        end++;
      } else if (byte === 0x28) open++;
      else if (byte === 0x29 && --open === 0) break;
    }
    end = Math.min(end, bytes.length);
    if (isPlain) {
      this.at = end + 1;
      return plainString(bytes, start, end);
    }
    const out = Buffer.allocUnsafe(end - start);
    let length = 0;
    while (this.at < end)
      if (bytes[this.at] !== 0x5c) out[length++] = bytes[this.at++];
      else {
        const byte = this.#escape();
        if (byte >= 0) out[length++] = byte;
      }
    this.at = end + 1;
    return out.toString('latin1', 0, length);
  }

  /** What a backslash and what follows it stand for; -1 for nothing. Both are passed. */
  #escape(): number {
    const byte = this.bytes[++this.at];
    const octal = /^[0-7]{1,3}/.exec(this.bytes.toString('latin1', this.at, this.at + 3));
    this.at += octal?.[0].length ?? 1;
    if (octal !== null) return Number.parseInt(octal[0], 8) & 0xff;
    if (byte === 13 && this.bytes[this.at] === 10) this.at++;
    return byte === 10 || byte === 13 || byte === undefined ? -1 : (escapes.get(byte) ?? byte);
  }
}

function plainString(bytes: Buffer, start: number, end: number): string {
  if (end - start > shortString) return bytes.toString('latin1', start, end);
  let text = '';
  for (let at = start; at < end; at++) text += String.fromCharCode(bytes[at]);
  return text;
}

/** `\n`, `\r`, `\t`, `\b`, `\f` (ISO 32000-1, 7.3.4.2). */
const escapes: ReadonlyMap<number, number> = new Map([
  [110, 10],
  [114, 13],
  [116, 9],
  [98, 8],
  [102, 12],
]);
