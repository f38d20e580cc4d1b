// A sweep split over machines: which objects are a shard's, and what its receipt says so that the parts can be put together.

/** One of `count` parts; `index` counts from 1. */
export interface Shard {
  readonly index: number;
  readonly count: number;
}

/** Shards split the ids by their first 32 bits. */
const idSpace = 2 ** 32;
/** More parts than this would each be smaller than what every one of them has to read anyway. */
export const maxShards = 1024;

/** The lowest number that is in no lower shard: bounds are rounded up, so that neighbours meet. */
function boundary(index: number, count: number): number {
  return Math.ceil((idSpace * index) / count);
}

/** Whether the object with this id (hex) is the shard's to judge: its first 32 bits lie in [(i-1)/n, i/n) of all. */
export function isInShard({ index, count }: Shard, id: string): boolean {
  const head = Number.parseInt(id.slice(0, 8), 16);
  return head >= boundary(index - 1, count) && head < boundary(index, count);
}

/**
 * Reads `i/n`.
 * @returns null for anything else: both are whole numbers, 1 <= i <= n <= 1024
 */
export function parseShard(text: string): Shard | null {
  const [, index, count] = /^([1-9]\d{0,3})\/([1-9]\d{0,3})$/.exec(text) ?? [];
  if (index === undefined) return null;
  const shard = { index: Number(index), count: Number(count) };
  return shard.index <= shard.count && shard.count <= maxShards ? shard : null;
}

/** A set of ids as a number of them and their sum: the parts of a set add up to it in any order. */
export interface IdSetSum {
  readonly count: number;
  /** The ids as whole numbers added up, modulo 2 to the power of their length in bits; hex, as long as an id. */
  readonly sum: string;
}

export class IdAdder {
  readonly #hexLength: number;
  #count = 0;
  #sum = 0n;

  constructor(hexLength: 40 | 64) {
    this.#hexLength = hexLength;
  }

  add(id: string): void {
    this.#count++;
    this.#sum += BigInt(`0x${id}`);
  }

  sum(): IdSetSum {
    return { count: this.#count, sum: hexOf(this.#sum, this.#hexLength) };
  }
}

function hexOf(sum: bigint, length: number): string {
  return BigInt.asUintN(length * 4, sum)
    .toString(16)
    .padStart(length, '0');
}

/** The sum of sets that have no id in common. */
export function addSums(sums: readonly IdSetSum[]): IdSetSum {
  const length = sums[0]?.sum.length ?? 0;
  return {
    count: sums.reduce((all, { count }) => all + count, 0),
    sum: hexOf(
      sums.reduce((all, { sum }) => all + BigInt(`0x${sum}`), 0n),
      length,
    ),
  };
}

/** What a shard's receipt says besides. Shards fit together when all but `index` and `own` are equal. */
export interface ShardReceipt extends Shard {
  /** How objects are shared out. */
  readonly by: 'id';
  /** Every id that is stored or named, of the whole repository. */
  readonly all: IdSetSum;
  /** Those of them that are this shard's. */
  readonly own: IdSetSum;
  /** SHA-256 over all refs and what they name: findings are told with the ref that holds them. */
  readonly refs: string;
  /** SHA-256 over rules, version and policy. */
  readonly terms: string;
}
