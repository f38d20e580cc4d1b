import { expect, it } from 'vitest';
import { wrapText } from '../../../src/report/wrap-text.ts';
import fc from '../../support/fast-check.ts';

it('breaks between words and never inside a command', () => {
  expect(wrapText('Stage it: `git add -- a b c d e`, then commit.', 16)).toEqual([
    'Stage it:',
    '`git add -- a b c d e`,',
    'then commit.',
  ]);
});

it('takes a lone backtick for a letter, and nothing for nothing', () => {
  expect(wrapText('a ` b', 3)).toEqual(['a `', 'b']);
  expect(wrapText('  ', 10)).toEqual([]);
});

it('loses no word', () => {
  fc.assert(
    fc.property(fc.array(fc.stringMatching(/^[a-z]{1,9}$/)), fc.integer({ min: 1, max: 30 }), (words, width) => {
      const lines = wrapText(words.join(' '), width);
      expect(lines.join(' ')).toBe(words.join(' '));
      for (const line of lines) expect(line.length <= width || !line.includes(' ')).toBe(true);
    }),
  );
});
