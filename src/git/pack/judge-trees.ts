// Reads trees while the forests are walked, and keeps them in a compact form: what each took over from its base, and what it
// has of its own. Some 10 bytes an entry that changed, where the trees themselves unfold to gigabytes.

import type { HitJudge } from '../../model/hit-judge.ts';
import { NumberList } from '../number-list.ts';
import type { ForestJudge, Held } from './forest-walker.ts';
import { largestHeld } from './held-sizes.ts';
import type { Kernel } from './kernel.ts';
import { isOwn, judged, objectFlag, type SweepPlan } from './sweep-plan.ts';

/** Kinds of records, in the upper two bits of a record's first word. */
export const recordKind = { blob: 0, tree: 1, submodule: 2, kept: 3 } as const;
/** A child that is not in this repository. */
export const noChild = 0x3fffffff;
/** As the kernel says it (kernel/trees.ts): the place of an id instead of a number. */
const stranger = 0x80000000;
const recordWords = 3;
/** Shortest entry: a digit, a blank, a letter, NUL, the id. */
const leastEntry = 24;

const answer = { malformed: -1, noRoom: -2, tooManyNames: -3 } as const;

/** Room for names: more distinct ones than any known repository has, and their text. */
const nameSlots = 1 << 20;
const nameText = 48 * 1024 * 1024;

/** All trees of a sweep. Record: (kind << 30 | child), name; or (kept << 30 | first entry), end, of the base's entries. */
export interface TreeStore {
  /** Number of the object, by tree. */
  readonly objects: Int32Array;
  /** The tree it was made from, -1 for none; always an earlier one. */
  readonly bases: Int32Array;
  /** First record of each tree, and one more for the end; in records. */
  readonly starts: Int32Array;
  readonly records: Int32Array;
  /** First byte of each name in `names`, and one more for the end. */
  readonly nameStarts: Uint32Array;
  readonly names: Uint8Array;
  /** Numbers of the names in which something stands. */
  readonly suspectNames: readonly number[];
  readonly malformed: readonly number[];
  /** Ids that entries name and that are not here, in hex. */
  readonly missing: readonly string[];
  readonly submodules: readonly string[];
}

/** More distinct names than there is room for: the sweep takes another way. */
export class TooManyNames extends Error {}

export class TreeJudge implements ForestJudge {
  readonly #kernel: Kernel;
  readonly #plan: SweepPlan;
  readonly #records: number;
  readonly #recordsEnd: number;
  readonly #names: { readonly starts: number; readonly text: number };
  readonly #objects = new NumberList();
  readonly #bases = new NumberList();
  readonly #starts = new NumberList();
  readonly #kept = new NumberList();
  readonly #suspectNames: number[] = [];
  readonly #malformed: number[] = [];
  readonly #missing = new Set<string>();
  readonly #submodules = new Set<string>();
  bytes = 0;

  constructor(kernel: Kernel, plan: SweepPlan) {
    this.#kernel = kernel;
    this.#plan = plan;
    const { calls } = kernel;
    calls.takeIds(kernel.place(plan.ids), plan.idBytes, plan.objects, kernel.place(plan.idStarts));
    const table = kernel.take(nameSlots * 4);
    const starts = kernel.take((nameSlots / 2) * 4);
    const text = kernel.take(nameText);
    calls.setNames(table, nameSlots, starts, text, nameText, Math.floor(Math.random() * 2 ** 32));
    this.#names = { starts, text };
    const length = Math.ceil(largestHeld / leastEntry) * recordWords * 4;
    this.#records = kernel.take(length);
    this.#recordsEnd = this.#records + length;
  }

  /** `held.kind` becomes the number of the tree among all trees, from 1 on; 0 for a malformed one. */
  judge(held: Held, base: Held | null, limit: number): boolean {
    const { calls } = this.#kernel;
    const room = [held.foundAt, limit, this.#records, this.#recordsEnd] as const;
    const isKnown = base !== null && base.kind > 0;
    const records = isKnown
      ? calls.inheritTree(held.at, held.length, base.length, base.foundAt, base.found, ...room)
      : calls.readTree(held.at, held.length, ...room);
    if (records === answer.noRoom) return false;
    if (records === answer.tooManyNames) throw new TooManyNames();
    const flags = (isKnown ? objectFlag.inherited : objectFlag.scanned) | objectFlag.isTree;
    if ((Atomics.or(this.#plan.states, held.object, flags) & judged) === 0 && isOwn(this.#plan, held.object))
      this.bytes += held.length;
    held.found = calls.countEntries();
    held.end = held.foundAt + held.found * 4;
    this.#objects.push(held.object);
    this.#bases.push(isKnown ? base.kind - 1 : -1);
    held.kind = this.#objects.length;
    // Of a malformed one what stands before the fault counts; what is made from it is read on its own.
    this.#keep(held, records === answer.malformed ? calls.countRecords() : records);
    if (records === answer.malformed) {
      this.#malformed.push(held.object);
      held.kind = 0;
    }
    return true;
  }

  #keep(held: Held, records: number): void {
    this.#starts.push(this.#kept.length >> 1);
    const { words } = this.#kernel;
    for (let word = this.#records >> 2, end = word + records * recordWords; word < end; word += recordWords) {
      const kind = words[word];
      if (kind === recordKind.kept) {
        this.#kept.push((recordKind.kept << 30) | words[word + 1]);
        this.#kept.push(words[word + 2]);
        continue;
      }
      let child = words[word + 1];
      if (child >= stranger) {
        this.#meet(kind, held.at + (child - stranger));
        child = noChild;
      }
      this.#kept.push((kind << 30) | child);
      this.#kept.push(words[word + 2]);
    }
  }

  #meet(kind: number, at: number): void {
    const id = this.#kernel.bytes.toString('hex', at, at + this.#plan.idBytes);
    (kind === recordKind.submodule ? this.#submodules : this.#missing).add(id);
  }

  get count(): number {
    return this.#objects.length;
  }

  /** Looks for what stands in the names, once all trees were met. */
  judgeNames(hits: Pick<HitJudge, 'hasAnythingInName'>): void {
    const { bytes, words, calls } = this.#kernel;
    const { text } = this.#names;
    const first = this.#names.starts >> 2;
    for (let name = 0, count = calls.countNames(); name < count; name++) {
      const [from, end] = [words[first + name], words[first + name + 1]];
      if (hits.hasAnythingInName(bytes.subarray(text + from, text + end))) this.#suspectNames.push(name);
    }
  }

  /** Everything read so far, in lists of their own. */
  store(): TreeStore {
    this.#starts.push(this.#kept.length >> 1);
    const names = this.#kernel.calls.countNames();
    const { starts, text } = this.#names;
    const nameStarts = this.#kernel.words.slice(starts >> 2, (starts >> 2) + names + 1);
    return {
      objects: this.#objects.toArray(),
      bases: this.#bases.toArray(),
      starts: this.#starts.toArray(),
      records: this.#kept.toArray(),
      nameStarts,
      names: Uint8Array.from(this.#kernel.bytes.subarray(text, text + nameStarts[names])),
      suspectNames: this.#suspectNames,
      malformed: this.#malformed,
      missing: [...this.#missing],
      submodules: [...this.#submodules],
    };
  }
}
