// Tells which commit brought which wanted blob to which path, from cut-down trees.
import type { ListView } from './shape-table.ts';
import { nothing, type TreeProjection } from './tree-projection.ts';

/** What is told of one commit or tree: ten times the files of the largest projects known. */
const maxChanges = 1_000_000;
/** Commits made to exhaust that are told up to the limit; of further ones only the beginning is. */
const maxCutAtFull = 3;
const beginningOfCut = 10_000;

export class ProjectionPlacer {
  readonly #projection: TreeProjection;
  #cut = 0;
  #left = 0;

  constructor(projection: TreeProjection) {
    this.#projection = projection;
  }

  /** Whether there is nothing to tell: nothing wanted in `tree`, or all of it as in one of `parents`. */
  isUnchanged(tree: number, parents: readonly number[]): boolean {
    const cut = this.#projection.cutOf(tree);
    if (cut === nothing) return true;
    for (const parent of parents) if (this.#projection.cutOf(parent) === cut) return true;
    return false;
  }

  /**
   * Tells what stands in `tree` and at the same path in none of `parents` (numbers of tree objects, -1 for one that is not here).
   * @param onChange told of a blob and its path, a character for each byte
   * @returns false when there was too much to tell
   */
  place(tree: number, parents: readonly number[], onChange: (blob: number, path: string) => void): boolean {
    if (this.isUnchanged(tree, parents)) return true;
    const cut = this.#projection.cutOf(tree);
    const before = parents.map((parent) => this.#projection.cutOf(parent));
    this.#left = this.#cut < maxCutAtFull ? maxChanges : beginningOfCut;
    this.#compare(cut, before, onChange);
    if (this.#left > 0) return true;
    this.#cut++;
    return false;
  }

  #compare(cut: number, before: readonly number[], onChange: (blob: number, path: string) => void): void {
    const projection = this.#projection;
    const waiting = [{ cut, before, prefix: '' }];
    for (let pair = waiting.pop(); pair !== undefined; pair = waiting.pop()) {
      const entries = projection.entriesOf(pair.cut);
      const others = pair.before.map((parent) => new Earlier(entries, projection.entriesOf(parent)));
      const { from, to } = changedIn(entries, others);
      for (let at = from; at < to; at += 2) {
        const name = entries.list[at];
        const code = entries.list[at + 1];
        if (isIn(others, at, name, code)) continue;
        if (this.#left-- <= 0) return;
        const path = pair.prefix + projection.nameOf(name);
        if (code >= 0) {
          onChange(code, path);
          continue;
        }
        const cuts = others.map((other) => {
          const there = other.codeAt(at, name, code);
          return there !== undefined && there < 0 ? ~there : nothing;
        });
        waiting.push({ cut: ~code, before: cuts, prefix: `${path}/` });
      }
    }
  }
}

/** Whether one of `others` has the entry as it is here. */
function isIn(others: readonly Earlier[], at: number, name: number, code: number): boolean {
  for (const other of others) if (other.codeAt(at, name, code) === code) return true;
  return false;
}

/** Before `from` and from `to` on one of `others` has all entries as they are here. */
function changedIn({ from, end }: ListView, others: readonly Earlier[]): { from: number; to: number } {
  let [first, last] = [from, end];
  for (const other of others) {
    first = Math.max(first, other.from);
    last = Math.min(last, other.to);
  }
  return { from: first, to: last };
}

/** Fewer entries are looked through sooner than put into a map. */
const mostToLookThrough = 16;

/** What a parent has of a list of entries. Nearly all of it is the same: only between the ends that are is looked by name. */
class Earlier {
  /** The entries [from, to) of the list are not known to be the parent's. */
  readonly from: number;
  readonly to: number;
  /** What the parent has there: theirs[#first], …, theirs[#end - 1]. */
  readonly #theirs: Int32Array;
  readonly #first: number;
  readonly #end: number;
  #codes: Map<number, number> | undefined;

  constructor(entries: ListView, { list: theirs, from: theirFrom, end: theirEnd }: ListView) {
    const { list } = entries;
    let [from, first] = [entries.from, theirFrom];
    let [to, end] = [entries.end, theirEnd];
    while (from < to && first < end && list[from] === theirs[first] && list[from + 1] === theirs[first + 1]) {
      from += 2;
      first += 2;
    }
    while (from < to && first < end && list[to - 1] === theirs[end - 1] && list[to - 2] === theirs[end - 2]) {
      to -= 2;
      end -= 2;
    }
    [this.from, this.to] = [from, to];
    this.#theirs = theirs;
    [this.#first, this.#end] = [first, end];
  }

  /** The code under the name of the entry at `at`, whose own code is `code`; undefined where there is none. */
  codeAt(at: number, name: number, code: number): number | undefined {
    if (at < this.from || at >= this.to) return code;
    const theirs = this.#theirs;
    if (this.#end - this.#first > mostToLookThrough * 2) return this.#mapped().get(name);
    // The last one, as a map has it: only a tree made to do harm has a name twice.
    for (let there = this.#end - 2; there >= this.#first; there -= 2)
      if (theirs[there] === name) return theirs[there + 1];
    return undefined;
  }

  #mapped(): Map<number, number> {
    if (this.#codes === undefined) {
      this.#codes = new Map();
      for (let at = this.#first; at < this.#end; at += 2) this.#codes.set(this.#theirs[at], this.#theirs[at + 1]);
    }
    return this.#codes;
  }
}
