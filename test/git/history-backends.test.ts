// One repository with everything that can hold an object, swept by both backends.
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { type ScratchRepo, scratchRepos } from '../support/scratch-repo.ts';
import { type Sweep, sweep } from '../support/sweep.ts';

const makeRepo = scratchRepos(afterEach);

/** Ids by what they are, so that a failed test says which one is wrong. */
function fillRepository(repo: ScratchRepo) {
  const ids: Record<string, string> = {};
  repo.write('a.txt', 'first');
  repo.write('lib/.env', 'NAME=value');
  ids.first = repo.commit('first');
  repo.git('checkout', '-q', '-b', 'side');
  repo.write('side.txt', 'side');
  repo.write('a.txt', 'from the side');
  ids.side = repo.commit('side');
  repo.git('checkout', '-q', 'main');
  repo.write('main.txt', 'main');
  ids.main = repo.commit('main');
  repo.git('merge', '-q', '--no-commit', '--no-ff', 'side');
  repo.write('side.txt', 'only in the merge');
  ids.merge = repo.commit('merge');
  repo.git('tag', '-a', '-m', 'tag words', 'v1', ids.first);
  ids.tag = repo.git('rev-parse', 'v1');
  repo.git('notes', 'add', '-m', 'note words', ids.first);
  ids.notesCommit = repo.git('rev-parse', 'refs/notes/commits');
  ids.note = repo.git('rev-parse', `refs/notes/commits:${ids.first}`);
  repo.git('pack-refs', '--all');
  repo.git('repack', '-adq');
  repo.write('a.txt', 'changed and put away');
  repo.git('stash', '-q');
  ids.stash = repo.git('rev-parse', 'refs/stash');
  ids.stashed = repo.git('rev-parse', 'refs/stash:a.txt');
  repo.write('lost.txt', 'left behind by reset');
  ids.lost = repo.commit('lost');
  ids.lostBlob = repo.git('rev-parse', 'HEAD:lost.txt');
  repo.git('reset', '-q', '--hard', 'HEAD~1');
  ids.tagged = repo.hashObject('a blob under a tag');
  repo.git('tag', 'blob-tag', ids.tagged);
  repo.write('staged.txt', 'only staged');
  repo.git('add', 'staged.txt');
  ids.staged = repo.git('rev-parse', ':staged.txt');
  ids.firstBlob = repo.git('rev-parse', `${ids.first}:a.txt`);
  ids.env = repo.git('rev-parse', 'HEAD:lib/.env');
  ids.mergeBlob = repo.git('rev-parse', 'HEAD:side.txt');
  ids.sideBlob = repo.git('rev-parse', 'side:side.txt');
  // A merge leaves trees behind that nothing holds.
  repo.git('prune', '--expire=now');
  return ids;
}

const gitIds = (repo: ScratchRepo) =>
  repo.git('cat-file', '--batch-all-objects', '--batch-check=%(objectname)').split('\n').sort();

async function sweepBoth(repo: ScratchRepo): Promise<[Sweep, Sweep]> {
  const wantsName = (name: string) => name === '.env';
  return [await sweep(repo, { wantsName }), await sweep(repo, { wantsName, backend: 'portable' })];
}

describe('the history backends', () => {
  it('deliver every object, and the portable one every object that something holds', async () => {
    const repo = makeRepo();
    fillRepository(repo);
    const dangling = repo.hashObject('held by nothing');
    const [git, portable] = await sweepBoth(repo);
    expect([...git.objects.keys()].sort()).toEqual(gitIds(repo));
    expect([...portable.objects.keys(), dangling].sort()).toEqual(gitIds(repo));
    expect(git.history.name).toBe('git');
    expect(portable.history.name).toBe('portable');
    for (const { history, objects } of [git, portable]) {
      expect(history.problems).toEqual([]);
      expect(history.total).toBe(objects.size);
      expect(history.coverage()).toMatchObject({ expected: objects.size, delivered: objects.size, missing: 0 });
    }
    expect(git.history.coverage().skipsUnreachable).toBe(false);
    expect(portable.history.coverage().skipsUnreachable).toBe(true);
  });

  it('give the same types, contents, names and refs', async () => {
    const repo = makeRepo();
    const ids = fillRepository(repo);
    const [git, portable] = await sweepBoth(repo);
    const byId = (map: ReadonlyMap<string, string>) => Object.fromEntries([...map].sort());
    expect(byId(portable.objects)).toEqual(byId(git.objects));
    expect(byId(portable.contents)).toEqual(byId(git.contents));
    const names = ({ history }: Sweep) => [...history.fileNames()].map(String).sort();
    expect(names(portable)).toEqual(names(git));
    expect(names(git)).toEqual(expect.arrayContaining(['.env', 'a.txt', 'lib', 'lost.txt', 'side.txt', 'staged.txt']));
    const refs = [
      'refs/heads/main',
      'refs/heads/side',
      'refs/notes/commits',
      'refs/stash',
      'refs/tags/blob-tag',
      'refs/tags/v1',
    ];
    expect([...portable.history.refNames()].sort()).toEqual(refs);
    expect([...git.history.refNames()].sort()).toEqual(refs);
    expect(git.history.namedBlobs()).toEqual(new Set([ids.env]));
    expect(portable.history.namedBlobs()).toEqual(new Set([ids.env]));
  });

  it('say the same of where each blob stood', async () => {
    const repo = makeRepo();
    const ids = fillRepository(repo);
    const person = { author: 'Ada Tester <ada@example.org>', isNote: false };
    const at = (minute: string) => ({ ...person, date: `2026-01-01T00:${minute}:00Z` });
    const places: Record<string, object[]> = {
      firstBlob: [{ ...at('01'), path: 'a.txt', commit: ids.first, ref: 'refs/heads/main' }],
      env: [{ ...at('01'), path: 'lib/.env', commit: ids.first, ref: 'refs/heads/main' }],
      sideBlob: [{ ...at('02'), path: 'side.txt', commit: ids.side, ref: 'refs/heads/main' }],
      mergeBlob: [{ ...at('04'), path: 'side.txt', commit: ids.merge, ref: 'refs/heads/main' }],
      note: [{ ...at('04'), path: ids.first, commit: ids.notesCommit, ref: 'refs/notes/commits', isNote: true }],
      stashed: [{ ...at('04'), path: 'a.txt', ref: 'refs/stash' }],
      lostBlob: [{ ...at('05'), path: 'lost.txt', commit: ids.lost, ref: 'reflog' }],
      tagged: [{ path: null, ref: 'refs/tags/blob-tag', isNote: false }],
      staged: [{ path: 'staged.txt', ref: 'index', isNote: false }],
    };
    const blobs = new Set(Object.keys(places).map((key) => ids[key]));
    for (const { history } of await sweepBoth(repo)) {
      const found = await history.locate(blobs);
      expect(found.size).toBe(blobs.size);
      for (const [key, expected] of Object.entries(places)) {
        expect(found.get(ids[key]), `${history.name}: ${key}`).toMatchObject(expected);
        expect(found.get(ids[key])).toHaveLength(1);
      }
      const texts = history.reachedBy([ids.merge, ids.tag, ids.lost, ids.stash, ids.notesCommit, 'f'.repeat(40)]);
      expect([...texts.values()]).toEqual([
        'refs/heads/main',
        'refs/tags/v1',
        'reflog',
        'refs/stash',
        'refs/notes/commits',
        'unreachable',
      ]);
    }
  });

  it('read objects again', async () => {
    const repo = makeRepo();
    const ids = fillRepository(repo);
    for (const { history } of await sweepBoth(repo)) {
      const again: string[] = [];
      for await (const { id, type, bytes } of history.read([ids.env, ids.staged])) again.push(`${id} ${type} ${bytes}`);
      expect(again).toEqual([`${ids.env} blob NAME=value`, `${ids.staged} blob only staged`]);
      expect(history.problems).toEqual([]);
    }
  });

  it('leave out what is older than --since and what nothing reaches', async () => {
    const repo = makeRepo();
    const ids = fillRepository(repo);
    repo.hashObject('held by nothing');
    // The commit "main" is the third, at minute 3.
    const since = new Date('2026-01-01T00:03:00Z');
    for (const backend of ['git', 'portable'] as const) {
      const { history, objects } = await sweep(repo, { since, backend });
      expect(history.coverage()).toMatchObject({ expected: objects.size, missing: 0, skipsUnreachable: true });
      expect(history.problems).toEqual([]);
      const has = Object.fromEntries(Object.entries(ids).map(([key, id]) => [key, objects.has(id)]));
      // The commits themselves are left out, not what later ones still hold.
      expect(has).toMatchObject({ first: false, side: false, main: true, merge: true, firstBlob: true, env: true });
      expect(has).toMatchObject({ sideBlob: false, mergeBlob: true, tagged: true, staged: true, stashed: true });
      const places = await history.locate(new Set([ids.env]));
      expect(places.get(ids.env)).toMatchObject([{ commit: ids.first, path: 'lib/.env' }]);
    }
  });

  it('take an empty repository', async () => {
    const repo = makeRepo();
    for (const { history, objects } of await sweepBoth(repo)) {
      expect(objects.size).toBe(0);
      expect(history.coverage()).toMatchObject({ expected: 0, missing: 0 });
      expect(history.problems).toEqual([]);
      expect(await history.locate(new Set())).toEqual(new Map());
    }
  });

  it('take a bare repository, and a linked worktree with its own HEAD and index', async () => {
    const repo = makeRepo();
    repo.write('a', '1');
    repo.commit('one');
    repo.git('worktree', 'add', '-q', '--detach', '../linked');
    const linked = join(repo.root, 'linked');
    repo.gitBytes(['commit', '-q', '--allow-empty', '-m', 'on a detached HEAD'], { cwd: linked });
    const head = repo.gitBytes(['rev-parse', 'HEAD'], { cwd: linked }).toString().trim();
    const staged = repo.hashObject('staged in the other tree');
    repo.gitBytes(['update-index', '--add', '--cacheinfo', `100644,${staged},s`], { cwd: linked });
    repo.gitBytes(['clone', '-q', '--bare', '--no-local', repo.dir, 'bare.git'], { cwd: repo.root });
    for (const backend of ['git', 'portable'] as const) {
      for (const dir of [repo.dir, linked]) {
        const { history, objects } = await sweep({ dir, env: repo.env }, { backend });
        expect([...objects.keys()].sort()).toEqual(gitIds(repo));
        expect(history.problems).toEqual([]);
        const name = dir === linked ? 'HEAD' : 'worktrees/linked/HEAD';
        expect(history.reachedBy([head]).get(head)).toBe(name);
        expect((await history.locate(new Set([staged]))).get(staged)).toMatchObject([{ path: 's', ref: 'index' }]);
      }
      const bare = await sweep({ dir: join(repo.root, 'bare.git'), env: repo.env }, { backend });
      expect(bare.objects.size).toBe(3);
      expect(bare.history.problems).toEqual([]);
    }
  });

  it('take the index that the environment names, from below the top and with relative names', async () => {
    const repo = makeRepo();
    repo.write('a', '1');
    repo.write('sub/b', '2');
    repo.commit('one');
    const staged = repo.hashObject('in the other index');
    const other = { GIT_INDEX_FILE: 'other-index' };
    repo.gitBytes(['update-index', '--add', '--cacheinfo', `100644,${staged},top/s`], { env: other });
    const below = join(repo.dir, 'sub');
    const places = [
      { dir: below, env: { ...repo.env, ...other } },
      { dir: below, env: { ...repo.env, GIT_DIR: '../.git', GIT_WORK_TREE: '..', ...other } },
      { dir: repo.dir, env: { ...repo.env, GIT_DIR: '.git', ...other } },
    ];
    for (const place of places) {
      for (const backend of ['git', 'portable'] as const) {
        const { history } = await sweep(place, { backend });
        expect((await history.locate(new Set([staged]))).get(staged)).toMatchObject([{ path: 'top/s', ref: 'index' }]);
        expect(history.problems).toEqual([]);
      }
      const plain = await sweep({ ...place, env: { ...place.env, GIT_INDEX_FILE: undefined } });
      expect(plain.history.problems).toEqual([]);
      expect(plain.history.coverage().expected).toBe(6);
    }
  });
});
