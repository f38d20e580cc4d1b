import { describe, expect, it } from 'vitest';
import { matchPaths } from '../../../src/config/match-paths.ts';
import { isProtectedPath } from '../../../src/config/protected-path.ts';
import { checkGlobs, readGlob } from '../../../src/config/read-glob.ts';
import fc from '../../support/fast-check.ts';

const match = async (glob: string, path: string) => (await matchPaths([glob], 'leakgate.json'))(path);

describe('matchPaths', () => {
  it('leaves out nothing without globs', async () => {
    expect((await matchPaths([], 'leakgate.json'))('a')).toBe(false);
  });

  it.each([
    ['vendor/**', 'vendor/a/b.js', true],
    ['vendor/**', 'vendor/.hidden/b.js', true],
    ['vendor/**', 'src/vendor/b.js', false],
    ['**/fixtures/**', 'fixtures/a', true],
    ['**/fixtures/**', 'a/b/fixtures/c/d', true],
    ['**/fixtures/**', 'a/myfixtures/c', false],
    ['docs/*.md', 'docs/a.md', true],
    ['docs/*.md', 'docs/a/b.md', false],
    ['docs/*.md', 'docs/.md', true],
    ['*.lock', 'a/b.lock', false],
    ['Docs/*.md', 'docs/a.md', false],
    ['src/{a,b/c}/x.ts', 'src/b/c/x.ts', true],
    ['src/{a,b}/x.ts', 'src/{a,b}/x.ts', false],
    ['a?c', 'abc', true],
    ['a?c', 'a/c', false],
    ['v[0-9]/x', 'v7/x', true],
    ['v[!0-9]/x', 'vx/x', true],
    ['v[!0-9]/x', 'v7/x', false],
    ['a[!b]c', 'a/c', false],
    ['v[0-9]+/x', 'v77/x', false],
    ['v[0-9]+/x', 'v7+/x', true],
    ['app/\\[id\\]/page.tsx', 'app/[id]/page.tsx', true],
    ['app/(group)/page.tsx', 'app/(group)/page.tsx', true],
    ['app/(a|b)/*.ts', 'app/a/x.ts', false],
    ['a+b/$x^/*.ts', 'a+b/$x^/y.ts', true],
    ['ü ö/*.txt', 'ü ö/a.txt', true],
    ['"q"/*.txt', '"q"/a.txt', true],
    ['#x/*', '#x/y', true],
    ['a\\*b', 'a*b', true],
    ['a\\*b', 'axb', false],
    ['\\\\xff/*.c', '\\xff/a.c', true],
  ])('%j on %j: %s', async (glob, path, expected) => {
    expect(await match(glob, path)).toBe(expected);
  });

  it('takes every path for itself when its special characters are escaped', async () => {
    const names = fc
      .stringMatching(/^[ -.0-~äß€]{1,12}$/)
      .filter((name) => !/^\.{1,2}$/.test(name) && !/^!/.test(name));
    await fc.assert(
      fc.asyncProperty(fc.array(names, { minLength: 1, maxLength: 3 }), async (parts) => {
        const path = parts.join('/');
        const glob = path.replace(/[\\*?[\]{}()!+@,]/g, '\\$&');
        expect(await match(glob, path)).toBe(true);
        expect(await match(glob, `${path}x`)).toBe(false);
        expect(await match(`${glob}/**`, `${path}/x.ts`)).toBe(true);
      }),
    );
  });

  it.each([
    '.env',
    'config/.env.production',
    '.ENV',
    'prod.env',
    '.env-staging',
    '.envrc',
    '.dev.vars',
    'certs/server.key',
    'certs/ca.pem',
    'a/id_rsa',
    'a/id_ed25519_sk',
    'store.p12',
    'x.jks',
    'keys.kdbx',
    '.aws/credentials',
    '.netrc',
    'my-service-account.json',
  ])('leaves out %j only when it is named exactly', async (path) => {
    expect(isProtectedPath(path)).toBe(true);
    const folder = path.includes('/') ? `${path.split('/')[0]}/**` : `${path.slice(0, 3)}*`;
    expect(await match(folder, path)).toBe(false);
    expect(await match(`{x,${path.slice(0, -1)}?}`, path)).toBe(false);
    expect(await match(path, path)).toBe(true);
    expect(await match(`{other,${path}}`, path)).toBe(true);
    expect(await match(path, `sub/${path}`)).toBe(false);
  });

  it.each([
    '.env.example',
    '.env.sample',
    'config/.env.template',
    'a.ts',
    'id_rsa.pub',
    'keys.ts',
    'a.crt',
    '.env/x.py',
  ])('does not protect %j', (path) => {
    expect(isProtectedPath(path)).toBe(false);
  });

  it('never leaves out a path beyond 500 characters by a wildcard', async () => {
    const path = `vendor/${'a'.repeat(500)}`;
    expect(await match('vendor/**', path)).toBe(false);
    expect(await match(path, path)).toBe(true);
  });

  it('is quick on the worst that it accepts', async () => {
    const hostile = ['**/*a*/**/*a/**/b', '**/*a*/**/*b', '**/*/**/*/**/*/b', '*a*/**/*b/**/**/c'];
    const paths = ['a/'.repeat(249), 'aaaa/'.repeat(99), `${'a'.repeat(249)}/${'a'.repeat(248)}/`].map(
      (path) => `${path}c`,
    );
    for (const glob of hostile) {
      const start = performance.now();
      for (const path of paths) expect(await match(glob, path)).toBe(false);
      expect(performance.now() - start).toBeLessThan(3000);
    }
  });
});

describe('readGlob', () => {
  it.each([
    ['', '1 to 1000 characters'],
    ['a'.repeat(1001), '1 to 1000 characters'],
    ['a\u202eb', 'control or invisible'],
    ['a\nb', 'control or invisible'],
    ['!a', 'cannot begin with "!"'],
    ['!(a)', 'cannot begin with "!"'],
    ['a/+(b)', 'extended pattern'],
    ['a/@(b|c)', 'extended pattern'],
    ['/a', 'cannot begin with "/"'],
    ['./a', '"." or ".." part'],
    ['a/../b', '"." or ".." part'],
    ['a//b', 'empty'],
    ['a/', 'ends with "/"'],
    ['src\\lib\\a', 'backslash'],
    ['a\\', 'backslash'],
    ['a**b', '"**" inside a name'],
    ['a/***', '"**" inside a name'],
    ['{a', 'not closed'],
    ['a}', 'not opened'],
    ['{a}', 'without a comma'],
    ['{a,{b,c}}', 'braces inside braces'],
    ['x{1..9}', 'range in braces'],
    ['x{1..9,a}', 'range in braces'],
    ['[a', 'plain class'],
    ['[[:alpha:]]x', 'plain class'],
    ['[]a]x', 'plain class'],
    ['x[z-a]', 'runs backwards'],
    ['*', 'nearly every file'],
    ['**', 'nearly every file'],
    ['**/*', 'nearly every file'],
    ['**/*.*', 'nearly every file'],
    ['{src,*}/**', 'nearly every file'],
    ['[a-z]*/**', 'nearly every file'],
    ['a/**/b/**/c/**/d/**', 'more than 3 "**"'],
    ['a/*/*/*/*', 'more than 3 "**" or 3 "*"'],
    ['*a*b*', 'more than 2 "*" in one name'],
    ['{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}', 'more than 64 patterns'],
  ])('refuses %j', (glob, reason) => {
    expect(readGlob(glob)).toContain(reason);
  });

  it('bounds the whole list', () => {
    expect(checkGlobs(Array.from({ length: 501 }, (_, at) => `a${at}`))?.reason).toContain('at most 500');
    const wide = '{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}';
    expect(checkGlobs(Array.from({ length: 40 }, () => wide))?.reason).toContain('2000 patterns');
  });

  it('never fails in another way, and is bounded', () => {
    const pieces = fc.constantFrom(
      '*',
      '**',
      '/',
      '{',
      '}',
      ',',
      '[',
      ']',
      '!',
      '\\',
      'a',
      '.',
      '?',
      '(',
      ')',
      '-',
      '+',
    );
    fc.assert(
      fc.asyncProperty(fc.array(pieces, { maxLength: 20 }), async (parts) => {
        const glob = parts.join('');
        if (typeof readGlob(glob) === 'string') await expect(match(glob, 'a')).rejects.toThrow('paths.ignore[0]');
        else expect(typeof (await match(glob, 'a/b'))).toBe('boolean');
      }),
    );
  });
});
