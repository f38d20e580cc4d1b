// The types of numpy arrays, as their files name them: which hold text, which hold objects, which only numbers.
// https://numpy.org/doc/stable/reference/arrays.interface.html#arrays-interface
import { DamagedInput } from '../decoder.ts';
import type { FoundText } from './found-text.ts';
import type { PieceReader } from './piece-reader.ts';

export interface ArrayField {
  readonly name: string;
  /** `O` objects, `S` bytes, `U` text in UTF-32, others numbers. */
  readonly kind: string;
  /** In bytes. */
  readonly size: number;
  readonly isBigEndian: boolean;
}

/** Bytes of one item of each kind whose number counts something else than bytes. */
const unitBytes: Readonly<Record<string, number>> = { U: 4 };

/** `<f8`, `|O`, `<U16`; null for what is none. */
export function readType(text: string, name = ''): ArrayField | null {
  const [, order, kind, count] = /^([<>|=]?)([a-zA-Z?])(\d{0,9})(?:\[.*\])?$/.exec(text) ?? [];
  if (kind === undefined) return null;
  const size = kind === 'O' ? 8 : Number(count || '1') * (unitBytes[kind] ?? 1);
  return { name, kind, size, isBigEndian: order === '>' };
}

/** Name, type and, where a field is an array itself, its shape: `('a', '<U2', (2, 3))`, `('b', '<f8', 4)`. */
const fieldPattern = /\(\s*'([^']*)'\s*,\s*'([^']*)'\s*(?:,\s*(?:\(([\d,\s]*)\)\s*|(\d+)\s*)?)?\)/g;

/** The fields of a `descr`; null where it is nested, or no type at all. */
export function readDescription(text: string): ArrayField[] | null {
  const single = /^'([^']*)'$/.exec(text);
  if (single) {
    const field = readType(single[1]);
    return field && [field];
  }
  const fields: ArrayField[] = [];
  const rest = text.replace(fieldPattern, (_, name: string, type: string, shape?: string, length?: string) => {
    const field = readType(type, name);
    if (field !== null) fields.push({ ...field, size: field.size * countOf(shape ?? length ?? '') });
    return field === null ? '?' : '';
  });
  return fields.length > 0 && /^\[[\s,]*\]$/.test(rest) ? fields : null;
}

/** How many items an array of this shape has: `3, 4` → 12. */
export function countOf(shape: string): number {
  return shape
    .split(',')
    .filter((part) => part.trim() !== '')
    .reduce((product, part) => product * Number(part), 1);
}

export const holdsText = ({ kind }: ArrayField) => kind === 'S' || kind === 'U' || kind === 'V';
export const holdsObjects = ({ kind }: ArrayField) => kind === 'O';

function utf32(bytes: Buffer, isBigEndian: boolean): string {
  let text = '';
  for (let at = 0; at + 4 <= bytes.length; at += 4) {
    const code = isBigEndian ? bytes.readUInt32BE(at) : bytes.readUInt32LE(at);
    if (code === 0) break;
    text += String.fromCodePoint(code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff) ? 0xfffd : code);
  }
  return text;
}

function withoutPadding(bytes: Buffer): Buffer {
  let end = bytes.length;
  while (end > 0 && bytes[end - 1] === 0) end--;
  return bytes.subarray(0, end);
}

/**
 * The texts of an array of `count` rows; the reader stands where it begins.
 * @returns after each row, so that what was found can be given on
 * @throws DamagedInput when the array is longer than the file
 */
export function* readTexts(
  fields: readonly ArrayField[],
  count: number,
  reader: PieceReader,
  found: FoundText,
): Iterable<void> {
  const row = fields.reduce((sum, { size }) => sum + size, 0);
  reader.need(row * count);
  if (row === 0) throw new DamagedInput('an array in it has rows of no bytes');
  for (let at = 0; at < count; at++) {
    for (const field of fields) {
      if (!holdsText(field)) {
        reader.skip(field.size);
        continue;
      }
      const bytes = reader.bytes(field.size);
      const text = field.kind === 'U' ? utf32(bytes, field.isBigEndian) : withoutPadding(bytes);
      if (field.name === '') found.add(text);
      else if (text.length > 0) found.addNamed(field.name, text);
    }
    yield;
  }
}
