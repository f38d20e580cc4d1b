// Which entries of the packs are to be made where not all objects are asked for.
import { entryType, isOwn, type SweepPlan, shared } from './sweep-plan.ts';

/** All of the structure, the blobs of the sweep's own, and what those are made from; null when that is everything. */
export function wantedEntries(plan: SweepPlan): Uint8Array | null {
  if (plan.own === null) return null;
  const { entries, types, numbers, bases } = plan;
  const wanted = shared(Uint8Array, entries);
  for (let entry = 0; entry < entries; entry++) {
    if (types[entry] === entryType.blob && !isOwn(plan, numbers[entry])) continue;
    for (let at = entry; at >= 0 && wanted[at] === 0; at = bases[at]) wanted[at] = 1;
  }
  return wanted;
}
