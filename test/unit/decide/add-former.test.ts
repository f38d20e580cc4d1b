import { expect, it } from 'vitest';
import { addFormer } from '../../../src/decide/add-former.ts';
import { resolveOverlaps } from '../../../src/decide/resolve-overlaps.ts';
import type { Candidate } from '../../../src/model/candidate.ts';
import { fakeCandidate, fakeRule } from '../../support/fake-candidate.ts';
import fc from '../../support/fast-check.ts';

const rule = fakeRule({ id: 'corp-key', tier: 'specific' });
const former = { ...rule, isFormer: true as const };
const overlap = (a: Candidate, b: Candidate) => a.secretStart < b.secretEnd && b.secretStart < a.secretEnd;

it('keeps all that rules as they are find, and adds what only former ones do', () => {
  const now = [fakeCandidate(10, 20, { rule })];
  const before = [fakeCandidate(5, 40, { rule: former }), fakeCandidate(50, 60, { rule: former })];
  expect(addFormer(now, before)).toEqual([now[0], before[1]]);
});

it('does so wherever they stand', () => {
  const span = fc.tuple(fc.nat(60), fc.integer({ min: 1, max: 9 }));
  fc.assert(
    fc.property(fc.array(span), fc.array(span), (a, b) => {
      const now = resolveOverlaps(a.map(([start, length]) => fakeCandidate(start, start + length, { rule })));
      const before = b.map(([start, length]) => fakeCandidate(start, start + length, { rule: former }));
      const both = addFormer(now, before);
      expect(both.filter((one) => !one.rule.isFormer)).toEqual(now);
      for (const one of both) for (const other of both) if (one !== other) expect(overlap(one, other)).toBe(false);
      for (const one of before.filter((candidate) => !now.some((other) => overlap(candidate, other))))
        expect(both.some((other) => overlap(one, other))).toBe(true);
    }),
  );
});
