// Entries of the trees on the way from a base to what is made from it: place in the tree, name, child.

const firstEntries = 1 << 14;
const firstDepth = 64;

export class TreeTrail {
  #places = new Int32Array(firstEntries);
  #names = new Int32Array(firstEntries);
  #children = new Int32Array(firstEntries);
  /** Of each tree on the way its number, and its entries: [start, end). */
  #trees = new Int32Array(firstDepth);
  #starts = new Int32Array(firstDepth);
  #ends = new Int32Array(firstDepth);
  #depth = 0;
  #length = 0;
  /** Where the search in the base's list goes on, for ranges that begin at this place or behind it. */
  #baseAt = 0;
  #basePlace = 0;

  /** Goes back to `base` (-1 for none) and begins the list of `tree`. */
  begin(tree: number, base: number): void {
    while (this.#depth > 0 && this.#trees[this.#depth - 1] !== base) this.#depth--;
    this.#length = this.#depth === 0 ? 0 : this.#ends[this.#depth - 1];
    if (this.#depth === this.#trees.length) {
      this.#trees = grown(this.#trees, this.#depth);
      this.#starts = grown(this.#starts, this.#depth);
      this.#ends = grown(this.#ends, this.#depth);
    }
    this.#trees[this.#depth] = tree;
    this.#starts[this.#depth++] = this.#length;
    this.#basePlace = Number.POSITIVE_INFINITY;
  }

  /** Ends the list of the tree begun last. */
  end(): void {
    this.#ends[this.#depth - 1] = this.#length;
  }

  add(place: number, name: number, child: number): void {
    this.#reach(this.#length + 1);
    this.#places[this.#length] = place;
    this.#names[this.#length] = name;
    this.#children[this.#length++] = child;
  }

  /** Takes over the base's entries at [first, end), which come to stand at `place`. */
  keep(first: number, end: number, place: number): void {
    if (this.#depth < 2) return;
    const baseEnd = this.#ends[this.#depth - 2];
    // Ranges nearly always come in rising order.
    let at = first >= this.#basePlace ? this.#baseAt : this.#starts[this.#depth - 2];
    while (at < baseEnd && this.#places[at] < first) at++;
    let until = at;
    while (until < baseEnd && this.#places[until] < end) until++;
    const shift = place - first;
    this.#reach(this.#length + until - at);
    const [places, names, children] = [this.#places, this.#names, this.#children];
    let to = this.#length;
    for (; at < until; at++, to++) {
      places[to] = places[at] + shift;
      names[to] = names[at];
      children[to] = children[at];
    }
    this.#length = to;
    this.#baseAt = until;
    this.#basePlace = end;
  }

  /** How many entries the tree begun last has so far. */
  get size(): number {
    return this.#length - this.#starts[this.#depth - 1];
  }

  /** How many entries its base has; -1 without a base. */
  get baseSize(): number {
    return this.#depth < 2 ? -1 : this.#ends[this.#depth - 2] - this.#starts[this.#depth - 2];
  }

  /** Writes name and child of each entry of the tree begun last to `list`, from `to` on. */
  tell(list: Int32Array, to: number): void {
    const [names, children] = [this.#names, this.#children];
    let next = to;
    for (let at = this.#starts[this.#depth - 1]; at < this.#length; at++) {
      list[next++] = names[at];
      list[next++] = children[at];
    }
  }

  #reach(length: number): void {
    if (length <= this.#places.length) return;
    this.#places = grown(this.#places, length);
    this.#names = grown(this.#names, length);
    this.#children = grown(this.#children, length);
  }
}

function grown(list: Int32Array<ArrayBuffer>, least: number): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(Math.max(least, list.length) * 2);
  larger.set(list);
  return larger;
}
