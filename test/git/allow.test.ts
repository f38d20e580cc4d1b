// `leakgate allow` in a real repository: the line, where it goes, and what is staged.
import { mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { run } from '../../src/commands/allow.ts';
import type { CommandContext, FlagValue } from '../../src/commands/command-context.ts';
import { daysAfter } from '../../src/config/calendar.ts';
import { type ScratchRepo, scratchRepos } from '../support/scratch-repo.ts';

const makeRepo = scratchRepos(afterEach);
afterEach(() => vi.unstubAllEnvs());

const name = '.leakgateignore';
const fingerprint = 'demo-token:src/a%20b.ts:1a2b';
const line = `${fingerprint} owner=ada until=never -- made up\n`;

type Flags = Record<string, FlagValue | undefined>;

async function allow(repo: ScratchRepo, args: readonly string[], flags: Flags, cwd = repo.dir) {
  for (const [key, value] of Object.entries(repo.env)) vi.stubEnv(key, value);
  let out = '';
  const write = (text: string) => {
    out += text;
  };
  const context = { args, flags, cwd, out: write, err: () => {} } as Partial<CommandContext> as CommandContext;
  const code = await run(context);
  return { code, out };
}

const flags: Flags = { reason: 'made up', owner: 'ada', until: 'never' };
const textOf = (repo: ScratchRepo) => readFileSync(join(repo.dir, name), 'utf8');

describe('leakgate allow', () => {
  it('begins the file at the top level and stages it, from a folder below', async () => {
    const repo = makeRepo();
    mkdirSync(join(repo.dir, 'src/deep'), { recursive: true });
    const { code, out } = await allow(repo, [fingerprint], flags, join(repo.dir, 'src/deep'));
    expect(code).toBe(0);
    expect(textOf(repo)).toBe(line);
    expect(repo.git('show', `:${name}`)).toBe(line.trimEnd());
    expect(out).toBe(`added in ${name}: ${fingerprint}, without an end, owner ada\nstaged ${name}\n`);
    expect(readdirSync(repo.dir).sort()).toEqual(['.git', name, 'src']);
  });

  it('takes the mail that git knows for the owner, and a year for the end', async () => {
    const repo = makeRepo();
    repo.git('config', 'user.email', 'grace@example.org');
    await allow(repo, [fingerprint], { reason: '  made up  ' });
    const end = daysAfter(new Date().toISOString().slice(0, 10), 365);
    expect(textOf(repo)).toBe(`${fingerprint} owner=grace@example.org until=${end} -- made up\n`);
  });

  it('takes the login name where git knows no mail, and asks where there is none', async () => {
    const repo = makeRepo();
    for (const variable of ['USERNAME', 'LOGNAME']) vi.stubEnv(variable, undefined);
    vi.stubEnv('USER', 'grace');
    await allow(repo, [fingerprint], { reason: 'made up', until: 'never' });
    expect(textOf(repo)).toContain('owner=grace ');
    vi.stubEnv('USER', undefined);
    await expect(allow(repo, [fingerprint], { reason: 'x' })).rejects.toMatchObject({ code: 'missing-argument' });
  });

  it('keeps the other lines, sorted, and replaces its own', async () => {
    const repo = makeRepo();
    repo.write(name, '# ours\na:x:1111 owner=o until=never -- r\nz:x:1111 owner=o until=never -- r\n');
    repo.commit('ignores');
    await allow(repo, [fingerprint], { ...flags, reason: 'first' });
    const { out } = await allow(repo, [fingerprint], flags);
    expect(out).toContain('changed in');
    expect(textOf(repo).split('\n')).toEqual([
      '# ours',
      'a:x:1111 owner=o until=never -- r',
      line.trimEnd(),
      'z:x:1111 owner=o until=never -- r',
      '',
    ]);
    expect(repo.git('diff', '--name-only')).toBe('');
    expect(repo.git('diff', '--cached', '--name-only')).toBe(name);
  });

  it.each([
    ['an edit that is not staged', (repo: ScratchRepo) => repo.write(name, 'b:x:1111 owner=o until=never -- mine\n')],
    ['taking it out of the index', (repo: ScratchRepo) => void repo.git('rm', '-q', '--cached', name)],
  ])('leaves staging to the user after %s', async (_, prepare) => {
    const repo = makeRepo();
    repo.write(name, 'a:x:1111 owner=o until=never -- r\n');
    repo.commit('ignores');
    prepare(repo);
    const staged = repo.git('ls-files', '-s', name);
    const { code, out } = await allow(repo, [fingerprint], flags);
    expect(code).toBe(0);
    expect(out).toContain(`When ready: git add ${name}\n`);
    expect(repo.git('ls-files', '-s', name)).toBe(staged);
    expect(textOf(repo)).toContain(line);
  });

  it('says so when git does not take the file', async () => {
    const repo = makeRepo();
    repo.write('.gitignore', `${name}\n`);
    const { out } = await allow(repo, [fingerprint], flags);
    expect(out).toMatch(/^not staged: git add .* failed: .*When ready: git add \.leakgateignore$/m);
    expect(textOf(repo)).toBe(line);
  });

  it('refuses to write through a symbolic link', async () => {
    const repo = makeRepo();
    repo.write('elsewhere', 'mine\n');
    symlinkSync('elsewhere', join(repo.dir, name));
    await expect(allow(repo, [fingerprint], flags)).rejects.toThrow(`Cannot write "${name}" (it is a symbolic link)`);
    expect(readFileSync(join(repo.dir, 'elsewhere'), 'utf8')).toBe('mine\n');
  });

  it('refuses a folder, a broken file and a bare repository, and changes nothing', async () => {
    const repo = makeRepo();
    repo.write(name, 'nonsense\n');
    await expect(allow(repo, [fingerprint], flags)).rejects.toMatchObject({ code: 'bad-ignore-line', exitCode: 2 });
    expect(textOf(repo)).toBe('nonsense\n');
    const other = makeRepo();
    mkdirSync(join(other.dir, name));
    await expect(allow(other, [fingerprint], flags)).rejects.toThrow('it is not a file');
    const bare = makeRepo({ bare: true });
    await expect(allow(bare, [fingerprint], flags)).rejects.toMatchObject({ code: 'no-working-tree', exitCode: 2 });
    const none = makeRepo({ init: false });
    await expect(allow(none, [fingerprint], flags)).rejects.toMatchObject({ code: 'not-a-repository', exitCode: 3 });
  });

  it.each<[string, string[], Flags, string]>([
    ['no fingerprint', [], {}, 'missing-argument'],
    ['two', [fingerprint, fingerprint], {}, 'extra-argument'],
    ['no fingerprint of ours', ['src/a.ts'], {}, 'bad-fingerprint'],
    ['one that is too wide', ['demo-password:*:1a'], {}, 'too-wide-fingerprint'],
    ['no reason', [fingerprint], { reason: undefined }, 'missing-argument'],
    ['a blank reason', [fingerprint], { reason: ' ' }, 'missing-argument'],
    ['a reason of two lines', [fingerprint], { reason: 'a\nb:x:1111 owner=o until=never -- r' }, 'bad-value'],
    ['an owner with a space', [fingerprint], { owner: 'Ada L' }, 'bad-value'],
    ['a past day', [fingerprint], { until: '2020-01-01' }, 'bad-value'],
    ['no day', [fingerprint], { until: 'soon' }, 'bad-value'],
    ['a flag without a value', [fingerprint], { until: true }, 'missing-value'],
  ])('refuses %s with exit 2 and writes nothing', async (_, args, changes, code) => {
    const repo = makeRepo();
    const attempt = allow(repo, args, { ...flags, ...changes });
    await expect(attempt).rejects.toMatchObject({ code, exitCode: 2 });
    expect(readdirSync(repo.dir)).toEqual(['.git']);
  });

  it('does not repeat what was pasted in place of the fingerprint', async () => {
    const pasted = `demo_${'9f3cZ'.repeat(6)}`;
    const attempt = allow(makeRepo(), [pasted], flags);
    await expect(attempt).rejects.toThrow('"demo…" is not a fingerprint.');
  });
});
