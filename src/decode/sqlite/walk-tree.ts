// A b-tree of SQLite, table or index, page by page: the rows in it, and what is left of deleted ones in its pages.
import { DamagedInput } from '../decoder.ts';
import type { Pages } from './pager.ts';
import { variable } from './record.ts';

export interface Row {
  /** The number of the row; 0 in a tree without them. */
  readonly id: number;
  readonly record: Buffer;
}

export interface TreePage {
  readonly number: number;
  readonly rows: readonly Row[];
  /** Bytes that no row takes. */
  readonly unused: readonly Buffer[];
  readonly isDamaged: boolean;
}

const interiorIndex = 2;
const interiorTable = 5;
const leafIndex = 10;
const leafTable = 13;
/** The first page begins with the header of the file. */
const fileHeader = 100;

/** How much of a payload lies in the page itself (fileformat2.html, 1.6). */
function localBytes(payload: number, usable: number, isTable: boolean): number {
  const most = isTable ? usable - 35 : Math.floor(((usable - 12) * 64) / 255) - 23;
  if (payload <= most) return payload;
  const least = Math.floor(((usable - 12) * 32) / 255) - 23;
  const some = least + ((payload - least) % (usable - 4));
  return some <= most ? some : least;
}

/** A payload that goes on in overflow pages. Each page is met once, so that no circle is followed. */
function payloadAt(
  pages: Pages,
  page: Buffer,
  at: number,
  { size, isTable }: { size: number; isTable: boolean },
): Buffer {
  const local = localBytes(size, pages.usable, isTable);
  if (size > pages.count * pages.pageSize || at + local > page.length) throw new DamagedInput('a row in it is damaged');
  if (local === size) return page.subarray(at, at + size);
  const parts = [page.subarray(at, at + local)];
  let next = page.readUInt32BE(at + local);
  for (let left = size - local; left > 0 && next !== 0; ) {
    if (!pages.meet(next)) throw new DamagedInput('a row in it is damaged');
    const more = pages.page(next);
    const part = more.subarray(4, 4 + Math.min(left, pages.usable - 4));
    parts.push(part);
    left -= part.length;
    next = more.readUInt32BE(0);
    if (part.length === 0) break;
  }
  return Buffer.concat(parts);
}

interface Cells {
  readonly rows: Row[];
  readonly children: number[];
  readonly isDamaged: boolean;
}

function readCells(pages: Pages, page: Buffer, start: number): Cells {
  const type = page[start];
  const isTable = type === interiorTable || type === leafTable;
  const isInterior = type === interiorTable || type === interiorIndex;
  const cells = start + (isInterior ? 12 : 8);
  const rows: Row[] = [];
  const children: number[] = [];
  const told = page.readUInt16BE(start + 3);
  const count = Math.min(told, Math.floor((page.length - cells) / 2));
  let isDamaged = count < told;
  // Cells do not share bytes: many that name the same one would be one text many times.
  let room = page.length;
  for (let index = 0; index < count && room >= 0; index++) {
    try {
      let at = page.readUInt16BE(cells + index * 2);
      if (isInterior) {
        children.push(page.readUInt32BE(at));
        at += 4;
      }
      if (type === interiorTable) continue;
      const size = variable(page, at);
      const id = isTable ? variable(page, size.next) : { value: 0, next: size.next };
      room -= localBytes(size.value, pages.usable, isTable);
      if (room < 0) throw new DamagedInput('a row in it is damaged');
      rows.push({ id: id.value, record: payloadAt(pages, page, id.next, { size: size.value, isTable }) });
    } catch (error) {
      if (!(error instanceof DamagedInput || error instanceof RangeError)) throw error;
      isDamaged = true;
    }
  }
  if (isInterior) children.push(page.readUInt32BE(start + 8));
  return { rows, children, isDamaged };
}

/** The gap between the list of cells and the first of them, and the blocks that are free between them. */
function unusedOf(page: Buffer, start: number): Buffer[] {
  const isInterior = page[start] === interiorTable || page[start] === interiorIndex;
  const gapAt = start + (isInterior ? 12 : 8) + page.readUInt16BE(start + 3) * 2;
  const unused = [page.subarray(gapAt, page.readUInt16BE(start + 5) || page.length)];
  let last = 0;
  for (let at = page.readUInt16BE(start + 1); at > last && at + 4 <= page.length; at = page.readUInt16BE(at)) {
    const end = at + page.readUInt16BE(at + 2);
    unused.push(page.subarray(at + 4, end));
    last = Math.max(at, end - 1);
  }
  return unused;
}

/** A page that stands alone, with no tree that leads to it; null for what is no leaf of a table. */
export function leafPage(pages: Pages, page: Buffer, number: number): TreePage | null {
  const start = number === 1 ? fileHeader : 0;
  if (page[start] !== leafTable) return null;
  try {
    const { rows, isDamaged } = readCells(pages, page, start);
    return { number, rows, unused: isDamaged ? [page] : unusedOf(page, start), isDamaged };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return null;
  }
}

/** The pages of the tree at `root`, each once. */
export function* walkTree(pages: Pages, root: number): Generator<TreePage> {
  const open = [root];
  for (let number = open.pop(); number !== undefined; number = open.pop()) {
    const nothing = { number, rows: [], unused: [] };
    if (!pages.meet(number)) {
      yield { ...nothing, isDamaged: true };
      continue;
    }
    const page = pages.page(number);
    const start = number === 1 ? fileHeader : 0;
    if (![interiorIndex, interiorTable, leafIndex, leafTable].includes(page[start])) {
      yield { ...nothing, unused: [page], isDamaged: true };
      continue;
    }
    try {
      const { rows, children, isDamaged } = readCells(pages, page, start);
      open.push(...children.reverse());
      // What a damaged page holds is told as it stands, too.
      yield { number, rows, unused: isDamaged ? [page] : unusedOf(page, start), isDamaged };
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      yield { ...nothing, unused: [page], isDamaged: true };
    }
  }
}
