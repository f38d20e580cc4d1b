// How many files each tree unfolds to. A few small trees that name each other over and over can unfold to billions, and
// whoever walks those blindly never comes back: git does.

import { NumberList } from './number-list.ts';

/** Trees and what they name are given by numbers of the caller's, from 0 on and dense. */
export class TreeSizes {
  readonly #trees = new NumberList();
  readonly #fileCounts = new NumberList();
  readonly #subtreeEnds = new NumberList();
  readonly #subtrees = new NumberList();
  #files = 0;

  addFile(): void {
    this.#files++;
  }

  addSubtree(tree: number): void {
    this.#subtrees.push(tree);
  }

  /** Ends a tree: it holds the files and subtrees added since the one before. */
  endTree(tree: number): void {
    this.#trees.push(tree);
    this.#fileCounts.push(this.#files);
    this.#subtreeEnds.push(this.#subtrees.length);
    this.#files = 0;
  }

  /** Files and folders of the tree that unfolds to the most; Infinity when one holds itself, as only forged ones can. */
  largest(): number {
    const places = this.#places();
    // 0: not looked at, -1: being looked at.
    const sizes = new Float64Array(this.#trees.length);
    let most = 0;
    for (let at = 0; at < sizes.length; at++) {
      if (sizes[at] === 0) this.#measure(at, sizes, places);
      most = Math.max(most, sizes[at]);
    }
    return most;
  }

  /** For each tree's number its place in the lists, counted from 1; 0 for what is no tree or not there. */
  #places(): Int32Array {
    let highest = 0;
    for (let at = 0; at < this.#trees.length; at++) highest = Math.max(highest, this.#trees.at(at));
    for (let at = 0; at < this.#subtrees.length; at++) highest = Math.max(highest, this.#subtrees.at(at));
    const places = new Int32Array(highest + 1);
    for (let at = 0; at < this.#trees.length; at++) places[this.#trees.at(at)] = at + 1;
    return places;
  }

  /** Subtrees first, on a stack of our own: trees may nest deeper than the call stack. */
  #measure(root: number, sizes: Float64Array, places: Int32Array): void {
    const waiting = [root];
    while (waiting.length > 0) {
      const tree = waiting[waiting.length - 1];
      if (sizes[tree] > 0) {
        waiting.pop();
        continue;
      }
      const isSecondVisit = sizes[tree] < 0;
      sizes[tree] = -1;
      let size = 1 + this.#fileCounts.at(tree);
      const end = this.#subtreeEnds.at(tree);
      for (let at = tree === 0 ? 0 : this.#subtreeEnds.at(tree - 1); at < end; at++) {
        const subtree = places[this.#subtrees.at(at)] - 1;
        if (subtree < 0) continue;
        if (sizes[subtree] === 0) waiting.push(subtree);
        // What is still being looked at is a tree that this one lies in.
        else size += sizes[subtree] < 0 ? Number.POSITIVE_INFINITY : sizes[subtree];
      }
      if (isSecondVisit || waiting[waiting.length - 1] === tree) sizes[tree] = size;
    }
  }
}
