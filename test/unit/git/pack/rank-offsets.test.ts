// Entries sorted by a sort of our own are in the order that a plain sort gives.
import { describe, expect, it } from 'vitest';
import { rankOffsets } from '../../../../src/git/pack/rank-offsets.ts';
import fc from '../../../support/fast-check.ts';

describe('rankOffsets', () => {
  it('sorts offsets of any size and ranks them', () => {
    const offset = fc.oneof(fc.nat(50), fc.nat(), fc.double({ min: 0, max: 2 ** 45, noNaN: true }).map(Math.floor));
    fc.assert(
      fc.property(fc.array(offset, { maxLength: 200 }), (given) => {
        const { offsets, ranks } = rankOffsets(Float64Array.from(given));
        expect([...offsets]).toEqual([...given].sort((a, b) => a - b));
        const places = given.map((_, at) => at).sort((a, b) => given[a] - given[b] || a - b);
        expect([...ranks]).toEqual(given.map((_, at) => places.indexOf(at)));
      }),
    );
  });
});
