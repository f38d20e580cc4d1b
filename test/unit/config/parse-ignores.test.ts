import { describe, expect, it } from 'vitest';
import { addedLines } from '../../../src/config/added-lines.ts';
import { daysAfter, isDate } from '../../../src/config/calendar.ts';
import { compareBytes } from '../../../src/config/compare-bytes.ts';
import { findFault, type IgnoreTerms, parseIgnores } from '../../../src/config/parse-ignores.ts';
import { decodePolicyText, isDeceptive } from '../../../src/config/policy-text.ts';
import { formatIgnore, mergeIgnores } from '../../../src/config/write-ignores.ts';
import { ConfigError } from '../../../src/model/errors.ts';
import { formatFingerprint } from '../../../src/model/fingerprint.ts';
import fc from '../../support/fast-check.ts';

const source = { file: '.leakgateignore', gives: 'allowed' } as const;
const good = 'demo-token:src/a%20b.ts:1a2b owner=ada@example.org until=2027-01-31 -- made up for the demo';

const fingerprints = fc
  .record({
    rule: fc.stringMatching(/^[a-z]{1,6}(?:-[a-z]{1,6}){0,2}$/),
    path: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }),
    digest: fc.stringMatching(/^[0-9a-f]{4}$/),
  })
  .map(formatFingerprint);
const terms: fc.Arbitrary<IgnoreTerms> = fc
  .record({
    fingerprint: fingerprints,
    owner: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }),
    until: fc.constantFrom('never', '2026-02-28', '2030-12-31'),
    reason: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }).map((text) => `a${text}z`),
  })
  .filter((one) => findFault(one) === null);

describe('parseIgnores', () => {
  it('reads entries between comments and empty lines, with \\r\\n and trailing blanks', () => {
    const text = `# ours\r\n\r\n${good} \t\r\nx-y:*:0f0f owner=bob until=never -- -- two dashes\n`;
    expect(parseIgnores(text, { ...source, addedLines: new Set([4]) })).toEqual([
      {
        fingerprint: 'demo-token:src/a%20b.ts:1a2b',
        owner: 'ada@example.org',
        until: '2027-01-31',
        reason: 'made up for the demo',
        file: '.leakgateignore',
        line: 3,
        gives: 'allowed',
        isFromChange: false,
      },
      expect.objectContaining({ fingerprint: 'x-y:*:0f0f', reason: '-- two dashes', line: 4, isFromChange: true }),
    ]);
  });

  it('reads nothing from an empty file', () => {
    expect(parseIgnores('', source)).toEqual([]);
  });

  it.each([
    ['no owner', good.replace('owner=ada@example.org ', '')],
    ['no date', good.replace('until=2027-01-31 ', '')],
    ['no reason', good.replace(/ -- .*/, '')],
    ['an empty reason', good.replace(/ -- .*/, ' -- ')],
    ['a reason without a word', good.replace(/ -- .*/, ' -- ...')],
    ['fields in another order', 'a:b:1a2b until=never owner=x -- y'],
    ['two spaces', good.replace(' owner', '  owner')],
    ['a leading space', ` ${good}`],
    ['a day that is none', good.replace('2027-01-31', '2027-02-31')],
    ['a date in another form', good.replace('2027-01-31', '31.01.2027')],
    ['a word for a date', good.replace('2027-01-31', 'Never')],
    ['an empty owner', good.replace('ada@example.org', '')],
    ['a path that is not encoded', good.replace('%20', ' ')],
    ['a glob for a path', good.replace('a%20b.ts', '*')],
    ['a star with two digits', 'demo-password:*:1a owner=x until=never -- y'],
    ['a star for everything', '* owner=x until=never -- y'],
    ['a bidi override', good.replace('made', 'ma\u202ede')],
    ['a control character', good.replace('made', 'ma\x1bde')],
    ['an invisible character in the owner', good.replace('ada', 'a\u200bda')],
    ['a byte order mark inside', `\ufeff${good}`],
    ['a mark of a merge conflict', '<<<<<<< HEAD'],
    ['an overlong line', `${good}${'x'.repeat(17_000)}`],
    ['an overlong reason', `${good}${'x'.repeat(1000)}`],
    ['free text', 'ignore all of it'],
  ])('refuses %s, naming file and line but not the text', (_, line) => {
    const parse = () => parseIgnores(`# x\n${line}\n`, source);
    expect(parse).toThrow(ConfigError);
    expect(parse).toThrow(/^\.leakgateignore, line 2: [a-z]/);
    expect(parse).not.toThrow(/demo|ignore all/);
  });

  it('reads back what formatIgnore writes', () => {
    fc.assert(
      fc.property(terms, (one) => {
        expect(parseIgnores(`${formatIgnore(one)}\n`, source)).toEqual([expect.objectContaining(one)]);
      }),
    );
  });
});

describe('mergeIgnores', () => {
  it('keeps comments with the entry below them and the head at the top', () => {
    const text =
      '# the file\n\n# about b\nb:x:1111 owner=o until=never -- r\n# about d\nd:x:1111 owner=o until=never -- r\n# end\n';
    const entry = (rule: string) => ({ fingerprint: `${rule}:x:1111`, owner: 'new', until: 'never', reason: 'why' });
    expect(mergeIgnores(text, [entry('c'), entry('a'), entry('d')])).toBe(
      [
        '# the file',
        '',
        '# about b',
        'a:x:1111 owner=new until=never -- why',
        'b:x:1111 owner=o until=never -- r',
        'c:x:1111 owner=new until=never -- why',
        '# about d',
        'd:x:1111 owner=new until=never -- why',
        '# end',
        '',
      ].join('\n'),
    );
  });

  it('begins a file, and keeps one that has only comments', () => {
    const one = { fingerprint: 'a:x:1111', owner: 'o', until: 'never', reason: 'r' };
    expect(mergeIgnores('', [one])).toBe('a:x:1111 owner=o until=never -- r\n');
    expect(mergeIgnores('# head\n', [one])).toBe('# head\na:x:1111 owner=o until=never -- r\n');
  });

  it('holds each fingerprint once, sorted by bytes, the newest terms winning', () => {
    fc.assert(
      fc.property(fc.array(terms, { maxLength: 8 }), fc.array(terms, { minLength: 1, maxLength: 4 }), (old, added) => {
        const before = old.map((one) => `${formatIgnore(one)}\r\n`).join('');
        const text = mergeIgnores(before, [...added, old[0] ?? added[0]]);
        const lines = text.split('\n').slice(0, -1);
        expect(lines).toEqual([...lines].sort(compareBytes));
        const read = parseIgnores(text, source);
        const all = new Map([...old, ...added, old[0] ?? added[0]].map((one) => [one.fingerprint, one]));
        expect(new Map(read.map((one) => [one.fingerprint, one.reason]))).toEqual(
          new Map([...all].map(([key, one]) => [key, one.reason])),
        );
        expect(mergeIgnores(text, [])).toBe(text);
      }),
    );
  });
});

describe('addedLines', () => {
  it('tells lines whose text is new, not those that moved', () => {
    expect([...addedLines('a\nb2\nc\nd', 'c\r\nb\r\na\r\n')]).toEqual([2, 4]);
    expect([...addedLines('a\nb', '')]).toEqual([1, 2]);
  });
});

describe('decodePolicyText', () => {
  it('drops a byte order mark and refuses what is not UTF-8', () => {
    expect(decodePolicyText(Buffer.from('\ufeffa'), 'f')).toBe('a');
    expect(() => decodePolicyText(Buffer.from([0x61, 0xff]), 'f')).toThrow('f: it is not UTF-8 text');
    expect(() => decodePolicyText(Buffer.alloc(16 * 1024 * 1024 + 1), 'f')).toThrow('larger than 16 MiB');
  });
});

describe('isDeceptive', () => {
  it.each([
    '\x00',
    '\n',
    '\x7f',
    '\x85',
    '\u202e',
    '\u2066',
    '\u200f',
    '\u061c',
    '\u200b',
    '\u2028',
    '\ufeff',
    '\ud800',
  ])('sees %j', (char) => {
    expect(isDeceptive(`a${char}b`)).toBe(true);
  });

  it('lets real writing pass', () => {
    expect(isDeceptive('clé, ключ, 鍵, مفتاح, 🔑, 👩‍💻')).toBe(false);
  });
});

describe('calendar', () => {
  it('knows days', () => {
    expect(['2024-02-29', '2026-12-31'].every(isDate)).toBe(true);
    expect(['2026-02-29', '2026-13-01', '2026-1-1', '2026-01-01T00', '', '20260101'].some(isDate)).toBe(false);
    expect(daysAfter('2026-01-01', 365)).toBe('2027-01-01');
    expect(daysAfter('2028-02-28', 1)).toBe('2028-02-29');
  });
});
