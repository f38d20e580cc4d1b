// Which entries are made from which: the deltas of a pack as trees, bases before children.
import { entryType, type SweepPlan } from './sweep-plan.ts';

type Lists = Pick<SweepPlan, 'entries' | 'types' | 'bases' | 'children' | 'siblings' | 'offsets' | 'packs'>;

/** What an entry costs beside its bytes: one read, one start of inflate. In bytes; the share of work only. */
const costOfEntry = 200;

export interface Forests {
  /** Entries that are no delta, each with its whole tree's cost in packed bytes. */
  readonly roots: Int32Array;
  readonly costs: Float64Array;
  /** Entries that hang on no root: their bases are absent, damaged, or made from themselves. */
  readonly lost: readonly number[];
}

/**
 * Links children to bases and hands every entry the type of its root. The child with the most below it comes last: what it
 * is made from can be let go before, so that of a chain however long only a few objects are held at a time.
 */
export function growForests(lists: Lists): Forests {
  const { entries, types, bases, children, siblings } = lists;
  children.fill(-1);
  siblings.fill(-1);
  const order = inOrder(lists);
  const costs = costsOf(lists, order);
  const heaviest = new Int32Array(entries).fill(-1);
  for (const entry of order) {
    const base = bases[entry];
    if (base >= 0 && (heaviest[base] < 0 || costs[entry] > costs[heaviest[base]])) heaviest[base] = entry;
  }
  for (let base = 0; base < entries; base++) {
    if (heaviest[base] < 0) continue;
    children[base] = heaviest[base];
  }
  // Each is put before those that are there: reversed, they end up in the order of their offsets.
  for (let at = order.length - 1; at >= 0; at--) {
    const entry = order[at];
    const base = bases[entry];
    if (base < 0 || heaviest[base] === entry) continue;
    siblings[entry] = children[base];
    children[base] = entry;
  }
  const isReached = new Uint8Array(entries);
  const roots: number[] = [];
  for (const entry of order) {
    isReached[entry] = 1;
    if (bases[entry] < 0) roots.push(entry);
    else types[entry] = types[bases[entry]];
  }
  const lost: number[] = [];
  for (let entry = 0; entry < entries; entry++) {
    if (isReached[entry] === 1) continue;
    lost.push(entry);
    types[entry] = 0;
  }
  return { roots: Int32Array.from(roots), costs: Float64Array.from(roots, (root) => costs[root]), lost };
}

/** All entries that hang on a root, bases before what is made from them. */
function inOrder({ entries, types, bases }: Lists): Int32Array {
  const isDelta = (type: number) => type === entryType.offsetDelta || type === entryType.idDelta;
  const order = new Int32Array(entries);
  let count = 0;
  // Nearly always the base comes first in the pack, and one pass does.
  const isPlaced = new Uint8Array(entries);
  let late: number[] = [];
  for (let entry = 0; entry < entries; entry++) {
    const base = bases[entry];
    if (types[entry] === 0) continue;
    if (isDelta(types[entry]) ? base >= 0 && isPlaced[base] === 1 : true) {
      isPlaced[entry] = 1;
      order[count++] = entry;
    } else if (base >= 0) late.push(entry);
  }
  // A base behind its child: as many passes as such steps follow each other. What never fits is a ring, or hangs on one.
  const waiting = new Map<number, number[]>();
  for (const entry of late) waiting.set(bases[entry], [...(waiting.get(bases[entry]) ?? []), entry]);
  late = late.filter((entry) => isPlaced[bases[entry]] === 1);
  while (late.length > 0) {
    const next: number[] = [];
    for (const entry of late) {
      if (isPlaced[entry] === 1) continue;
      isPlaced[entry] = 1;
      order[count++] = entry;
      for (const child of waiting.get(entry) ?? []) if (isPlaced[child] === 0) next.push(child);
    }
    late = next;
  }
  return order.subarray(0, count);
}

/** Packed bytes of each entry and of all that is made from it. */
function costsOf({ entries, bases, offsets, packs }: Lists, order: Int32Array): Float64Array {
  const costs = new Float64Array(entries);
  for (const { first, last, end } of packs) {
    for (let entry = first; entry < last; entry++) {
      costs[entry] = (entry + 1 < last ? offsets[entry + 1] : end) - offsets[entry] + costOfEntry;
    }
  }
  for (let at = order.length - 1; at >= 0; at--) {
    const base = bases[order[at]];
    if (base >= 0) costs[base] += costs[order[at]];
  }
  return costs;
}
