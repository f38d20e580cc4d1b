// Write-ahead logs of SQLite (`app.db-wal`): rows that are not in the database yet, and rows that were changed or deleted since.
import type { DecodeInput, Part } from '../decoder.ts';
import { Reading, schema } from '../sqlite/reading.ts';
import { type Frame, WalFrames } from '../sqlite/wal-frames.ts';
import { leafPage } from '../sqlite/walk-tree.ts';

/** Bytes of rows that are told once: a frame repeats all of a page for each change in it. */
const mostTold = 64 * 1024 * 1024;

/** What was told. */
class Told {
  readonly #texts = new Set<string>();
  #bytes = 0;

  /** @returns false for what was told before */
  take(bytes: Buffer): boolean {
    const text = bytes.toString('latin1');
    if (this.#texts.has(text)) return false;
    this.#bytes += bytes.length;
    if (this.#bytes <= mostTold) this.#texts.add(text);
    return true;
  }
}

/** The tables whose roots the log holds, by name and column; which pages those were. */
function* tables(reading: Reading, pages: WalFrames): Generator<Part> {
  if (!pages.has(1)) return;
  yield* reading.table(schema);
  for (const table of reading.tables) if (pages.has(table.root)) yield* reading.table(table);
}

/** A page whose table nobody tells: its rows without their names, or its bytes. */
function* frame(reading: Reading, pages: WalFrames, one: Frame, told: Told): Generator<Part> {
  const bytes = pages.contentOf(one);
  const name = `of page ${one.page} in frame ${one.number}`;
  // Rows go on in pages that the log may not hold: what lies in the page itself is told then.
  pages.forget();
  const leaf = leafPage(pages, bytes, one.page);
  for (const row of leaf?.rows ?? [])
    if (told.take(row.record)) yield* reading.row(row, { name, root: one.page, columns: [], isIndex: false });
  yield* reading.flush(name, true);
  for (const rest of leaf?.unused ?? [bytes])
    if (told.take(rest)) reading.raw(`frame ${one.number} page ${one.page}`, rest);
  yield* reading.flush(`frame ${one.number}`, true);
}

export function* decodeSqliteWal(input: DecodeInput): Generator<Part> {
  const pages = new WalFrames(input.source);
  const reading = new Reading(pages, input);
  yield* tables(reading, pages);
  const known = new Set(pages.frames.filter((one) => pages.isLast(one) && pages.hasMet(one.page)));
  const told = new Told();
  pages.forget();
  for (const one of known)
    for (const { record } of leafPage(pages, pages.contentOf(one), one.page)?.rows ?? []) told.take(record);
  for (const one of pages.frames) {
    input.budget.takeBytes(pages.pageSize);
    if (!known.has(one)) yield* frame(reading, pages, one, told);
  }
}
