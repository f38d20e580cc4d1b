// Many short lists of numbers, each in one piece: what goes through one looks at a plain array.

/** Numbers in a part, as a power of two. Growing copies nothing and leaves nothing behind. */
const partBits = 16;
const partLength = 1 << partBits;

export class PairLists {
  readonly #parts: Int32Array[] = [];
  #room = 0;

  /** Takes room for a list of `length` numbers. @returns its place, by which the list is known */
  take(length: number): number {
    if (length > this.#room) {
      const size = Math.max(partLength, length);
      this.#parts.push(new Int32Array(size));
      this.#room = size;
    }
    const part = this.#parts.length - 1;
    const offset = this.#parts[part].length - this.#room;
    this.#room -= length;
    // A list that has a part for itself begins at 0, and nothing follows it: its offset always fits.
    if (this.#parts[part].length > partLength) this.#room = 0;
    return (part << partBits) | offset;
  }

  /** The array in which the list at `place` lies. */
  partOf(place: number): Int32Array {
    return this.#parts[place >>> partBits];
  }

  /** Where in that array it begins. */
  offsetOf(place: number): number {
    return place & (partLength - 1);
  }
}
