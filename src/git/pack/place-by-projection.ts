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
    return cut === nothing || parents.some((parent) => this.#projection.cutOf(parent) === cut);
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
      const others = pair.before.map((parent) => codesOf(this.#projection.entriesOf(parent)));
      for (let at = 0; at < entries.length; at += 2) {
        const [name, code] = [entries[at], entries[at + 1]];
        const same = others.map((codes) => codes.get(name));
        if (same.includes(code)) continue;
        if (this.#left-- <= 0) return;
        const path = Buffer.concat([pair.prefix, this.#projection.nameOf(name)]);
        if (code >= 0) onChange(code, path);
        else {
          const below = same.map((other) => (other !== undefined && other < 0 ? ~other : nothing));
          waiting.push({ cut: ~code, before: below, prefix: Buffer.concat([path, slash]) });
        }
      }
    }
  }
}

const slash = Buffer.from('/');

function codesOf(entries: Int32Array): Map<number, number> {
  const codes = new Map<number, number>();
  for (let at = 0; at < entries.length; at += 2) codes.set(entries[at], entries[at + 1]);
  return codes;
}
