// The fields of an Arrow schema, with the buffers that each has in a batch. Numbers are those of
// https://github.com/apache/arrow/blob/main/format/Schema.fbs
import { DamagedInput } from '../../decoder.ts';
import type { FoundText } from '../found-text.ts';
import type { FlatTable } from './flatbuffer.ts';

export interface ArrowField {
  readonly name: string;
  /** Number of its type. */
  readonly type: number;
  readonly children: readonly ArrowField[];
  /** Of a field whose values are numbers of a dictionary. */
  readonly dictionary?: number;
}

const deepest = 64;
const mostFields = 200_000;

export function tellPairs(table: FlatTable, number: number, found: FoundText): void {
  for (const pair of table.tables(number)) found.addNamed(pair.text(0).toString('utf8'), pair.text(1));
}

/**
 * Fields, with their names and metadata told.
 * @param met counts them: a table may be named as its own child, twice
 * @throws DamagedInput
 */
export function readFields(
  tables: readonly FlatTable[],
  found: FoundText,
  depth = 0,
  met = { fields: 0 },
): ArrowField[] {
  met.fields += tables.length;
  if (depth > deepest || met.fields > mostFields) throw new DamagedInput('fields in it lie too deep in each other');
  return tables.map((table) => {
    const name = table.text(0).toString('utf8');
    found.add(name);
    tellPairs(table, 6, found);
    const dictionary = table.table(4);
    return {
      name,
      type: table.byte(2),
      children: readFields(table.tables(5), found, depth + 1, met),
      ...(dictionary && { dictionary: dictionary.long(0) }),
    };
  });
}

/** Types by what a batch holds of them. */
const nothing = new Set([1]);
const numbers = new Set([2, 3, 6, 7, 8, 9, 10, 11, 15, 18]);
const shortText = new Set([4, 5]);
const longText = new Set([19, 20]);
/** Lists, long lists, maps: absent values and offsets, then the child. */
const lists = new Set([12, 17, 21]);
/** Structures and lists of one size: absent values, then the children. */
const structures = new Set([13, 16]);

export type ArrowKind = 'nothing' | 'numbers' | 'short-text' | 'long-text' | 'list' | 'structure' | 'unknown';

export function kindOfField({ type, dictionary }: ArrowField): ArrowKind {
  if (dictionary !== undefined) return 'numbers';
  if (nothing.has(type)) return 'nothing';
  if (numbers.has(type)) return 'numbers';
  if (shortText.has(type)) return 'short-text';
  if (longText.has(type)) return 'long-text';
  if (lists.has(type)) return 'list';
  return structures.has(type) ? 'structure' : 'unknown';
}
