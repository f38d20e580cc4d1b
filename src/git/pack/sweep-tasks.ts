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

/** @param isWanted which roots are to be walked */
export function cutTasks(
  plan: SweepPlan,
  forests: Forests,
  isWanted: (root: number) => boolean = () => true,
): SweepTasks {
  const trees: number[] = [];
  const others: { root: number; cost: number }[] = [];
  forests.roots.forEach((root, at) => {
    if (!isWanted(root)) return;
    if (plan.types[root] === entryType.tree) trees.push(root);
    else others.push({ root, cost: forests.costs[at] });
  });
  const pieces: { roots: number[]; cost: number }[] = [];
  let open: { roots: number[]; cost: number; type: number } | null = null;
  for (const { root, cost } of others) {
    const type = plan.types[root];
    if (open === null || open.type !== type || open.cost + cost > bytesOfPiece) {
      open = { roots: [], cost: 0, type };
      pieces.push(open);
    }
    open.roots.push(root);
    open.cost += cost;
  }
  // The costliest first: the last ones to be taken are short.
  pieces.sort((a, b) => b.cost - a.cost);
  const roots = shared(Int32Array, others.length);
  const starts = shared(Int32Array, pieces.length + 1);
  let count = 0;
  pieces.forEach((piece, at) => {
    starts[at] = count;
    for (const root of piece.roots) roots[count++] = root;
  });
  starts[pieces.length] = count;
  return { treeRoots: Int32Array.from(trees), roots, starts, next: shared(Int32Array, 1) };
}
