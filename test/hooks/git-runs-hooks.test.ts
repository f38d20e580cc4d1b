// git itself runs the installed hooks: a leakgate that says no keeps HEAD and the remote where they were.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openRepository } from '../../src/git/repository.ts';
import { applyPlan } from '../../src/install/apply-plan.ts';
import { planInstall } from '../../src/install/plan-install.ts';
import type { RunningCopy } from '../../src/install/running-copy.ts';
import { HookScene, putScript } from '../support/hook-scene.ts';
import { type ScratchRepo, scratchRepos } from '../support/scratch-repo.ts';

const newRepo = scratchRepos(afterEach);

let repo: ScratchRepo;
let scene: HookScene;

/** A package like ours in a folder of the test, whose command is a shell script in the place of Node. */
function putPackage(): string {
  const folder = join(repo.root, 'package');
  scene.putHooks(join(folder, 'hooks'));
  mkdirSync(join(folder, 'dist'));
  writeFileSync(join(folder, 'dist', 'leakgate.js'), '');
  return folder;
}

async function install(status: number): Promise<RunningCopy> {
  const packageFolder = putPackage();
  const node = scene.putNode(join(repo.root, 'node'), { status });
  const running = { node, cli: join(packageFolder, 'dist', 'leakgate.js'), version: '0.1.0', packageFolder };
  applyPlan(await planInstall(openRepository(repo.dir, { env: repo.env }), { running }));
  return running;
}

const tryGit = (args: readonly string[], cwd = repo.dir) =>
  repo.tryGit(args, { cwd, env: scene.environment() as Record<string, string> });

beforeEach(() => {
  repo = newRepo();
  scene = new HookScene(repo);
  repo.write('a.txt', 'one\n');
  repo.commit('first');
});

describe('a leakgate that blocks', () => {
  it('leaves HEAD where it was, for commit, merge and amend', async () => {
    repo.git('checkout', '--quiet', '-b', 'side');
    repo.write('b.txt', 'two\n');
    repo.commit('side');
    repo.git('checkout', '--quiet', 'main');
    repo.write('c.txt', 'three\n');
    const main = repo.commit('main');
    await install(1);
    for (const args of [
      ['commit', '--allow-empty', '-m', 'x'],
      ['commit', '--amend', '-m', 'x'],
      ['merge', '--no-edit', 'side'],
    ]) {
      expect(tryGit(args).status).not.toBe(0);
      expect(repo.git('rev-parse', 'HEAD')).toBe(main);
    }
    expect(scene.call()?.args.slice(1)).toEqual(['hook', 'pre-merge-commit']);
  });

  it('leaves the remote where it was', async () => {
    const remote = repo.addRemote();
    await install(1);
    const push = tryGit(['push', 'origin', 'main']);
    expect(push.status).not.toBe(0);
    expect(scene.call()?.stdin).toBe(
      `refs/heads/main ${repo.git('rev-parse', 'HEAD')} refs/heads/main ${'0'.repeat(40)}\n`,
    );
    expect(repo.gitBytes(['for-each-ref'], { cwd: remote }).toString()).toBe('');
  });

  it('blocks in a linked worktree and in a submodule', async () => {
    const linked = join(repo.root, 'linked');
    repo.git('worktree', 'add', '--quiet', linked);
    const running = await install(1);
    expect(tryGit(['commit', '--allow-empty', '-m', 'x'], linked).status).not.toBe(0);
    expect(scene.call()?.args.slice(1)).toEqual(['hook', 'pre-commit']);

    const outer = newRepo();
    outer.git('-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', repo.dir, 'sub');
    const sub = join(outer.dir, 'sub');
    applyPlan(await planInstall(openRepository(sub, { env: outer.env }), { running }));
    const head = outer.gitBytes(['rev-parse', 'HEAD'], { cwd: sub }).toString();
    expect(tryGit(['commit', '--allow-empty', '-m', 'x'], sub).status).not.toBe(0);
    expect(outer.gitBytes(['rev-parse', 'HEAD'], { cwd: sub }).toString()).toBe(head);
  });

  it('blocks where core.hooksPath leads', async () => {
    repo.git('config', 'core.hooksPath', '.githooks');
    await install(1);
    expect(tryGit(['commit', '--allow-empty', '-m', 'x']).status).not.toBe(0);
    expect(scene.call()?.args.slice(1)).toEqual(['hook', 'pre-commit']);
  });
});

describe('a leakgate that passes', () => {
  it('lets commit and push through, with the message file as argument', async () => {
    repo.addRemote();
    await install(0);
    expect(tryGit(['commit', '--allow-empty', '-m', 'x'])).toMatchObject({ status: 0 });
    expect(scene.call()?.args.slice(1)).toEqual(['hook', 'commit-msg', '.git/COMMIT_EDITMSG']);
    expect(tryGit(['push', 'origin', 'main']).status).toBe(0);
  });

  it('does not overrule the hook that was there', async () => {
    putScript(join(repo.dir, '.git', 'hooks', 'pre-push'), 'read -r line; echo "old: $line" >&2; exit 9');
    repo.addRemote();
    await install(0);
    const push = tryGit(['push', 'origin', 'main']);
    expect(push.status).not.toBe(0);
    expect(push.stderr).toContain('old: refs/heads/main');
    expect(scene.call()).toBeNull();
  });
});
