// What is held in memory at once, and what is left to a reader of single objects.
import { slack } from './kernel.ts';
import type { SweepPlan } from './sweep-plan.ts';

/** Objects above it are left to a reader of single ones: the stack holds some of them at once. */
export const largestHeld = 24 * 1024 * 1024;
/** Packed entries and deltas above it, likewise. */
export const largestEntry = 12 * 1024 * 1024;

interface Room {
  readonly input: number;
  readonly delta: number;
}

/** Each walk over a plan asks anew. */
const rooms = new WeakMap<SweepPlan, Room>();

/** Room for the longest packed entry and the longest delta that are held. */
export function roomFor(plan: SweepPlan): Room {
  let room = rooms.get(plan);
  if (room === undefined) {
    room = measureRoom(plan);
    rooms.set(plan, room);
  }
  return room;
}

function measureRoom({ packs, offsets, sizes, bases, entries }: SweepPlan): Room {
  let input = 0;
  let delta = 0;
  for (const { first, last, end } of packs)
    for (let entry = first; entry < last; entry++) {
      const packed = (entry + 1 < last ? offsets[entry + 1] : end) - offsets[entry];
      if (packed <= largestEntry && packed > input) input = packed;
    }
  for (let entry = 0; entry < entries; entry++)
    if (bases[entry] >= 0 && sizes[entry] <= largestEntry && sizes[entry] > delta) delta = sizes[entry];
  return { input: input + slack, delta: delta + slack };
}
