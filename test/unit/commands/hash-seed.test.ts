// The seeds that Node starts sooner with: what V8 makes of a seed, told by a second reading of its way, and that Node takes them.
import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { quickSeed, searchFrom } from '../../../src/commands/hash-seed.ts';

const isPrime = (value: bigint) => {
  for (let by = 3n; by < 2000n; by += 2n) if (value % by === 0n) return value === by;
  // Fermat to bases that the code under test does not take.
  return [41n, 43n, 47n, 53n].every((base) => {
    let [result, square] = [1n, base];
    for (const bit of [...(value - 1n).toString(2)].reverse()) {
      if (bit === '1') result = (result * square) % value;
      square = (square * square) % value;
    }
    return result === 1n;
  });
};
const ones = (value: bigint) => value.toString(2).replaceAll('0', '').length;

it('comes to three primes of even bytes that differ in half of their bits', () => {
  for (let seed = 1n; seed < 20n; seed++) {
    const { secrets, tests } = searchFrom(seed * 0x1234567890abcdefn)!;
    expect(secrets.length).toBe(3);
    for (const secret of secrets) {
      expect(isPrime(secret)).toBe(true);
      for (let byte = 0n; byte < 8n; byte++) expect(ones((secret >> (8n * byte)) & 0xffn)).toBe(4);
    }
    const pairs = [
      [0, 1],
      [0, 2],
      [1, 2],
    ];
    for (const [a, b] of pairs) expect(ones(secrets[a] ^ secrets[b])).toBe(32);
    // Twelve tests for each prime, one at least for each number that is none.
    expect(tests).toBeGreaterThanOrEqual(36);
    expect(searchFrom(seed * 0x1234567890abcdefn, tests)?.tests).toBe(tests);
    expect(searchFrom(seed * 0x1234567890abcdefn, tests - 1)).toBeNull();
  }
});

it('draws another seed each time, with a short search, that Node takes', () => {
  const seeds = Array.from({ length: 4 }, () => quickSeed());
  expect(new Set(seeds).size).toBe(4);
  for (const seed of seeds) {
    expect(BigInt(seed) > 0n && BigInt(seed) < 1n << 63n).toBe(true);
    const { status, stdout } = spawnSync(process.execPath, [`--hash-seed=${seed}`, '-p', '1'], { encoding: 'utf8' });
    expect([status, stdout]).toEqual([0, '1\n']);
  }
  const short = seeds.filter((seed) => searchFrom(BigInt(seed), 46) !== null);
  // Of a hundred draws one finds none in its thousand tries.
  expect(short.length).toBeGreaterThanOrEqual(1);
});

it('gives a seed that is as good as any where it finds no better one', () => {
  expect(quickSeed(1)).toMatch(/^[1-9]\d*$/);
});
