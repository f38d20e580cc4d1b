// Every distinct file name of a history, as bytes in one growing piece of memory. Filled once for each entry of each tree,
// so it makes no string and no object on the way.

const firstBytes = 64 * 1024;
const firstNames = 1024;

/** Random start value, so that a repository cannot bring names that were made to collide. */
const seed = Math.floor(Math.random() * 2 ** 32) | 0;
/** The 32-bit FNV prime. */
const prime = 0x01000193;

export class NameSet {
  #bytes = Buffer.allocUnsafeSlow(firstBytes);
  /** Where each name ends; it begins where the one before ends. */
  #ends = new Float64Array(firstNames);
  #hashes = new Int32Array(firstNames);
  #slots = new Int32Array(firstNames * 2);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** Adds the bytes from `start` up to `end` and returns the name's index: `size` before the call when it is new. */
  add(bytes: Uint8Array, start: number, end: number): number {
    let hash = seed;
    for (let at = start; at < end; at++) hash = Math.imul(hash ^ bytes[at], prime);
    hash ^= hash >>> 15;
    const mask = this.#slots.length - 1;
    let slot = hash & mask;
    for (; this.#slots[slot] !== 0; slot = (slot + 1) & mask) {
      const index = this.#slots[slot] - 1;
      if (this.#hashes[index] === hash && this.#isSame(index, bytes, start, end)) return index;
    }
    this.#slots[slot] = this.#size + 1;
    this.#append(bytes, start, end, hash);
    return this.#size - 1;
  }

  /** The name's bytes; a view that stays as it is. */
  get(index: number): Buffer {
    return this.#bytes.subarray(this.#startOf(index), this.#ends[index]);
  }

  *[Symbol.iterator](): Generator<Buffer> {
    for (let index = 0; index < this.#size; index++) yield this.get(index);
  }

  #startOf(index: number): number {
    return index === 0 ? 0 : this.#ends[index - 1];
  }

  #isSame(index: number, bytes: Uint8Array, start: number, end: number): boolean {
    const begin = this.#startOf(index);
    if (this.#ends[index] - begin !== end - start) return false;
    for (let at = start; at < end; at++) if (this.#bytes[begin + at - start] !== bytes[at]) return false;
    return true;
  }

  #append(bytes: Uint8Array, start: number, end: number, hash: number): void {
    const begin = this.#size === 0 ? 0 : this.#ends[this.#size - 1];
    const needed = begin + end - start;
    if (needed > this.#bytes.length) {
      const larger = Buffer.allocUnsafeSlow(Math.max(needed, this.#bytes.length * 2));
      larger.set(this.#bytes.subarray(0, begin));
      this.#bytes = larger;
    }
    this.#bytes.set(bytes.subarray(start, end), begin);
    this.#ends[this.#size] = needed;
    this.#hashes[this.#size] = hash;
    this.#size++;
    if (this.#size === this.#ends.length) this.#grow();
  }

  #grow(): void {
    const capacity = this.#ends.length * 2;
    const ends = new Float64Array(capacity);
    ends.set(this.#ends);
    const hashes = new Int32Array(capacity);
    hashes.set(this.#hashes);
    const slots = new Int32Array(capacity * 2);
    for (let index = 0; index < this.#size; index++) {
      let slot = hashes[index] & (slots.length - 1);
      while (slots[slot] !== 0) slot = (slot + 1) & (slots.length - 1);
      slots[slot] = index + 1;
    }
    this.#ends = ends;
    this.#hashes = hashes;
    this.#slots = slots;
  }
}
