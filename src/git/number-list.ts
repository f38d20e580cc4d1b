// A list of 32-bit numbers that grows, at an eighth of the memory of an array of such.

/** Numbers in a part, as a power of two: growing copies nothing and leaves nothing behind. */
const partBits = 14;
const partLength = 1 << partBits;

export class NumberList {
  readonly #parts: Int32Array[] = [];
  #last: Int32Array = new Int32Array(0);
  #inLast = partLength;

  get length(): number {
    return (this.#parts.length << partBits) - partLength + this.#inLast;
  }

  push(value: number): void {
    if (this.#inLast === partLength) {
      this.#last = new Int32Array(partLength);
      this.#parts.push(this.#last);
      this.#inLast = 0;
    }
    this.#last[this.#inLast++] = value;
  }

  at(index: number): number {
    return this.#parts[index >> partBits][index & (partLength - 1)];
  }

  /** A copy of the numbers in [from, end). */
  slice(from: number, end: number): Int32Array<ArrayBuffer> {
    const some = new Int32Array(end - from);
    for (let index = from; index < end; index++) some[index - from] = this.at(index);
    return some;
  }

  /** A copy of exactly what is in it. */
  toArray(): Int32Array<ArrayBuffer> {
    const all = new Int32Array(this.length);
    this.#parts.forEach((part, at) => {
      const from = at << partBits;
      all.set(part.subarray(0, Math.min(partLength, all.length - from)), from);
    });
    return all;
  }
}
