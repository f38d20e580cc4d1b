import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { InstallScene } from '../../support/install-scene.ts';
import { scratchRepos } from '../../support/scratch-repo.ts';

const newRepo = scratchRepos(afterEach);
const newScene = () => new InstallScene(newRepo());

describe('byte for byte', () => {
  it.each<[string, (scene: InstallScene) => void]>([
    ['an empty repository', () => {}],
    ['one without a hooks folder', (scene) => rmSync(join(scene.scratch.dir, '.git/hooks'), { recursive: true })],
    [
      'hooks, open last lines and modes of its own',
      (scene) => {
        writeFileSync(join(scene.scratch.dir, '.git/hooks/pre-push'), '#!/bin/sh\r\n\0\xff', { mode: 0o700 });
        scene.scratch.write('.gitignore', Buffer.from('caf\xe9', 'latin1'));
      },
    ],
    [
      'husky',
      (scene) => {
        scene.scratch.write('.husky/_/h', '');
        scene.scratch.git('config', 'core.hooksPath', '.husky/_');
        scene.scratch.write('.husky/pre-commit', '#!/bin/sh');
        scene.scratch.write('.husky/commit-msg', '');
        scene.scratch.write('.husky/pre-push', 'npm test');
      },
    ],
  ])('restores %s, also after several runs of init', async (_, prepare) => {
    const scene = newScene();
    prepare(scene);
    const before = scene.snapshot();
    await scene.install();
    await scene.install();
    rmSync(join(scene.scratch.dir, '.git/leakgate/runtime'));
    await scene.install();
    expect(scene.snapshot()).not.toEqual(before);
    scene.undo();
    expect(scene.snapshot()).toEqual(before);
    expect(scene.planUndo()).toEqual({ steps: [], notes: [], isEffective: true });
  });
});

describe('what changed since', () => {
  it('stays, and is named', async () => {
    const scene = newScene();
    await scene.install();
    scene.scratch.write('.gitignore', 'mine\n');
    scene.scratch.write('leakgate.json', '{ "severity": "low" }\n');
    const { notes } = scene.undo();
    expect(notes).toEqual([
      expect.stringContaining('.gitignore no longer holds the lines of init'),
      expect.stringContaining('leakgate.json was changed since init wrote it'),
    ]);
    expect(readFileSync(join(scene.scratch.dir, '.gitignore'), 'utf8')).toBe('mine\n');
  });

  it('keeps lines that were added around ours', async () => {
    const scene = newScene();
    await scene.install();
    const path = join(scene.scratch.dir, '.gitignore');
    writeFileSync(path, `before\n${readFileSync(path, 'utf8')}after\n`);
    scene.undo();
    expect(readFileSync(path, 'utf8')).toBe('before\nafter\n');
  });

  it('leaves an edited hook together with what it needs', async () => {
    const scene = newScene();
    await scene.install();
    const hook = join(scene.scratch.dir, '.git/hooks/pre-commit');
    writeFileSync(hook, `${readFileSync(hook, 'utf8')}# mine\n`);
    const { notes } = scene.undo();
    expect(notes).toContainEqual(expect.stringContaining('pre-commit was changed since'));
    const left = Object.keys(scene.snapshot()).filter((name) => /leakgate|hooks\/(pre|commit)[^.]*$/.test(name));
    expect(left.sort()).toEqual([
      '.git/hooks/leakgate.sh',
      '.git/hooks/pre-commit',
      '.git/leakgate',
      '.git/leakgate/runtime',
    ]);
  });

  it('leaves a foreign hook that took the place of ours, and the one that is kept', async () => {
    const scene = newScene();
    const hook = join(scene.scratch.dir, '.git/hooks/pre-commit');
    writeFileSync(hook, 'old\n', { mode: 0o755 });
    await scene.install();
    writeFileSync(hook, 'foreign\n');
    scene.undo();
    expect(readFileSync(hook, 'utf8')).toBe('foreign\n');
    expect(readFileSync(`${hook}.before-leakgate`, 'utf8')).toBe('old\n');
  });

  it('brings the kept hook back when ours was deleted by hand', async () => {
    const scene = newScene();
    const hook = join(scene.scratch.dir, '.git/hooks/pre-commit');
    writeFileSync(hook, 'old\n', { mode: 0o755 });
    const before = scene.snapshot();
    await scene.install();
    rmSync(hook);
    scene.undo();
    expect(scene.snapshot()).toEqual(before);
  });

  it('keeps the salt that stored fingerprints need', async () => {
    const scene = newScene();
    await scene.install();
    scene.scratch.write('.leakgateignore', 'rule:path:1a2b owner=me until=never -- test value\n');
    expect(scene.undo().notes).toEqual([expect.stringContaining('holds the salt')]);
    expect(existsSync(join(scene.scratch.dir, 'leakgate.json'))).toBe(true);
  });
});

describe('without a record', () => {
  it('takes back what is recognisably ours', async () => {
    const scene = newScene();
    writeFileSync(join(scene.scratch.dir, '.git/hooks/pre-commit'), 'old\n', { mode: 0o755 });
    const before = scene.snapshot();
    await scene.install();
    rmSync(join(scene.scratch.dir, '.git/leakgate'), { recursive: true });
    scene.undo();
    const { '.gitignore': _, 'leakgate.json': __, ...after } = scene.snapshot();
    expect(after).toEqual(before);
  });

  it('takes the lines out of the scripts of husky in another clone', async () => {
    const scene = newScene();
    scene.scratch.write('.husky/_/h', '');
    scene.scratch.git('config', 'core.hooksPath', '.husky/_');
    scene.scratch.write('.husky/pre-commit', 'npm test\n');
    await scene.install();
    rmSync(join(scene.scratch.dir, '.git/leakgate'), { recursive: true });
    scene.undo();
    expect(Object.keys(scene.snapshot(join(scene.scratch.dir, '.husky')))).toEqual(['_', '_/h', 'pre-commit']);
    expect(readFileSync(join(scene.scratch.dir, '.husky/pre-commit'), 'utf8')).toBe('npm test\n');
  });

  it('does nothing where leakgate never was', () => {
    const scene = newScene();
    expect(scene.planUndo()).toEqual({ steps: [], notes: [], isEffective: true });
  });
});

describe('a record that was brought along', () => {
  const putRecord = (scene: InstallScene, text: string) => {
    mkdirSync(join(scene.scratch.dir, '.git', 'leakgate'));
    writeFileSync(join(scene.scratch.dir, '.git', 'leakgate', 'installed.json'), text);
  };

  it.each([
    '{',
    '[]',
    '{ "version": 2, "entries": [] }',
    '{ "version": 1, "entries": [null] }',
    '{ "version": 1, "entries": [{ "kind": "file", "path": "../precious.txt", "state": "absent" }] }',
    '{ "version": 1, "entries": [{ "kind": "text", "path": "../precious.txt", "inserted": "x" }] }',
    '{ "version": 1, "entries": [{ "kind": "text", "path": "../.gitignore", "inserted": "" }] }',
    '{ "version": 1, "entries": [{ "kind": "copy", "path": "hooks" }] }',
  ])('is not believed: %s', async (text) => {
    const scene = newScene();
    scene.scratch.write('precious.txt', 'x');
    putRecord(scene, text);
    const steps = scene.steps(scene.undo());
    expect(steps).toEqual(['remove .git/leakgate/installed.json', 'remove-folder .git/leakgate']);
    expect(readFileSync(join(scene.scratch.dir, 'precious.txt'), 'utf8')).toBe('x');
  });

  it('removes no folder that has something in it', () => {
    const scene = newScene();
    scene.scratch.write('folder/file', 'x');
    putRecord(scene, '{ "version": 1, "entries": [{ "kind": "folder", "path": "../folder" }] }');
    scene.undo();
    expect(existsSync(join(scene.scratch.dir, 'folder', 'file'))).toBe(true);
  });
});
