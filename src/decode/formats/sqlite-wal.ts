// Write-ahead logs of SQLite (`app.db-wal`): rows that are not in the database yet, and rows that were changed or deleted since.
import { createHash } from 'node:crypto';
import type { DecodeInput, Part } from '../decoder.ts';
import { Reading, schema } from '../sqlite/reading.ts';
import { type Frame, WalFrames } from '../sqlite/wal-frames.ts';
import { leafPage } from '../sqlite/walk-tree.ts';

/** Rows that are told once: a frame repeats all of a page for each change in it. */
const mostTold = 2_000_000;

/** What was told, by its digest. */
class Told {
  readonly #digests = new Set<string>();

  /** @returns false for what was told before */
  take(bytes: Buffer): boolean {
    const digest = createHash('sha256').update(bytes).digest('base64');
    if (this.#digests.has(digest)) return false;
    if (this.#digests.size < mostTold) this.#digests.add(digest);
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
