// What an earlier sweep looked at, in a sweep that found more objects: only those it did not see are judged, and what they are
// made from is made again on the way. Trees are read anew, all of them: places are told from them.
import { judged, objectFlag, type SweepPlan, shared } from '../pack/sweep-plan.ts';
import type { ThreadOutcome } from '../pack/sweep-thread.ts';
import { renumberLinks } from './join-links.ts';
import type { KeptSweep } from './kept-sweep.ts';
import { lookSame, type StoredFiles } from './stored-files.ts';

export interface SeenObjects {
  /** What the earlier sweep found, as if one more thread had. */
  readonly outcome: ThreadOutcome;
  /** By entry, 1 for what is to be made. */
  readonly wanted: Uint8Array;
  /** Whether the object in a file of its own is to be read. */
  readonly wantsLoose: (id: string) => boolean;
}

interface StoreOfToday {
  readonly shallow: ReadonlySet<string>;
  readonly files: StoredFiles;
  /** Number of an id, -1 for one that is not here. */
  readonly find: (id: string) => number;
}

/**
 * Marks in `plan.states` what the earlier sweep judged.
 * @returns null when that sweep is of no use: an object went away since, one came that was missing then, or a file is another
 */
export function recallObjects(
  plan: SweepPlan,
  kept: KeptSweep,
  { shallow, files, find }: StoreOfToday,
): SeenObjects | null {
  if (!lookSame(kept.files, files)) return null;
  const numbers = renumber(kept, plan);
  if (numbers === null || [...shallow].sort().join() !== kept.shallow.join()) return null;
  if ([...kept.links.missing, ...kept.missing].some((id) => find(id) >= 0)) return null;
  const isSeen = new Uint8Array(plan.objects);
  numbers.forEach((object, old) => {
    const flags = kept.states[old];
    if ((flags & objectFlag.isTree) !== 0 || (flags & judged) === 0) return;
    isSeen[object] = 1;
    plan.states[object] = objectFlag.inherited | (flags & ~judged);
  });
  return {
    wanted: markUnseen(plan, isSeen),
    wantsLoose: (id) => isSeen[find(id)] !== 1,
    outcome: {
      suspects: renumberSuspects(kept.suspects, numbers),
      links: renumberLinks(kept.links, numbers),
      trees: null,
      authors: [],
      lfsPointers: kept.lfsPointers,
      bytes: kept.bytes - kept.treeBytes,
      treeBytes: 0,
      damage: [],
      damageCount: 0,
    },
  };
}

/** For each object of `kept` its number in `plan`; null when one of them is not there. */
function renumber({ ids, states }: KeptSweep, plan: SweepPlan): Int32Array | null {
  const { idBytes } = plan;
  const numbers = new Int32Array(states.length);
  if (ids.length !== states.length * idBytes) return null;
  for (let old = 0, now = 0; old < states.length; old++, now++) {
    const id = ids.subarray(old * idBytes, (old + 1) * idBytes);
    while (now < plan.objects && Buffer.compare(plan.ids.subarray(now * idBytes, (now + 1) * idBytes), id) < 0) now++;
    if (now >= plan.objects || Buffer.compare(plan.ids.subarray(now * idBytes, (now + 1) * idBytes), id) !== 0)
      return null;
    numbers[old] = now;
  }
  return numbers;
}

/** Entries of what was not seen, and of all that it is made from. */
function markUnseen({ entries, numbers, bases, types }: SweepPlan, isSeen: Uint8Array): Uint8Array {
  const wanted = shared(Uint8Array, entries);
  for (let entry = 0; entry < entries; entry++) {
    if (types[entry] === 0 || isSeen[numbers[entry]] === 1) continue;
    for (let at = entry; at >= 0 && wanted[at] === 0; at = bases[at]) wanted[at] = 1;
  }
  return wanted;
}

function renumberSuspects(list: Int32Array, numbers: Int32Array): Int32Array {
  const renumbered = list.slice();
  for (let at = 0; at < list.length; at += 3 + list[at + 2] * 2) renumbered[at] = numbers[list[at]];
  return renumbered;
}
