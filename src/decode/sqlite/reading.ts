// Rows of an SQLite database as text: each cell under table, row and column, and what is left of deleted rows.
import { bytesInMemory } from '../../model/byte-source.ts';
import type { DecodeInput, Part } from '../decoder.ts';
import { formatOf } from '../file-format.ts';
import { CellText } from './cell-text.ts';
import { columnNames } from './column-names.ts';
import type { Pages } from './pager.ts';
import { cellsOf } from './record.ts';
import { type Row, walkTree } from './walk-tree.ts';

export interface Table {
  readonly name: string;
  readonly root: number;
  readonly columns: readonly string[];
  /** An index holds what its table holds: it is walked so that its pages are known, and not told. */
  readonly isIndex: boolean;
}

/** Columns of sqlite_schema (fileformat2.html, 2.6): type, name, tbl_name, rootpage, sql. */
export const schema: Table = {
  name: 'sqlite_schema',
  root: 1,
  columns: ['type', 'name', 'tbl_name', 'rootpage', 'sql'],
  isIndex: false,
};

/** Characters of a name, which is told with every cell. */
const longestName = 200;

/** An integer column of a row, by its number. */
function integerOf(record: Buffer, column: number): number {
  const headerSize = record.readUInt8(0);
  let at = headerSize;
  for (let index = 0, type = 1; type < headerSize; index++) {
    let serial = 0;
    let byte = 0x80;
    while (byte >= 0x80) {
      byte = record.readUInt8(type++);
      serial = serial * 128 + (byte & 0x7f);
    }
    const length = serial >= 12 ? Math.floor((serial - 12) / 2) : [0, 1, 2, 3, 4, 6, 8, 8, 0, 0][serial];
    if (index === column) return length >= 1 && length <= 6 ? record.readIntBE(at, length) : serial === 9 ? 1 : 0;
    at += length;
  }
  return 0;
}

function tableOf({ record }: Row, pages: Pages): Table | null {
  const texts = new Map([...cellsOf(record, pages.encoding)].map(({ column, bytes }) => [column, bytes.toString()]));
  const [type, name = '', sql = ''] = [0, 1, 4].map((column) => texts.get(column));
  const root = integerOf(record, 3);
  const columns = columnNames(sql).map((column) => column.slice(0, longestName));
  return root === 0 ? null : { name: name.slice(0, longestName), root, columns, isIndex: type === 'index' };
}

export class Reading {
  readonly #pages: Pages;
  readonly #input: DecodeInput;
  #text = new CellText();
  readonly tables: Table[] = [];
  isDamaged = false;

  constructor(pages: Pages, input: DecodeInput) {
    this.#pages = pages;
    this.#input = input;
  }

  *table(table: Table): Generator<Part> {
    const { budget } = this.#input;
    for (const { number, rows, unused, isDamaged } of walkTree(this.#pages, table.root)) {
      budget.takeBytes(this.#pages.pageSize);
      this.isDamaged ||= isDamaged;
      // An index holds what its table holds; what was deleted from it stands nowhere else.
      for (const row of table.isIndex ? [] : rows) yield* this.row(row, table);
      const kind = table.isIndex ? 'index' : 'table';
      for (const bytes of unused) this.raw(`${kind} ${table.name} page ${number}, deleted or unused`, bytes);
      yield* this.flush(table.name);
    }
    yield* this.flush(table.name, true);
  }

  *row(row: Row, table: Table): Generator<Part> {
    if (table === schema) this.#noteTable(row);
    this.#input.budget.checkTime();
    for (const { column, bytes, isBlob } of cellsOf(row.record, this.#pages.encoding)) {
      const name = table.columns[column] ?? `${column + 1}`;
      const step = `table ${table.name} row ${row.id} column ${name}`;
      if (isBlob && formatOf(bytes) !== null) yield { type: 'file', step, path: null, bytes: bytesInMemory(bytes) };
      // The statements that make the tables are text as they stand.
      else this.#text.add(step, table === schema ? '' : name, bytes);
    }
    yield* this.flush(table.name);
  }

  #noteTable(row: Row): void {
    try {
      const table = tableOf(row, this.#pages);
      if (table !== null) this.tables.push(table);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      this.isDamaged = true;
    }
  }

  /** Bytes of no row; nothing is taken of those that are all NUL. */
  raw(step: string, bytes: Buffer): void {
    if (bytes.some((byte) => byte !== 0)) this.#text.add(step, '', bytes);
  }

  /** What is gathered, when it is enough. */
  *flush(name: string, isLast = false): Generator<Part> {
    const text = this.#text;
    if (text.isEmpty || !(isLast || text.isFull)) return;
    this.#text = new CellText();
    yield {
      type: 'text',
      step: name === '' ? 'free pages' : `table ${name}`,
      bytes: text.bytes(),
      stepAt: (at) => text.stepAt(at),
    };
  }
}
