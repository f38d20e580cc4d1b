// Cuts the forests into pieces of work that threads take from one shared list.
import type { Forests } from './forests.ts';
import { entryType, type SweepPlan, shared } from './sweep-plan.ts';

/** Pieces end after so many packed bytes: small enough to even out at the end, large enough to read on in the pack. */
const bytesOfPiece = 512 * 1024;

export interface SweepTasks {
  /** Roots of the forests of trees: for one thread alone, since each tree is told in terms of those before. */
  readonly treeRoots: Int32Array;
  /** Roots of all other forests, piece after piece. */
  readonly roots: Int32Array;
  /** First root of each piece, and one more for the end. */
  readonly starts: Int32Array;
  /** One number: the next piece that nobody has taken. */
  readonly next: Int32Array;
}

/** Roots in the order of the pack, cut into pieces. */
interface Pieces {
  readonly trees: number[];
  readonly others: Int32Array;
  /** Of each piece its first root among the others, and its cost. */
  readonly firsts: number[];
  readonly costs: number[];
}

function cutPieces(plan: SweepPlan, forests: Forests, isWanted: (root: number) => boolean): Pieces {
  const trees: number[] = [];
  const others = new Int32Array(forests.roots.length);
  const firsts: number[] = [];
  const costs: number[] = [];
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
    if (type === openType && costs[piece] + forests.costs[at] <= bytesOfPiece) costs[piece] += forests.costs[at];
    else {
      firsts.push(count);
      costs.push(forests.costs[at]);
      openType = type;
    }
    others[count++] = root;
  }
  return { trees, others: others.subarray(0, count), firsts, costs };
}

/** @param isWanted which roots are to be walked */
export function cutTasks(
  plan: SweepPlan,
  forests: Forests,
  isWanted: (root: number) => boolean = () => true,
): SweepTasks {
  const { trees, others, firsts, costs } = cutPieces(plan, forests, isWanted);
  // The costliest first: the last ones to be taken are short.
  const order = costs.map((_, piece) => piece).sort((a, b) => costs[b] - costs[a]);
  const roots = shared(Int32Array, others.length);
  const starts = shared(Int32Array, costs.length + 1);
  let length = 0;
  order.forEach((piece, at) => {
    starts[at] = length;
    const own = others.subarray(firsts[piece], firsts[piece + 1]);
    roots.set(own, length);
    length += own.length;
  });
  starts[costs.length] = length;
  return { treeRoots: Int32Array.from(trees), roots, starts, next: shared(Int32Array, 1) };
}
