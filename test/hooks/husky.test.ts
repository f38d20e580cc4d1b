// The line that init puts into husky's scripts, run the way husky runs them: `sh -e`, from a file that goes on after it.
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type HookName, hookLine } from '../../src/install/hook-files.ts';
import { HookScene, shells } from '../support/hook-scene.ts';
import { type ScratchRepo, scratchRepos } from '../support/scratch-repo.ts';

const newRepo = scratchRepos(afterEach);
const refLines = 'refs/heads/main 1111 refs/heads/main 0000\nrefs/tags/$HOME `x` \\ 2222 refs/tags/v1 0000\n';

describe.each(shells)('under $name -e', ({ command }) => {
  let repo: ScratchRepo;
  let scene: HookScene;
  let env: NodeJS.ProcessEnv;

  beforeEach(() => {
    repo = newRepo();
    scene = new HookScene(repo, [...command, '-e']);
    scene.putHooks(join(repo.dir, '.husky'));
    scene.putPackage(repo.dir);
    env = { PATH: `${join(repo.root, 'bin')}:${scene.tools}` };
  });

  const putNode = (status = 0) => scene.putNode(join(repo.root, 'bin', 'node'), { status });
  const putScript = (name: HookName, rest: string) =>
    writeFileSync(join(repo.dir, '.husky', name), `${hookLine(name)}\n${rest}\n`);

  it('goes on with the script when leakgate passes', () => {
    putNode();
    putScript('commit-msg', 'echo "after $1"');
    expect(scene.run('.husky/commit-msg', ['a b'], { env })).toEqual({ status: 0, stdout: 'after a b\n', stderr: '' });
    expect(scene.call()?.args.slice(1)).toEqual(['hook', 'commit-msg', 'a b']);
  });

  it.each([1, 2, 3, 130])('stops the script with exit code %i', (status) => {
    putNode(status);
    for (const name of ['pre-commit', 'pre-push'] as const) {
      putScript(name, 'echo after');
      expect(scene.run(`.husky/${name}`, [], { env, input: refLines })).toMatchObject({ status, stdout: '' });
    }
  });

  it('stops the script also without -e', () => {
    putNode(1);
    writeFileSync(join(repo.dir, '.husky', 'pre-commit'), `set +e\n${hookLine('pre-commit')}\nexit 0\n`);
    expect(scene.run('.husky/pre-commit', [], { env }).status).toBe(1);
  });

  it.each([
    ['ref lines', refLines],
    ['nothing', ''],
    ['many ref lines', refLines.repeat(2000)],
  ])('gives %s to leakgate and to the rest of a pre-push script', (_, input) => {
    putNode();
    putScript('pre-push', 'cat');
    expect(scene.run('.husky/pre-push', ['origin'], { env, input })).toEqual({ status: 0, stdout: input, stderr: '' });
    expect(scene.call()?.stdin).toBe(input);
  });

  it('stops when leakgate.sh or leakgate is gone', () => {
    putNode();
    putScript('pre-commit', 'echo after');
    rmSync(join(repo.dir, 'node_modules'), { recursive: true });
    const run = scene.run('.husky/pre-commit', [], { env });
    expect(run).toMatchObject({ status: 3, stdout: '' });
    expect(run.stderr).toMatch(/^leakgate: this commit is blocked: leakgate is not installed here[^\n]*\n$/);
    rmSync(join(repo.dir, '.husky', 'leakgate.sh'));
    const gone = scene.run('.husky/pre-commit', [], { env });
    expect(gone.status).not.toBe(0);
    expect(gone.stdout).toBe('');
  });

  it('works from a checkout with CRLF line ends', () => {
    putNode();
    scene.putHooks(join(repo.dir, '.husky'), (text) => text.replaceAll('\n', '\r\n'));
    writeFileSync(join(repo.dir, '.husky', 'pre-push'), `${hookLine('pre-push')}\r\n`);
    expect(scene.run('.husky/pre-push', [], { env, input: refLines })).toEqual({ status: 0, stdout: '', stderr: '' });
    expect(scene.call()?.stdin).toBe(refLines);
  });

  it('works where variables must be set before they are used', () => {
    putNode();
    writeFileSync(join(repo.dir, '.husky', 'pre-push'), `set -u\n${hookLine('pre-push')}\ncat\n`);
    expect(scene.run('.husky/pre-push', [], { env, input: refLines })).toMatchObject({ status: 0, stderr: '' });
  });
});
