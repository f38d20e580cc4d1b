// What the commit path tells by hand is what the patterns say that stood there before: nobody waits for a pattern to be compiled.
import { describe, expect, it } from 'vitest';
import { readPlainJson } from '../../src/config/plain-json.ts';
import { isPlaceholderBody } from '../../src/detect/placeholder.ts';
import { isKnownToGit } from '../../src/git/git-environment.ts';
import { isOn, parseGitConfig } from '../../src/git/parse-git-config.ts';
import { parseRawDiff } from '../../src/git/parse-raw-diff.ts';
import fc from '../support/fast-check.ts';

const oneOf = (...texts: string[]) => fc.constantFrom(...texts);
const joined = (parts: fc.Arbitrary<string>, maxLength: number) =>
  fc.array(parts, { maxLength }).map((list) => list.join(''));

describe('git config', () => {
  /** Sections and pairs without quotes, comments or continued lines, by the patterns. */
  function byPatterns(text: string) {
    const settings = new Map<string, string[]>();
    let section = '';
    for (const line of text.split('\n')) {
      let rest = line.trim();
      const header = rest.startsWith('[') ? /^\[\s*([A-Za-z0-9.-]+)\s*\]/.exec(rest) : null;
      if (header) {
        section = header[1].toLowerCase();
        rest = rest.slice(header[0].length).trim();
      }
      const pair = /^([A-Za-z][A-Za-z0-9-]*)\s*(?:=(.*))?$/.exec(rest);
      if (pair === null || section === '') continue;
      const key = `${section}.${pair[1].toLowerCase()}`;
      settings.set(key, [...(settings.get(key) ?? []), pair[2] === undefined ? 'true' : pair[2].trim()]);
    }
    return settings;
  }

  it('is read as by the patterns', () => {
    const piece = oneOf(
      '[',
      ']',
      'core',
      'Bare',
      'a-1',
      '9',
      '-',
      '.',
      ' ',
      ' = ',
      '=',
      'true',
      '/',
      '@',
      ':',
      '\t',
      '\r',
      '_',
      '\u2028',
      '\xa0',
      'é',
    );
    const line = fc.oneof(
      joined(piece, 8),
      oneOf('[core]', '[remote.x]', '\tbare = false', 'a = b/c.d_e:f@g', 'x', '[]', '[core] bare', ' = b'),
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 8 }), (lines) => {
        expect(parseGitConfig(lines.join('\n'))).toEqual(byPatterns(lines.join('\n')));
      }),
      { numRuns: 3000 },
    );
  });

  it('knows what is on', () => {
    for (const word of ['true', 'YES', 'on', '1', '20']) expect(isOn(word)).toBe(true);
    for (const word of ['false', 'no', 'off', '0', '', '1x', '-1', undefined]) expect(isOn(word)).toBe(false);
  });
});

it('the environment is told as by one pattern', () => {
  const pattern =
    /^GIT_(?:AUTHOR_(?:NAME|EMAIL|DATE)|COMMITTER_(?:NAME|EMAIL|DATE)|EDITOR|SEQUENCE_EDITOR|MERGE_AUTOEDIT|PAGER|ASKPASS|SSH|SSH_COMMAND|SSH_VARIANT|SSL_\w+|HTTP_\w+|CURL_\w+|PROXY_\w+|PS1_\w+|INTERNAL_\w+|ADVICE|TERMINAL_PROMPT|OPTIONAL_LOCKS|CONFIG_(?:KEY|VALUE)_\d+)$/;
  const part = oneOf(
    'AUTHOR',
    'COMMITTER',
    'NAME',
    'EMAIL',
    'DATE',
    'EDITOR',
    'SEQUENCE',
    'MERGE',
    'AUTOEDIT',
    'PAGER',
    'ASKPASS',
    'SSH',
    'COMMAND',
    'VARIANT',
    'SSL',
    'HTTP',
    'CURL',
    'PROXY',
    'PS1',
    'INTERNAL',
    'ADVICE',
    'TERMINAL',
    'PROMPT',
    'OPTIONAL',
    'LOCKS',
    'CONFIG',
    'KEY',
    'VALUE',
    '0',
    '12',
    'x',
    '',
    'é',
    'a b',
    'x\n',
  );
  fc.assert(
    fc.property(fc.array(part, { minLength: 1, maxLength: 4 }), (parts) => {
      const name = `GIT_${parts.join('_')}`;
      // Names of the allow-list are known in any case.
      if (name !== 'GIT_CONFIG') expect([name, isKnownToGit(name)]).toEqual([name, pattern.test(name)]);
    }),
    { numRuns: 20_000 },
  );
});

it('JSON with blanks anywhere is read as without, and a doubled key is left to another reader', () => {
  const blank = fc.array(oneOf(' ', '\n', '\r', '\t'), { maxLength: 3 }).map((list) => list.join(''));
  const plain = (value: unknown): unknown =>
    value instanceof Map
      ? Object.fromEntries([...value].map(([key, part]) => [key, plain(part)]))
      : Array.isArray(value)
        ? value.map(plain)
        : value;
  fc.assert(
    fc.property(
      fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.array(fc.string()), fc.boolean(), fc.integer())),
      blank,
      blank,
      (value, a, b) => {
        fc.pre(!JSON.stringify(value).includes('__proto__') && !Object.keys(value).some((key) => /^\d+$/.test(key)));
        const text = `${a}${JSON.stringify(value, null, `${a}${b}`.replace(/[\r\n]/g, ' '))}${b}`;
        expect(plain(readPlainJson(text))).toEqual(value);
      },
    ),
  );
  expect(readPlainJson('{ "a" : "x \\" y" , "b":[ 1 ] }')).toEqual(
    new Map<string, unknown>([
      ['a', 'x " y'],
      ['b', [1]],
    ]),
  );
  expect(readPlainJson('{"a":1,"a":2}')).toBeUndefined();
  expect(readPlainJson('{"a":1} // x')).toBeUndefined();
});

it('the head of a change has the form that the patterns want', () => {
  const piece = oneOf(':', '::', '100644', ' ', 'a'.repeat(40), 'M', 'A', 'R', '086', '1', 'm', '', 'MM');
  fc.assert(
    fc.property(joined(piece, 9), (text) => {
      const head = `:${text}`;
      const parents = /^:+/.exec(head)![0].length;
      const fields = head.slice(parents).split(' ');
      const isWhole = fields.length === 2 * (parents + 1) + 1 && /^[A-Z]+\d*$/.test(fields.at(-1)!);
      const isPair = /[RC]/.test(fields.at(-1)!);
      const read = () => parseRawDiff(Buffer.from(`${head}\0p\0${isPair ? 'q\0' : ''}`))[0];
      if (!isWhole) expect(read).toThrow('unknown format');
      else expect(read().status).toBe(fields.at(-1)!.replace(/\d+$/, ''));
    }),
    { numRuns: 5000 },
  );
});

it('fillers, runs and numbers are told as by the patterns', () => {
  const byPatterns = (body: string) => {
    const run = /(.)\1{5,}/.exec(body);
    return (
      /^[xX*.0#_\-?\u2022\u2026=~]+$/.test(body) ||
      (run !== null && (run[0].length >= 8 || run[0].length * 3 >= body.length))
    );
  };
  const piece = oneOf('x', 'xxxxxx', '0', '*', '\u2022', 'q', 'Z', '7777777', '3k', '9vB', '\n\n\n\n\n\n');
  fc.assert(
    fc.property(joined(piece, 8), (body) => {
      if (body !== '' && byPatterns(body)) expect(isPlaceholderBody(body)).toBe(true);
    }),
    { numRuns: 3000 },
  );
  expect(isPlaceholderBody('qqqqqq3k9vBZt7LmW2')).toBe(true);
  expect(isPlaceholderBody('qqqqq3k9vBZt7LmW2x')).toBe(false);
});
