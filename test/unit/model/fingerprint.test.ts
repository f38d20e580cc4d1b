import { describe, expect, it } from 'vitest';
import {
  decodePath,
  encodePath,
  formatFingerprint,
  mayBeIgnored,
  parseFingerprint,
} from '../../../src/model/fingerprint.ts';
import fc from '../../support/fast-check.ts';

const paths = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 });

describe('encodePath', () => {
  it.each([
    ['src/a-b_c.d/E.ts', 'src/a-b_c.d/E.ts'],
    ['a b.ts', 'a%20b.ts'],
    ['*', '%2A'],
    ['a:b', 'a%3Ab'],
    ['100%.txt', '100%25.txt'],
    ['é.txt', '%C3%A9.txt'],
    ['line\nbreak', 'line%0Abreak'],
    // A byte that is not UTF-8, as it is shown.
    ['\\xff.txt', '%5Cxff.txt'],
  ])('%j becomes %s', (path, encoded) => {
    expect(encodePath(path)).toBe(encoded);
    expect(decodePath(encoded)).toBe(path);
  });

  it('round-trips any path and leaves nothing that a line could be broken with', () => {
    fc.assert(
      fc.property(paths, (path) => {
        expect(encodePath(path)).toMatch(/^[A-Za-z0-9._/%-]+$/);
        expect(decodePath(encodePath(path))).toBe(path);
      }),
    );
  });
});

describe('parseFingerprint', () => {
  it('round-trips what formatFingerprint writes', () => {
    const rules = fc.stringMatching(/^[a-z0-9]{1,8}(?:-[a-z0-9]{1,8}){0,4}$/);
    const digests = fc.oneof(fc.stringMatching(/^[0-9a-f]{2}$/), fc.stringMatching(/^[0-9a-f]{4}$/));
    fc.assert(
      fc.property(rules, fc.option(paths), digests, (rule, path, digest) => {
        const text = formatFingerprint({ rule, path, digest });
        expect(parseFingerprint(text)).toEqual({ rule, path, digest });
      }),
    );
  });

  it.each([
    ['empty', ''],
    ['no digest', 'rule:path'],
    ['four parts', 'rule:a:b:1a2b'],
    ['three digits', 'rule:path:1a2'],
    ['upper-case digest', 'rule:path:1A2B'],
    ['capital in the rule', 'Rule:path:1a2b'],
    ['empty path', 'rule::1a2b'],
    ['raw space', 'rule:a b:1a2b'],
    ['lower-case escape', 'rule:a%c3%a9:1a2b'],
    ['escape of a plain character', 'rule:%61:1a2b'],
    ['escape that is not UTF-8', 'rule:%FF:1a2b'],
    ['cut escape', 'rule:a%2:1a2b'],
    ['glob', 'rule:src/*:1a2b'],
    ['overlong rule', `${'a'.repeat(101)}:path:1a2b`],
    ['line break', 'rule:path:1a2b\n'],
  ])('refuses: %s', (_, text) => {
    expect(parseFingerprint(text)).toBeNull();
  });

  it('lets two digits stand only with a path', () => {
    expect(mayBeIgnored({ rule: 'r', path: null, digest: 'ab' })).toBe(false);
    expect(mayBeIgnored({ rule: 'r', path: 'a', digest: 'ab' })).toBe(true);
    expect(mayBeIgnored({ rule: 'r', path: null, digest: 'abcd' })).toBe(true);
  });
});
