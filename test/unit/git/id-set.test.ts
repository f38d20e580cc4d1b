import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { IdSet } from '../../../src/git/id-set.ts';
import { isLinear } from '../../support/count-steps.ts';

const idOf = (number: number, algorithm: 'sha1' | 'sha256') =>
  createHash(algorithm).update(String(number)).digest('hex');

describe.each([
  ['sha1', 40],
  ['sha256', 64],
] as const)('IdSet of %s ids', (algorithm, hexLength) => {
  it('keeps index and flags of each id while it grows', () => {
    const set = new IdSet(hexLength);
    const ids = Array.from({ length: 5000 }, (_, number) => idOf(number, algorithm));
    for (const [number, id] of ids.entries()) {
      expect(set.addHex(id)).toBe(number);
      if (number % 3 === 0) set.setFlags(number, 1);
      if (number % 5 === 0) set.setFlags(number, 512);
    }
    expect(set.size).toBe(5000);
    expect(ids.every((id, number) => set.findHex(id) === number && set.hex(number) === id)).toBe(true);
    expect(set.findHex(idOf(5000, algorithm))).toBe(-1);
    expect(set.count(1)).toBe(1667);
    expect(set.count(1, 512)).toBe(1333);
    expect([...set.select(513)].slice(0, 2)).toEqual([ids[0], ids[15]]);
  });

  it('takes an id as bytes and as hex for the same', () => {
    const set = new IdSet(hexLength);
    const bytes = Buffer.from(`00${idOf(1, algorithm)}ff`, 'hex');
    expect(set.addBytes(bytes, 1)).toBe(0);
    expect(set.addHex(idOf(1, algorithm))).toBe(0);
    expect(set.addBytes(bytes, 0)).toBe(1);
  });

  it('takes linear work with ids that share their first bytes', async () => {
    const fill = (count: number) => {
      const set = new IdSet(hexLength);
      for (let number = 0; number < count; number++)
        set.addHex(number.toString(16).padStart(8, '0').padStart(hexLength, 'a'));
      return set.size;
    };
    expect(fill(50_000)).toBe(50_000);
    expect(await isLinear(fill, 8192)).toBe(true);
  });
});
