// Commits and tags of a sweep by their numbers: who is whose parent, and which ref still reaches what.
import { type NamedTip, unreachable } from '../history-graph.ts';
import type { IdFinder } from './id-finder.ts';
import type { LinkStore } from './link-collector.ts';

/** What a commit is, for whoever walks the history. */
export interface CommitView {
  readonly object: number;
  /** Number of its tree, -1 for one that is not here. */
  readonly tree: number;
  /** Numbers of its parents' trees, of those that are here. */
  readonly parentTrees: readonly number[];
}

export class PackGraph {
  readonly #finder: IdFinder;
  readonly #objects: number;
  /** By object: which store its commit is in, counted from 1, and where there. */
  readonly #storeOf: Uint8Array;
  readonly #placeOf: Int32Array;
  readonly #stores: LinkStore[] = [];
  readonly #targets = new Map<number, number>();
  #tips: readonly NamedTip[] = [];
  #labels: Int32Array | null = null;

  constructor(finder: IdFinder, objects: number) {
    this.#finder = finder;
    this.#objects = objects;
    this.#storeOf = new Uint8Array(objects);
    this.#placeOf = new Int32Array(objects);
  }

  /** Takes what one thread read; at most 255 of them. */
  enter(store: LinkStore): void {
    const number = this.#stores.push(store);
    store.commits.forEach((object, at) => {
      this.#storeOf[object] = number;
      this.#placeOf[object] = at;
    });
    store.tags.forEach((object, at) => {
      if (store.targets[at] >= 0) this.#targets.set(object, store.targets[at]);
    });
    this.#labels = null;
  }

  /** Sets what holds objects, the preferred names first. */
  setTips(tips: readonly NamedTip[]): void {
    this.#tips = tips;
    this.#labels = null;
  }

  #isCommit(object: number): boolean {
    return object >= 0 && this.#storeOf[object] !== 0;
  }

  #secondsAt(object: number): number {
    return this.#stores[this.#storeOf[object] - 1].seconds[this.#placeOf[object]];
  }

  #treeAt(object: number): number {
    return this.#isCommit(object) ? this.#stores[this.#storeOf[object] - 1].trees[this.#placeOf[object]] : -1;
  }

  /** Committer time in seconds; null for what is no commit. @param id in hex */
  secondsOf(id: string): number | null {
    const object = this.#finder.find(id);
    return this.#isCommit(object) ? this.#secondsAt(object) : null;
  }

  /** The first of the tips that reaches an object: for commits over parents, for anything else when named itself. */
  holderOf(id: string): string {
    const object = this.#finder.find(id);
    const label = object < 0 ? 0 : this.#reached()[object];
    return label > 0 ? this.#tips[label - 1].name : unreachable;
  }

  /**
   * Commits in the order in which they get the credit: what a ref holds before what only a reflog or nothing holds, the oldest
   * first, those of one second by id.
   * @param isTold which of them; asked in no order, about a view that holds until it answers
   */
  inOrderOfCredit(isTold: (commit: CommitView) => boolean): CommitView[] {
    const labels = this.#reached();
    const ranks = this.#tips.map(({ name }) => (name === 'reflog' ? 1 : 0));
    const ranked: CommitView[][] = [[], [], []];
    const view = { object: -1, tree: -1, parentTrees: [] as number[] };
    this.#stores.forEach((store, number) => {
      for (let at = 0; at < store.commits.length; at++) {
        const object = store.commits[at];
        // What lies in two packs may have been read twice.
        if (this.#placeOf[object] !== at || this.#storeOf[object] !== number + 1) continue;
        view.object = object;
        view.tree = store.trees[at];
        this.#listParentTrees(store, at, view.parentTrees);
        if (!isTold(view)) continue;
        ranked[labels[object] === 0 ? 2 : ranks[labels[object] - 1]].push({
          ...view,
          parentTrees: [...view.parentTrees],
        });
      }
    });
    for (const list of ranked)
      list.sort((a, b) => this.#secondsAt(a.object) - this.#secondsAt(b.object) || a.object - b.object);
    return ranked.flat();
  }

  #listParentTrees({ parents, parentStarts }: LinkStore, at: number, list: number[]): void {
    list.length = 0;
    for (let next = parentStarts[at]; next < parentStarts[at + 1]; next++) {
      const tree = this.#treeAt(parents[next]);
      // Of a parent that is not here nothing is known: what the commit holds counts as brought by it.
      if (tree >= 0) list.push(tree);
    }
  }

  /** For each object the number of the tip that reaches it, counted from 1; 0 for none. */
  #reached(): Int32Array {
    if (this.#labels !== null) return this.#labels;
    const labels = new Int32Array(this.#objects);
    for (let tip = 0; tip < this.#tips.length; tip++) {
      const waiting = [this.#finder.find(this.#tips[tip].id)];
      for (let object = waiting.pop(); object !== undefined; object = waiting.pop()) {
        if (object < 0 || labels[object] !== 0) continue;
        labels[object] = tip + 1;
        const target = this.#targets.get(object);
        if (target !== undefined) waiting.push(target);
        if (!this.#isCommit(object)) continue;
        const { parents, parentStarts } = this.#stores[this.#storeOf[object] - 1];
        const at = this.#placeOf[object];
        for (let next = parentStarts[at]; next < parentStarts[at + 1]; next++) waiting.push(parents[next]);
      }
    }
    this.#labels = labels;
    return labels;
  }
}
