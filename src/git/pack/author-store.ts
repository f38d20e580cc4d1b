// Who wrote each commit, noted while a sweep passes it: reading thousands of commits again takes longer than keeping a line of each.
import type { StoredObject } from '../../model/history.ts';
import { NumberList } from '../number-list.ts';
import type { IdFinder } from './id-finder.ts';

/** Can be handed to a thread. */
export interface AuthorStore {
  readonly commits: Int32Array;
  /** Where the line of each begins in `text`, and one more for the end. */
  readonly starts: Int32Array;
  /** Values of author headers, one after the other. */
  readonly text: Uint8Array;
}

const leastText = 64 * 1024;
/** A longer line, and what does not fit into so much text, is read again where it is asked for: commits can be made to fill memory. */
const longestLine = 1024;
const mostText = 32 * 1024 * 1024;

export class AuthorCollector {
  readonly #commits = new NumberList();
  readonly #starts = new NumberList();
  #text = Buffer.alloc(0);
  #length = 0;

  /** Notes the value of the author header of a commit, `bytes` from `from` to `to`, where there is room for it. */
  enter(commit: number, bytes: Uint8Array, from: number, to: number): void {
    const end = this.#length + to - from;
    if (to - from > longestLine || end > mostText) return;
    if (end > this.#text.length) {
      const grown = Buffer.alloc(Math.max(leastText, 2 * end));
      grown.set(this.#text);
      this.#text = grown;
    }
    this.#commits.push(commit);
    this.#starts.push(this.#length);
    this.#text.set(bytes.subarray(from, to), this.#length);
    this.#length = end;
  }

  store(): AuthorStore {
    this.#starts.push(this.#length);
    const text = Uint8Array.from(this.#text.subarray(0, this.#length));
    return { commits: this.#commits.toArray(), starts: this.#starts.toArray(), text };
  }
}

export interface AuthorTerms {
  readonly stores: readonly AuthorStore[];
  readonly finder: IdFinder;
  /** Reads those that are not noted. */
  readonly read: (ids: Iterable<string>) => AsyncGenerator<StoredObject>;
}

/** Some commits, each once: those that are noted with no more to read than their author. @param ids in hex */
export async function* readAuthors(
  { stores, finder, read }: AuthorTerms,
  ids: Iterable<string>,
): AsyncGenerator<StoredObject> {
  const wanted = new Map(Array.from(ids, (id) => [finder.find(id), id]));
  for (const { commits, starts, text } of stores)
    for (const [at, commit] of commits.entries()) {
      const id = wanted.get(commit);
      if (id === undefined) continue;
      wanted.delete(commit);
      const author = Buffer.from(text.buffer, text.byteOffset + starts[at], starts[at + 1] - starts[at]);
      yield { id, type: 'commit', bytes: Buffer.concat([Buffer.from('author '), author, Buffer.from('\n\n')]) };
    }
  if (wanted.size > 0) yield* read(wanted.values());
}
