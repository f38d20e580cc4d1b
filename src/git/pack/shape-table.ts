// Lists of pairs of numbers, each kept once and known by a number of its own.
import { NumberList } from '../number-list.ts';
import { PairLists } from './pair-lists.ts';

const firstSlots = 1 << 12;

/** Random and odd: whoever makes a repository must not be able to choose lists that collide. */
const multiplier = Math.floor(Math.random() * 2 ** 32) | 1;

/** A list where it lies: list[from], …, list[end - 1]. */
export interface ListView {
  readonly list: Int32Array;
  readonly from: number;
  readonly end: number;
}

export class ShapeTable {
  readonly #pairs = new PairLists();
  /** Place and length of each list in `#pairs`; the hash of each. */
  readonly #places = new NumberList();
  readonly #lengths = new NumberList();
  readonly #hashes = new NumberList();
  /** Number + 1 of the list in each slot; 0 is a free one. The length is a power of two, at least twice the number of lists. */
  #slots = new Int32Array(firstSlots);
  #draft = new Int32Array(64);
  #length = 0;
  #hash = 0;

  /** Begins a list. */
  begin(): void {
    this.#length = 0;
    this.#hash = 0;
  }

  /** Adds a pair to the list begun last. */
  add(first: number, second: number): void {
    if (this.#length === this.#draft.length) {
      const larger = new Int32Array(this.#length * 2);
      larger.set(this.#draft);
      this.#draft = larger;
    }
    this.#draft[this.#length++] = first;
    this.#draft[this.#length++] = second;
    const hash = Math.imul(this.#hash ^ first, multiplier);
    this.#hash = Math.imul(hash ^ (hash >>> 15) ^ second, multiplier);
    this.#hash ^= this.#hash >>> 13;
  }

  /** Ends it. @returns the number of the list, the same for the same pairs; null for an empty one */
  end(): number | null {
    if (this.#length === 0) return null;
    let slot = this.#hash & (this.#slots.length - 1);
    for (; this.#slots[slot] !== 0; slot = (slot + 1) & (this.#slots.length - 1))
      if (this.#isDraft(this.#slots[slot] - 1)) return this.#slots[slot] - 1;
    const number = this.#hashes.length;
    this.#slots[slot] = number + 1;
    this.#hashes.push(this.#hash);
    const place = this.#pairs.take(this.#length);
    const [list, from] = [this.#pairs.partOf(place), this.#pairs.offsetOf(place)];
    for (let at = 0; at < this.#length; at++) list[from + at] = this.#draft[at];
    this.#places.push(place);
    this.#lengths.push(this.#length);
    if (this.#hashes.length * 2 > this.#slots.length) this.#grow();
    return number;
  }

  /** The pairs of a list, one after the other. */
  at(number: number): ListView {
    const place = this.#places.at(number);
    const from = this.#pairs.offsetOf(place);
    return { list: this.#pairs.partOf(place), from, end: from + this.#lengths.at(number) };
  }

  #isDraft(number: number): boolean {
    if (this.#hashes.at(number) !== this.#hash || this.#lengths.at(number) !== this.#length) return false;
    const place = this.#places.at(number);
    const [list, from] = [this.#pairs.partOf(place), this.#pairs.offsetOf(place)];
    for (let at = 0; at < this.#length; at++) if (list[from + at] !== this.#draft[at]) return false;
    return true;
  }

  #grow(): void {
    const slots = new Int32Array(this.#slots.length * 2);
    for (let number = 0; number < this.#hashes.length; number++) {
      let slot = this.#hashes.at(number) & (slots.length - 1);
      while (slots[slot] !== 0) slot = (slot + 1) & (slots.length - 1);
      slots[slot] = number + 1;
    }
    this.#slots = slots;
  }
}
