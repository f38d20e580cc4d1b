import { chmodSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { openRepository } from '../../../src/git/repository.ts';
import { rangeItems } from '../../../src/sources/range.ts';
import { collectItems } from '../../support/collect-items.ts';
import { type ScratchRepo, scratchRepos } from '../../support/scratch-repo.ts';

const makeRepo = scratchRepos(afterEach);

const range = (repo: ScratchRepo, revs: string[], cwd = repo.dir) =>
  collectItems(rangeItems(openRepository(cwd, { env: repo.env }), revs));

function withBase(options = {}): ScratchRepo {
  const repo = makeRepo(options);
  repo.write('base', 'base\n');
  repo.commit('base');
  repo.git('tag', 'start');
  return repo;
}

describe.each(['sha1', 'sha256'] as const)('commits of a range (%s)', (objectFormat) => {
  it('gives contents, names, messages and people, oldest first', async () => {
    const repo = withBase({ objectFormat });
    repo.write('a', 'one\n');
    const first = repo.commit('adds a');
    repo.write('a', 'two\n');
    const second = repo.commit('changes a', '--author=Bob <bob@example.org>');
    const found = await range(repo, ['start..HEAD']);
    expect(found.texts()).toEqual([
      ['a', 'one\n'],
      ['a', 'two\n'],
    ]);
    expect(found.texts('message').map(([, text]) => text)).toEqual(['adds a\n', 'changes a\n']);
    expect(found.texts('filename')).toEqual([[null, 'a']]);
    expect(found.texts('author')[1][1]).toMatch(/^Bob <bob@example.org> .*\nAda Tester <ada@example.org>/);
    const files = found.fragments.filter(({ place }) => place.origin === 'file');
    expect(files.map(({ place }) => place)).toEqual([
      {
        origin: 'file',
        path: 'a',
        blob: repo.git('rev-parse', `${first}:a`),
        commit: first,
        author: 'Ada Tester <ada@example.org>',
        date: '2026-01-01T00:02:00Z',
      },
      expect.objectContaining({ path: 'a', commit: second, author: 'Bob <bob@example.org>' }),
    ]);
    expect(await files[1].preimages?.()).toEqual([{ path: 'a', bytes: Buffer.from('one\n') }]);
    expect(await files[0].preimages?.()).toEqual([]);
  });
});

describe('what a range covers', () => {
  it('situation 26: what was added and removed again, and what only a merge brings', async () => {
    const repo = withBase();
    repo.write('short', 'lived\n');
    repo.commit('add');
    repo.git('rm', '-q', 'short');
    repo.commit('remove');
    repo.git('checkout', '-q', '-b', 'side', 'start');
    repo.write('side', 'side\n');
    repo.commit('side');
    repo.git('checkout', '-q', 'main');
    repo.git('merge', '-q', '--no-commit', '--no-ff', 'side');
    repo.write('base', 'changed in the merge\n');
    repo.write('merge-only', 'new in the merge\n');
    repo.commit('merge');
    repo.git('rm', '-q', 'merge-only');
    repo.write('base', 'base\n');
    repo.commit('tidy');
    const found = await range(repo, ['start..HEAD']);
    expect(found.texts()).toEqual([
      ['short', 'lived\n'],
      ['side', 'side\n'],
      ['base', 'changed in the merge\n'],
      ['merge-only', 'new in the merge\n'],
      ['base', 'base\n'],
    ]);
    const merged = found.fragments.filter(({ bytes }) => bytes.includes('changed in the merge'))[0];
    expect((await merged.preimages?.())?.map(({ bytes }) => bytes.toString())).toEqual(['base\n', 'base\n']);
  });

  it('gives each content at a path once, the same content at another path again', async () => {
    const repo = withBase();
    repo.write('a', 'x\n');
    repo.commit('one');
    repo.git('rm', '-q', 'a');
    repo.commit('two');
    repo.write('a', 'x\n');
    repo.write('b', 'x\n');
    repo.commit('three');
    expect((await range(repo, ['start..HEAD'])).texts()).toEqual([
      ['a', 'x\n'],
      ['b', 'x\n'],
    ]);
  });

  it('judges a renamed file against its old name, and follows no rename limit', async () => {
    const repo = withBase();
    const text = (n: number) => `unique ${n}\n${'shared line\n'.repeat(8)}`;
    for (let n = 0; n < 8; n++) repo.write(`old/${n}`, text(n));
    repo.commit('many');
    repo.git('config', 'diff.renameLimit', '1');
    repo.git('mv', 'old', 'new');
    for (let n = 0; n < 8; n++) repo.write(`new/${n}`, `${text(n)}more\n`);
    repo.commit('moves them');
    const found = await range(repo, ['HEAD~1..HEAD']);
    for (let n = 0; n < 8; n++) expect(await found.before(`new/${n}`)).toEqual([[`old/${n}`, text(n)]]);
  });

  it('takes three dots, exclusions, tags and a root commit', async () => {
    const repo = withBase();
    repo.git('tag', '-a', 'v1', '-m', 'a tag');
    repo.git('checkout', '-q', '-b', 'side');
    repo.write('s', 's\n');
    repo.commit('on side');
    repo.git('checkout', '-q', 'main');
    repo.write('m', 'm\n');
    repo.commit('on main');
    const paths = async (...revs: string[]) => (await range(repo, revs)).texts().map(([path]) => path);
    expect((await paths('main...side')).sort()).toEqual(['m', 's']);
    expect(await paths('side', '^v1')).toEqual(['s']);
    expect(await paths('v1')).toEqual(['base']);
    expect((await range(repo, ['HEAD..HEAD'])).fragments).toEqual([]);
  });

  it('names an LFS pointer as a gap and lists submodule links', async () => {
    const repo = withBase();
    repo.write('model', `version https://git-lfs.github.com/spec/v1\noid sha256:${'ab'.repeat(32)}\nsize 1\n`);
    repo.git('add', '-A');
    repo.git('update-index', '--add', '--cacheinfo', `160000,${repo.git('rev-parse', 'HEAD')},sub`);
    repo.git('commit', '-qm', 'both');
    const found = await range(repo, ['start..HEAD']);
    expect(found.texts().length).toBe(1);
    expect(found.skips.map(({ skipped, isGap }) => [skipped, isGap])).toEqual([
      ['lfs', true],
      ['submodule', false],
    ]);
  });

  it('looks at the real objects behind git replace and grafts', async () => {
    const repo = withBase();
    repo.write('a', 'real\n');
    const real = repo.commit('real');
    repo.git('replace', repo.git('rev-parse', 'HEAD:a'), repo.hashObject('fake\n'));
    repo.git('replace', '--graft', real);
    writeFileSync(join(repo.dir, '.git/info/grafts'), `${real}\n`);
    expect((await range(repo, ['start..HEAD'])).texts()).toEqual([['a', 'real\n']]);
  });

  it('streams commits and changes beyond one portion', async () => {
    const repo = withBase();
    const commits = Array.from({ length: 600 }, (_, n) => {
      const message = `commit ${n}`;
      const from = n === 0 ? 'from refs/tags/start^0\n' : '';
      return `commit refs/heads/big\ncommitter A <a@b> ${1_800_000_000 + n} +0000\ndata ${message.length}\n${message}\n${from}M 100644 inline f${n}\ndata 2\n${n % 10}\n\n`;
    });
    const files = Array.from(
      { length: 2100 },
      (_, n) => `M 100644 inline many/${n}\ndata 4\n${String(n).padStart(4, '0')}\n`,
    );
    const last = `commit refs/heads/big\ncommitter A <a@b> 1900000000 +0000\ndata 4\nmany\n${files.join('')}\n`;
    repo.gitBytes(['fast-import', '--quiet'], { input: commits.join('') + last });
    const found = await range(repo, ['start..big']);
    expect(found.texts('message').map(([, text]) => text)).toEqual([...commits.map((_, n) => `commit ${n}`), 'many']);
    expect(found.texts().length).toBe(2700);
    expect(found.texts().at(-1)).toEqual(['many/999', '0999']);
  });
});

describe('what a range cannot cover', () => {
  it('refuses what is no commit, before the first item', async () => {
    const repo = withBase();
    await expect(range(repo, ['--all'])).rejects.toMatchObject({ code: 'bad-revision', exitCode: 2 });
    await expect(range(repo, ['^--all'])).rejects.toMatchObject({ code: 'bad-revision', exitCode: 2 });
    await expect(range(repo, ['HEAD\n--all'])).rejects.toMatchObject({ code: 'bad-revision', exitCode: 2 });
    await expect(range(repo, [''])).rejects.toMatchObject({ code: 'bad-revision', exitCode: 2 });
    await expect(range(repo, ['HEAD:base'])).rejects.toMatchObject({ code: 'bad-revision', exitCode: 2 });
    await expect(range(repo, ['^HEAD'])).rejects.toMatchObject({ code: 'bad-revision', exitCode: 2 });
    await expect(range(repo, ['nope..HEAD'])).rejects.toMatchObject({ code: 'bad-revision', exitCode: 3 });
    await expect(range(repo, [`${'1'.repeat(40)}..HEAD`])).rejects.toMatchObject({ code: 'bad-revision', exitCode: 3 });
  });

  it('names the shallow boundary only when it lies inside', async () => {
    const repo = withBase();
    repo.write('a', '1\n');
    repo.commit('two');
    const clone = join(repo.root, 'clone');
    repo.gitBytes(['clone', '-q', '--depth=1', `file://${repo.dir}`, clone]);
    writeFileSync(join(clone, 'b'), 'b\n');
    repo.gitBytes(['add', '-A'], { cwd: clone });
    repo.gitBytes(['commit', '-qm', 'three'], { cwd: clone });
    const outside = await range(repo, ['HEAD~1..HEAD'], clone);
    expect(outside.texts()).toEqual([['b', 'b\n']]);
    expect(outside.skips).toEqual([]);
    const inside = await range(repo, ['HEAD'], clone);
    expect(inside.texts().map(([path]) => path)).toEqual(['a', 'base', 'b']);
    expect(inside.skips).toMatchObject([{ skipped: 'shallow', isGap: true }]);
  });

  it('counts what a partial clone left behind, and fetches nothing', async () => {
    const repo = withBase();
    repo.write('a', '1\n');
    repo.commit('two');
    repo.write('c', 'c\n');
    repo.commit('three');
    repo.git('config', 'uploadpack.allowFilter', 'true');
    const clone = join(repo.root, 'clone');
    repo.gitBytes(['clone', '-q', '--no-checkout', '--filter=blob:none', `file://${repo.dir}`, clone]);
    repo.gitBytes(['cat-file', '-p', 'HEAD:c'], { cwd: clone });
    const found = await range(repo, ['start..HEAD'], clone);
    expect(found.texts()).toEqual([['c', 'c\n']]);
    expect(found.skips).toMatchObject([{ skipped: 'partial', isGap: true, problem: { path: 'a' } }]);
  });

  it('names missing and damaged contents and goes on', async () => {
    const repo = withBase();
    for (const name of ['a', 'b', 'c', 'd']) repo.write(name, `${name} ${'text '.repeat(20)}\n`);
    repo.commit('four');
    rmSync(repo.looseObject(repo.git('rev-parse', 'HEAD:a')));
    const damaged = repo.looseObject(repo.git('rev-parse', 'HEAD:c'));
    chmodSync(damaged, 0o644);
    writeFileSync(damaged, Buffer.from('789c4bca494f5230', 'hex'));
    const found = await range(repo, ['start..HEAD']);
    expect(found.texts().map(([path]) => path)).toEqual(['b', 'd']);
    expect(found.skips.map(({ skipped, problem }) => [skipped, problem?.path])).toEqual([
      ['missing', 'a'],
      ['damaged', 'c'],
    ]);
  });

  it('fails aloud when a folder of a commit is missing', async () => {
    const repo = withBase();
    repo.write('sub/a', 'a\n');
    repo.commit('two');
    rmSync(repo.looseObject(repo.git('rev-parse', 'HEAD:sub')));
    await expect(range(repo, ['start..HEAD'])).rejects.toMatchObject({ code: 'git-failed', exitCode: 3 });
  });
});
