// Repositories of every kind: SHA-256, alternates, shallow and partial clones, submodules; and what happens without git.
import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { HistoryBase } from '../../src/git/history-base.ts';
import { openHistory } from '../../src/git/open-history.ts';
import { openRepository } from '../../src/git/repository.ts';
import { type ScratchRepo, scratchRepos } from '../support/scratch-repo.ts';
import { sweep } from '../support/sweep.ts';

const makeRepo = scratchRepos(afterEach);
const both = ['git', 'portable'] as const;

function threeCommits(options = {}): ScratchRepo {
  const repo = makeRepo(options);
  for (const number of [1, 2, 3]) {
    repo.write(`f${number}`, `content ${number}`);
    repo.commit(`number ${number}`);
  }
  return repo;
}

function clone(repo: ScratchRepo, ...options: string[]): string {
  repo.gitBytes(['clone', '-q', ...options, `file://${repo.dir}`, 'copy'], { cwd: repo.root });
  return join(repo.root, 'copy');
}

const blobOf = (repo: ScratchRepo, name: string) => repo.git('rev-parse', `HEAD:${name}`);

describe('the git backend', () => {
  it('reads a SHA-256 repository', async () => {
    const repo = threeCommits({ objectFormat: 'sha256' });
    const { history, objects } = await sweep(repo);
    expect(objects.size).toBe(9);
    expect(history.coverage()).toMatchObject({ expected: 9, missing: 0 });
    const blob = blobOf(repo, 'f2');
    expect((await history.locate(new Set([blob]))).get(blob)).toMatchObject([
      { path: 'f2', commit: repo.git('rev-parse', 'HEAD~1'), ref: 'refs/heads/main' },
    ]);
  });

  it('reads what a repository borrows from another one', async () => {
    const repo = threeCommits();
    const dir = clone(repo, '--shared', '--reference', repo.dir);
    const { history, objects } = await sweep({ dir, env: repo.env });
    expect(objects.size).toBe(9);
    expect(history.problems).toEqual([]);
  });

  it('tells the absent objects of a partial clone as such, and fetches nothing', async () => {
    const repo = threeCommits();
    repo.git('config', 'uploadpack.allowFilter', 'true');
    const dir = clone(repo, '--filter=blob:none', '--no-checkout');
    const { history, objects } = await sweep({ dir, env: repo.env });
    expect(objects.size).toBe(6);
    expect(history.coverage()).toMatchObject({ expected: 9, delivered: 6, missing: 3, isPartial: true });
    expect(history.problems).toMatchObject([{ code: 'missing-objects', gap: 'partial' }]);
    const blob = blobOf(repo, 'f1');
    expect((await history.locate(new Set([blob]))).get(blob)).toMatchObject([{ path: 'f1' }]);
  });

  it('takes a since within a partial clone', async () => {
    const repo = threeCommits();
    repo.git('config', 'uploadpack.allowFilter', 'true');
    const dir = clone(repo, '--filter=tree:0', '--no-checkout');
    const { history } = await sweep({ dir, env: repo.env }, { since: new Date('2026-01-01T00:03:00Z') });
    expect(history.coverage()).toMatchObject({ delivered: 1, missing: 1, isPartial: true });
  });

  it('follows no replacement and no graft', async () => {
    const repo = threeCommits();
    const hidden = blobOf(repo, 'f1');
    repo.git('replace', hidden, blobOf(repo, 'f2'));
    const { history, contents } = await sweep(repo);
    expect(contents.get(hidden)).toBe('content 1');
    expect(history.problems).toEqual([]);
    expect(history.refNames()).toContain(`refs/replace/${hidden}`);
  });

  it('says why when the repository as a whole cannot be read', async () => {
    const repo = threeCommits();
    const opened = openRepository(repo.dir, { env: repo.env });
    repo.git('config', 'core.repositoryFormatVersion', '99');
    const history = (await openHistory(opened, { backend: 'git' })) as HistoryBase;
    await expect(history.objects().next()).rejects.toMatchObject({ exitCode: 3 });
  });

  it('ends git when the sweep is left early', async () => {
    const repo = threeCommits();
    const opened = openRepository(repo.dir, { env: repo.env });
    const history = (await openHistory(opened, { backend: 'git' })) as HistoryBase;
    for await (const batch of history.objects()) {
      expect(batch.length).toBeGreaterThan(0);
      break;
    }
    expect(history.coverage().delivered).toBeGreaterThan(0);
  });

  it('is refused when git is too old', async () => {
    const repo = threeCommits();
    const folder = join(repo.root, 'bin');
    mkdirSync(folder);
    writeFileSync(join(folder, 'git'), '#!/bin/sh\necho git version 2.17.1\n', { mode: 0o755 });
    const opened = openRepository(repo.dir, { env: { ...repo.env, PATH: folder } });
    for (const backend of ['git', 'auto'] as const) {
      await expect(openHistory(opened, { backend })).rejects.toMatchObject({ code: 'git-too-old', exitCode: 3 });
    }
  });
});

describe.each(both)('backend %s', (backend) => {
  it('tells a shallow clone as such, without counting what lies beyond its border', async () => {
    const repo = threeCommits();
    const dir = clone(repo, '--depth=2');
    const { history, objects } = await sweep({ dir, env: repo.env }, { backend });
    expect(objects.size).toBe(7);
    expect(history.coverage()).toMatchObject({ expected: 7, missing: 0, isShallow: true, isPartial: false });
    const blob = blobOf(repo, 'f1');
    expect((await history.locate(new Set([blob]))).get(blob)).toMatchObject([
      { commit: repo.git('rev-parse', 'HEAD~1') },
    ]);
    const recent = await sweep({ dir, env: repo.env }, { backend, since: new Date('2026-01-01T00:03:00Z') });
    expect(recent.history.coverage()).toMatchObject({ missing: 0, isShallow: false });
  });

  it('counts submodule commits apart', async () => {
    const repo = threeCommits();
    repo.git('update-index', '--add', '--cacheinfo', `160000,${'a'.repeat(40)},sub`);
    repo.git('commit', '-q', '-m', 'with a submodule');
    repo.git('update-index', '--add', '--cacheinfo', `160000,${'b'.repeat(40)},sub`);
    const { history } = await sweep(repo, { backend });
    expect(history.coverage()).toMatchObject({ missing: 0, submodules: 2 });
    expect(history.problems).toEqual([]);
  });

  it('misses no empty tree, which git knows without storing it', async () => {
    const repo = makeRepo();
    const empty = '4b825dc642cb6eb9a060e54bf8d69288fbee4904';
    const commit = repo.git('commit-tree', empty, '-m', 'words');
    repo.git('update-ref', 'refs/heads/main', commit);
    const { history, objects } = await sweep(repo, { backend });
    expect([...objects.keys()]).toEqual([commit]);
    expect(history.coverage()).toMatchObject({ expected: 1, missing: 0 });
  });

  it('knows which names were asked for, in trees and in the index', async () => {
    const repo = makeRepo();
    repo.write('lib/.env', 'A=1');
    repo.write('.env/inner', 'a folder of that name');
    repo.commit('first');
    repo.git('rm', '-q', '-r', '.');
    repo.commit('gone');
    repo.write('other/.env', 'A=2');
    repo.git('add', '.');
    const { history } = await sweep(repo, { backend, wantsName: (name) => name === '.env' });
    expect(history.namedBlobs()).toEqual(new Set([repo.hashObject('A=1'), repo.hashObject('A=2')]));
  });
});

describe('without git', () => {
  const noGit = (repo: ScratchRepo) => ({ ...repo.env, PATH: '/nonexistent' });

  it('takes the portable backend by itself, and says so when git was asked for', async () => {
    const repo = threeCommits();
    repo.git('repack', '-adq');
    const { history, objects } = await sweep({ dir: repo.dir, env: noGit(repo) }, { backend: 'auto' });
    expect(history.name).toBe('portable');
    expect(objects.size).toBe(9);
    await expect(sweep({ dir: repo.dir, env: noGit(repo) }, { backend: 'git' })).rejects.toMatchObject({
      code: 'no-git',
    });
  });

  it('refuses what the portable backend cannot read, with the reason', async () => {
    const repo = threeCommits();
    repo.git('config', 'uploadpack.allowFilter', 'true');
    const sha256 = threeCommits({ objectFormat: 'sha256' });
    const shared = threeCommits();
    const extended = threeCommits();
    extended.git('config', 'extensions.fromTheFuture', 'true');
    const reftable = threeCommits();
    mkdirSync(join(reftable.dir, '.git/reftable'));
    const reasons: [string, ScratchRepo, string][] = [
      [sha256.dir, sha256, 'SHA-256'],
      [clone(repo, '--filter=blob:none', '--no-checkout'), repo, 'partial clone'],
      [clone(shared, '--shared', '--reference', shared.dir), shared, 'alternates'],
      [extended.dir, extended, 'extension'],
      [reftable.dir, reftable, 'reftable'],
    ];
    for (const [dir, { env }, reason] of reasons) {
      const refused = sweep({ dir, env }, { backend: 'portable' });
      await expect(refused, reason).rejects.toMatchObject({ code: 'portable-unsupported', exitCode: 3 });
      await expect(refused).rejects.toThrow(reason);
    }
  });

  it('starts no process', async () => {
    const repo = threeCommits();
    const trap = join(repo.root, 'bin');
    mkdirSync(trap);
    writeFileSync(join(trap, 'git'), `#!/bin/sh\ntouch ${repo.root}/started\n`, { mode: 0o755 });
    symlinkSync('/bin/true', join(trap, 'true'));
    await sweep({ dir: repo.dir, env: { ...repo.env, PATH: trap } }, { backend: 'portable' });
    expect(execFileSync('ls', [repo.root]).toString()).not.toContain('started');
  });
});
