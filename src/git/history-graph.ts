// Commits and tags of a sweep as numbers: who is whose parent, and which ref still reaches what.
import type { IdSet } from './id-set.ts';
import type { CommitLinks } from './parse-commit.ts';

/** A name that holds an object: a ref, a HEAD, a reflog. */
export interface NamedTip {
  readonly name: string;
  readonly id: string;
}

/** What holds an object that nothing reaches. */
export const unreachable = 'unreachable';

export class HistoryGraph {
  readonly #ids: IdSet;
  /** For each commit: its index in the ids, its time, where its parents begin in `#parents`. */
  readonly #commits: number[] = [];
  readonly #seconds: number[] = [];
  readonly #parentStarts: number[] = [];
  /** Indexes in the ids. */
  readonly #parents: number[] = [];
  readonly #targets = new Map<number, number>();
  #tips: readonly NamedTip[] = [];
  #labels: Int32Array | null = null;
  #numberOf: Int32Array | null = null;

  constructor(ids: IdSet) {
    this.#ids = ids;
  }

  /** @param commit index in the ids */
  addCommit(commit: number, links: CommitLinks): void {
    this.#commits.push(commit);
    this.#seconds.push(links.seconds);
    this.#parentStarts.push(this.#parents.length);
    for (const parent of links.parents) this.#parents.push(this.#ids.addHex(parent));
    this.#forget();
  }

  addTag(tag: number, target: number): void {
    this.#targets.set(tag, target);
    this.#forget();
  }

  /** Sets what holds objects, the preferred names first. */
  setTips(tips: readonly NamedTip[]): void {
    this.#tips = tips;
    this.#forget();
  }

  /** What was worked out holds no longer. */
  #forget(): void {
    this.#labels = null;
    this.#numberOf = null;
  }

  /** All commits in hex, the oldest first by committer time, those of one second by id. */
  oldestFirst(): string[] {
    const numbers = this.#commits.map((_, number) => number).sort((a, b) => this.#seconds[a] - this.#seconds[b]);
    const hex = (number: number) => this.#ids.hex(this.#commits[number]);
    for (let at = 0; at < numbers.length; ) {
      let end = at + 1;
      while (end < numbers.length && this.#seconds[numbers[end]] === this.#seconds[numbers[at]]) end++;
      if (end - at > 1) {
        const tied = numbers.slice(at, end).map((number) => ({ number, id: hex(number) }));
        tied.sort((a, b) => (a.id < b.id ? -1 : 1));
        for (const { number } of tied) numbers[at++] = number;
      }
      at = end;
    }
    return numbers.map(hex);
  }

  /** Parents of a commit, in hex. */
  parentsOf(id: string): string[] {
    const number = this.#numbers()[this.#ids.findHex(id)] ?? -1;
    return number < 0 ? [] : this.#parentIndexes(number).map((parent) => this.#ids.hex(parent));
  }

  /** Committer time in seconds; null for what is no commit of this graph. */
  secondsOf(id: string): number | null {
    const number = this.#numbers()[this.#ids.findHex(id)] ?? -1;
    return number < 0 ? null : this.#seconds[number];
  }

  /** The first of the tips that reaches an object: for commits over parents, for anything else when named itself. */
  holderOf(id: string): string {
    const label = this.#reached()[this.#ids.findHex(id)] ?? 0;
    return label > 0 ? this.#tips[label - 1].name : unreachable;
  }

  /** Commits that a tip reaches, in hex. */
  *reachedCommits(): Generator<string> {
    const labels = this.#reached();
    for (const commit of this.#commits) if (labels[commit] > 0) yield this.#ids.hex(commit);
  }

  /** Indexes in the ids of everything that a tip reaches. */
  *reachedIndexes(): Generator<number> {
    const labels = this.#reached();
    for (let index = 0; index < labels.length; index++) if (labels[index] > 0) yield index;
  }

  #parentIndexes(number: number): number[] {
    return this.#parents.slice(this.#parentStarts[number], this.#parentStarts[number + 1] ?? this.#parents.length);
  }

  /** Number of the commit for each index of the ids, -1 for what is none. */
  #numbers(): Int32Array {
    if (this.#numberOf?.length !== this.#ids.size) {
      this.#numberOf = new Int32Array(this.#ids.size).fill(-1);
      for (let number = 0; number < this.#commits.length; number++) this.#numberOf[this.#commits[number]] = number;
    }
    return this.#numberOf;
  }

  /** For each index of the ids the number of the tip that reaches it, counted from 1; 0 for none. */
  #reached(): Int32Array {
    const numbers = this.#numbers();
    if (this.#labels?.length === this.#ids.size) return this.#labels;
    const labels = new Int32Array(this.#ids.size);
    for (let tip = 0; tip < this.#tips.length; tip++) {
      const waiting = [this.#ids.findHex(this.#tips[tip].id)];
      for (let index = waiting.pop(); index !== undefined; index = waiting.pop()) {
        if (index < 0 || labels[index] !== 0) continue;
        labels[index] = tip + 1;
        const target = this.#targets.get(index);
        if (target !== undefined) waiting.push(target);
        if (numbers[index] >= 0) for (const parent of this.#parentIndexes(numbers[index])) waiting.push(parent);
      }
    }
    this.#labels = labels;
    return labels;
  }
}
