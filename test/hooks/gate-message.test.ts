// Messages, merges, and commits that other commands make. Situations 6, 7 and 20.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { type GateScene, gateScenes } from '../support/gate-scene.ts';
import { putScript } from '../support/hook-scene.ts';
import { awsPair, githubToken, harmless } from '../support/planted.ts';

const newScene = gateScenes(afterEach);

/** A branch `side` and `main` that both changed conf.ini: merging, picking or rebasing conflicts. */
function conflictScene(): GateScene {
  const scene = newScene();
  scene.repo.write('conf.ini', 'base\n');
  scene.repo.commit('base');
  scene.repo.git('checkout', '-q', '-b', 'side');
  scene.repo.write('conf.ini', 'side\n');
  scene.repo.commit('side');
  scene.repo.git('checkout', '-q', 'main');
  scene.repo.write('conf.ini', 'main\n');
  scene.repo.commit('main');
  return scene;
}

describe('the commit message', () => {
  const message = (secret: string) => `Rotate the token\n\nThe old one was ${secret}, do not use it.\n`;

  it('blocks a message with a secret and keeps what was typed', () => {
    const scene = newScene();
    const typed = message(scene.keepSecret(githubToken('message')).secret);
    scene.repo.write('a.txt', 'a\n');
    scene.repo.git('add', 'a.txt');
    const head = scene.head();
    const blocked = scene.gitWith({ input: typed }, 'commit', '-F', '-');
    expect(blocked.stderr).toContain('leakgate blocked this commit: 1 secret in its message\n');
    expect(blocked.stderr).toContain('the commit message, line 3, column 17\n');
    expect(blocked.stderr).toContain('Your message is kept in .git/COMMIT_EDITMSG');
    expect(blocked.code).toBe(1);
    expect(scene.head()).toBe(head);
    expect(readFileSync(join(scene.repo.dir, '.git/COMMIT_EDITMSG'), 'utf8')).toBe(typed);
  });

  it.each([
    ['core.commentChar', ['-c', 'core.commentChar=;'], []],
    ['core.commentChar=auto', ['-c', 'core.commentChar=auto'], []],
    ['commit.cleanup=scissors', ['-c', 'commit.cleanup=scissors'], []],
    ['commit.cleanup=verbatim', ['-c', 'commit.cleanup=verbatim'], []],
    ['two characters', ['-c', 'core.commentChar=;', '-c', 'core.commentString=#'], []],
    ['--cleanup=whitespace', [], ['--cleanup=whitespace']],
    ['--cle verbatim', [], ['--cle', 'verbatim']],
  ])('scans lines with a # where git keeps them: %s', (_, before, behind) => {
    const scene = newScene();
    const { secret } = scene.keepSecret(githubToken('kept'));
    const editor = join(scene.repo.root, 'editor');
    putScript(editor, `printf 'fine\\n# ${secret}\\n' | cat - "$1" >"$1.new" && mv "$1.new" "$1"`);
    scene.repo.write('a.txt', 'harmless\n');
    scene.repo.git('add', 'a.txt');
    const outcome = scene.gitWith({ env: { GIT_EDITOR: editor } }, ...before, 'commit', ...behind);
    expect(outcome.stderr).toContain('1 secret');
    expect(outcome.code).not.toBe(0);
  });

  it('scans what was typed in an editor, and not the comments and the diff that git drops', () => {
    const scene = newScene();
    const { secret } = scene.keepSecret(githubToken('editor'));
    const editor = join(scene.repo.root, 'editor');
    const env = { GIT_EDITOR: editor };
    putScript(editor, `printf 'fine\\n# ${secret}\\n' | cat - "$1" >"$1.new" && mv "$1.new" "$1"`);
    scene.repo.write('conf.ini', 'harmless\n');
    scene.repo.git('add', 'conf.ini');
    expect(scene.gitWith({ env }, 'commit', '--quiet', '--verbose').code).toBe(0);
    expect(scene.repo.git('log', '-1', '--format=%B')).toBe('fine\n');
    putScript(editor, `printf 'fine\\n\\n${secret}\\n' >"$1"`);
    const blocked = scene.gitWith({ env }, 'commit', '--quiet', '--allow-empty');
    expect(blocked.stderr).toContain('the commit message, line 3, column 1\n');
    expect(blocked.code).toBe(1);
  });

  it('scans the message of a merge and of an amended commit', () => {
    const scene = newScene();
    scene.repo.git('checkout', '-q', '-b', 'side');
    scene.repo.write('side.txt', 'x\n');
    scene.repo.commit('side');
    scene.repo.git('checkout', '-q', 'main');
    const head = scene.head();
    const { secret } = scene.keepSecret(githubToken('merge message'));
    const merge = scene.git('merge', '--no-ff', '-m', `from ${secret}`, 'side');
    expect(merge.stderr).toContain('leakgate blocked this commit: 1 secret in its message');
    expect(merge.code).not.toBe(0);
    scene.repo.git('merge', '--abort');
    const amend = scene.git('commit', '--amend', '-m', `from ${secret}`);
    expect(amend.stderr).toContain('leakgate blocked this commit: 1 secret in its message');
    expect(amend.code).toBe(1);
    expect(scene.head()).toBe(head);
  });
});

describe('merges', () => {
  it('judges what resolves a conflict, and not what came clean from a parent', () => {
    const scene = conflictScene();
    scene.repo.git('checkout', '-q', 'side');
    scene.plant('from-side.ini', awsPair('let through on side'));
    scene.repo.commit('let through');
    scene.repo.git('checkout', '-q', 'main');
    expect(scene.git('merge', 'side').code).toBe(1);
    scene.plant('conf.ini', awsPair('resolution'));
    scene.repo.git('add', 'conf.ini');
    const head = scene.head();
    const blocked = scene.git('commit', '--no-edit');
    expect(blocked.stderr).toContain('leakgate blocked this commit: 1 secret\n');
    expect(blocked.stderr).toContain('\n  conf.ini:2:25');
    expect(blocked.code).toBe(1);
    expect(scene.head()).toBe(head);
    scene.repo.write('conf.ini', 'both\n');
    scene.repo.git('add', 'conf.ini');
    expect(scene.git('commit', '--no-edit').code).toBe(0);
    expect(scene.repo.git('show', 'HEAD:from-side.ini')).toContain('aws_access_key_id');
  });

  it('judges a merge without conflicts, whose result a merge driver made', () => {
    const scene = conflictScene();
    const { text } = scene.keepSecret(awsPair('driver'));
    const driver = join(scene.repo.root, 'driver');
    putScript(driver, `cat >"$1" <<'END'\n${text}END`);
    scene.repo.git('config', 'merge.ours.driver', `${driver} %A`);
    scene.repo.write('.git/info/attributes', 'conf.ini merge=ours\n');
    const head = scene.head();
    const blocked = scene.git('merge', '--no-edit', 'side');
    expect(blocked.stderr).toContain('leakgate blocked this merge: 1 secret\n');
    expect(blocked.stderr).toContain('\n  conf.ini:2:25');
    expect(blocked.code).not.toBe(0);
    expect(scene.head()).toBe(head);
  });

  it('lets an octopus merge pass whose contents all come from a parent', () => {
    const scene = newScene();
    for (const name of ['one', 'two']) {
      scene.repo.git('checkout', '-q', '-b', name, 'main');
      scene.plant(`${name}.ini`, awsPair(name));
      scene.repo.commit(name);
    }
    scene.repo.git('checkout', '-q', 'main');
    scene.repo.write('main.txt', 'x\n');
    scene.repo.commit('main');
    const merge = scene.git('merge', '--no-edit', 'one', 'two');
    expect(merge.stderr).toContain('leakgate: clean');
    expect(merge.code).toBe(0);
    expect(scene.repo.git('rev-list', '--parents', '-1', 'HEAD').split(' ')).toHaveLength(4);
  });
});

describe('commits that other commands make', () => {
  it.each([
    ['cherry-pick', ['cherry-pick', 'side'], ['-c', 'core.editor=true', 'cherry-pick', '--continue']],
    ['rebase', ['rebase', 'side'], ['commit', '-m', 'resolved']],
    ['revert', ['revert', '--no-edit', 'HEAD~1'], ['-c', 'core.editor=true', 'revert', '--continue']],
  ])('judges how a conflict of %s was resolved', (name, start, go) => {
    const scene = conflictScene();
    expect(scene.git(...start).code).not.toBe(0);
    scene.plant('conf.ini', githubToken(name), { before: harmless(2) });
    scene.repo.git('add', 'conf.ini');
    const head = scene.head();
    const blocked = scene.git(...go);
    expect(blocked.stderr).toContain('leakgate blocked this commit: 1 secret\n');
    expect(blocked.stderr).toContain('\n  conf.ini:3:8');
    expect(blocked.code).not.toBe(0);
    expect(scene.head()).toBe(head);
  });

  it('blocks at the push what `git rebase --continue` recorded, since git runs it as --no-verify', () => {
    const scene = conflictScene();
    const remote = scene.repo.addRemote();
    expect(scene.git('rebase', 'side').code).not.toBe(0);
    scene.plant('conf.ini', awsPair('continued'));
    scene.repo.git('add', 'conf.ini');
    expect(scene.git('-c', 'core.editor=true', 'rebase', '--continue').code).toBe(0);
    const push = scene.git('push', 'origin', 'main');
    expect(push.stderr).toContain('leakgate blocked this push: 1 secret\n');
    expect(push.stderr).toContain('\n  conf.ini:2:25');
    expect(push.code).toBe(1);
    expect(scene.refs(remote)).toBe('');
  });

  it('blocks at the push what a clean cherry-pick brought in, since git asks no hook about it', () => {
    const scene = newScene();
    const remote = scene.repo.addRemote();
    expect(scene.git('push', '-q', 'origin', 'main').code).toBe(0);
    scene.repo.git('checkout', '-q', '-b', 'side');
    scene.plant('conf.ini', awsPair('picked'));
    const picked = scene.repo.commit('let through');
    scene.repo.git('checkout', '-q', 'main');
    expect(scene.git('cherry-pick', '-x', picked).code).toBe(0);
    const refs = scene.refs(remote);
    const push = scene.git('push', 'origin', 'main');
    expect(push.stderr).toContain('leakgate blocked this push: 1 secret\n');
    expect(push.stderr).toContain('\n  conf.ini:2:25');
    expect(push.code).toBe(1);
    expect(scene.refs(remote)).toBe(refs);
  });
});
