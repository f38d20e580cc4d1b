// Lists of ids that are merged by their first bytes come out as a plain set of them, sorted.
import { describe, expect, it } from 'vitest';
import { uniteIds } from '../../../../src/git/pack/unite-ids.ts';
import fc from '../../../support/fast-check.ts';

/** Ids of few values, so that heads are equal often and whole ids at times. */
const id = fc.tuple(fc.nat(3), fc.nat(2), fc.oneof(fc.constant(0), fc.nat(255))).map(([head, middle, last]) => {
  const bytes = Buffer.alloc(20);
  bytes[0] = head === 3 ? 0xff : head;
  bytes[10] = middle;
  bytes[19] = last;
  return bytes.toString('hex');
});
const list = fc.array(id, { maxLength: 60 }).map((ids) => [...new Set(ids)].sort());

describe('uniteIds', () => {
  it('gives each id once, in order, and where those of each list are', () => {
    fc.assert(
      fc.property(fc.array(list, { maxLength: 4 }), (lists) => {
        const { ids, numbers } = uniteIds(
          lists.map((all) => Buffer.from(all.join(''), 'hex')),
          20,
        );
        const all = [...new Set(lists.flat())].sort();
        expect(Buffer.from(ids).toString('hex')).toBe(all.join(''));
        expect(numbers.map((own, at) => [...(own ?? lists[at].keys())])).toEqual(
          lists.map((own) => own.map((one) => all.indexOf(one))),
        );
      }),
      { numRuns: 1000 },
    );
  });
});
