// SQLite databases: texts and blobs of every row under table, row and column; and what deleted rows left behind.
import { DamagedInput, type DecodeInput, type Part } from '../decoder.ts';
import { Pager } from '../sqlite/pager.ts';
import { Reading, schema } from '../sqlite/reading.ts';

/** Pages that no tree leads to: free ones, with the rows that were there, and what became unreachable. */
function* unreached(reading: Reading, pager: Pager, { budget }: DecodeInput): Generator<Part> {
  for (let number = 1; number <= pager.count; number++) {
    if (pager.hasMet(number)) continue;
    budget.takeBytes(pager.pageSize);
    reading.raw(`free page ${number}`, pager.page(number));
    yield* reading.flush('');
  }
  yield* reading.flush('', true);
}

export function* decodeSqlite(input: DecodeInput): Generator<Part> {
  const pager = new Pager(input.source);
  const reading = new Reading(pager, input);
  yield* reading.table(schema);
  for (const table of reading.tables) yield* reading.table(table);
  yield* unreached(reading, pager, input);
  if (reading.isDamaged) throw new DamagedInput('a page or a row in it is damaged');
}
