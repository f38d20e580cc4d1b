// Cuts the forests into pieces of work that threads take from one shared list.
import type { Forests } from './forests.ts';
import { entryType, type SweepPlan, shared } from './sweep-plan.ts';

/** Pieces end after so many packed bytes: small enough to even out at the end, large enough to read on in the pack. */
const bytesOfPiece = 512 * 1024;

/** Blobs with more bytes may take seconds when they are archives or full of escapes; they are left to threads that nobody waits for. */
const mostQuick = 1024 * 1024;

export interface SweepTasks {
  /** Roots of the forests of trees: for one thread alone, since each tree is told in terms of those before. */
  readonly treeRoots: Int32Array;
  /** Roots of all other forests, piece after piece. */
  readonly roots: Int32Array;
  /** First root of each piece, and one more for the end. */
  readonly starts: Int32Array;
  /** How many of the pieces, the first ones, hold what may take long. */
  readonly slow: number;
  /** Two numbers: the next piece that nobody has taken, of the slow ones and of the others. */
  readonly next: Int32Array;
}

/** Roots in the order of the pack, cut into pieces. */
interface Pieces {
  readonly trees: number[];
  readonly others: Int32Array;
  /** Of each piece its first root among the others, and its cost. */
  readonly firsts: number[];
  readonly costs: number[];
  readonly areSlow: boolean[];
}

function cutPieces(plan: SweepPlan, forests: Forests, isWanted: (root: number) => boolean): Pieces {
  const trees: number[] = [];
  const others = new Int32Array(forests.roots.length);
  const firsts: number[] = [];
  const costs: number[] = [];
  const areSlow: boolean[] = [];
  let count = 0;
  let openType = -1;
  for (let at = 0; at < forests.roots.length; at++) {
    const root = forests.roots[at];
    if (!isWanted(root)) continue;
    const type = plan.types[root];
    if (type === entryType.tree) {
      trees.push(root);
      continue;
    }
    const piece = costs.length - 1;
    const isSlow = type === entryType.blob && plan.sizes[root] > mostQuick;
    const fits = type === openType && isSlow === areSlow[piece] && costs[piece] + forests.costs[at] <= bytesOfPiece;
    if (fits) costs[piece] += forests.costs[at];
    else {
      firsts.push(count);
      costs.push(forests.costs[at]);
      areSlow.push(isSlow);
      openType = type;
    }
    others[count++] = root;
  }
  return { trees, others: others.subarray(0, count), firsts, costs, areSlow };
}

/** @param isWanted which roots are to be walked */
export function cutTasks(
  plan: SweepPlan,
  forests: Forests,
  isWanted: (root: number) => boolean = () => true,
): SweepTasks {
  const { trees, others, firsts, costs, areSlow } = cutPieces(plan, forests, isWanted);
  // The costliest first: the last ones to be taken are short.
  const order = costs.map((_, piece) => piece).sort((a, b) => costs[b] - costs[a]);
  const [slow, quick] = [order.filter((piece) => areSlow[piece]), order.filter((piece) => !areSlow[piece])];
  const roots = shared(Int32Array, others.length);
  const starts = shared(Int32Array, costs.length + 1);
  let length = 0;
  [...slow, ...quick].forEach((piece, at) => {
    starts[at] = length;
    const own = others.subarray(firsts[piece], firsts[piece + 1]);
    roots.set(own, length);
    length += own.length;
  });
  starts[costs.length] = length;
  const next = shared(Int32Array, 2);
  next[1] = slow.length;
  return { treeRoots: Int32Array.from(trees), roots, starts, slow: slow.length, next };
}

/** A piece that nobody has taken yet, the slow ones first; -1 for none. @param leavesSlow whether it is to be none of those */
export function takePiece({ starts, slow, next }: SweepTasks, leavesSlow: boolean): number {
  if (!leavesSlow) {
    const piece = Atomics.add(next, 0, 1);
    if (piece < slow) return piece;
  }
  const piece = Atomics.add(next, 1, 1);
  return piece + 1 < starts.length ? piece : -1;
}
