// Finds the number of an id among the sorted ones of a sweep.
import type { SweepPlan } from './sweep-plan.ts';

/** Values of hex digits as git writes them; 255 for all else. */
const hexValues = new Uint8Array(256).fill(255);
for (const [value, digit] of Buffer.from('0123456789abcdef').entries()) hexValues[digit] = value;

type SortedIds = Pick<SweepPlan, 'ids' | 'idBytes' | 'objects'> & Partial<Pick<SweepPlan, 'idStarts'>>;

function startsOf({ ids, idBytes, objects }: SortedIds): Int32Array {
  const starts = new Int32Array(65537);
  let next = 0;
  for (let object = 0; object < objects; object++) {
    const head = (ids[object * idBytes] << 8) | ids[object * idBytes + 1];
    for (; next <= head; next++) starts[next] = object;
  }
  return starts.fill(objects, next);
}

export class IdFinder {
  readonly #ids: Uint8Array;
  readonly #idBytes: number;
  readonly #starts: Int32Array;
  readonly #raw: Buffer;

  constructor(sorted: SortedIds) {
    this.#ids = sorted.ids;
    this.#idBytes = sorted.idBytes;
    this.#raw = Buffer.alloc(sorted.idBytes);
    this.#starts = sorted.idStarts ?? startsOf(sorted);
  }

  /** @param id in hex, of the length that is used here. @returns -1 when it is not there */
  find(id: string): number {
    return this.#raw.write(id, 'hex') < this.#idBytes ? -1 : this.#findRaw();
  }

  /** As `find`, for an id whose hex digits begin at `bytes[at]`: no string is made of them. */
  findAt(bytes: Uint8Array, at: number): number {
    for (let byte = 0, digit = at; byte < this.#idBytes; byte++, digit += 2) {
      const high = hexValues[bytes[digit]];
      const low = hexValues[bytes[digit + 1]];
      if (!(high < 16 && low < 16)) return -1;
      this.#raw[byte] = (high << 4) | low;
    }
    return this.#findRaw();
  }

  #findRaw(): number {
    const raw = this.#raw;
    const head = (raw[0] << 8) | raw[1];
    let low = this.#starts[head];
    let high = this.#starts[head + 1] - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      const order = this.#compare(middle * this.#idBytes);
      if (order === 0) return middle;
      if (order < 0) low = middle + 1;
      else high = middle - 1;
    }
    return -1;
  }

  #compare(at: number): number {
    for (let byte = 2; byte < this.#idBytes; byte++) {
      const order = this.#ids[at + byte] - this.#raw[byte];
      if (order !== 0) return order;
    }
    return 0;
  }
}
