// Lists keep their numbers wherever they come to lie, however long they are.
import { describe, expect, it } from 'vitest';
import { PairLists } from '../../../../src/git/pack/pair-lists.ts';
import fc from '../../../support/fast-check.ts';

describe('PairLists', () => {
  it('has each list in one piece, and none over another', () => {
    const length = fc.oneof(fc.integer({ min: 1, max: 300 }), fc.constantFrom(65_535, 65_536, 65_537, 150_000));
    fc.assert(
      fc.property(fc.array(length, { maxLength: 40 }), (lengths) => {
        const lists = new PairLists();
        const places = lengths.map((length, number) => {
          const place = lists.take(length);
          lists.partOf(place).fill(number + 1, lists.offsetOf(place), lists.offsetOf(place) + length);
          return place;
        });
        expect(new Set(places).size).toBe(places.length);
        for (const [number, place] of places.entries()) {
          const from = lists.offsetOf(place);
          const list = lists.partOf(place).subarray(from, from + lengths[number]);
          expect(list.length).toBe(lengths[number]);
          expect(list.every((one) => one === number + 1)).toBe(true);
        }
      }),
      { numRuns: 30 },
    );
  });
});
