// Lists that are kept once are told apart as their texts are.
import { describe, expect, it } from 'vitest';
import { ShapeTable } from '../../../../src/git/pack/shape-table.ts';
import fc from '../../../support/fast-check.ts';

function enter(table: ShapeTable, list: readonly number[]): number | null {
  table.begin();
  for (let at = 0; at < list.length; at += 2) table.add(list[at], list[at + 1]);
  return table.end();
}

describe('ShapeTable', () => {
  it('has one number for each list, and hands it out again', () => {
    const number = fc.oneof(fc.integer({ min: -3, max: 3 }), fc.integer());
    const pairs = fc.array(fc.tuple(number, number), { maxLength: 100 }).map((list) => list.flat());
    fc.assert(
      fc.property(fc.array(pairs, { maxLength: 50 }), (lists) => {
        const table = new ShapeTable();
        const numbers = new Map<string, number>();
        for (const list of [...lists, ...lists]) {
          const found = enter(table, list);
          if (list.length === 0) {
            expect(found).toBeNull();
            continue;
          }
          const known = numbers.get(list.join()) ?? numbers.size;
          numbers.set(list.join(), known);
          expect(found).toBe(known);
          const view = table.at(known);
          expect([...view.list.subarray(view.from, view.end)]).toEqual(list);
        }
      }),
    );
  });

  it('keeps thousands of lists apart', () => {
    const table = new ShapeTable();
    for (let number = 0; number < 20_000; number++) expect(enter(table, [number, -number - 1])).toBe(number);
    for (let number = 0; number < 20_000; number++) expect(enter(table, [number, -number - 1])).toBe(number);
  });
});
