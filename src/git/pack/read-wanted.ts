// Reads some objects out of packs again: only their forests are walked, and in them only what leads to a wanted one.
import type { ObjectType, StoredObject } from '../../model/history.ts';
import { type ForestJudge, ForestWalker, type Held } from './forest-walker.ts';
import type { Forests } from './forests.ts';
import { Kernel } from './kernel.ts';
import { readLoose } from './read-loose.ts';
import { entryType, idOf, type SweepPlan, shared } from './sweep-plan.ts';
import type { KernelCode } from './web-assembly.ts';

export interface WantedTerms {
  readonly plan: SweepPlan;
  readonly forests: Forests;
  readonly kernel: KernelCode;
  /** Folders of objects that have files of their own. */
  readonly loose: ReadonlyMap<string, string>;
  readonly objects: readonly number[];
  /** Takes the ids of those that cannot be read here. */
  readonly rest: string[];
}

const typeNames: Readonly<Record<number, ObjectType>> = {
  [entryType.commit]: 'commit',
  [entryType.tree]: 'tree',
  [entryType.blob]: 'blob',
  [entryType.tag]: 'tag',
};

/** Keeps nothing of what it sees. */
const onlooker: ForestJudge = {
  judge(held) {
    held.end = held.foundAt;
    return true;
  },
};

/** Yields each object once; its bytes are a view that holds until the next one is asked for. */
export function* readWanted(terms: WantedTerms): Generator<StoredObject> {
  const { plan, rest, loose } = terms;
  if (terms.objects.length === 0) return;
  const missing = new Set(terms.objects);
  const { wanted, roots } = markWanted(terms, missing);
  if (roots.length > 0) {
    const walk = openWalk(plan, new Kernel(terms.kernel), wanted);
    try {
      for (const root of roots) {
        const type = typeNames[plan.types[root]];
        for (const held of walk.make(root))
          if (missing.delete(held.object)) yield { id: idOf(plan, held.object), type, bytes: walk.bytesOf(held) };
      }
    } finally {
      walk.close();
    }
  }
  for (const object of missing) {
    const id = idOf(plan, object);
    const folder = loose.get(id);
    const read = folder === undefined ? null : readLoose(folder, id);
    if (read === null || typeof read === 'string') rest.push(id);
    else yield { id, type: read.type, bytes: read.bytes };
  }
}

/** Forests of which only what leads to something wanted is made. */
export interface WantedWalk {
  /** Each object made from the entry `root`, of it first. */
  make(root: number): Generator<Held>;
  /** Its bytes; a view that holds until the next one is made. */
  bytesOf(held: Held): Buffer;
  close(): void;
}

/** @param wanted by entry, 1 for what is to be made */
export function openWalk(plan: SweepPlan, kernel: Kernel, wanted: Uint8Array): WantedWalk {
  const walker = new ForestWalker({ plan, kernel, wanted, onDamage: () => {} });
  return {
    *make(root) {
      for (let held = step(() => walker.begin(root, onlooker)); held; held = step(() => walker.next(onlooker)))
        yield held;
    },
    bytesOf: ({ at, length }) => kernel.bytes.subarray(at, at + length),
    close: () => walker.close(),
  };
}

/** Null when the pack has gone: what was packed anew meanwhile is asked for one by one. */
function step(make: () => Held | null): Held | null {
  try {
    return make();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    return null;
  }
}

/** Marks one entry of each object and all that it is made from, in memory that threads share; with the roots of those. */
export function markWanted(
  { plan, forests }: Pick<WantedTerms, 'plan' | 'forests'>,
  objects: Iterable<number>,
): { wanted: Uint8Array; roots: number[] } {
  const { entries, numbers, bases, types } = plan;
  const wanted = shared(Uint8Array, entries);
  // By object: 1 for what is asked for and not marked yet.
  const isAsked = new Uint8Array(plan.objects);
  for (const object of objects) isAsked[object] = 1;
  for (let entry = 0; entry < entries; entry++) {
    if (isAsked[numbers[entry]] === 0 || types[entry] === 0) continue;
    isAsked[numbers[entry]] = 0;
    for (let at = entry; at >= 0 && wanted[at] === 0; at = bases[at]) wanted[at] = 1;
  }
  return { wanted, roots: Array.from(forests.roots.filter((root) => wanted[root] === 1)) };
}
