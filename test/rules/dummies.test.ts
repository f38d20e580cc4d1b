import { describe, expect, it } from 'vitest';
import { families } from '../../rules/index.ts';
import { hashValue } from '../../src/detect/hash-value.ts';
import type { RuleSpec } from '../../src/model/rule.ts';
import { createDetector } from '../support/detector.ts';
import { publishedSamples } from './published-samples.ts';

const rules = new Map<string, RuleSpec>(families.flatMap((family) => family.rules.map((rule) => [rule.id, rule])));

describe('published sample values', () => {
  it('hash as FNV-1a does', () => {
    expect(hashValue('')).toBe(0x811c9dc5);
    expect(hashValue('a')).toBe(0xe40c292c);
    expect(hashValue('foobar')).toBe(0xbf9cf968);
  });

  it.each(publishedSamples)('%s knows %s…', (id, first, second) => {
    expect(rules.get(id)?.dummies).toContain(hashValue(first + second));
  });

  it('are all that the rules list', () => {
    const known = new Set(publishedSamples.map(([id, first, second]) => `${id} ${hashValue(first + second)}`));
    for (const [id, { tier, dummies = [] }] of rules)
      for (const dummy of tier === 'generic' ? [] : dummies) expect(known).toContain(`${id} ${dummy}`);
  });

  it.each([...rules.values()].filter(({ tier }) => tier === 'generic').map((rule) => [rule.id, rule] as const))(
    '%s, which goes by the name alone, knows those of every rule, and no other',
    (_, { dummies = [] }) => {
      const all = new Set(publishedSamples.map(([, first, second]) => hashValue(first + second)));
      expect(new Set(dummies)).toEqual(all);
    },
  );

  it.each(publishedSamples)('%s does not report %s…', (id, first, second) => {
    const { detect } = createDetector({
      families: families.filter((family) => family.rules.some((rule) => rule.id === id)),
    });
    const found = detect(`SAMPLE = "${first}${second}"\n`).filter((candidate) => candidate.rule.id === id);
    expect(found).toEqual([]);
  });
});
