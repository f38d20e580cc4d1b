// What the codes of a font stand for, and how wide they are: by its ToUnicode map, else by the names of its glyphs.
import { isDict, mostValues, nameOf, type PdfDict, PdfName, PdfReader, PdfWord } from './pdf-value.ts';
import type { PdfFile } from './read-pdf.ts';
import { standardWidths } from './standard-widths.ts';

export interface PdfFont {
  /** Bytes of one code. */
  readonly codeBytes: 1 | 2;
  readonly textOf: (code: number) => string;
  /** In thousandths of the font's size. */
  readonly widthOf: (code: number) => number;
}

/** Names of the glyphs of ASCII that are no letters (Adobe Glyph List). */
const glyphNames =
  'space exclam quotedbl numbersign dollar percent ampersand quotesingle parenleft parenright asterisk plus comma hyphen period slash zero one two three four five six seven eight nine colon semicolon less equal greater question at'.split(
    ' ',
  );
const more: Readonly<Record<string, string>> = {
  bracketleft: '[',
  backslash: '\\',
  bracketright: ']',
  asciicircum: '^',
  underscore: '_',
  grave: '`',
  braceleft: '{',
  bar: '|',
  braceright: '}',
  asciitilde: '~',
  quoteright: "'",
  quoteleft: '`',
  minus: '-',
  endash: '-',
  emdash: '-',
  fi: 'fi',
  fl: 'fl',
  ff: 'ff',
  ffi: 'ffi',
  ffl: 'ffl',
  visiblespace: ' ',
  nbspace: ' ',
};

function glyphText(name: string): string {
  const at = glyphNames.indexOf(name);
  if (at >= 0) return String.fromCharCode(0x20 + at);
  const hex = /^(?:uni|u)([0-9A-F]{4,6})/.exec(name)?.[1];
  if (hex !== undefined) return String.fromCodePoint(Math.min(0x10ffff, Number.parseInt(hex, 16)));
  return more[name] ?? (name.length === 1 ? name : (/^([A-Za-z])\./.exec(name)?.[1] ?? ''));
}

/** @param text two bytes a unit, the higher one first; @param most of its bytes that count */
export function utf16(text: string, most = text.length): string {
  const bytes = Buffer.from(text.slice(0, Math.min(most, text.length) & ~1), 'latin1');
  return bytes.swap16().toString('utf16le');
}

function codeOf(text: string): number {
  let code = 0;
  for (let at = 0; at < text.length; at++) code = code * 256 + text.charCodeAt(at);
  return code;
}

/** The next character of a range: its last unit counts up. */
function plus(text: string, by: number): string {
  return text.slice(0, -1) + String.fromCharCode(text.charCodeAt(text.length - 1) + by);
}

/** Codes that a font has: those of two bytes. Ranges that name them again and again end at twice as many. */
const mostCodes = 65536;
/** Bytes of UTF-16 that one code may stand for: ligatures have four characters. */
const longestText = 64;

interface ToUnicode {
  readonly texts: ReadonlyMap<number, string>;
  readonly codeBytes: number;
}

/** A ToUnicode CMap (ISO 32000-1, 9.10.3): only what stands between `begin…` and `end…` counts. */
function readCMap(bytes: Buffer): ToUnicode {
  const texts = new Map<number, string>();
  let codeBytes = 0;
  const reader = new PdfReader(bytes);
  let items: unknown[] = [];
  let left = 2 * mostCodes;
  for (let value = reader.next(); value !== null; value = reader.next()) {
    if (!(value instanceof PdfWord)) {
      items.push(value);
      continue;
    }
    reader.left = mostValues;
    if (value.word === 'endcodespacerange' && typeof items[0] === 'string') codeBytes = items[0].length;
    if (value.word === 'endbfchar')
      for (let at = 0; at + 1 < items.length; at += 2) {
        const [from, to] = [items[at], items[at + 1]];
        if (typeof from === 'string' && typeof to === 'string') texts.set(codeOf(from), utf16(to, longestText));
      }
    if (value.word === 'endbfrange')
      for (let at = 0; at + 2 < items.length; at += 3) {
        const [first, last, to] = [items[at], items[at + 1], items[at + 2]];
        if (typeof first !== 'string' || typeof last !== 'string') continue;
        const start = codeOf(first);
        const count = Math.max(0, Math.min(left, codeOf(last) - start + 1));
        left -= count;
        for (let index = 0; index < count; index++) {
          const own: unknown = Array.isArray(to) ? to[index] : to;
          if (typeof own !== 'string') continue;
          const text = utf16(own, longestText);
          texts.set(start + index, Array.isArray(to) ? text : plus(text, index));
        }
      }
    items = [];
  }
  return { texts, codeBytes };
}

function differences(file: PdfFile, font: PdfDict): Map<number, string> {
  const texts = new Map<number, string>();
  const list = file.resolve(file.dict(font.get('Encoding'))?.get('Differences'));
  let code = 0;
  for (const item of Array.isArray(list) ? list : [])
    if (typeof item === 'number') code = item;
    else if (item instanceof PdfName) texts.set(code++, glyphText(item.name));
  return texts;
}

function simpleWidths(file: PdfFile, font: PdfDict): (code: number) => number {
  const widths = file.resolve(font.get('Widths'));
  const first = file.resolve(font.get('FirstChar'));
  const usual = standardWidths(nameOf(font.get('BaseFont')));
  if (!Array.isArray(widths) || typeof first !== 'number') return usual;
  // Glyphs of Type 3 fonts have a scale of their own.
  const matrix = nameOf(font.get('Subtype')) === 'Type3' ? file.resolve(font.get('FontMatrix')) : null;
  const scale = Array.isArray(matrix) && typeof matrix[0] === 'number' ? matrix[0] * 1000 : 1;
  return (code) => {
    const width = file.resolve(widths[code - first]);
    return typeof width === 'number' ? width * scale : usual(code);
  };
}

/** `[c [w w …] c c w …]` (9.7.4.3). */
function cidWidths(file: PdfFile, descendant: PdfDict | null): (code: number) => number {
  const widths = new Map<number, number>();
  const list = file.resolve(descendant?.get('W'));
  const items = Array.isArray(list) ? list.map((item) => file.resolve(item)) : [];
  let left = 2 * mostCodes;
  for (let at = 0; at + 1 < items.length; ) {
    const [first, second, third] = [items[at], items[at + 1], items[at + 2]];
    if (typeof first !== 'number') break;
    if (Array.isArray(second)) {
      for (const [index, width] of second.entries()) if (typeof width === 'number') widths.set(first + index, width);
      at += 2;
    } else {
      if (typeof second !== 'number' || typeof third !== 'number') break;
      const count = Math.max(0, Math.min(left, second - first + 1));
      left -= count;
      for (let index = 0; index < count; index++) widths.set(first + index, third);
      at += 3;
    }
  }
  const usual = file.resolve(descendant?.get('DW'));
  return (code) => widths.get(code) ?? (typeof usual === 'number' ? usual : 1000);
}

export const plainFont: PdfFont = {
  codeBytes: 1,
  textOf: (code) => String.fromCharCode(code),
  widthOf: standardWidths(''),
};

export function readFont(file: PdfFile, font: PdfDict): PdfFont {
  const map = file.stream(font.get('ToUnicode'));
  const cmap = map === null ? null : readCMap(map);
  if (nameOf(font.get('Subtype')) === 'Type0') {
    const descendants = file.resolve(font.get('DescendantFonts'));
    const descendant = Array.isArray(descendants) ? file.dict(descendants[0]) : null;
    return {
      codeBytes: cmap?.codeBytes === 1 ? 1 : 2,
      // Without a map the codes are glyphs or Unicode: the second can be read.
      textOf: (code) => (cmap === null ? String.fromCharCode(code) : (cmap.texts.get(code) ?? '')),
      widthOf: cidWidths(file, descendant),
    };
  }
  const named = isDict(file.resolve(font.get('Encoding'))) ? differences(file, font) : new Map<number, string>();
  return {
    codeBytes: 1,
    textOf: (code) => cmap?.texts.get(code) ?? named.get(code) ?? String.fromCharCode(code),
    widthOf: simpleWidths(file, font),
  };
}
