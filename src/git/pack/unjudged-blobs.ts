// What is left when all threads are done: blobs that are asked for one by one.
import { NeedsOtherReader } from './needs-other-reader.ts';
import { entryType, idOf, isOwn, judged, type SweepPlan } from './sweep-plan.ts';

export interface Unjudged {
  /** Blobs to be asked for, by id. */
  readonly blobs: ReadonlyMap<string, number>;
  /** Objects that nobody can read. */
  readonly hopeless: readonly number[];
}

/**
 * Objects that no thread could judge.
 * @param rings entries that are made from themselves
 * @throws NeedsOtherReader when one of them is no blob, or may be none: without it places cannot be told
 */
export function unjudgedBlobs(plan: SweepPlan, rings: ReadonlySet<number>): Unjudged {
  const rest = new Map<number, number>();
  for (let object = 0; object < plan.objects; object++) if ((plan.states[object] & judged) === 0) rest.set(object, 0);
  const hopeless = new Set<number>();
  if (rest.size === 0) return { blobs: new Map(), hopeless: [] };
  for (const entry of rings) {
    const object = plan.numbers[entry];
    if (rest.delete(object)) hopeless.add(object);
  }
  for (let entry = 0; entry < plan.entries; entry++) {
    if (plan.types[entry] !== 0 && rest.has(plan.numbers[entry])) rest.set(plan.numbers[entry], plan.types[entry]);
  }
  const blobs = new Map<string, number>();
  for (const [object, type] of rest) {
    if (type === entryType.blob && !isOwn(plan, object)) continue;
    if (type !== entryType.blob) throw new NeedsOtherReader('structure that cannot be read from the packs');
    blobs.set(idOf(plan, object), object);
  }
  return { blobs, hopeless: [...hopeless] };
}

/** Whether there is an object to be judged that was not. */
export function isAnyUnjudged(plan: SweepPlan): boolean {
  return plan.states.some((state, object) => (state & judged) === 0 && isOwn(plan, object));
}
