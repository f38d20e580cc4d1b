import { describe, expect, it } from 'vitest';
import { mergePairs } from '../../../src/decide/merge-pairs.ts';
import { fakeCandidate, fakeRule } from '../../support/fake-candidate.ts';

const half = fakeRule({ id: 'x-id', pairs: { with: 'x-key', lines: 2 } });
const key = fakeRule({ id: 'x-key' });

/** A text of lines of ten bytes, and a candidate at the start of a line. */
const bytes = Buffer.from('123456789\n'.repeat(20));
const at = (line: number, rule: typeof half, facts = {}) => fakeCandidate(line * 10, line * 10 + 5, { rule, facts });

describe('mergePairs', () => {
  it('makes an id and its key one critical finding under the name of the key', () => {
    const merged = mergePairs([at(1, half, { account: '1' }), at(2, key)], bytes);
    expect(merged).toHaveLength(1);
    expect(merged[0]).toMatchObject({
      rule: { id: 'x-key' },
      severity: 'critical',
      facts: { account: '1', 'key id': 'fake_…' },
    });
  });

  it('pairs in either order', () => {
    expect(mergePairs([at(1, key), at(2, half)], bytes)).toHaveLength(1);
  });

  it('leaves an id alone when its key is too many lines away', () => {
    expect(mergePairs([at(1, half), at(4, key)], bytes).map(({ severity }) => severity)).toEqual(['high', 'high']);
    expect(mergePairs([at(1, half), at(3, key)], bytes)).toHaveLength(1);
  });

  it('gives each of two ids the nearest key', () => {
    const merged = mergePairs(
      [at(1, half, { account: 'a' }), at(2, key), at(4, half, { account: 'b' }), at(5, key)],
      bytes,
    );
    expect(merged.map(({ facts }) => facts.account)).toEqual(['a', 'b']);
  });

  it('stays fast on a file full of halves', () => {
    const many = Array.from({ length: 20_000 }, (_, line) => fakeCandidate(line * 10, line * 10 + 5, { rule: half }));
    expect(mergePairs(many, Buffer.alloc(200_000, 10))).toHaveLength(20_000);
  });
});
