// A list of 32-bit numbers that grows, at an eighth of the memory of an array of such.

const firstCapacity = 1024;

export class NumberList {
  #numbers = new Int32Array(firstCapacity);
  length = 0;

  push(value: number): void {
    if (this.length === this.#numbers.length) {
      const larger = new Int32Array(this.length * 2);
      larger.set(this.#numbers);
      this.#numbers = larger;
    }
    this.#numbers[this.length++] = value;
  }

  at(index: number): number {
    return this.#numbers[index];
  }

  /** A copy of exactly what is in it. */
  toArray(): Int32Array<ArrayBuffer> {
    return this.#numbers.slice(0, this.length);
  }
}
