// A hash seed under which Node starts sooner. V8 derives three secret primes from the seed of its hash tables at each start:
// a hundred tests in the mean, 2.8 of Node's 22 ms, and how many hangs on the seed alone (Node 20.20, 22.23, 24.21, 25.9). The
// hook file hands Node a seed that was drawn here once, from those that come to their primes at once. It is random as V8's own,
// but for the nine of 64 bits that the choice costs, and secret: it lies in the user's cache folder, so that nobody can make up
// names that all fall into one place of a table. Where a Node derives its secrets in another way, it is a seed like any other.
import { randomBytes } from 'node:crypto';

const word = (1n << 64n) - 1n;
/** The generator behind the secrets, `rapidhash_make_secret` in V8's third_party/rapidhash-v8/secret.h, after wyhash's. */
const step = 0x2d358dccaa6c78a5n;
const twist = 0x8bb84b93962eacc9n;
const wordBits = 64n;

function bitsIn(value: bigint): number {
  let count = 0;
  for (let rest = value; rest !== 0n; rest &= rest - 1n) count++;
  return count;
}

/** The bytes that a secret is put together from: those with four bits set. */
const evenBytes = Array.from({ length: 256 }, (_, byte) => BigInt(byte)).filter((byte) => bitsIn(byte) === 4);

function drawByte(state: bigint): bigint {
  const product = state * (state ^ twist);
  return evenBytes[Number(((product & word) ^ (product >> wordBits)) % BigInt(evenBytes.length))];
}

function power(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let [result, square] = [1n, base % modulus];
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = (result * square) % modulus;
    square = (square * square) % modulus;
  }
  return result;
}

/** Whether the odd `value` is a prime, or passes for one to this base (Miller, Rabin). */
function passes(value: bigint, base: bigint): boolean {
  let [odd, twos] = [value - 1n, 0];
  for (; !(odd & 1n); odd >>= 1n) twos++;
  let rest = power(base, odd, value);
  if (rest === 1n || rest === value - 1n) return true;
  for (; twos > 1; twos--) {
    rest = (rest * rest) % value;
    if (rest === value - 1n) return true;
  }
  return false;
}

/** No number of 64 bits passes for a prime to all of these and is none. */
const bases = [2n, 3n, 5n, 7n, 11n, 13n, 17n, 19n, 23n, 29n, 31n, 37n];
const secretCount = 3;
/** Two secrets differ in half of their bits. */
const bitsApart = 32;

export interface Search {
  /** Tests for primes, each some 25 µs in V8; 36 for the three primes alone, a hundred in the mean. */
  readonly tests: number;
  readonly secrets: readonly bigint[];
}

/** How V8 comes from `seed` to its secrets; null when it takes more than `most` tests. */
export function searchFrom(seed: bigint, most = Number.POSITIVE_INFINITY): Search | null {
  const secrets: bigint[] = [];
  let [state, tests] = [seed, 0];
  while (secrets.length < secretCount) {
    let drawn = 0n;
    for (let shift = 0n; shift < wordBits; shift += 8n) {
      state = (state + step) & word;
      drawn |= drawByte(state) << shift;
    }
    if (!(drawn & 1n) || secrets.some((secret) => bitsIn(secret ^ drawn) !== bitsApart)) continue;
    let passed = 0;
    while (passed < bases.length && passes(drawn, bases[passed])) passed++;
    tests += Math.min(passed + 1, bases.length);
    if (tests > most) return null;
    if (passed === bases.length) secrets.push(drawn);
  }
  return { tests, secrets };
}

/** Of 200 seeds one needs no more. */
const mostTests = 46;
/** A thousand tries take a third of a second; the first commits of a user wait for that, once. */
const mostTries = 1000;

/** A random seed with a short search, in decimal; of few tries a random one. V8 takes none of 2^63 and more from its options. */
export function quickSeed(tries = mostTries): string {
  let seed = 0n;
  for (let tried = 0; seed === 0n || (tried < tries && searchFrom(seed, mostTests) === null); tried++)
    seed = randomBytes(8).readBigUInt64LE() >> 1n;
  return String(seed);
}
