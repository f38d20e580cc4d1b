import micromatch from 'micromatch';
import { describe, expect, it } from 'vitest';
import { globOptions } from '../../../src/config/match-paths.ts';
import { simpleMatcher } from '../../../src/config/match-simple.ts';
import { readGlob, type SimplePattern } from '../../../src/config/read-glob.ts';
import fc from '../../support/fast-check.ts';

const names = [
  'a',
  'b',
  'a.b',
  '.a',
  'a+b',
  'x.min.js',
  '.min.js',
  'A',
  'é',
  'a b',
  '(a)',
  '$a',
  '^',
  'ab',
  '...',
  '*',
  '[a]',
];
const segment = fc.constantFrom(...names, '.', '..');
const path = fc.array(segment, { minLength: 1, maxLength: 5 }).map((parts) => parts.join('/'));
const literal = fc.array(fc.constantFrom('a', 'b', 'a.b', '.a', 'ab', 'é', '\\[a\\]', '\\*'), {
  minLength: 1,
  maxLength: 2,
});
const glob = fc
  .tuple(fc.constantFrom('', '**/'), literal, fc.constantFrom('', '/**'), fc.constantFrom('', '*'))
  .map(([before, parts, behind, star]) => `${before}${star}${parts.join('/')}${behind}`);

describe('the commonest globs', () => {
  it('match what micromatch says', () => {
    let [simple, met] = [0, 0];
    fc.assert(
      fc.property(glob, path, (text, where) => {
        const [{ pattern }] = readGlob(text) as readonly SimplePattern[];
        const matches = simpleMatcher(pattern);
        if (matches === null) return;
        simple++;
        const expected = micromatch.isMatch(where, pattern, globOptions);
        if (expected) met++;
        expect(matches(where), `${pattern} ${where}`).toBe(expected);
      }),
      { numRuns: 20_000 },
    );
    expect(simple).toBeGreaterThan(5000);
    expect(met).toBeGreaterThan(200);
  });

  it.each([
    ['a/**', true],
    ['**/a/**', true],
    ['**/a.txt', true],
    ['**/*.min.js', true],
    ['a/b/**', true],
    ['*.js', false],
    ['a/*.js', false],
    ['a/**/b', false],
    ['**/a?/**', false],
    ['**/a*', false],
    ['**/[ab]', false],
  ])('%s: %s', (pattern, isSimple) => {
    expect(simpleMatcher(pattern) !== null).toBe(isSimple);
  });

  it('leave out no path with a line end or an empty part', () => {
    for (const odd of ['a/b\nc', 'a//b', 'a/b/', 'a/b\u2028'])
      for (const pattern of ['a/**', '**/a/**']) expect(simpleMatcher(pattern)!(odd)).toBe(false);
  });
});
