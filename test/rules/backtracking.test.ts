// No pattern of the catalogue backtracks without bound: an analyser's verdict on each, and counted steps on hostile text.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkSync } from 'recheck';
import { describe, expect, it } from 'vitest';
import { families } from '../../rules/index.ts';
import type { RuleSpec } from '../../src/model/rule.ts';
import { fillTemplate } from '../support/fill-template.ts';
import { matchingSteps } from '../support/matching-steps.ts';
import { openPattern, patternKey } from '../support/open-pattern.ts';

interface PatternVerdict {
  /** `safe`, `linear`, `polynomial 2`, `exponential`, `undecided`. */
  readonly verdict: string;
  /** Start, what is repeated, end; null where the analyser found no text that takes long. */
  readonly attack: readonly [string, string, string] | null;
}

const rules: readonly RuleSpec[] = families
  .flatMap((family) => family.rules as readonly RuleSpec[])
  .filter(({ byPath }) => !byPath);
const lines = readFileSync(join(import.meta.dirname, 'pattern-verdicts.tsv'), 'utf8')
  .trimEnd()
  .split('\n')
  .slice(1);
const verdicts = new Map<string, PatternVerdict>(
  lines.map((line) => {
    const [key, , verdict, attack = ''] = line.split('\t');
    return [key, { verdict, attack: attack === '' ? null : (JSON.parse(attack) as [string, string, string]) }];
  }),
);

/** For a pattern that `npm run analyse` has not seen yet. */
function analyseNow(source: string): PatternVerdict {
  const diagnosis = checkSync(openPattern(source), '', { timeout: 3000 });
  return { verdict: diagnosis.status === 'unknown' ? 'undecided' : diagnosis.complexity.type, attack: null };
}

const fillers = [
  'a',
  'A1',
  '=',
  '-',
  '_',
  ' ',
  '"',
  '.',
  'a:',
  '\\n',
  'aB3+',
  'key ',
  '\n',
  '/',
  'value',
  ' \\n',
  'a.',
];

/** Texts that begin with an anchor, where the rule's window begins, and are filled to its end with something that fits often. */
function hostileTexts({ anchors, ahead, examples }: RuleSpec, { attack }: PatternVerdict): string[] {
  const filled = anchors.slice(0, 3).flatMap((anchor) => fillers.map((filler) => anchor + filler.repeat(ahead)));
  if (attack) filled.push(attack[0] + attack[1].repeat(ahead) + attack[2]);
  // A match that breaks at its very end, and what comes before it again and again.
  for (const template of examples.match.slice(0, 2)) {
    const text = fillTemplate(template, 1);
    const from = Math.max(
      0,
      Math.min(
        ...anchors.map((anchor) => text.toLowerCase().indexOf(anchor.toLowerCase())).filter((at) => at >= 0),
        text.length,
      ),
    );
    const match = text.slice(from);
    filled.push(`${match.slice(0, -1)}\0`, match.slice(0, Math.ceil(match.length / 2)).repeat(20));
  }
  return filled.map((text) => text.slice(0, ahead));
}

/**
 * Steps at one anchor. Reading a window of some thousand bytes takes that many steps; the polynomial ones take more, which their
 * bounded repeats hold below this. An engine does some 100 steps a microsecond, so that one anchor costs a few milliseconds at the worst.
 */
const mostSteps = 400_000;
/** Their repeated groups go deeper than the stack of the counting matcher: counted on the first bytes, and left to the analyser beyond. */
const surelyCounted = 400;
const deepRules = ['flyio-token'];

describe('the verdict of recheck', () => {
  it('never says exponential', () => {
    const found = [...verdicts].filter(([, { verdict }]) => verdict === 'exponential');
    expect(found).toEqual([]);
  });

  it('holds for every pattern; new ones are asked about here, better with `npm run analyse`', {
    timeout: 600_000,
  }, () => {
    const open = rules.filter(({ pattern }) => !verdicts.has(patternKey(pattern.source)));
    const bad = open.filter(({ pattern }) => analyseNow(pattern.source).verdict === 'exponential');
    expect(bad.map(({ id }) => id)).toEqual([]);
  });

  it('would say so', () => {
    expect(analyseNow('(?:a|a)*b').verdict).toBe('exponential');
    expect(['safe', 'linear']).toContain(analyseNow('a{1,20}b').verdict);
    expect(openPattern('x{0,40}[{2,3}]\\{3,4}y{2}(?:z{12})')).toBe('^(?:x*[{2,3}]\\{3,4}y{2}(?:z{2}))');
  });
});

describe('steps on hostile text', () => {
  it('are counted as the engine goes', () => {
    expect(matchingSteps('a{3}', 'aaa', 0, 100)).toMatchObject({ isMatch: true, steps: 4 });
    expect(matchingSteps('(?:a|b)c', 'bc', 0, 100).isMatch).toBe(true);
    expect(matchingSteps('(?:a{1,9}){1,9}b', 'a'.repeat(40), 0, 1e6).steps).toBe(1e6);
    for (const source of ['a*?b', '(?=ab)a.', '(?<!x)y', '(?<=ab)c', 'a{2,3}a', '\\bab\\b', '^a$', '(?:ab?){2}'])
      for (const text of ['ab', 'aab', 'xy', 'aaaa', 'abc', 'a', '', 'abab'])
        for (let at = 0; at <= text.length; at++) {
          const sticky = new RegExp(source, 'y');
          sticky.lastIndex = at;
          expect(matchingSteps(source, text, at, 1e6).isMatch, `${source} on ${text} at ${at}`).toBe(sticky.test(text));
        }
  });

  it.each(rules.map((rule) => [rule.id, rule] as const))('%s stays within its budget', (_, rule) => {
    const verdict = verdicts.get(patternKey(rule.pattern.source)) ?? { verdict: 'undecided', attack: null };
    for (const text of hostileTexts(rule, verdict)) {
      // As far as the counter's stack surely reaches: how deep it goes beyond that depends on how the counter was compiled.
      const counted = deepRules.includes(rule.id) ? text.slice(0, surelyCounted) : text;
      const { steps, isDeep } = matchingSteps(rule.pattern.source, counted, 0, mostSteps);
      expect(isDeep).toBe(false);
      expect(steps, JSON.stringify(text.slice(0, 60))).toBeLessThan(mostSteps);
    }
  });
});
