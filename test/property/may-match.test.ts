// The quick tests before a pattern runs never say no where it matches: every rule, at every anchor, over its own examples and
// those of others, cut, joined and bent.
import { describe, expect, it } from 'vitest';
import { patternRun } from '../../build/pattern-runs.mjs';
import { families } from '../../rules/index.ts';
import { readyRule } from '../../src/detect/detector.ts';
import { matchAtAnchor } from '../../src/detect/match-at-anchor.ts';
import { hasRun } from '../../src/detect/may-match.ts';
import { WindowCutter } from '../../src/detect/window-cutter.ts';
import type { Rule, RuleSpec } from '../../src/model/rule.ts';
import fc from '../support/fast-check.ts';
import { fillTemplate } from '../support/fill-template.ts';

interface Pair {
  readonly quick: Rule;
  readonly plain: Rule;
}

const pairOf = (spec: RuleSpec): Pair => ({
  quick: readyRule({ ...spec, run: patternRun(spec.pattern, spec.anchors) }, 'test'),
  plain: readyRule({ ...spec, assigned: undefined }, 'test'),
});
const specs = families.flatMap(({ rules }) => rules).filter(({ byPath, structure }) => !byPath && !structure);
const pairs = specs.map(pairOf);
const assignments = pairs.filter(({ quick }) => quick.assigned !== undefined);

/** All matches at all anchors, each once: a name with two anchors in it is met at both. */
function matchesOf(rule: Rule, text: string): string[] {
  const bytes = Buffer.from(text, 'latin1');
  const searched = rule.anyCase ? text.toLowerCase() : text;
  const matches = new Set<string>();
  for (const anchor of rule.anchors)
    for (let at = searched.indexOf(anchor); at >= 0; at = searched.indexOf(anchor, at + 1))
      for (const match of matchAtAnchor(rule, new WindowCutter(bytes), at)) matches.add(JSON.stringify(match));
  return [...matches].sort();
}

function check({ quick, plain }: Pair, text: string): number {
  const matches = matchesOf(plain, text);
  expect(matchesOf(quick, text), `${plain.id}: ${JSON.stringify(text)}`).toEqual(matches);
  return matches.length;
}

const examples = specs.flatMap(({ examples: { match, ignore } }) => [...match, ...ignore]);
const own = specs
  .filter(({ assigned }) => assigned !== undefined)
  .flatMap(({ examples: { match, ignore } }) => [...match, ...ignore]);

describe('the quick tests', () => {
  it('let every match of every rule through', () => {
    let met = 0;
    for (const pair of pairs)
      for (const [at, template] of [...pair.plain.examples.match, ...pair.plain.examples.ignore].entries())
        met += check(pair, fillTemplate(template, at));
    expect(met).toBeGreaterThan(1500);
  });

  it('let every match of an assignment through, in whatever it is written', () => {
    const filled = fc
      .tuple(fc.constantFrom(...own, ...examples), fc.nat(20))
      .map(([text, seed]) => fillTemplate(text, seed));
    const syntax = fc.constantFrom(
      ...[
        '"',
        "'",
        '`',
        '\\"',
        ' ',
        '  ',
        '\t',
        '\n',
        '\r\n',
        ':',
        '=',
        ' = ',
        ': ',
        '=>',
        ':=',
        '??',
        '||',
        '?:',
        '!=',
        '<-',
      ],
      ...[
        '(',
        '{',
        '[',
        ']',
        ')',
        '}',
        ',',
        ', ',
        '?',
        '!',
        '>',
        '</key>',
        '<string>',
        '-',
        '.',
        '_',
        '\v',
        '\f',
        '\xa0',
        '|',
        '>-',
      ],
      ...[
        'password',
        'DB_PASS',
        'api_key',
        'stateKey',
        'token',
        'Secret',
        'value',
        'Default',
        'key',
        'auth',
        'Bearer ',
      ],
      ...['kX9vLq2zR', 'kX9vLq2zR7wPmN4tYb3Q', 'some words here', '\\', '\\\\', '123456', 'x'.repeat(130)],
    );
    const cutOut = fc
      .tuple(filled, fc.nat(80), fc.nat(80))
      .map(([text, from, length]) => text.slice(from, from + length));
    const text = fc
      .array(
        fc.oneof({ weight: 4, arbitrary: syntax }, { weight: 1, arbitrary: filled }, { weight: 1, arbitrary: cutOut }),
        {
          minLength: 1,
          maxLength: 12,
        },
      )
      .map((parts) => parts.join(''));
    let met = 0;
    fc.assert(
      fc.property(text, (made) => {
        for (const pair of assignments) met += check(pair, made);
      }),
      { numRuns: 6000 },
    );
    expect(met).toBeGreaterThan(500);
  });
});

describe('looking for a run', () => {
  it('finds one wherever a simple count does', () => {
    const set = Buffer.alloc(32);
    for (const byte of Buffer.from('abc')) set[byte >> 3] |= 1 << (byte & 7);
    const hex = set.toString('hex');
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('a', 'b', 'c', 'x'), { maxLength: 40 }),
        fc.integer({ min: 1, max: 9 }),
        (letters, least) => {
          const bytes = Buffer.from(letters.join(''));
          expect(hasRun(bytes, 0, bytes.length, hex, least)).toBe(new RegExp(`[abc]{${least}}`).test(letters.join('')));
        },
      ),
      { numRuns: 2000 },
    );
  });
});
