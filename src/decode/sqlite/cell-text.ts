// Cells of many rows as one text, `column=value` a line, and the way from a place in it to row and column.

/** Cells that are looked at together. */
const enough = 256 * 1024;

interface Begin {
  readonly at: number;
  readonly step: string;
}

export class CellText {
  readonly #parts: Buffer[] = [];
  readonly #begins: Begin[] = [];
  #size = 0;

  get isEmpty(): boolean {
    return this.#size === 0;
  }

  get isFull(): boolean {
    return this.#size >= enough;
  }

  /** @param name stands before the value; empty for what has none */
  add(step: string, name: string, value: Buffer): void {
    this.#begins.push({ at: this.#size, step });
    const before = Buffer.from(name === '' ? '' : `${name}=`);
    this.#parts.push(before, value, Buffer.from('\n'));
    this.#size += before.length + value.length + 1;
  }

  bytes(): Buffer {
    return Buffer.concat(this.#parts);
  }

  /** The step of the cell in which the byte at `at` lies. */
  stepAt(at: number): string {
    let [low, high] = [0, this.#begins.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#begins[middle].at <= at) low = middle;
      else high = middle - 1;
    }
    return this.#begins[low]?.step ?? '';
  }
}
