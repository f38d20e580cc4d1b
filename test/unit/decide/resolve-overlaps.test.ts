import { describe, expect, it } from 'vitest';
import { resolveOverlaps } from '../../../src/decide/resolve-overlaps.ts';
import type { Candidate } from '../../../src/model/candidate.ts';
import { isLinear } from '../../support/count-steps.ts';
import { fakeCandidate, fakeRule } from '../../support/fake-candidate.ts';
import fc from '../../support/fast-check.ts';

const specific = fakeRule({ id: 'b-specific', tier: 'specific' });
const contextual = fakeRule({ id: 'c-contextual', tier: 'contextual' });
const generic = fakeRule({ id: 'a-generic', tier: 'generic' });

const spans = (candidates: readonly Candidate[]) =>
  candidates.map(({ rule, secretStart, secretEnd }) => `${rule.id} ${secretStart}-${secretEnd}`);

describe('resolveOverlaps', () => {
  it('keeps the most specific of those that overlap', () => {
    const candidates = [
      fakeCandidate(0, 40, { rule: generic }),
      fakeCandidate(5, 30, { rule: contextual }),
      fakeCandidate(10, 20, { rule: specific }),
    ];
    expect(spans(resolveOverlaps(candidates))).toEqual(['b-specific 10-20']);
  });

  it('lets a proven value win over a longer guess of the same tier', () => {
    const proven = fakeCandidate(5, 10, { facts: { checksum: 'valid' } });
    expect(resolveOverlaps([fakeCandidate(0, 30), proven])).toEqual([proven]);
  });

  it('brings a third back when the one that hid it loses', () => {
    const a = fakeCandidate(0, 10, { rule: specific });
    const b = fakeCandidate(8, 20, { rule: contextual });
    const c = fakeCandidate(18, 30, { rule: generic });
    expect(resolveOverlaps([a, b, c])).toEqual([a, c]);
    expect(resolveOverlaps([b, c])).toEqual([b]);
  });

  it('keeps neighbours that only touch', () => {
    expect(resolveOverlaps([fakeCandidate(0, 10), fakeCandidate(10, 20)])).toHaveLength(2);
  });

  it('agrees with picking winners one by one over the whole text, in any order of the input', () => {
    const candidate = fc
      .tuple(
        fc.nat(60),
        fc.integer({ min: 1, max: 12 }),
        fc.constantFrom(specific, contextual, generic),
        fc.constantFrom('high', 'medium', 'low'),
      )
      .map(([start, length, rule, confidence]) =>
        fakeCandidate(start, start + length, { rule, confidence: confidence as Candidate['confidence'] }),
      );
    fc.assert(
      fc.property(fc.array(candidate, { maxLength: 14 }), (candidates) => {
        const result = resolveOverlaps(candidates);
        expect(spans(resolveOverlaps([...candidates].reverse()))).toEqual(spans(result));
        for (const [at, one] of result.entries())
          for (const other of result.slice(at + 1))
            expect(one.secretEnd <= other.secretStart || other.secretEnd <= one.secretStart).toBe(true);
        for (const lost of candidates.filter((one) => !result.includes(one)))
          expect(result.some((kept) => lost.secretStart < kept.secretEnd && kept.secretStart < lost.secretEnd)).toBe(
            true,
          );
      }),
    );
  });

  it('takes linear work on candidates that lie apart and on a chain of overlapping ones', async () => {
    const many = (step: number) => Array.from({ length: 50_000 }, (_, at) => fakeCandidate(at * step, at * step + 8));
    expect(resolveOverlaps(many(10))).toHaveLength(50_000);
    expect(resolveOverlaps(many(4))).toHaveLength(25_000);
    for (const candidates of [many(10), many(4), many(1)])
      expect(await isLinear((count) => resolveOverlaps(candidates.slice(0, count)), 3000)).toBe(true);
  });
});
