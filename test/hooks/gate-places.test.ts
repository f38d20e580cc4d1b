// Where the staged content and the repository are: index entries without files, working trees and git folders of all
// kinds. Situations 11 and 33.
import { chmodSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { type GateScene, gateScenes } from '../support/gate-scene.ts';
import { awsPair, githubToken } from '../support/planted.ts';
import type { Outcome } from '../support/run-cli.ts';

const newScene = gateScenes(afterEach);

/** The commit was refused because of a secret at `place`, and HEAD stands where it was. */
function expectBlocked(scene: GateScene, run: () => Outcome, place: string): void {
  const head = scene.head();
  const outcome = run();
  expect(outcome.stderr).toContain('leakgate blocked this commit: 1 secret\n');
  expect(outcome.stderr).toContain(`\n  ${place}`);
  expect(outcome.code).toBe(1);
  expect(scene.head()).toBe(head);
}

function expectPassed(scene: GateScene, run: () => Outcome): Outcome {
  const head = scene.head();
  const outcome = run();
  expect(outcome.stderr).toContain('leakgate');
  expect(outcome.code).toBe(0);
  expect(scene.head()).not.toBe(head);
  return outcome;
}

describe('entries that the working tree does not show', () => {
  it('reads what `update-index --cacheinfo` put there, without a file on the disk', () => {
    const scene = newScene();
    const blob = scene.repo.hashObject(scene.keepSecret(awsPair(15)).text);
    scene.repo.git('update-index', '--add', '--cacheinfo', `100644,${blob},deep/conf.ini`);
    expectBlocked(scene, () => scene.commit(), 'deep/conf.ini:2:25');
  });

  it('reads skip-worktree entries', () => {
    const scene = newScene();
    scene.repo.write('conf.ini', 'one\n');
    scene.repo.commit('base');
    scene.plant('conf.ini', awsPair(16));
    scene.repo.git('add', 'conf.ini');
    scene.repo.git('update-index', '--skip-worktree', 'conf.ini');
    scene.repo.write('conf.ini', 'one\n');
    expectBlocked(scene, () => scene.commit(), 'conf.ini:2:25');
  });

  it.each(['--no-sparse-index', '--sparse-index'])('reads staged files of a sparse checkout with %s', (kind) => {
    const scene = newScene();
    for (const path of ['in/a', 'out/b', 'out/c/d', 'far/e/f']) scene.repo.write(path, `${path}\n`);
    scene.repo.commit('base');
    scene.repo.git('sparse-checkout', 'init', '--cone', kind);
    scene.repo.git('sparse-checkout', 'set', 'in');
    scene.repo.write('in/a', 'changed\n');
    scene.repo.git('add', 'in/a');
    expectPassed(scene, () => scene.commit());
    const blob = scene.repo.hashObject(scene.keepSecret(githubToken(17)).text);
    scene.repo.git('update-index', '--add', '--cacheinfo', `100644,${blob},out/c/d`);
    expectBlocked(scene, () => scene.commit(), 'out/c/d:1:8');
    scene.repo.git('reset', '-q', '--hard');
    scene.plant('in/a', awsPair(17));
    scene.repo.git('add', 'in/a');
    expectBlocked(scene, () => scene.commit(), 'in/a:2:25');
  });

  it('neither fails nor blocks on unmerged entries', () => {
    const scene = newScene();
    scene.repo.write('conf.ini', 'base\n');
    scene.repo.commit('base');
    scene.repo.git('checkout', '-q', '-b', 'side');
    scene.repo.write('conf.ini', 'side\n');
    scene.repo.commit('side');
    scene.repo.git('checkout', '-q', 'main');
    scene.repo.write('conf.ini', 'main\n');
    scene.repo.commit('main');
    expect(scene.git('merge', 'side').code).toBe(1);
    expect(scene.repo.git('ls-files', '-u')).not.toBe('');
    expect(scene.leakgate('staged').code).toBe(0);
    scene.plant('conf.ini', awsPair(18));
    scene.repo.git('add', 'conf.ini');
    expectBlocked(scene, () => scene.git('commit', '--no-edit'), 'conf.ini:2:25');
  });
});

describe('where the repository is', () => {
  it('stands guard in a linked working tree', () => {
    const scene = newScene();
    const linked = join(scene.repo.root, 'linked');
    scene.repo.git('worktree', 'add', '-q', linked);
    const pair = scene.keepSecret(awsPair(19));
    writeFileSync(join(linked, 'conf.ini'), pair.text);
    scene.gitWith({ cwd: linked }, 'add', 'conf.ini');
    const blocked = scene.gitWith({ cwd: linked }, 'commit', '-m', 'x');
    expect(blocked.stderr).toContain('leakgate blocked this commit: 1 secret');
    expect(scene.gitWith({ cwd: linked }, 'rev-parse', 'HEAD').stdout.trim()).toBe(scene.head());
    expect(scene.leakgateWith({ cwd: linked }, 'staged').code).toBe(1);
    expect(scene.leakgate('staged').code).toBe(0);
  });

  it('stands guard with a separate git directory', () => {
    const scene = newScene({ init: false });
    scene.repo.git('init', '-q', '-b', 'main', '--separate-git-dir', join(scene.repo.root, 'elsewhere.git'));
    expect(scene.leakgate('init', '--yes').code).toBe(0);
    scene.plant('conf.ini', awsPair(20));
    scene.repo.git('add', 'conf.ini');
    expectBlocked(scene, () => scene.commit(), 'conf.ini:2:25');
  });

  it('stands guard when GIT_DIR and GIT_WORK_TREE name a repository of dot files', () => {
    const scene = newScene({ init: false });
    const env = { GIT_DIR: join(scene.repo.root, 'dots.git'), GIT_WORK_TREE: scene.repo.dir };
    scene.gitWith({ env }, 'init', '-q', '-b', 'main');
    expect(scene.leakgateWith({ env }, 'init', '--yes').code).toBe(0);
    scene.plant('.netrc.d/conf.ini', awsPair(21));
    expect(scene.gitWith({ env }, 'add', '.netrc.d').code).toBe(0);
    const blocked = scene.gitWith({ env }, 'commit', '-m', 'x');
    expect(blocked.stderr).toContain('leakgate blocked this commit: 1 secret');
    expect(blocked.stderr).toContain('.netrc.d/conf.ini:2:25');
    expect(scene.gitWith({ env }, 'rev-parse', '--verify', '-q', 'HEAD').code).toBe(1);
  });

  it('stands guard from a folder below and after the checkout was moved', () => {
    const scene = newScene();
    const below = join(scene.repo.dir, 'a', 'b');
    mkdirSync(below, { recursive: true });
    scene.plant('a/b/conf.ini', awsPair(22));
    scene.gitWith({ cwd: below }, 'add', 'conf.ini');
    const blocked = scene.gitWith({ cwd: below }, 'commit', '-m', 'x');
    expect(blocked.stderr).toContain('a/b/conf.ini:2:25');
    const moved = join(scene.repo.root, 'moved');
    renameSync(scene.repo.dir, moved);
    expect(scene.gitWith({ cwd: moved }, 'commit', '-m', 'x').stderr).toContain('leakgate blocked this commit');
  });

  it('says what to do when the recorded command is gone, and blocks', () => {
    const scene = newScene();
    const record = join(scene.repo.dir, '.git', 'leakgate', 'runtime');
    writeFileSync(record, `${process.execPath}\n/no/such/leakgate.js\n`);
    chmodSync(record, 0o644);
    const head = scene.head();
    const blocked = scene.commit('--allow-empty');
    expect(blocked.stderr).toMatch(/^leakgate: this commit is blocked: leakgate is not installed here\. Run .*\n$/);
    expect(blocked.code).not.toBe(0);
    expect(scene.head()).toBe(head);
  });
});
