// A commit that replaces the last one, and what is done where that cannot be seen. Situation 4.
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { type GateScene, gateScenes } from '../support/gate-scene.ts';
import { putScript } from '../support/hook-scene.ts';
import { awsPair, githubToken } from '../support/planted.ts';

const newScene = gateScenes(afterEach);

/** HEAD brought a secret past the hooks; the index holds one harmless change. */
function amendScene(): GateScene {
  const scene = newScene();
  scene.plant('conf.ini', awsPair('old'));
  scene.repo.commit('let through');
  scene.repo.write('other.txt', 'harmless\n');
  scene.repo.git('add', 'other.txt');
  return scene;
}

describe('git commit --amend', () => {
  it.each([
    ['as it is', ['commit', '--amend', '--no-edit']],
    ['with a message', ['commit', '--amend', '-m', 'again']],
    ['shortened', ['commit', '--am', '-m', 'again']],
    ['behind options of git', ['-c', 'core.quotePath=false', '-C', '.', 'commit', '-q', '--amend', '-C', 'HEAD']],
    ['of a path', ['commit', '--amend', '-m', 'again', '--only', 'other.txt']],
    ['under an alias', ['-c', 'alias.fix=commit --amend --no-edit', 'fix']],
    ['under an alias that is a shell', ['-c', 'alias.fix=!git commit --amend --no-edit', 'fix']],
  ])('shows what the commit brought that it replaces: %s', (_, args) => {
    const scene = amendScene();
    const head = scene.head();
    const outcome = scene.git(...args);
    expect(outcome.stderr).toContain('leakgate blocked this commit: 1 secret\n');
    expect(outcome.stderr).toContain('\n  conf.ini:2:25');
    expect(outcome.code).not.toBe(0);
    expect(scene.head()).toBe(head);
  });

  it.each([
    ['a commit on top', ['commit', '-m', 'next']],
    ['a message that is the option', ['commit', '-m', '--amend']],
    ['a message in one argument', ['commit', '-m--amend']],
    ['an author', ['commit', '-m', 'x', '--author', '--amend <a@example.org>']],
    ['a path behind two dashes', ['commit', '-m', 'x', '--', '--amend']],
    ['taken back', ['commit', '--amend', '--no-amend', '-m', 'x']],
    ['a fix-up', ['commit', '--fixup', 'HEAD']],
  ])('is not taken for one: %s', (_, args) => {
    const scene = amendScene();
    scene.repo.write('--amend', 'a file\n');
    scene.repo.git('add', '--', './--amend');
    const outcome = scene.git(...args);
    expect(outcome.stderr).toContain('leakgate: clean');
    expect(outcome.code).toBe(0);
  });

  it('lets pass what takes the secret out again', () => {
    const scene = amendScene();
    scene.repo.git('rm', '-q', '-f', 'conf.ini');
    const outcome = scene.git('commit', '--amend', '--no-edit');
    expect(outcome.stderr).toContain('leakgate: clean');
    expect(outcome.code).toBe(0);
  });

  it('of the first commit is judged against nothing', () => {
    const scene = newScene({ isCommitted: false });
    scene.plant('conf.ini', awsPair('first'));
    scene.repo.commit('first');
    const outcome = scene.git('commit', '--amend', '-m', 'first again');
    expect(outcome.stderr).toContain('\n  conf.ini:2:25');
    expect(outcome.code).toBe(1);
  });

  it('of a merge is judged against each parent', () => {
    const scene = newScene();
    scene.repo.git('checkout', '-q', '-b', 'side');
    scene.plant('side.ini', awsPair('side'));
    scene.repo.commit('side');
    scene.repo.git('checkout', '-q', 'main');
    scene.repo.write('main.txt', 'x\n');
    scene.repo.commit('main');
    scene.repo.git('merge', '-q', '--no-verify', '-m', 'merged', 'side');
    expect(scene.git('commit', '--amend', '-m', 'merged again').stderr).toContain('leakgate: clean');
    scene.plant('evil.ini', awsPair('evil'));
    scene.repo.git('add', 'evil.ini');
    scene.repo.git('commit', '-q', '--amend', '--no-verify', '--no-edit');
    const outcome = scene.git('commit', '--amend', '-m', 'merged again');
    expect(outcome.stderr).toContain('leakgate blocked this commit: 1 secret\n');
    expect(outcome.stderr).toContain('\n  evil.ini:2:25');
    expect(outcome.code).toBe(1);
  });

  it('names an ignore line that came with the commit it replaces', () => {
    const scene = amendScene();
    const { stderr } = scene.git('commit', '--amend', '--no-edit');
    const line = /leakgate allow (\S+) /.exec(stderr)![1];
    scene.repo.write('.leakgateignore', `${line} owner=ada until=never -- made up\n`);
    scene.repo.git('add', '.leakgateignore');
    scene.repo.git('commit', '-q', '--amend', '--no-verify', '--no-edit');
    const outcome = scene.git('commit', '--amend', '-m', 'again');
    expect(outcome.stderr).toContain('allowed by this commit: conf.ini:2');
    expect(outcome.code).toBe(0);
  });
});

describe('where nobody can see which git it is', () => {
  /** As a client does that runs the hook by itself: no git above it. */
  const alone = (scene: GateScene) =>
    scene.leakgateWith({ env: { GIT_INDEX_FILE: join(scene.repo.dir, '.git/index') } }, 'hook', 'pre-commit');

  it('warns of what only HEAD holds, and does not block', () => {
    const outcome = alone(amendScene());
    expect(outcome.stderr).toContain('leakgate lets this commit pass: 1 warning\n');
    expect(outcome.stderr).toContain('conf.ini:2');
    expect(outcome.stderr).toContain('git commit --amend');
    expect(outcome.stderr).toContain('checked 1 of 1 staged file');
    expect(outcome.code).toBe(0);
  });

  it('blocks what is new, and tells it once', () => {
    const scene = amendScene();
    scene.plant('conf.ini', githubToken('new'), { before: awsPair('old').text });
    scene.repo.git('add', 'conf.ini');
    const outcome = alone(scene);
    expect(outcome.stderr).toContain('leakgate blocked this commit: 1 secret, 1 warning\n');
    expect(outcome.code).toBe(1);
    expect(outcome.stderr.match(/GitHub/g)?.length).toBeGreaterThan(0);
    expect(outcome.stderr.match(/conf\.ini:3:/g)).toHaveLength(1);
  });

  it('says nothing when HEAD brought nothing', () => {
    const scene = newScene();
    scene.repo.write('other.txt', 'harmless\n');
    scene.repo.git('add', 'other.txt');
    const outcome = alone(scene);
    expect(outcome.stderr).toContain('leakgate: clean, 1 of 1 staged file');
    expect(outcome.stderr).not.toContain('amend');
    expect(outcome.code).toBe(0);
  });
});

describe('the look at the index in a hook for pushes', () => {
  it.each(['staged', 'hook pre-commit'])('is refused: %s', (command) => {
    const scene = newScene();
    const remote = scene.repo.addRemote();
    scene.plant('conf.ini', awsPair('pushed'));
    scene.repo.commit('let through');
    const refs = scene.refs(remote);
    for (const words of ['exec leakgate', 'leakgate']) {
      const call = `${process.execPath} ${join(import.meta.dirname, '../../dist/leakgate.js')} ${command} "$@"`;
      putScript(
        join(scene.repo.dir, '.git/hooks/pre-push'),
        words.startsWith('exec') ? `exec ${call}` : `${call} || exit $?`,
      );
      const outcome = scene.git('push', 'origin', 'main');
      expect(outcome.stderr).toMatch(/would\s+see\s+none|does not take/);
      expect(outcome.code).toBe(1);
      expect(scene.refs(remote)).toBe(refs);
    }
  });

  it('is refused for what only a pre-push hook is given, also where no git can be seen', () => {
    const scene = newScene();
    const outcome = scene.leakgate('hook', 'pre-commit', 'origin', 'https://example.org/x.git');
    expect(outcome.stderr).toContain('leakgate hook pre-push');
    expect(outcome.code).toBe(2);
  });

  it('is no other way round: the look at a push is refused in a hook for commits', () => {
    const scene = newScene();
    const call = `exec ${process.execPath} ${join(import.meta.dirname, '../../dist/leakgate.js')} hook pre-push "$@"`;
    putScript(join(scene.repo.dir, '.git/hooks/pre-commit'), call);
    scene.plant('conf.ini', awsPair('wrong way'));
    scene.repo.git('add', 'conf.ini');
    const head = scene.head();
    const outcome = scene.commit();
    expect(outcome.stderr).toContain('leakgate hook pre-commit');
    expect(outcome.code).toBe(1);
    expect(scene.head()).toBe(head);
  });

  it('is refused where the pre-commit framework was given a range', () => {
    const scene = newScene();
    const outcome = scene.leakgateWith(
      { env: { PRE_COMMIT_FROM_REF: 'a', PRE_COMMIT_TO_REF: 'b' } },
      'hook',
      'pre-commit',
    );
    expect(outcome.stderr).toContain('leakgate range');
    expect(outcome.code).toBe(2);
  });

  it('takes the file names that lint-staged appends, and narrows nothing by them', () => {
    const scene = newScene();
    scene.repo.write('a.txt', 'harmless\n');
    scene.plant('b.ini', awsPair('b'));
    scene.repo.git('add', '.');
    expect(scene.leakgate('staged', join(scene.repo.dir, 'a.txt'), 'b.ini').code).toBe(1);
    expect(scene.leakgate('staged', join(scene.repo.dir, 'a.txt')).code).toBe(1);
    expect(scene.leakgate('staged', 'nothing-here').code).toBe(2);
  });
});
