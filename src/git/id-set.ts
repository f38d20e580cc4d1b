// A compact set of object ids with sixteen flags each: about 30 bytes an id instead of some 150 in a JS Set.
// The books of a history sweep are kept in it.

const firstCapacity = 1024;

/** Random odd multipliers: trees may name any id they like, and must not be able to choose ones that collide. */
const multipliers = Int32Array.from({ length: 8 }, () => Math.floor(Math.random() * 2 ** 32) | 1);

/** Value of an ASCII hex digit, 0 for anything else; callers check ids before. */
const hexValues = new Uint8Array(128);
for (let value = 0; value < 16; value++) {
  hexValues[value.toString(16).charCodeAt(0)] = value;
  hexValues[value.toString(16).toUpperCase().charCodeAt(0)] = value;
}

export class IdSet {
  readonly #words: 5 | 8;
  readonly #key: Int32Array;
  #ids: Int32Array;
  /** Index + 1 of the id in each slot; 0 is a free slot. The length is a power of two, at least twice the capacity. */
  #slots = new Int32Array(firstCapacity * 2);
  #flags = new Uint16Array(firstCapacity);
  #size = 0;

  /** @param hexLength 40 for SHA-1, 64 for SHA-256 */
  constructor(hexLength: 40 | 64) {
    this.#words = hexLength === 40 ? 5 : 8;
    this.#key = new Int32Array(this.#words);
    this.#ids = new Int32Array(firstCapacity * this.#words);
  }

  get size(): number {
    return this.#size;
  }

  /** Adds the raw id at `offset` (20 or 32 bytes that must be there) and returns its index, which never changes. */
  addBytes(bytes: Uint8Array, offset: number): number {
    for (let word = 0, at = offset; word < this.#words; word++, at += 4) {
      this.#key[word] = (bytes[at] << 24) | (bytes[at + 1] << 16) | (bytes[at + 2] << 8) | bytes[at + 3];
    }
    return this.#add();
  }

  /** Adds an id given in hex. */
  addHex(hex: string): number {
    this.#loadHex(hex);
    return this.#add();
  }

  /** Index of an id given in hex, or -1. */
  findHex(hex: string): number {
    this.#loadHex(hex);
    return this.#slots[this.#slotOf()] - 1;
  }

  flags(index: number): number {
    return this.#flags[index];
  }

  setFlags(index: number, flags: number): void {
    this.#flags[index] |= flags;
  }

  hex(index: number): string {
    let hex = '';
    for (let at = index * this.#words; at < (index + 1) * this.#words; at++) {
      hex += (this.#ids[at] >>> 0).toString(16).padStart(8, '0');
    }
    return hex;
  }

  /** How many ids have all of `set` and none of `unset`. */
  count(set: number, unset = 0): number {
    let count = 0;
    for (let at = 0; at < this.#size; at++) {
      if ((this.#flags[at] & set) === set && (this.#flags[at] & unset) === 0) count++;
    }
    return count;
  }

  /** Those ids in hex. The set may grow meanwhile; what comes in late may be left out. */
  *select(set: number, unset = 0): Generator<string> {
    for (let at = 0, end = this.#size; at < end; at++) {
      if ((this.#flags[at] & set) === set && (this.#flags[at] & unset) === 0) yield this.hex(at);
    }
  }

  #loadHex(hex: string): void {
    for (let word = 0, at = 0; word < this.#words; word++) {
      let value = 0;
      for (const end = at + 8; at < end; at++) value = (value << 4) | hexValues[hex.charCodeAt(at) & 127];
      this.#key[word] = value;
    }
  }

  #add(): number {
    const slot = this.#slotOf();
    if (this.#slots[slot] !== 0) return this.#slots[slot] - 1;
    const index = this.#size++;
    this.#ids.set(this.#key, index * this.#words);
    this.#slots[slot] = index + 1;
    if (this.#size === this.#flags.length) this.#grow();
    return index;
  }

  /** The slot that holds the key, or the free one where it belongs. */
  #slotOf(): number {
    const { length } = this.#slots;
    for (let slot = this.#hash(this.#key, 0) & (length - 1); ; slot = (slot + 1) & (length - 1)) {
      const index = this.#slots[slot] - 1;
      if (index < 0 || this.#isKey(index)) return slot;
    }
  }

  #isKey(index: number): boolean {
    const start = index * this.#words;
    for (let word = 0; word < this.#words; word++) if (this.#ids[start + word] !== this.#key[word]) return false;
    return true;
  }

  #hash(words: Int32Array, start: number): number {
    let hash = 0;
    for (let word = 0; word < this.#words; word++) {
      hash = Math.imul(hash ^ words[start + word], multipliers[word]);
      hash ^= hash >>> 15;
    }
    return hash;
  }

  #grow(): void {
    const capacity = this.#flags.length * 2;
    const ids = new Int32Array(capacity * this.#words);
    ids.set(this.#ids);
    const flags = new Uint16Array(capacity);
    flags.set(this.#flags);
    const slots = new Int32Array(capacity * 2);
    for (let index = 0; index < this.#size; index++) {
      let slot = this.#hash(ids, index * this.#words) & (slots.length - 1);
      while (slots[slot] !== 0) slot = (slot + 1) & (slots.length - 1);
      slots[slot] = index + 1;
    }
    this.#ids = ids;
    this.#flags = flags;
    this.#slots = slots;
  }
}
