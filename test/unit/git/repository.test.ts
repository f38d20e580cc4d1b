import { appendFileSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { openRepository } from '../../../src/git/repository.ts';
import { scratchRepos } from '../../support/scratch-repo.ts';

const makeRepo = scratchRepos(afterEach);

/** An environment in which no git can be found: opening must not need one. */
const withoutGit = (env: NodeJS.ProcessEnv) => ({ ...env, PATH: '/nonexistent' });

describe('openRepository without a git process', () => {
  it('finds the top from a folder below', () => {
    const repo = makeRepo();
    repo.write('a/b/file', 'x');
    const opened = openRepository(join(repo.dir, 'a/b'), { env: withoutGit(repo.env) });
    const gitDir = join(repo.dir, '.git');
    expect(opened).toMatchObject({ topLevel: repo.dir, gitDir, commonDir: gitDir, isBare: false, hashLength: 40 });
    expect(opened.objectsDir).toBe(join(gitDir, 'objects'));
  });

  it('follows a symlink to the folder first, as git does', () => {
    const repo = makeRepo();
    repo.write('deep/file', 'x');
    symlinkSync(join(repo.dir, 'deep'), join(repo.root, 'link'));
    expect(openRepository(join(repo.root, 'link'), { env: withoutGit(repo.env) }).topLevel).toBe(repo.dir);
  });

  it('knows a bare repository and a SHA-256 one', () => {
    const repo = makeRepo({ bare: true, objectFormat: 'sha256' });
    const opened = openRepository(repo.dir, { env: withoutGit(repo.env) });
    expect(opened).toMatchObject({ topLevel: null, gitDir: repo.dir, isBare: true, hashLength: 64 });
  });

  it('knows a linked worktree of a bare repository', () => {
    const repo = makeRepo();
    repo.commit('one');
    repo.git('worktree', 'add', '-q', '../linked', '-b', 'side');
    repo.git('config', 'core.bare', 'true');
    const linked = join(repo.root, 'linked');
    expect(openRepository(linked, { env: withoutGit(repo.env) })).toMatchObject({
      topLevel: linked,
      gitDir: join(repo.dir, '.git/worktrees/linked'),
      commonDir: join(repo.dir, '.git'),
      isBare: false,
    });
  });

  it('knows a submodule with an absorbed git folder, and a separate git folder', () => {
    const inner = makeRepo();
    inner.commit('inner');
    const repo = makeRepo();
    repo.git('-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', inner.dir, 'sub');
    expect(openRepository(join(repo.dir, 'sub'), { env: withoutGit(repo.env) })).toMatchObject({
      topLevel: join(repo.dir, 'sub'),
      gitDir: join(repo.dir, '.git/modules/sub'),
    });
    const elsewhere = join(repo.root, 'elsewhere');
    repo.gitBytes(['init', '--quiet', `--separate-git-dir=${elsewhere}`, join(repo.root, 'separate')]);
    expect(openRepository(join(repo.root, 'separate'), { env: withoutGit(repo.env) })).toMatchObject({
      topLevel: join(repo.root, 'separate'),
      gitDir: elsewhere,
    });
  });

  it('honours GIT_DIR with GIT_WORK_TREE, and GIT_DIR alone', () => {
    const repo = makeRepo({ bare: true });
    const home = join(repo.root, 'home');
    const env = { ...withoutGit(repo.env), GIT_DIR: '../repo.git', GIT_WORK_TREE: '.' };
    expect(openRepository(home, { env })).toMatchObject({ topLevel: home, gitDir: repo.dir, isBare: false });
    const plain = makeRepo();
    const named = { ...withoutGit(repo.env), GIT_DIR: join(plain.dir, '.git') };
    expect(openRepository(plain.dir, { env: named })).toMatchObject({ topLevel: plain.dir });
    expect(openRepository(home, { env: { ...withoutGit(repo.env), GIT_DIR: repo.dir } }).topLevel).toBe(null);
  });

  it('does not let GIT_DIR and GIT_INDEX_FILE reach another repository', () => {
    const here = makeRepo();
    const other = makeRepo();
    const env = { ...other.env, GIT_DIR: join(here.dir, '.git'), GIT_INDEX_FILE: join(here.dir, '.git/index.lock') };
    const opened = openRepository(other.dir, { env, isOther: true });
    expect(opened.gitDir).toBe(join(other.dir, '.git'));
    expect(opened.env.GIT_DIR).toBeUndefined();
    expect(opened.env.GIT_INDEX_FILE).toBeUndefined();
    expect(openRepository(here.dir, { env }).env.GIT_INDEX_FILE).toBe(join(here.dir, '.git/index.lock'));
  });

  it('takes the objects from GIT_OBJECT_DIRECTORY', () => {
    const repo = makeRepo();
    const env = { ...withoutGit(repo.env), GIT_OBJECT_DIRECTORY: '.git/objects/incoming-1' };
    expect(openRepository(repo.dir, { env }).objectsDir).toBe(join(repo.dir, '.git/objects/incoming-1'));
  });

  it('reads core.worktree from the worktree config only with the extension', () => {
    const repo = makeRepo();
    writeFileSync(join(repo.dir, '.git/config.worktree'), '[core]\n\tworktree = ../../elsewhere\n');
    expect(openRepository(repo.dir, { env: repo.env }).topLevel).toBe(repo.dir);
    appendFileSync(join(repo.dir, '.git/config'), '[extensions]\n\tworktreeConfig = true\n');
    mkdirSync(join(repo.root, 'elsewhere'));
    expect(openRepository(repo.dir, { env: repo.env }).topLevel).toBe(join(repo.root, 'elsewhere'));
  });
});

describe('openRepository with git as the judge', () => {
  it('asks git when ceilings are set, and gets the same', () => {
    const repo = makeRepo();
    repo.write('a/file', 'x');
    const plain = openRepository(join(repo.dir, 'a'), { env: repo.env });
    const env = { ...repo.env, GIT_CEILING_DIRECTORIES: repo.root };
    expect({ ...openRepository(join(repo.dir, 'a'), { env }), env: plain.env }).toEqual(plain);
    const bare = makeRepo({ bare: true });
    const asked = openRepository(bare.dir, { env: { ...bare.env, GIT_CEILING_DIRECTORIES: bare.root } });
    expect(asked).toMatchObject({ topLevel: null, isBare: true, gitDir: bare.dir });
  });

  it('says so when there is no repository, no folder or no git', () => {
    const repo = makeRepo({ init: false });
    const code = (action: () => unknown) => {
      try {
        action();
        return 'none';
      } catch (error) {
        return (error as { code: string; exitCode: number }).code;
      }
    };
    expect(code(() => openRepository(repo.dir, { env: repo.env }))).toBe('not-a-repository');
    expect(code(() => openRepository(join(repo.dir, 'gone'), { env: repo.env }))).toBe('no-such-path');
    expect(code(() => openRepository(repo.dir, { env: withoutGit(repo.env) }))).toBe('no-git');
  });

  it('says so when the .git file or folder is broken', () => {
    const repo = makeRepo();
    writeFileSync(join(repo.root, 'home/.git'), 'gitdir: ../gone\n');
    expect(() => openRepository(join(repo.root, 'home'), { env: repo.env })).toThrow('is not in a git repository');
    rmSync(join(repo.dir, '.git/HEAD'));
    expect(() => openRepository(repo.dir, { env: repo.env })).toThrow('is not in a git repository');
  });
});
