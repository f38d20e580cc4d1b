// The generic detectors over their examples, many seeds each: what matches in one draw must match in all.
import { describe, expect, it } from 'vitest';
import { genericRules } from '../../../rules/generic.ts';
import { createDetector } from '../../support/detector.ts';
import { fillTemplate } from '../../support/fill-template.ts';

const { detect } = createDetector({ families: [{ id: 'generic', rules: genericRules }] });
const seeds = Array.from({ length: 20 }, (_, seed) => seed);

describe.each(genericRules.map((rule) => [rule.id, rule] as const))('%s', (id, rule) => {
  it.each(rule.examples.match)('finds %s', (template) => {
    const found = seeds.map(
      (seed) => detect(fillTemplate(template, seed)).filter((candidate) => candidate.rule.id === id).length,
    );
    expect(found).toEqual(seeds.map(() => 1));
  });

  it.each(rule.examples.ignore)('leaves %s alone', (template) => {
    for (const seed of seeds) {
      const found = detect(fillTemplate(template, seed)).filter((candidate) => candidate.rule.id === id);
      expect(found.map((candidate) => candidate.confidence)).toEqual([]);
    }
  });
});
