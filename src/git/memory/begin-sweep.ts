// Begins a sweep that may build on an earlier one, and leaves something for a later one.
import type { IdFinder } from '../pack/id-finder.ts';
import type { ObjectStore } from '../pack/object-folders.ts';
import type { SweepPlan } from '../pack/sweep-plan.ts';
import type { KeptSweep } from './kept-sweep.ts';
import { recallObjects, type SeenObjects } from './seen-objects.ts';
import { storedFiles } from './stored-files.ts';
import { SweepNotes } from './sweep-notes.ts';

/** Where an earlier sweep left what it learnt, and this one may. */
export interface SweepMemory {
  readonly kept: KeptSweep | null;
  readonly write: (kept: KeptSweep) => void;
}

interface Beginning {
  readonly plan: SweepPlan;
  readonly store: ObjectStore;
  readonly shallow: ReadonlySet<string>;
  readonly finder: IdFinder;
}

/** What was seen already, and the notes to take; both null where there is nothing of the kind. */
export function beginSweep(
  memory: SweepMemory | undefined,
  { plan, store, shallow, finder }: Beginning,
): { seen: SeenObjects | null; notes: SweepNotes | null } {
  if (memory === undefined) return { seen: null, notes: null };
  const files = storedFiles(store);
  const today = { shallow, files, find: (id: string) => finder.find(id) };
  return { seen: memory.kept && recallObjects(plan, memory.kept, today), notes: new SweepNotes(files) };
}
