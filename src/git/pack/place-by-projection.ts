// Tells which commit brought which wanted blob to which path, from cut-down trees.
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
   * @returns false when there was too much to tell
   */
  place(tree: number, parents: readonly number[], onChange: (blob: number, path: Buffer) => void): boolean {
    if (this.isUnchanged(tree, parents)) return true;
    const cut = this.#projection.cutOf(tree);
    const before = parents.map((parent) => this.#projection.cutOf(parent));
    this.#left = this.#cut < maxCutAtFull ? maxChanges : beginningOfCut;
    this.#compare(cut, before, onChange);
    if (this.#left > 0) return true;
    this.#cut++;
    return false;
  }

  #compare(cut: number, before: readonly number[], onChange: (blob: number, path: Buffer) => void): void {
    const waiting = [{ cut, before, prefix: Buffer.alloc(0) }];
    for (let pair = waiting.pop(); pair !== undefined; pair = waiting.pop()) {
      const entries = this.#projection.entriesOf(pair.cut);
      const others = pair.before.map((parent) => new Earlier(entries, this.#projection.entriesOf(parent)));
      for (let at = 0; at < entries.length; at += 2) {
        const [name, code] = [entries[at], entries[at + 1]];
        if (others.some((other) => other.codeAt(at, name, code) === code)) continue;
        if (this.#left-- <= 0) return;
        const path = Buffer.concat([pair.prefix, this.#projection.nameOf(name)]);
        if (code >= 0) onChange(code, path);
        else {
          const below = others.map((other) => other.codeAt(at, name, code));
          const cuts = below.map((there) => (there !== undefined && there < 0 ? ~there : nothing));
          waiting.push({ cut: ~code, before: cuts, prefix: Buffer.concat([path, slash]) });
        }
      }
    }
  }
}

/** What a parent has of a list of entries. Nearly all of it is the same: only between the ends that are is looked by name. */
class Earlier {
  /** The entries [from, to) of the list are not known to be the parent's. */
  readonly #from: number;
  readonly #to: number;
  readonly #codes = new Map<number, number>();

  constructor(entries: Int32Array, theirs: Int32Array) {
    const least = Math.min(entries.length, theirs.length);
    let from = 0;
    while (from < least && entries[from] === theirs[from] && entries[from + 1] === theirs[from + 1]) from += 2;
    let behind = 0;
    while (behind < least - from) {
      const [at, there] = [entries.length - behind, theirs.length - behind];
      if (entries[at - 1] !== theirs[there - 1] || entries[at - 2] !== theirs[there - 2]) break;
      behind += 2;
    }
    this.#from = from;
    this.#to = entries.length - behind;
    for (let at = from; at < theirs.length - behind; at += 2) this.#codes.set(theirs[at], theirs[at + 1]);
  }

  /** The code under the name of the entry at `at`, whose own code is `code`; undefined where there is none. */
  codeAt(at: number, name: number, code: number): number | undefined {
    return at < this.#from || at >= this.#to ? code : this.#codes.get(name);
  }
}

const slash = Buffer.from('/');
