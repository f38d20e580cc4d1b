import { describe, expect, it } from 'vitest';
import { isOn, parseGitConfig } from '../../../src/git/parse-git-config.ts';
import { parseRawDiff, RawDiffParser } from '../../../src/git/parse-raw-diff.ts';
import { pathText } from '../../../src/git/path-text.ts';
import { parsePushLines } from '../../../src/git/push-lines.ts';
import fc from '../../support/fast-check.ts';

const a = 'a'.repeat(40);
const b = 'b'.repeat(40);
const c = 'c'.repeat(40);
const zero = '0'.repeat(40);

describe('parseRawDiff', () => {
  it('reads changes, renames and the combined format', () => {
    const output =
      `:100644 100644 ${a} ${b} M\0file name\0` +
      `:000000 120000 ${zero} ${b} A\0new\nline\0` +
      `:100644 100644 ${a} ${b} R086\0old\0:new\0` +
      `::100644 100644 100644 ${a} ${b} ${c} MM\0merged\0`;
    expect(parseRawDiff(Buffer.from(output)).map((change) => ({ ...change, path: String(change.path) }))).toEqual([
      { oldModes: ['100644'], newMode: '100644', oldIds: [a], newId: b, status: 'M', path: 'file name' },
      { oldModes: ['000000'], newMode: '120000', oldIds: [zero], newId: b, status: 'A', path: 'new\nline' },
      {
        oldModes: ['100644'],
        newMode: '100644',
        oldIds: [a],
        newId: b,
        status: 'R',
        path: ':new',
        oldPath: Buffer.from('old'),
      },
      { oldModes: ['100644', '100644'], newMode: '100644', oldIds: [a, b], newId: c, status: 'MM', path: 'merged' },
    ]);
    expect(parseRawDiff(Buffer.alloc(0))).toEqual([]);
  });

  it('gives the same whatever the pieces it comes in', () => {
    const one = `:100644 100644 ${a} ${b} M\0p${'\xe9'}\0`;
    const output = Buffer.from(
      `${c}\0${one}${b}\0${a}\0:::100644 100644 100644 100644 ${a} ${b} ${c} ${a} MMM\0q\0`,
      'latin1',
    );
    const read = (pieces: Buffer[]) => {
      const parser = new RawDiffParser();
      const events = pieces.flatMap((piece) => [...parser.push(piece)]);
      parser.end();
      return events;
    };
    const whole = read([output]);
    expect(whole.length).toBe(5);
    fc.assert(
      fc.property(fc.array(fc.nat(output.length), { maxLength: 6 }), (cuts) => {
        const at = [0, ...cuts.sort((x, y) => x - y), output.length];
        expect(read(at.slice(1).map((end, index) => output.subarray(at[index], end)))).toEqual(whole);
      }),
      { numRuns: 200 },
    );
  });

  it.each([
    ['a head that is cut short', `:100644 100644 ${a}`],
    ['a change without its path', `:100644 100644 ${a} ${b} M\0`],
    ['a path without its end', `:100644 100644 ${a} ${b} M\0pa`],
    ['a rename with one path', `:100644 100644 ${a} ${b} R100\0old\0`],
    ['too few ids', `::100644 100644 100644 ${a} ${b} MM\0p\0`],
    ['something else', 'warning: no\0'],
  ])('refuses %s', (_, output) => {
    expect(() => parseRawDiff(Buffer.from(output))).toThrow(/git (ended|printed)/);
  });
});

describe('parseGitConfig', () => {
  it('reads sections, quotes, comments and continued lines', () => {
    const text = [
      '\ufeff[core]',
      '\tbare = false ; no',
      '  IgnoreCase # alone',
      '[Remote "Ori\\"gin"] url = "a # b" # c',
      'fetch = one',
      'fetch = t\\',
      'wo \\t x',
      '[extensions]objectFormat=sha256',
      '= no key',
      '[broken',
    ].join('\n');
    expect([...parseGitConfig(text)]).toEqual([
      ['core.bare', ['false']],
      ['core.ignorecase', ['true']],
      ['remote.Ori"gin.url', ['a # b']],
      ['remote.Ori"gin.fetch', ['one', 'two \t x']],
      ['extensions.objectformat', ['sha256']],
    ]);
  });

  it('knows what git takes for on', () => {
    expect(['true', 'Yes', 'on', '1', '12'].every(isOn)).toBe(true);
    expect([undefined, 'false', 'no', 'off', '0', ''].some(isOn)).toBe(false);
  });

  it('takes long hostile lines in no time', () => {
    const started = performance.now();
    for (const piece of ['\\', ' ', '"', '[a ', '#', '= ']) parseGitConfig(`[core]\nx${piece.repeat(200_000)}y`);
    expect(performance.now() - started).toBeLessThan(2000);
  });
});

describe('pathText', () => {
  it('keeps UTF-8 and shows all other bytes', () => {
    expect(pathText(Buffer.from('ümläut/日本/🙂 \n'))).toBe('ümläut/日本/🙂 \n');
    expect(pathText(Buffer.from([0x66, 0xff, 0x2f, 0xc3]))).toBe('f\\xff/\\xc3');
    // An overlong form, a surrogate and a code point that does not exist.
    expect(pathText(Buffer.from([0xc0, 0xaf, 0xed, 0xa0, 0x80, 0xf5, 0x80]))).toBe(
      '\\xc0\\xaf\\xed\\xa0\\x80\\xf5\\x80',
    );
    expect(pathText(Buffer.from('really \ufffd'))).toBe('really \ufffd');
  });

  it('gives two names two texts', () => {
    expect(pathText(Buffer.from('f\\xff'))).toBe('f\\x5cxff');
    const bytes = fc.uint8Array({ maxLength: 12 }).map((array) => Buffer.from(array));
    const likely = fc.constantFrom('\\x', '\\xff', 'ff', '\xff', 'é').map((text) => Buffer.from(text, 'latin1'));
    const names = fc.array(fc.oneof(bytes, likely), { maxLength: 4 }).map((parts) => Buffer.concat(parts));
    fc.assert(
      fc.property(names, names, (one, other) => {
        expect(pathText(one) === pathText(other)).toBe(one.equals(other));
      }),
    );
  });
});

describe('parsePushLines', () => {
  it('reads updates, deletions, expressions with blanks, and a last line without its end', () => {
    const text = `refs/heads/a ${a} refs/heads/b ${zero}\r\n(delete) ${zero} refs/heads/gone ${b}\nHEAD@{2 days ago} ${c} refs/heads/c ${a}`;
    expect(parsePushLines(text)).toEqual([
      { localRef: 'refs/heads/a', localId: a, remoteRef: 'refs/heads/b', remoteId: zero },
      { localRef: '(delete)', localId: zero, remoteRef: 'refs/heads/gone', remoteId: b },
      { localRef: 'HEAD@{2 days ago}', localId: c, remoteRef: 'refs/heads/c', remoteId: a },
    ]);
    expect(parsePushLines('\n')).toEqual([]);
  });

  it.each([
    `refs/heads/a ${a} refs/heads/b`,
    `refs/heads/a ${a} refs/heads/b ${zero}0`,
    'what',
    `r ${a} s ${'b'.repeat(64)}`,
  ])('refuses a line that is cut or foreign, without repeating it', (line) => {
    const text = `refs/heads/a ${a} refs/heads/b ${zero}\n${line}`;
    expect(() => parsePushLines(text)).toThrow('Line 2 of what the pre-push hook was given');
  });
});
