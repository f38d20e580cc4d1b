// The history sweep through the built command, in every kind of repository.
import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { pair, sweep, theFinding, withTwoCommits } from '../support/history-run.ts';
import { type ScratchOptions, scratchRepos } from '../support/scratch-repo.ts';

const newRepo = scratchRepos(afterEach);
const makeRepo = (options?: ScratchOptions) => withTwoCommits(newRepo(options));

describe('kinds of repositories', () => {
  it('works with SHA-256', () => {
    const repo = makeRepo({ objectFormat: 'sha256' });
    repo.write('conf.ini', pair.text);
    const commit = repo.commit('bad');
    repo.git('gc', '-q');
    expect(commit).toHaveLength(64);
    expect(theFinding(repo)).toMatchObject({ path: 'conf.ini', line: 2, commit });
  });

  it('looks behind `git replace`, and at what it puts in place', () => {
    const repo = makeRepo();
    repo.write('conf.ini', pair.text);
    const bad = repo.commit('bad');
    repo.write('conf.ini', 'harmless\n');
    const good = repo.commit('good', '--amend');
    repo.git('reflog', 'expire', '--expire=now', '--all');
    repo.git('reset', '-q', '--hard', bad);
    repo.git('replace', bad, good);
    expect(repo.git('show', 'HEAD:conf.ini')).toBe('harmless');
    expect(theFinding(repo)).toMatchObject({ path: 'conf.ini', commit: bad, ref: 'refs/heads/main' });
    repo.git('replace', '-d', bad);
    repo.git('reset', '-q', '--hard', good);
    repo.git('replace', good, bad);
    expect(theFinding(repo)).toMatchObject({ path: 'conf.ini', commit: bad });
  });

  it('works from a linked working tree, a folder below and a separate git directory', () => {
    const repo = makeRepo();
    repo.write('below/conf.ini', pair.text);
    const commit = repo.commit('bad');
    const linked = join(repo.root, 'linked');
    repo.git('worktree', 'add', '-q', '--detach', linked, 'HEAD~1');
    for (const cwd of [linked, join(repo.dir, 'below')])
      expect(theFinding(repo, [], { cwd })).toMatchObject({ path: 'below/conf.ini', commit });
    renameSync(join(repo.dir, '.git'), join(repo.root, 'moved.git'));
    writeFileSync(join(repo.dir, '.git'), 'gitdir: ../moved.git\n');
    expect(theFinding(repo)).toMatchObject({ path: 'below/conf.ini', commit });
  });

  it('finds what only the index or HEAD of a linked working tree holds', () => {
    const repo = makeRepo();
    const linked = join(repo.root, 'linked');
    repo.git('worktree', 'add', '-q', '--detach', linked);
    writeFileSync(join(linked, 'conf.ini'), pair.text);
    repo.gitBytes(['add', 'conf.ini'], { cwd: linked });
    expect(theFinding(repo)).toMatchObject({ line: 2 });
  });

  it('works in a bare repository, by its path too', () => {
    const repo = makeRepo();
    repo.write('conf.ini', pair.text);
    const commit = repo.commit('bad');
    const remote = repo.addRemote();
    repo.git('push', '-q', 'origin', 'main');
    expect(theFinding(repo, [], { cwd: remote })).toMatchObject({ path: 'conf.ini', commit });
    expect(theFinding(repo, [remote], { cwd: repo.root })).toMatchObject({ path: 'conf.ini', commit });
    expect(theFinding(repo, ['../origin.git'])).toMatchObject({ path: 'conf.ini', commit });
  });

  it('works in the folder of a submodule, and lists submodules that it leaves out', () => {
    const library = makeRepo();
    library.write('conf.ini', pair.text);
    const commit = library.commit('bad');
    const repo = makeRepo();
    repo.git('-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', library.dir, 'lib');
    repo.commit('with a library');
    expect(theFinding(repo, [], { cwd: join(repo.dir, 'lib') })).toMatchObject({ path: 'conf.ini', commit });
    const { code, findings, receipt } = sweep(repo);
    expect(findings).toEqual([]);
    expect(code).toBe(0);
    expect(receipt.skipped).toEqual([{ kind: 'submodule', count: 1, gap: false, accepted: false }]);
  });

  it('reads what alternates lend, and packs with several names for one object', () => {
    const repo = makeRepo();
    repo.write('conf.ini', pair.text);
    const commit = repo.commit('bad');
    repo.git('repack', '-q', '-a');
    const borrower = join(repo.root, 'borrower');
    repo.gitBytes(['clone', '-q', '--shared', repo.dir, borrower], { cwd: repo.root });
    expect(theFinding(repo, [], { cwd: borrower })).toMatchObject({ path: 'conf.ini', commit });
  });

  it('is clean and complete about a repository without a commit', () => {
    const { code, receipt } = sweep(newRepo());
    expect(code).toBe(0);
    expect(receipt).toMatchObject({ expected: 0, scanned: 0, skipped: [] });
  });
});
