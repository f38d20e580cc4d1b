// What git commit hands to the gate: the index that git names, and nothing else. Situations 1 to 3, 5 and 8 to 10.
import { rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { type GateScene, gateScenes } from '../support/gate-scene.ts';
import { awsPair, githubToken, harmless } from '../support/planted.ts';
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

describe('which index', () => {
  it('judges what `git commit PATH` takes along, not what else is staged', () => {
    const scene = newScene();
    scene.repo.write('clean.txt', 'one\n');
    scene.repo.write('left-out.ini', 'one\n');
    scene.repo.commit('base');
    scene.plant('left-out.ini', awsPair(1));
    scene.repo.git('add', 'left-out.ini');
    scene.repo.write('clean.txt', 'two\n');
    expectPassed(scene, () => scene.commit('clean.txt'));
    expectPassed(scene, () => scene.commit('--allow-empty', '--only'));
    expectBlocked(scene, () => scene.commit('--only', 'left-out.ini'), 'left-out.ini:2:25');
    expectBlocked(scene, () => scene.commit(), 'left-out.ini:2:25');
  });

  it('judges what the working tree holds when `git commit PATH` stages it', () => {
    const scene = newScene();
    scene.repo.write('conf.ini', 'one\n');
    scene.repo.commit('base');
    scene.plant('conf.ini', awsPair(2));
    expectBlocked(scene, () => scene.commit('--', 'conf.ini'), 'conf.ini:2:25');
    expect(scene.repo.git('diff', '--cached', '--name-only')).toBe('');
  });

  it('judges what `git commit -a` stages', () => {
    const scene = newScene();
    scene.repo.write('conf.ini', 'one\n');
    scene.repo.commit('base');
    scene.plant('conf.ini', githubToken(3), { before: harmless(4) });
    expectBlocked(scene, () => scene.commit('-a'), 'conf.ini:5:8');
  });

  it('judges what is staged when the working tree is clean again', () => {
    const scene = newScene();
    scene.repo.write('conf.ini', 'one\n');
    scene.repo.commit('base');
    scene.plant('conf.ini', awsPair(4));
    scene.repo.git('add', 'conf.ini');
    scene.repo.write('conf.ini', 'one\n');
    expectBlocked(scene, () => scene.commit(), 'conf.ini:2:25');
  });

  it('does not judge what is only in the working tree', () => {
    const scene = newScene();
    scene.repo.write('conf.ini', 'two\n');
    scene.repo.git('add', 'conf.ini');
    scene.plant('conf.ini', awsPair(5));
    expectPassed(scene, () => scene.commit());
    expect(scene.repo.git('show', 'HEAD:conf.ini')).toBe('two');
  });

  it('judges the hunk that `git add -p` staged', () => {
    const scene = newScene();
    scene.repo.write('conf.ini', harmless(30));
    scene.repo.commit('base');
    const planted = scene.keepSecret(githubToken(6));
    scene.repo.write('conf.ini', `first\n${harmless(30)}${planted.text}`);
    scene.repo.gitBytes(['add', '-p'], { input: 'y\nn\n' });
    expectPassed(scene, () => scene.commit());
    scene.repo.gitBytes(['add', '-p'], { input: 'y\n' });
    scene.repo.git('checkout-index', '-f', 'conf.ini');
    expectBlocked(scene, () => scene.commit(), 'conf.ini:32:8');
  });

  it.each(['sha1', 'sha256'] as const)('judges the first commit of a %s repository', (objectFormat) => {
    const scene = newScene({ objectFormat, isCommitted: false });
    scene.plant('conf.ini', awsPair(7));
    scene.repo.git('add', '--all');
    expectBlocked(scene, () => scene.commit(), 'conf.ini:2:25');
    expect(scene.head()).toBe('');
    scene.repo.git('rm', '-q', '--cached', 'conf.ini');
    expectPassed(scene, () => scene.commit());
  });
});

describe('what is no new content', () => {
  it('lets an intent to add pass', () => {
    const scene = newScene();
    scene.plant('.env', githubToken(8));
    scene.plant('conf.ini', awsPair(8));
    scene.repo.git('add', '--force', '--intent-to-add', '.env', 'conf.ini');
    expectPassed(scene, () => scene.commit('--allow-empty'));
    expect(scene.leakgate('staged').code).toBe(0);
    scene.repo.git('add', 'conf.ini');
    expectBlocked(scene, () => scene.commit(), 'conf.ini:2:25');
  });

  it('lets a deletion, a change of mode, a rename and an edit elsewhere pass', () => {
    const scene = newScene();
    for (const name of ['gone', 'mode', 'moved', 'edited']) scene.plant(`${name}.ini`, awsPair(name), { after: '#\n' });
    scene.repo.commit('let through before');
    scene.repo.git('rm', '-q', 'gone.ini');
    scene.repo.git('update-index', '--chmod=+x', 'mode.ini');
    scene.repo.git('mv', 'moved.ini', 'new-name.ini');
    scene.repo.write('edited.ini', `; a new first line\n${awsPair('edited').text}#\nand a last one\n`);
    scene.repo.git('add', 'edited.ini');
    expectPassed(scene, () => scene.commit());
    expect(scene.repo.git('ls-files', '*.ini')).toBe('edited.ini\nmode.ini\nnew-name.ini');
  });

  it('lets renames with edits pass beyond every limit of the user on their number', () => {
    const scene = newScene();
    const count = 40;
    for (let at = 0; at < count; at++) scene.plant(`old/${at}.ini`, awsPair(at), { before: harmless(20 + at) });
    scene.repo.commit('old secrets');
    scene.repo.git('config', 'diff.renameLimit', '1');
    scene.repo.git('mv', 'old', 'new');
    for (let at = 0; at < count; at++) {
      const text = `edited\n${harmless(20 + at)}${awsPair(at).text}`;
      scene.repo.write(`new/${at}.ini`, text);
    }
    scene.repo.git('add', '.');
    const outcome = scene.commit();
    expect(outcome.stderr).toContain(`leakgate: clean, ${count} of ${count} staged files`);
    expect(outcome.code).toBe(0);
  });

  it('lets a commit without changes pass', () => {
    const scene = newScene();
    expectPassed(scene, () => scene.commit('--allow-empty'));
  });
});

describe('what is new content under another name or kind', () => {
  it('blocks a rename with an edit that adds a secret', () => {
    const scene = newScene();
    scene.repo.write('old.txt', harmless(40));
    scene.repo.commit('base');
    scene.repo.git('mv', 'old.txt', 'new.txt');
    scene.plant('new.txt', githubToken(9), { before: harmless(40) });
    scene.repo.git('add', 'new.txt');
    expectBlocked(scene, () => scene.commit(), 'new.txt:41:8');
  });

  it('blocks a copy of a file with a secret', () => {
    const scene = newScene();
    scene.plant('one.ini', awsPair(10));
    scene.repo.commit('let through before');
    scene.plant('two.ini', awsPair(10));
    scene.repo.git('add', 'two.ini');
    expectBlocked(scene, () => scene.commit(), 'two.ini:2:25');
  });

  it('blocks one more copy of a secret that the file holds already', () => {
    const scene = newScene();
    scene.plant('conf.yml', githubToken(11));
    scene.repo.commit('let through before');
    scene.repo.write('conf.yml', `${githubToken(11).text}${harmless(3)}other_${githubToken(11).text}`);
    scene.repo.git('add', 'conf.yml');
    expectBlocked(scene, () => scene.commit(), 'conf.yml:5:14');
  });

  it('blocks a link that becomes a file', () => {
    const scene = newScene();
    symlinkSync('elsewhere', join(scene.repo.dir, 'conf.ini'));
    scene.repo.commit('a link');
    rmSync(join(scene.repo.dir, 'conf.ini'));
    scene.plant('conf.ini', awsPair(12));
    scene.repo.git('add', 'conf.ini');
    expectBlocked(scene, () => scene.commit(), 'conf.ini:2:25');
  });
});

describe('links and submodules', () => {
  it('reads the text of a link and never follows it', () => {
    const scene = newScene();
    scene.plant('../outside.ini', awsPair(13));
    symlinkSync('../outside.ini', join(scene.repo.dir, 'link'));
    symlinkSync('/dev/zero', join(scene.repo.dir, 'endless'));
    scene.repo.git('add', 'link', 'endless');
    expectPassed(scene, () => scene.commit());
    symlinkSync(`/srv/${scene.keepSecret(githubToken(13)).secret}`, join(scene.repo.dir, 'told'));
    scene.repo.git('add', 'told');
    expectBlocked(scene, () => scene.commit(), 'told:1:6');
  });

  it('lets a submodule link pass, and stands guard in the submodule', () => {
    const scene = newScene();
    const library = newScene({ isCommitted: false });
    library.repo.write('readme', 'x\n');
    library.repo.commit('library');
    scene.repo.git('-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', library.repo.dir, 'lib');
    const passed = expectPassed(scene, () => scene.commit());
    expect(passed.stderr).toContain('1 submodule link');

    const inside = join(scene.repo.dir, 'lib');
    expect(scene.leakgateWith({ cwd: inside }, 'init', '--yes').code).toBe(0);
    scene.plant('lib/conf.ini', awsPair(14));
    scene.gitWith({ cwd: inside }, 'add', 'conf.ini');
    const before = scene.gitWith({ cwd: inside }, 'rev-parse', 'HEAD').stdout;
    const blocked = scene.gitWith({ cwd: inside }, 'commit', '-m', 'x');
    expect(blocked.stderr).toContain('leakgate blocked this commit: 1 secret');
    expect(blocked.stderr).toContain('conf.ini:2:25');
    expect(scene.gitWith({ cwd: inside }, 'rev-parse', 'HEAD').stdout).toBe(before);
  });
});
