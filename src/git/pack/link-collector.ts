// Collects what commits and tags name, while a sweep reads them.
import { NumberList } from '../number-list.ts';
import { commitLinkPlaces, tagTarget } from '../parse-commit.ts';
import { IdFinder } from './id-finder.ts';
import { idOf, type SweepPlan } from './sweep-plan.ts';
import type { UsualHead } from './usual-head.ts';

/** What commits and tags name; an id that is not here has no number and stands among `missing`. */
export interface LinkStore {
  readonly commits: Int32Array;
  /** Number of each commit's tree, -1 for one that is not here. */
  readonly trees: Int32Array;
  /** Committer time in seconds. */
  readonly seconds: Float64Array;
  /** First parent of each commit in `parents`, and one more for the end. */
  readonly parentStarts: Int32Array;
  /** Numbers of parents; those that are not here are left out. */
  readonly parents: Int32Array;
  readonly tags: Int32Array;
  readonly targets: Int32Array;
  readonly malformed: readonly number[];
  readonly missing: readonly string[];
  /** Commits and tags in whose texts rules found something. */
  readonly suspects: readonly number[];
}

export class LinkCollector {
  readonly #plan: SweepPlan;
  readonly #finder: IdFinder;
  /** Commits whose parents are left out on purpose, in hex. */
  readonly #shallow: ReadonlySet<string>;
  readonly #commits = new NumberList();
  readonly #trees = new NumberList();
  readonly #seconds: number[] = [];
  readonly #parentStarts = new NumberList();
  readonly #parents = new NumberList();
  readonly #tags = new NumberList();
  readonly #targets = new NumberList();
  readonly #malformed: number[] = [];
  readonly #missing = new Set<string>();
  readonly #suspects: number[] = [];

  constructor(plan: SweepPlan, shallow: ReadonlySet<string>) {
    this.#plan = plan;
    this.#finder = new IdFinder(plan);
    this.#shallow = shallow;
  }

  /** Notes a commit or tag in whose texts rules found something. */
  suspect(object: number): void {
    this.#suspects.push(object);
  }

  /** @param usual its head, if it is the usual one */
  enterCommit(object: number, bytes: Buffer, usual: UsualHead | null): void {
    const links = usual ?? commitLinkPlaces(bytes, (this.#plan.idBytes * 2) as 40 | 64);
    if (links === null) {
      this.#malformed.push(object);
      return;
    }
    this.#commits.push(object);
    this.#trees.push(this.#number(bytes, links.tree));
    this.#seconds.push(links.seconds);
    this.#parentStarts.push(this.#parents.length);
    const isCut = this.#shallow.size > 0 && this.#shallow.has(idOf(this.#plan, object));
    for (const parent of isCut ? [] : links.parents) {
      const number = this.#number(bytes, parent);
      if (number >= 0) this.#parents.push(number);
    }
  }

  enterTag(object: number, bytes: Buffer): void {
    const target = tagTarget(bytes, (this.#plan.idBytes * 2) as 40 | 64);
    if (target === null) {
      this.#malformed.push(object);
      return;
    }
    this.#tags.push(object);
    this.#targets.push(this.#number(bytes, 'object '.length));
  }

  /** Number of the object whose id stands at `bytes[at]` in hex; one that is not here is noted. */
  #number(bytes: Buffer, at: number): number {
    const number = this.#finder.findAt(bytes, at);
    if (number < 0) this.#missing.add(bytes.toString('latin1', at, at + this.#plan.idBytes * 2));
    return number;
  }

  store(): LinkStore {
    this.#parentStarts.push(this.#parents.length);
    return {
      commits: this.#commits.toArray(),
      trees: this.#trees.toArray(),
      seconds: Float64Array.from(this.#seconds),
      parentStarts: this.#parentStarts.toArray(),
      parents: this.#parents.toArray(),
      tags: this.#tags.toArray(),
      targets: this.#targets.toArray(),
      malformed: this.#malformed,
      missing: [...this.#missing],
      suspects: this.#suspects,
    };
  }
}
