import { describe, expect, it } from 'vitest';
import { families } from '../../rules/index.ts';
import { isWordStart } from '../../src/detect/boundary.ts';
import { createDetector } from '../support/detector.ts';
import { fillTemplate } from '../support/fill-template.ts';

const seeds = [1, 2, 3];

for (const family of families) {
  if (family.rules.every((rule) => rule.byPath)) continue;
  describe(`rules/${family.id}.ts`, () => {
    const { detect } = createDetector({ families: [family] });
    for (const rule of family.rules) {
      if (rule.byPath) continue;

      it(`${rule.id} has enough examples`, () => {
        expect(rule.examples.match.length).toBeGreaterThanOrEqual(2);
        expect(rule.examples.ignore.length).toBeGreaterThanOrEqual(1);
      });

      it.each(rule.examples.match)(`${rule.id} finds %s`, (template) => {
        for (const seed of seeds) {
          const found = detect(fillTemplate(template, seed)).filter((candidate) => candidate.rule.id === rule.id);
          expect(found.length, `seed ${seed}`).toBeGreaterThan(0);
        }
      });

      it.each(rule.examples.ignore)(`${rule.id} passes over %s`, (template) => {
        for (const seed of seeds) {
          const found = detect(fillTemplate(template, seed)).filter((candidate) => candidate.rule.id === rule.id);
          expect(
            found.map((candidate) => candidate.secret.mask),
            `seed ${seed}`,
          ).toEqual([]);
        }
      });

      it.each(rule.examples.match)(`${rule.id} shows nothing of the secret's body: %s`, (template) => {
        const text = fillTemplate(template, 4);
        for (const { secret, secretStart, secretEnd } of detect(text)) {
          const value = Buffer.from(text).toString('latin1', secretStart, secretEnd);
          const shown = secret.mask.split('…');
          expect(secret.mask.length).toBeLessThan(Math.max(value.length, 2));
          expect(value.startsWith(shown[0])).toBe(true);
        }
      });
    }
  });
}

describe('word boundaries', () => {
  it('lets a token follow an escape or a percent escape, not a word', () => {
    const at = (text: string) => isWordStart(Buffer.from(text), text.indexOf('TOKEN'));
    expect(at('a\\nTOKEN')).toBe(true);
    expect(at('a%3DTOKEN')).toBe(true);
    expect(at('a3DTOKEN')).toBe(false);
    expect(at('aTOKEN')).toBe(false);
  });
});
