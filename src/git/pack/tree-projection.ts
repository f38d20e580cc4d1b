// Where wanted blobs stand: all trees of a history cut down to what leads to them. Trees that look the same then are one, and
// what a commit brought is what its cut-down tree has and those of its parents have not.
import { noChild, recordKind, type TreeStore } from './judge-trees.ts';

/** An empty tree after the cut. */
export const nothing = -1;
/** Of a tree that is not cut down yet; of one that is being. */
const unknown = -2;
const begun = -3;

const childBits = 0x3fffffff;
const firstEntries = 1 << 16;

/** Entries of the trees on the way from a base to what is made from it: place in the tree, name, child. */
class Trail {
  #places = new Int32Array(firstEntries);
  #names = new Int32Array(firstEntries);
  #children = new Int32Array(firstEntries);
  #frames: { readonly tree: number; readonly start: number }[] = [];
  #length = 0;

  /** Goes back to `base` (-1 for none) and begins the list of `tree`. */
  begin(tree: number, base: number): void {
    while (this.#frames.length > 0 && this.#frames[this.#frames.length - 1].tree !== base) this.#frames.pop();
    const top = this.#frames[this.#frames.length - 1];
    this.#length = top === undefined ? 0 : this.#end;
    this.#ends.length = this.#frames.length;
    this.#frames.push({ tree, start: this.#length });
  }

  readonly #ends: number[] = [];

  get #end(): number {
    return this.#ends[this.#frames.length - 1] ?? 0;
  }

  /** Ends the list of the tree begun last. */
  end(): void {
    this.#ends[this.#frames.length - 1] = this.#length;
  }

  add(place: number, name: number, child: number): void {
    if (this.#length === this.#places.length) {
      this.#places = grown(this.#places);
      this.#names = grown(this.#names);
      this.#children = grown(this.#children);
    }
    this.#places[this.#length] = place;
    this.#names[this.#length] = name;
    this.#children[this.#length++] = child;
  }

  /** Takes over the base's entries at [first, end), which come to stand at `place`. */
  keep(first: number, end: number, place: number): void {
    const base = this.#frames[this.#frames.length - 2];
    if (base === undefined) return;
    const baseEnd = this.#ends[this.#frames.length - 2];
    for (let at = base.start; at < baseEnd; at++) {
      const here = this.#places[at];
      if (here >= end) break;
      if (here >= first) this.add(place + here - first, this.#names[at], this.#children[at]);
    }
  }

  get size(): number {
    return this.#length - this.#frames[this.#frames.length - 1].start;
  }

  /** How many entries the base has of the tree begun last; -1 without a base. */
  get baseSize(): number {
    const base = this.#frames[this.#frames.length - 2];
    return base === undefined ? -1 : this.#ends[this.#frames.length - 2] - base.start;
  }

  /** Name and child of each entry of the tree begun last. */
  entries(): Int32Array {
    const { start } = this.#frames[this.#frames.length - 1];
    const pairs = new Int32Array((this.#length - start) * 2);
    for (let at = start, to = 0; at < this.#length; at++) {
      pairs[to++] = this.#names[at];
      pairs[to++] = this.#children[at];
    }
    return pairs;
  }
}

function grown(list: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(list.length * 2);
  larger.set(list);
  return larger;
}

export class TreeProjection {
  readonly #store: TreeStore;
  /** By object: it is wanted, or a tree that may lead to something wanted. */
  readonly #leads: Uint8Array;
  /** Entries (name, child) that lead on, by tree. */
  readonly #entries = new Map<number, Int32Array>();
  /** The tree that leads to just the same, -1 for none. */
  readonly #sameAs: Int32Array;
  /** By object, the place of a tree in the store; -1 for what is none. */
  readonly #treeOf: Int32Array;
  /** Cut-down tree of each tree in the store; `nothing` where it leads nowhere. */
  readonly #cut: Int32Array;
  /** Cut-down trees: pairs of name and code; a code is the blob's number, or ~ of a cut-down tree's. */
  readonly #shapes: Int32Array[] = [];
  readonly #shapeOf = new Map<string, number>();

  /** @param wanted by object, 1 for the blobs whose places are asked */
  constructor(store: TreeStore, wanted: Uint8Array) {
    this.#store = store;
    this.#leads = Uint8Array.from(wanted);
    this.#treeOf = new Int32Array(wanted.length).fill(-1);
    store.objects.forEach((object, tree) => {
      this.#treeOf[object] = tree;
    });
    this.#cut = new Int32Array(store.objects.length).fill(unknown);
    this.#sameAs = new Int32Array(store.objects.length).fill(-1);
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
    return cut === nothing ? new Int32Array(0) : this.#shapes[cut];
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
    const { objects, bases, starts, records } = this.#store;
    const leads = this.#leads;
    const trail = new Trail();
    for (let tree = 0; tree < objects.length; tree++) {
      trail.begin(tree, bases[tree]);
      let place = 0;
      let isOwn = false;
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
          isOwn = true;
        }
        place++;
      }
      trail.end();
      if (trail.size === 0) continue;
      // As the base has it: what was worked out for that holds here too.
      if (!isOwn && trail.size === trail.baseSize) this.#sameAs[tree] = bases[tree];
      else this.#entries.set(tree, trail.entries());
    }
  }

  /**
   * Works out the cut-down tree of a tree, those below it first; on a stack of its own, for folders may nest deep. A tree that
   * holds itself, which only a repository made to do harm has, leads nowhere there.
   */
  #shape(root: number): void {
    const cuts = this.#cut;
    const waiting = [root];
    while (waiting.length > 0) {
      const tree = waiting[waiting.length - 1];
      if (cuts[tree] === unknown) {
        cuts[tree] = begun;
        for (const needed of this.#neededFor(tree)) if (cuts[needed] === unknown) waiting.push(needed);
        continue;
      }
      waiting.pop();
      if (cuts[tree] !== begun) continue;
      const same = this.#sameAs[tree];
      const entries = this.#entries.get(tree);
      if (same >= 0) cuts[tree] = Math.max(nothing, cuts[same]);
      else cuts[tree] = entries === undefined ? nothing : this.#number(entries);
    }
  }

  /** The trees that have to be cut down before this one. */
  *#neededFor(tree: number): Generator<number> {
    if (this.#sameAs[tree] >= 0) {
      yield this.#sameAs[tree];
      return;
    }
    const entries = this.#entries.get(tree) ?? [];
    for (let at = 1; at < entries.length; at += 2) if (this.#treeOf[entries[at]] >= 0) yield this.#treeOf[entries[at]];
  }

  #number(entries: Int32Array): number {
    const shape = new Int32Array(entries.length);
    let length = 0;
    for (let at = 0; at < entries.length; at += 2) {
      const below = this.#treeOf[entries[at + 1]];
      if (below >= 0 && this.#cut[below] <= nothing) continue;
      shape[length++] = entries[at];
      shape[length++] = below < 0 ? entries[at + 1] : ~this.#cut[below];
    }
    if (length === 0) return nothing;
    const own = shape.slice(0, length);
    const key = own.join();
    let number = this.#shapeOf.get(key);
    if (number === undefined) {
      number = this.#shapes.push(own) - 1;
      this.#shapeOf.set(key, number);
    }
    return number;
  }
}
