// Changes an input as coverage-guided fuzzers do: bits, bytes, blocks, numbers, pieces of the format, halves of two inputs.
// The numbers come from a seed, so that a run can be made again.

export class Dice {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0 || 1;
  }

  /** A whole number from 0 up to below `end` (xorshift32, Marsaglia 2003). */
  roll(end: number): number {
    this.#state ^= this.#state << 13;
    this.#state ^= this.#state >>> 17;
    this.#state ^= this.#state << 5;
    return (this.#state >>> 0) % end;
  }

  pick<Item>(items: readonly Item[]): Item {
    return items[this.roll(items.length)];
  }
}

/** Bytes at which readers change their minds. */
const telling = [0, 1, 0x0a, 0x20, 0x22, 0x2f, 0x7f, 0x80, 0xc2, 0xd8, 0xe2, 0xff];
const numbers = ['0', '-1', '1', '4095', '65535', '2147483648', '4294967295', '99999999999999999999', '1e999'];

const replace = (data: Buffer, at: number, end: number, piece: Buffer) =>
  Buffer.concat([data.subarray(0, at), piece, data.subarray(end)]);

interface Stock {
  readonly words: readonly Buffer[];
  readonly others: readonly Buffer[];
}

const steps: readonly ((data: Buffer, dice: Dice, stock: Stock) => Buffer)[] = [
  (data, dice) => {
    const copy = Buffer.from(data);
    if (copy.length > 0) copy[dice.roll(copy.length)] ^= 1 << dice.roll(8);
    return copy;
  },
  (data, dice) => {
    const copy = Buffer.from(data);
    if (copy.length > 0) copy[dice.roll(copy.length)] = dice.roll(2) === 0 ? dice.pick(telling) : dice.roll(256);
    return copy;
  },
  (data, dice) => {
    const at = dice.roll(data.length + 1);
    return replace(data, at, at + 1 + dice.roll(16), Buffer.alloc(0));
  },
  (data, dice) => {
    const at = dice.roll(data.length + 1);
    const piece = data.subarray(at, at + 1 + dice.roll(32));
    const to = dice.roll(data.length + 1);
    return replace(data, to, to, Buffer.concat(Array.from({ length: 1 + dice.roll(4) }, () => piece)));
  },
  (data, dice, { words }) => {
    const at = dice.roll(data.length + 1);
    const word = dice.pick(words);
    return replace(data, at, dice.roll(2) === 0 ? at : at + word.length, word);
  },
  (data, dice) => {
    const at = dice.roll(data.length + 1);
    return replace(data, at, at + dice.roll(4), Buffer.from(dice.pick(numbers)));
  },
  (data, dice) => {
    const copy = Buffer.from(data);
    if (copy.length >= 4)
      copy.writeUInt32BE(dice.roll(2) === 0 ? dice.roll(64) : 0xffffffff - dice.roll(64), dice.roll(copy.length - 3));
    return copy;
  },
  (data, dice, { others }) => {
    const other = dice.pick(others);
    return Buffer.concat([data.subarray(0, dice.roll(data.length + 1)), other.subarray(dice.roll(other.length + 1))]);
  },
  (data, dice) => data.subarray(0, dice.roll(data.length + 1)),
];

/** One to six changes of `data`, `longest` bytes at most. */
export function mutate(data: Buffer, dice: Dice, stock: Stock, longest: number): Buffer {
  let changed = data;
  for (let count = 1 + dice.roll(6); count > 0; count--) changed = dice.pick(steps)(changed, dice, stock);
  return changed.length > longest ? changed.subarray(0, longest) : changed;
}
