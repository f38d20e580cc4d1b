// What the remedies ask people to paste: a real shell must read each name back as it is.
import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { gitCommandFor, shellQuote } from '../../../src/decide/shell-quote.ts';
import fc from '../../support/fast-check.ts';

describe('shellQuote', () => {
  it('is read back by sh as one word', () => {
    const names = fc.sample(fc.string({ unit: 'grapheme-ascii', minLength: 1 }), { numRuns: 200, seed: 7 });
    const words = [...names, "it's", '$(id)', '`id`', 'a;b', '~', '#x', '*', '!', 'a\\b', 'é 日'];
    const script = `printf '%s\\0' ${words.map(shellQuote).join(' ')}`;
    expect(execFileSync('sh', ['-c', script], { encoding: 'utf8' }).split('\0').slice(0, -1)).toEqual(words);
  });
});

describe('gitCommandFor', () => {
  it.each([
    ['src/config.ts', 'git add src/config.ts'],
    ['a b.ts', "git add 'a b.ts'"],
    ["it's", "git add 'it'\\''s'"],
    ['-rf', "git add -- '-rf'"],
    ['a*.ts', "git add -- ':(top,literal)a*.ts'"],
    [':(glob)x', "git add -- ':(top,literal):(glob)x'"],
    ['~/x', "git add '~/x'"],
  ])('names %s', (path, command) => {
    expect(gitCommandFor('add', path)).toBe(command);
  });

  it('writes the dashes once', () => {
    expect(gitCommandFor('reset -q --', '-x')).toBe("git reset -q -- '-x'");
  });

  it.each(['', 'a\nb', 'a\x1b[2J', 'a\u202eb', 'caf\\xe9'])('gives no command for what cannot be typed: %j', (path) => {
    expect(gitCommandFor('add', path)).toBeNull();
  });
});
