// What is left when all threads are done: blobs that are asked for one by one.
import { NeedsOtherReader } from './needs-other-reader.ts';
import { entryType, idOf, judged, type SweepPlan } from './sweep-plan.ts';

/**
 * Objects that no thread could judge, by id.
 * @throws NeedsOtherReader when one of them is no blob, or may be none: without it places cannot be told
 */
export function unjudgedBlobs(plan: SweepPlan): Map<string, number> {
  const rest = new Map<number, number>();
  for (let object = 0; object < plan.objects; object++) if ((plan.states[object] & judged) === 0) rest.set(object, 0);
  if (rest.size === 0) return new Map();
  for (let entry = 0; entry < plan.entries; entry++) {
    if (plan.types[entry] !== 0 && rest.has(plan.numbers[entry])) rest.set(plan.numbers[entry], plan.types[entry]);
  }
  const blobs = new Map<string, number>();
  for (const [object, type] of rest) {
    if (type !== entryType.blob) throw new NeedsOtherReader('structure that cannot be read from the packs');
    blobs.set(idOf(plan, object), object);
  }
  return blobs;
}
