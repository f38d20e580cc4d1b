// Where wanted blobs stand: all trees of a history cut down to what leads to them. Trees that look the same then are one, and
// what a commit brought is what its cut-down tree has and those of its parents have not.
import { NumberList } from '../number-list.ts';
import { noChild, recordKind, type TreeStore } from './judge-trees.ts';
import { ShapeTable } from './shape-table.ts';
import { TreeTrail } from './tree-trail.ts';

/** An empty tree after the cut. */
export const nothing = -1;
/** Of a tree that is not cut down yet; of one that is being. */
const unknown = -2;
const begun = -3;

const childBits = 0x3fffffff;

export class TreeProjection {
  readonly #store: TreeStore;
  /** By object: it is wanted, or a tree that may lead to something wanted. */
  readonly #leads: Uint8Array;
  /** Entries (name, child) that lead on, tree after tree; where those of each tree begin, and one more for the end. */
  readonly #entries = new NumberList();
  readonly #starts: Int32Array;
  /** The tree that leads to just the same, -1 for none. */
  readonly #sameAs: Int32Array;
  /** By object, the place of a tree in the store; -1 for what is none. */
  readonly #treeOf: Int32Array;
  /** Cut-down tree of each tree in the store; `nothing` where it leads nowhere. */
  readonly #cut: Int32Array;
  /** Cut-down trees: pairs of name and code; a code is the blob's number, or ~ of a cut-down tree's. */
  readonly #shapes = new ShapeTable();
  readonly #waiting: number[] = [];

  /** @param wanted by object, 1 for the blobs whose places are asked */
  constructor(store: TreeStore, wanted: Uint8Array) {
    const { objects } = store;
    this.#store = store;
    this.#leads = Uint8Array.from(wanted);
    this.#treeOf = new Int32Array(wanted.length).fill(-1);
    for (let tree = 0; tree < objects.length; tree++) this.#treeOf[objects[tree]] = tree;
    this.#cut = new Int32Array(objects.length).fill(unknown);
    this.#sameAs = new Int32Array(objects.length).fill(-1);
    this.#starts = new Int32Array(objects.length + 1);
    // Upwards, a level of folders a pass, until no further tree may lead anywhere.
    while (this.#markMore() > 0);
    this.#collect();
  }

  /** The cut-down tree of an object that is a tree. */
  cutOf(object: number): number {
    const tree = object < 0 ? -1 : this.#treeOf[object];
    if (tree < 0) return nothing;
    if (this.#cut[tree] === unknown) this.#shape(tree);
    return this.#cut[tree];
  }

  /** Name and code of each entry of a cut-down tree. */
  entriesOf(cut: number): Int32Array {
    return cut === nothing ? new Int32Array(0) : this.#shapes.at(cut);
  }

  nameOf(name: number): Buffer {
    const { names, nameStarts } = this.#store;
    return Buffer.from(names.buffer, names.byteOffset + nameStarts[name], nameStarts[name + 1] - nameStarts[name]);
  }

  /**
   * Goes over all trees once: one may lead to something when an entry of its own does, or its base. Which of the base's entries
   * it kept is seen when they are collected, and what leads nowhere after all is left out when trees are cut down.
   * @returns how many more were found
   */
  #markMore(): number {
    const { objects, bases, starts, records } = this.#store;
    const leads = this.#leads;
    let more = 0;
    for (let tree = 0; tree < objects.length; tree++) {
      const object = objects[tree];
      if (leads[object] === 1) continue;
      let isLeading = bases[tree] >= 0 && leads[objects[bases[tree]]] === 1;
      for (let word = starts[tree] * 2, end = starts[tree + 1] * 2; word < end && !isLeading; word += 2) {
        const head = records[word];
        // Neither a range of the base's nor a submodule.
        if (head >= 0 && (head & childBits) !== noChild) isLeading = leads[head & childBits] === 1;
      }
      if (!isLeading) continue;
      leads[object] = 1;
      more++;
    }
    return more;
  }

  /** Notes the entries of all trees that lead on. */
  #collect(): void {
    const { objects, bases } = this.#store;
    const trail = new TreeTrail();
    for (let tree = 0; tree < objects.length; tree++) {
      this.#starts[tree] = this.#entries.length;
      trail.begin(tree, bases[tree]);
      const hasOwn = this.#leads[objects[tree]] === 1 && this.#gather(tree, trail);
      trail.end();
      if (trail.size === 0) continue;
      // As the base has it: what was worked out for that holds here too.
      if (!hasOwn && trail.size === trail.baseSize) this.#sameAs[tree] = bases[tree];
      else trail.tell(this.#entries);
    }
    this.#starts[objects.length] = this.#entries.length;
  }

  /** Lists the entries of one tree that lead on. @returns whether any is its own */
  #gather(tree: number, trail: TreeTrail): boolean {
    const { starts, records } = this.#store;
    const leads = this.#leads;
    let place = 0;
    let hasOwn = false;
    for (let word = starts[tree] * 2, end = starts[tree + 1] * 2; word < end; word += 2) {
      const head = records[word];
      const kind = head >>> 30;
      const rest = head & childBits;
      if (kind === recordKind.kept) {
        trail.keep(rest, records[word + 1], place);
        place += records[word + 1] - rest;
        continue;
      }
      if (kind !== recordKind.submodule && rest !== noChild && leads[rest] === 1) {
        trail.add(place, records[word + 1], rest);
        hasOwn = true;
      }
      place++;
    }
    return hasOwn;
  }

  /**
   * Works out the cut-down tree of a tree, those below it first; on a stack of its own, for folders may nest deep. A tree that
   * holds itself, which only a repository made to do harm has, leads nowhere there.
   */
  #shape(root: number): void {
    const cuts = this.#cut;
    const waiting = this.#waiting;
    waiting.push(root);
    while (waiting.length > 0) {
      const tree = waiting[waiting.length - 1];
      const same = this.#sameAs[tree];
      if (cuts[tree] === unknown) {
        cuts[tree] = begun;
        if (same < 0) this.#awaitBelow(tree);
        else if (cuts[same] === unknown) waiting.push(same);
        continue;
      }
      waiting.pop();
      if (cuts[tree] === begun) cuts[tree] = same >= 0 ? Math.max(nothing, cuts[same]) : this.#number(tree);
    }
  }

  /** Has the trees below cut down before this one. */
  #awaitBelow(tree: number): void {
    const end = this.#starts[tree + 1];
    for (let at = this.#starts[tree] + 1; at < end; at += 2) {
      const below = this.#treeOf[this.#entries.at(at)];
      if (below >= 0 && this.#cut[below] === unknown) this.#waiting.push(below);
    }
  }

  #number(tree: number): number {
    const shapes = this.#shapes;
    const end = this.#starts[tree + 1];
    shapes.begin();
    for (let at = this.#starts[tree]; at < end; at += 2) {
      const child = this.#entries.at(at + 1);
      const below = this.#treeOf[child];
      if (below >= 0 && this.#cut[below] <= nothing) continue;
      shapes.add(this.#entries.at(at), below < 0 ? child : ~this.#cut[below]);
    }
    return shapes.end() ?? nothing;
  }
}
