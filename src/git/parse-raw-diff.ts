// Reads `--raw -z` output of diff-index and diff-tree, whole or piece by piece. Paths stay bytes.

import { nulAt } from './nul-at.ts';

export interface RawChange {
  /** One for each parent; several only in the combined format of a merge. */
  readonly oldModes: readonly string[];
  readonly oldIds: readonly string[];
  readonly newMode: string;
  readonly newId: string;
  /** A added, D deleted, M modified, T type changed, R renamed, C copied, U unmerged; one letter for each parent. */
  readonly status: string;
  readonly path: Buffer;
  /** Only of renames and copies. */
  readonly oldPath?: Buffer;
}

/** A commit's id stands before its changes where diff-tree is fed with commits. */
export type RawEvent = RawChange | { readonly commit: string };

export function isCommitLine(event: RawEvent): event is { readonly commit: string } {
  return 'commit' in event;
}

type Head = Omit<RawChange, 'path' | 'oldPath'>;

// diff-index --cached --raw -z --no-renames --no-abbrev HEAD  (NUL shown as ^@)
//   :100644 100644 f2ad…0af20 c53e…52c24 M^@file name^@:000000 100644 0000…0000 fd44…e5efd A^@m^@
// diff-index … -M
//   :100644 100644 bcd1…0c1d2 1234…5cdef R086^@old^@new^@
// diff-tree --stdin -c --raw -z --always
//   1739…938e^@::100644 100644 100644 f2ad…0af20 6178…32472 c53e…52c24 MM^@f^@f6e6…c84b0^@
export class RawDiffParser {
  #rest: Buffer = Buffer.alloc(0);
  #head: Head | null = null;
  #oldPath: Buffer | null = null;

  /** Takes the next piece of output and yields what is complete. Throws on anything that is not this format. */
  *push(chunk: Buffer): Generator<RawEvent> {
    const bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    let start = 0;
    for (let end = nulAt(bytes, 0); end !== -1; end = nulAt(bytes, start)) {
      const event = this.#take(bytes.subarray(start, end));
      start = end + 1;
      if (event !== null) yield event;
    }
    this.#rest = bytes.subarray(start);
  }

  /** To be called at the end of output: a record that was cut short must not pass as "no more changes". */
  end(): void {
    if (this.#rest.length > 0 || this.#head !== null) throw new Error('git ended in the middle of a change');
  }

  #take(token: Buffer): RawEvent | null {
    if (this.#head === null) {
      if (token[0] !== 0x3a) return { commit: commitId(token) };
      this.#head = parseHead(token.toString('latin1'));
      return null;
    }
    const isPair = this.#head.status.includes('R') || this.#head.status.includes('C');
    if (isPair && this.#oldPath === null) {
      this.#oldPath = token;
      return null;
    }
    const change = { ...this.#head, path: token, ...(this.#oldPath === null ? {} : { oldPath: this.#oldPath }) };
    this.#head = null;
    this.#oldPath = null;
    return change;
  }
}

/** The changes of one complete output without commit lines. */
export function parseRawDiff(output: Buffer): RawChange[] {
  const parser = new RawDiffParser();
  const changes = [...parser.push(output)].filter((event) => !isCommitLine(event)) as RawChange[];
  parser.end();
  return changes;
}

function commitId(token: Buffer): string {
  const id = token.toString('latin1');
  if (!/^[0-9a-f]{40}(?:[0-9a-f]{24})?$/.test(id)) throw new Error('git printed a change in an unknown format');
  return id;
}

/** How many characters from `from` on lie between two others. No pattern: a commit would wait for its compilation. */
function countWithin(text: string, from: number, first: string, last: string): number {
  let at = from;
  while (at < text.length && text[at] >= first && text[at] <= last) at++;
  return at - from;
}

function parseHead(text: string): Head {
  let parents = 0;
  while (text[parents] === ':') parents++;
  const fields = text.slice(parents).split(' ');
  const status = fields.at(-1) ?? '';
  // A mode and an id for each parent and for the result, then the status.
  const letters = countWithin(status, 0, 'A', 'Z');
  const isWhole =
    fields.length === 2 * (parents + 1) + 1 &&
    letters > 0 &&
    letters + countWithin(status, letters, '0', '9') === status.length;
  if (!isWhole) throw new Error('git printed a change in an unknown format');
  return {
    oldModes: fields.slice(0, parents),
    newMode: fields[parents],
    oldIds: fields.slice(parents + 1, 2 * parents + 1),
    newId: fields[2 * parents + 1],
    status: status.slice(0, letters),
  };
}
