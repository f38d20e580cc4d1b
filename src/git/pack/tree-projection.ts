// Where wanted blobs stand: all trees of a history cut down to what leads to them. Trees that look the same then are one, and
// what a commit brought is what its cut-down tree has and those of its parents have not.
import { noChild, recordKind, type TreeStore } from './judge-trees.ts';
import { nameIn } from './pack-books.ts';
import { PairLists } from './pair-lists.ts';
import { type ListView, ShapeTable } from './shape-table.ts';
import { TreeTrail } from './tree-trail.ts';

/** An empty tree after the cut. */
export const nothing = -1;
/** Of a tree that is not cut down yet; of one that is being. */
const unknown = -2;
const begun = -3;

const childBits = 0x3fffffff;

const noEntries: ListView = { list: new Int32Array(0), from: 0, end: 0 };

export class TreeProjection {
  readonly #store: TreeStore;
  /** By object: it is wanted, or a tree that may lead to something wanted. */
  readonly #leads: Uint8Array;
  /** Entries (name, child) that lead on, a child being a blob's number or ~ of a tree's place in the store; by tree, the place of its list and how many numbers that has. */
  readonly #entries = new PairLists();
  readonly #places: Int32Array;
  readonly #lengths: Int32Array;
  /** The tree that leads to just the same, -1 for none. */
  readonly #sameAs: Int32Array;
  /** By object, the place of a tree in the store; -1 for what is none. */
  readonly #treeOf: Int32Array;
  /** Cut-down tree of each tree in the store; `nothing` where it leads nowhere. */
  readonly #cut: Int32Array;
  /** Cut-down trees: pairs of name and code; a code is the blob's number, or ~ of a cut-down tree's. */
  readonly #shapes = new ShapeTable();
  readonly #waiting: number[] = [];
  /** Names that were asked for. */
  readonly #names = new Map<number, string>();

  /** @param wanted by object, 1 for the blobs whose places are asked */
  constructor(store: TreeStore, wanted: Uint8Array) {
    const { objects } = store;
    this.#store = store;
    this.#leads = wanted.slice();
    this.#treeOf = new Int32Array(wanted.length).fill(-1);
    for (let tree = 0; tree < objects.length; tree++) this.#treeOf[objects[tree]] = tree;
    this.#cut = new Int32Array(objects.length).fill(unknown);
    this.#sameAs = new Int32Array(objects.length).fill(-1);
    this.#places = new Int32Array(objects.length);
    this.#lengths = new Int32Array(objects.length);
    // Upwards, a level of folders a pass, until no further tree may lead anywhere.
    const open = new Int32Array(objects.length);
    for (let tree = 0; tree < open.length; tree++) open[tree] = tree;
    for (let count = open.length, before = -1; count !== before; ) {
      before = count;
      count = this.#markMore(open.subarray(0, count));
    }
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
  entriesOf(cut: number): ListView {
    return cut === nothing ? noEntries : this.#shapes.at(cut);
  }

  /** A name, a character for each of its bytes. */
  nameOf(name: number): string {
    let text = this.#names.get(name);
    if (text === undefined) {
      text = nameIn(this.#store, name).toString('latin1');
      this.#names.set(name, text);
    }
    return text;
  }

  /**
   * Goes once over the trees in `open`, which lead nowhere so far: one may lead to something when an entry of its own does, or
   * its base. Which of the base's entries it kept is seen when they are collected, and what leads nowhere after all is left out
   * when trees are cut down.
   * @returns how many are left, which then stand at the beginning of `open`
   */
  #markMore(open: Int32Array): number {
    const { objects, bases, starts, records } = this.#store;
    const leads = this.#leads;
    let left = 0;
    for (let at = 0; at < open.length; at++) {
      const tree = open[at];
      let isLeading = bases[tree] >= 0 && leads[objects[bases[tree]]] === 1;
      for (let word = starts[tree] * 2, end = starts[tree + 1] * 2; word < end && !isLeading; word += 2) {
        const head = records[word];
        // Neither a range of the base's nor a submodule.
        if (head >= 0 && (head & childBits) !== noChild) isLeading = leads[head & childBits] === 1;
      }
      if (isLeading) leads[objects[tree]] = 1;
      else open[left++] = tree;
    }
    return left;
  }

  /** Notes the entries of all trees that lead on. */
  #collect(): void {
    const { objects, bases } = this.#store;
    const trail = new TreeTrail();
    for (let tree = 0; tree < objects.length; tree++) {
      trail.begin(tree, bases[tree]);
      const hasOwn = this.#leads[objects[tree]] === 1 && this.#gather(tree, trail);
      trail.end();
      const { size } = trail;
      if (size === 0) continue;
      // As the base has it: what was worked out for that holds here too.
      if (!hasOwn && size === trail.baseSize) {
        this.#sameAs[tree] = bases[tree];
        continue;
      }
      const place = this.#entries.take(size * 2);
      this.#places[tree] = place;
      this.#lengths[tree] = size * 2;
      trail.tell(this.#entries.partOf(place), this.#entries.offsetOf(place));
    }
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
        const below = this.#treeOf[rest];
        trail.add(place, records[word + 1], below < 0 ? rest : ~below);
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
      if (cuts[tree] >= nothing) {
        waiting.pop();
        continue;
      }
      const isFirst = cuts[tree] === unknown;
      cuts[tree] = begun;
      const same = this.#sameAs[tree];
      const cut = same < 0 ? this.#number(tree, isFirst) : this.#cutBelow(same, isFirst);
      // What is below comes first, where some of it is not known.
      if (cut === unknown) continue;
      waiting.pop();
      cuts[tree] = cut;
    }
  }

  /** The cut-down tree of one below; `unknown` where it has to come first, which is asked for once. */
  #cutBelow(tree: number, isFirst: boolean): number {
    if (this.#cut[tree] !== unknown || !isFirst) return Math.max(nothing, this.#cut[tree]);
    this.#waiting.push(tree);
    return unknown;
  }

  /** The cut-down tree of `tree`, once those of all below are known; `unknown` before, and those wait then. */
  #number(tree: number, isFirst: boolean): number {
    const [shapes, cuts] = [this.#shapes, this.#cut];
    const place = this.#places[tree];
    const list = this.#entries.partOf(place);
    const from = this.#entries.offsetOf(place);
    let isKnown = true;
    shapes.begin();
    for (let at = from, end = from + this.#lengths[tree]; at < end; at += 2) {
      const child = list[at + 1];
      if (child >= 0) shapes.add(list[at], child);
      else if (cuts[~child] > nothing) shapes.add(list[at], ~cuts[~child]);
      else if (isFirst && cuts[~child] === unknown) {
        this.#waiting.push(~child);
        isKnown = false;
      }
    }
    return isKnown ? (shapes.end() ?? nothing) : unknown;
  }
}
