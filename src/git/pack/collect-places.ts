// Walks the whole history over cut-down trees and tells a collector which commit brought which blob to which path.
import type { SweepNotes } from '../memory/sweep-notes.ts';
import type { PlacementCollector } from '../place-blobs.ts';
import type { TreeStore } from './judge-trees.ts';
import type { PackBooks } from './pack-books.ts';
import { ProjectionPlacer } from './place-by-projection.ts';
import { idOf, type SweepPlan } from './sweep-plan.ts';
import { TreeProjection } from './tree-projection.ts';

export interface PlacesTerms {
  readonly plan: SweepPlan;
  readonly books: PackBooks;
  readonly store: TreeStore;
  /** Hex ids of the blobs that are asked about; all of them are in the plan. */
  readonly blobs: ReadonlySet<string>;
  /** Where everything is noted, too. */
  readonly notes?: Pick<SweepNotes, 'enterChange'> | null;
}

/** @param onCut told of a commit or tree with more to tell than is told */
export function collectPlaces(
  collector: PlacementCollector,
  { plan, books, store, blobs, notes }: PlacesTerms,
  onCut: (holder: string) => void,
): void {
  const { finder, graph, structure } = books;
  const wanted = new Uint8Array(plan.objects);
  const ids = new Map<number, string>();
  for (const id of blobs) {
    const object = finder.find(id);
    wanted[object] = 1;
    ids.set(object, id);
  }
  const placer = new ProjectionPlacer(new TreeProjection(store, wanted));
  const place = (holder: number, tree: number, parentTrees: readonly number[]) => {
    const id = idOf(plan, holder);
    const onChange = (blob: number, path: string) => {
      collector.changeAt(id, ids.get(blob) as string, path);
      notes?.enterChange(holder, blob, path);
    };
    if (!placer.place(tree, parentTrees, onChange)) onCut(id);
  };
  const commits = graph.inOrderOfCredit(({ tree, parentTrees }) => !placer.isUnchanged(tree, parentTrees));
  for (const { object, tree, parentTrees } of commits) place(object, tree, parentTrees);
  // Trees that no commit and no other tree holds.
  for (const object of store.objects)
    if (structure[object] === 0 && !placer.isUnchanged(object, [])) place(object, object, []);
}
