import { chmodSync, mkdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { applyPlan } from '../../../src/install/apply-plan.ts';
import { hookLine } from '../../../src/install/hook-files.ts';
import { planInstall } from '../../../src/install/plan-install.ts';
import { InstallScene } from '../../support/install-scene.ts';
import { scratchRepos } from '../../support/scratch-repo.ts';

const newRepo = scratchRepos(afterEach);
const newScene = () => new InstallScene(newRepo());
const read = (scene: InstallScene, path: string) => readFileSync(join(scene.scratch.dir, path), 'utf8');

const plainSteps = [
  'write .git/leakgate/installed.json',
  'write .git/hooks/leakgate.sh',
  'write .git/hooks/pre-commit',
  'write .git/hooks/pre-merge-commit',
  'write .git/hooks/commit-msg',
  'write .git/hooks/pre-push',
  'write .git/leakgate/runtime',
  'write .gitignore',
  'write leakgate.json',
];

describe('plain git', () => {
  it('plans everything and changes nothing', async () => {
    const scene = newScene();
    const before = scene.snapshot();
    const plan = await scene.plan();
    expect(scene.steps(plan)).toEqual(plainSteps);
    expect(plan).toMatchObject({ notes: [], isEffective: true });
    expect(scene.snapshot()).toEqual(before);
  });

  it('writes executable hooks, the record of Node and leakgate, ignore lines and a salt', async () => {
    const scene = newScene();
    await scene.install();
    for (const name of ['pre-commit', 'pre-merge-commit', 'commit-msg', 'pre-push']) {
      expect(statSync(join(scene.scratch.dir, '.git', 'hooks', name)).mode & 0o777).toBe(0o755);
      expect(read(scene, `.git/hooks/${name}`)).toContain(`leakgate_main ${name} "$@"`);
    }
    expect(read(scene, '.git/leakgate/runtime')).toBe(`/usr/bin/node\n${scene.running.cli}\n`);
    expect(read(scene, '.gitignore')).toBe('.env\n.env.*\n!.env.template\n!.env.example\n!.env.sample\n');
    expect(read(scene, 'leakgate.json')).toMatch(/^\{ "salt": "[0-9a-f]{32}" \}\n$/);
  });

  it('makes another salt for another repository', async () => {
    const [one, two] = [newScene(), newScene()];
    await one.install();
    await two.install();
    expect(read(one, 'leakgate.json')).not.toBe(read(two, 'leakgate.json'));
  });

  it('has nothing to do the second time', async () => {
    const scene = newScene();
    await scene.install();
    const before = scene.snapshot();
    expect(await scene.install()).toEqual({ steps: [], notes: [], isEffective: true });
    expect(scene.snapshot()).toEqual(before);
  });

  it('mends a hook of ours that is gone or may not run', async () => {
    const scene = newScene();
    await scene.install();
    chmodSync(join(scene.scratch.dir, '.git/hooks/pre-commit'), 0o644);
    rmSync(join(scene.scratch.dir, '.git/hooks/pre-push'));
    expect(scene.steps(await scene.install()).filter((step) => step.includes('hooks'))).toEqual([
      'write .git/hooks/pre-commit',
      'write .git/hooks/pre-push',
    ]);
    expect(statSync(join(scene.scratch.dir, '.git/hooks/pre-commit')).mode & 0o777).toBe(0o755);
    expect((await scene.plan()).steps).toEqual([]);
  });

  it('brings the hooks of an earlier version up to date', async () => {
    const scene = newScene();
    const path = join(scene.running.packageFolder, 'hooks', 'pre-commit');
    const current = readFileSync(path, 'utf8');
    writeFileSync(path, current.replace('leakgate:', 'leakgate 0.0.1:'));
    await scene.install();
    writeFileSync(path, current);
    expect(scene.steps(await scene.install())).toContain('write .git/hooks/pre-commit');
    expect(read(scene, '.git/hooks/pre-commit')).toBe(current);
    scene.undo();
    expect(scene.snapshot()['.git/hooks/pre-commit']).toBeUndefined();
  });

  it('keeps and chains a hook that is there, a link too', async () => {
    const scene = newScene();
    const hooks = join(scene.scratch.dir, '.git', 'hooks');
    writeFileSync(join(hooks, 'pre-commit'), '#!/bin/sh\nnpm test\n', { mode: 0o711 });
    symlinkSync('../../push.sh', join(hooks, 'pre-push'));
    const before = scene.snapshot();
    const plan = await scene.install();
    expect(plan.steps.flatMap((step) => (step.action === 'write' && step.keepAs ? [step.why] : []))).toEqual([
      'checks what a commit would contain; your own hook stays as pre-commit.before-leakgate and runs first',
      'checks what a push would send; your own hook stays as pre-push.before-leakgate and runs first',
    ]);
    const after = scene.snapshot();
    expect(after['.git/hooks/pre-commit.before-leakgate']).toBe(before['.git/hooks/pre-commit']);
    expect(after['.git/hooks/pre-push.before-leakgate']).toBe(before['.git/hooks/pre-push']);
    expect((await scene.plan()).steps).toEqual([]);
  });

  it('warns of a kept hook that looks at its own name', async () => {
    const scene = newScene();
    writeFileSync(join(scene.scratch.dir, '.git/hooks/pre-commit'), '#!/bin/sh\nexec run "$(basename "$0")"\n');
    expect((await scene.plan()).notes).toEqual([expect.stringContaining('seems to look at its own name')]);
  });

  it('leaves a hook of ours that was edited by hand', async () => {
    const scene = newScene();
    await scene.install();
    const path = join(scene.scratch.dir, '.git/hooks/pre-commit');
    const edited = `${readFileSync(path, 'utf8')}# mine\n`;
    writeFileSync(path, edited);
    const plan = await scene.install();
    expect(plan.steps).toEqual([]);
    expect(plan.notes).toEqual([expect.stringContaining('runs leakgate already')]);
    expect(readFileSync(path, 'utf8')).toBe(edited);
  });

  it('refuses to choose between two hooks', async () => {
    const scene = newScene();
    const hooks = join(scene.scratch.dir, '.git', 'hooks');
    writeFileSync(join(hooks, 'pre-commit'), 'one\n');
    writeFileSync(join(hooks, 'pre-commit.before-leakgate'), 'two\n');
    await expect(scene.plan()).rejects.toMatchObject({ code: 'hook-conflict', exitCode: 3 });
  });

  it.each(['leakgate.sh', 'commit-msg'])('refuses a folder in the place of %s', async (name) => {
    const scene = newScene();
    mkdirSync(join(scene.scratch.dir, '.git', 'hooks', name));
    await expect(scene.plan()).rejects.toMatchObject({ code: 'hook-conflict' });
  });

  it('does not overwrite a leakgate.sh of somebody else', async () => {
    const scene = newScene();
    writeFileSync(join(scene.scratch.dir, '.git', 'hooks', 'leakgate.sh'), 'mine\n');
    await expect(scene.plan()).rejects.toMatchObject({ code: 'hook-conflict' });
  });

  it('stops when a file changed between plan and apply', async () => {
    const scene = newScene();
    const plan = await scene.plan();
    writeFileSync(join(scene.scratch.dir, '.git', 'hooks', 'pre-push'), 'new\n');
    const before = scene.snapshot();
    expect(() => applyPlan(plan)).toThrow(/changed in the meantime/);
    expect(scene.snapshot()).toEqual(before);
  });
});

describe('where hooks go', () => {
  it('follows core.hooksPath of the repository, relative to the top level', async () => {
    const scene = newScene();
    scene.scratch.git('config', 'core.hooksPath', 'tools/hooks');
    mkdirSync(join(scene.scratch.dir, 'sub'));
    const plan = await scene.plan(join(scene.scratch.dir, 'sub'));
    expect(scene.steps(plan)).toContain('write tools/hooks/pre-commit');
    applyPlan(plan);
    scene.undo();
    expect(scene.snapshot().tools).toBe('folder 755');
    expect(scene.snapshot()['tools/hooks']).toBeUndefined();
  });

  it('says that a global folder serves every repository, and keeps the record there too', async () => {
    const scene = newScene();
    const config = join(scene.scratch.root, 'gitconfig');
    writeFileSync(config, '[core]\n\thooksPath = ~/hooks\n');
    scene.scratch.env.GIT_CONFIG_GLOBAL = config;
    const plan = await scene.install();
    const shared = join(scene.scratch.root, 'home', 'hooks');
    expect(plan.notes).toEqual([expect.stringContaining('serves every repository')]);
    expect(readFileSync(join(shared, 'leakgate.runtime'), 'utf8')).toBe(`/usr/bin/node\n${scene.running.cli}\n`);
    expect(readFileSync(join(shared, 'pre-push'), 'utf8')).toContain('leakgate_main pre-push');
    scene.undo();
    expect(scene.snapshot(join(scene.scratch.root, 'home'))).toEqual({});
  });

  it.each(['/dev/null', ''])('refuses hooks that are switched off with "%s"', async (value) => {
    const scene = newScene();
    scene.scratch.git('config', 'core.hooksPath', value);
    await expect(scene.plan()).rejects.toMatchObject({ code: 'hooks-off', exitCode: 3 });
  });

  it('uses the shared folder from a linked worktree', async () => {
    const scene = newScene();
    scene.scratch.commit('first');
    const linked = join(scene.scratch.root, 'linked');
    scene.scratch.git('worktree', 'add', '--quiet', linked);
    expect(scene.steps(await scene.plan(linked))).toEqual(
      plainSteps.map((step) => step.replace(/ (\.gitignore|leakgate\.json)$/, ` ${linked}/$1`)),
    );
  });

  it('puts the one hook of a server in place in a bare repository, and takes it back', async () => {
    const scene = new InstallScene(newRepo({ bare: true }));
    const before = scene.snapshot();
    const plan = await scene.install();
    const files = ['leakgate/installed.json', 'hooks/leakgate.sh', 'hooks/pre-receive', 'leakgate/runtime'];
    expect(scene.steps(plan)).toEqual(files.map((file) => `write ${file}`));
    expect((await scene.plan()).steps).toEqual([]);
    scene.undo();
    expect(scene.snapshot()).toEqual(before);
  });

  it('refuses to work from within a git folder', async () => {
    const scene = new InstallScene(newRepo());
    await expect(scene.plan(join(scene.scratch.dir, '.git'))).rejects.toMatchObject({ code: 'no-working-tree' });
  });
});

describe('husky', () => {
  /** What husky 9 leaves behind after `npm install`. */
  function startHusky(scene: InstallScene): void {
    scene.scratch.write('.husky/_/h', '#!/usr/bin/env sh\n');
    scene.scratch.git('config', 'core.hooksPath', '.husky/_');
    scene.scratch.write('package.json', '{ "devDependencies": { "husky": "9", "leakgate": "1" } }');
  }

  it('puts a marked line first in each script and leakgate.sh beside them', async () => {
    const scene = newScene();
    startHusky(scene);
    scene.scratch.write('.husky/pre-commit', 'npx lint-staged\n');
    const plan = await scene.install();
    expect(plan).toMatchObject({ notes: [], isEffective: true });
    expect(scene.steps(plan).filter((step) => step.includes('.husky'))).toEqual([
      'write .husky/leakgate.sh',
      'write .husky/pre-commit',
      'write .husky/pre-merge-commit',
      'write .husky/commit-msg',
      'write .husky/pre-push',
    ]);
    expect(read(scene, '.husky/pre-commit')).toBe(`${hookLine('pre-commit')}\nnpx lint-staged\n`);
    expect(read(scene, '.husky/pre-push')).toBe(`${hookLine('pre-push')}\n`);
    expect((await scene.plan()).steps).toEqual([]);
  });

  it('is not effective before husky was started, and says so', async () => {
    const scene = newScene();
    scene.scratch.write('.husky/pre-commit', 'npm test\n');
    const plan = await scene.plan();
    expect(plan.isEffective).toBe(false);
    expect(plan.notes).toEqual([
      expect.stringContaining('husky is not started'),
      expect.stringContaining('package.json does not list leakgate'),
    ]);
  });

  it('is not effective when husky’s own folder is gone', async () => {
    const scene = newScene();
    startHusky(scene);
    rmSync(join(scene.scratch.dir, '.husky', '_'), { recursive: true });
    expect((await scene.plan()).isEffective).toBe(false);
  });

  it('finds husky in a folder of a monorepo', async () => {
    const scene = newScene();
    scene.scratch.write('web/.husky/_/h', '');
    scene.scratch.git('config', 'core.hooksPath', 'web/.husky/_');
    expect(scene.steps(await scene.plan())).toContain('write web/.husky/pre-commit');
  });

  it('puts the line after the shebang, and after the start of husky 8', async () => {
    const scene = newScene();
    scene.scratch.write('.husky/_/husky.sh', '');
    scene.scratch.git('config', 'core.hooksPath', '.husky');
    const eight = '#!/usr/bin/env sh\n. "$(dirname -- "$0")/_/husky.sh"\n';
    scene.scratch.write('.husky/pre-commit', `${eight}\nnpm test\n`);
    scene.scratch.write('.husky/commit-msg', '#!/bin/sh');
    await scene.install();
    expect(read(scene, '.husky/pre-commit')).toBe(`${eight}${hookLine('pre-commit')}\n\nnpm test\n`);
    expect(read(scene, '.husky/commit-msg')).toBe(`#!/bin/sh\n${hookLine('commit-msg')}\n`);
  });

  it('leaves scripts that call leakgate in their own way', async () => {
    const scene = newScene();
    startHusky(scene);
    scene.scratch.write('.husky/pre-commit', 'npx leakgate hook pre-commit\n');
    scene.scratch.write('.husky/pre-push', '# npx leakgate hook pre-push\n');
    const steps = scene.steps(await scene.plan());
    expect(steps).not.toContain('write .husky/pre-commit');
    expect(steps).toContain('write .husky/pre-push');
  });

  it('refuses a script that is a link', async () => {
    const scene = newScene();
    startHusky(scene);
    symlinkSync('../x', join(scene.scratch.dir, '.husky', 'pre-push'));
    await expect(scene.plan()).rejects.toMatchObject({ code: 'hook-conflict' });
  });
});

describe('other hook managers', () => {
  it.each([
    ['lefthook', 'lefthook.yml', 'pre-commit: {}\n'],
    ['pre-commit', '.pre-commit-config.yaml', 'repos: []\n'],
    ['simple-git-hooks', 'package.json', '{ "simple-git-hooks": { "pre-commit": "npm test" } }'],
  ])('gives the recipe for %s and touches no hook', async (name, file, text) => {
    const scene = newScene();
    scene.scratch.write(file, text);
    const plan = await scene.plan();
    expect(plan.isEffective).toBe(false);
    expect(plan.notes).toHaveLength(1);
    expect(plan.notes[0]).toContain(`${name} writes the hooks here. Add this to ${file}:`);
    for (const hook of ['pre-commit', 'pre-merge-commit', 'commit-msg', 'pre-push'])
      expect(plan.notes[0]).toContain(`sh node_modules/leakgate/hooks/${hook}`);
    expect(scene.steps(plan).filter((step) => step.includes('hooks/'))).toEqual([]);
  });

  it('is content once the config has the recipe, and not when it is commented out', async () => {
    const scene = newScene();
    scene.scratch.write('lefthook.yml', 'x: {}\n');
    const recipe = (await scene.plan()).notes[0];
    expect(recipe).toContain('leakgate init --plain');
    scene.scratch.write('lefthook.yml', recipe.replaceAll(/^(.*)$/gm, '# $1'));
    expect((await scene.plan()).isEffective).toBe(false);
    scene.scratch.write('lefthook.yml', recipe);
    expect(await scene.plan()).toMatchObject({ isEffective: true, notes: ['lefthook.yml calls leakgate already.'] });
  });

  it('puts plain hooks in place when that is asked for', async () => {
    const scene = newScene();
    scene.scratch.write('lefthook.yml', 'x: {}\n');
    const plan = await planInstall(scene.open(), { running: scene.running, isPlain: true });
    expect(scene.steps(plan)).toEqual(plainSteps);
    expect(plan.isEffective).toBe(true);
  });
});

describe('.gitignore', () => {
  it.each([
    ['.env\n', '.env\n.env.*\n!.env.template\n!.env.example\n!.env.sample\n'],
    ['dist', 'dist\n.env\n.env.*\n!.env.template\n!.env.example\n!.env.sample\n'],
    ['.env.*\r\n', '.env.*\r\n.env\r\n'],
    ['.env*\n!.env\n', '.env*\n!.env\n.env\n'],
  ])('adds to %j what is missing', async (text, expected) => {
    const scene = newScene();
    scene.scratch.write('.gitignore', text);
    await scene.install();
    expect(read(scene, '.gitignore')).toBe(expected);
    scene.undo();
    expect(read(scene, '.gitignore')).toBe(text);
  });

  it.each(['.env*\n', '*\n', '**/.env\n.env.*\n'])('leaves %j as it is', async (text) => {
    const scene = newScene();
    scene.scratch.write('.gitignore', text);
    expect(scene.steps(await scene.plan())).not.toContain('write .gitignore');
  });

  it('does not rely on what only this person ignores', async () => {
    const scene = newScene();
    scene.scratch.write('.git/info/exclude', '.env*\n');
    expect(scene.steps(await scene.plan())).toContain('write .gitignore');
  });

  it('does not write through a link', async () => {
    const scene = newScene();
    symlinkSync('../outside', join(scene.scratch.dir, '.gitignore'));
    const plan = await scene.plan();
    expect(scene.steps(plan)).not.toContain('write .gitignore');
    expect(plan.notes).toEqual([expect.stringContaining('.gitignore is no plain file')]);
  });
});

describe('the salt', () => {
  it.each([
    ['leakgate.json', '{}'],
    ['package.json', '\uFEFF{ "leakgate": {} }'],
    ['package.json', '{ broken'],
    ['.leakgateignore', '# text\nrule:path:1a2b owner=me until=never -- test value\n'],
    ['.leakgate-baseline', 'rule:path:1a2b owner=me until=never -- test value\n'],
  ])('is not written beside %s with %j', async (name, text) => {
    const scene = newScene();
    scene.scratch.write(name, text);
    expect(scene.steps(await scene.plan())).not.toContain('write leakgate.json');
  });

  it.each([
    ['package.json', '{ "name": "x" }'],
    ['.leakgateignore', '# only a comment\n\n'],
  ])('is written beside %s with %j', async (name, text) => {
    const scene = newScene();
    scene.scratch.write(name, text);
    expect(scene.steps(await scene.plan())).toContain('write leakgate.json');
  });
});

describe('a run from a disposable copy', () => {
  it('keeps the version in the state folder and records that', async () => {
    const scratch = newRepo();
    const scene = new InstallScene(scratch, join(scratch.root, '.npm', '_npx', '0a1b', 'node_modules', 'leakgate'));
    scratch.env.XDG_STATE_HOME = join(scratch.root, 'state');
    await scene.install();
    const kept = join(scratch.root, 'state', 'leakgate', '1.2.3');
    expect(read(scene, '.git/leakgate/runtime')).toBe(`/usr/bin/node\n${kept}/dist/leakgate.js\n`);
    expect(readFileSync(join(kept, 'dist', 'rules', 'a.js'), 'utf8')).toBe('// rules\n');
    expect(statSync(kept).mode & 0o077).toBe(0);
    expect((await scene.plan()).steps).toEqual([]);
    writeFileSync(join(kept, 'dist', 'rules', 'a.js'), '// old\n');
    writeFileSync(join(kept, 'dist', 'stale.js'), '');
    expect(scene.steps(await scene.install())).toContain(`copy ${kept}`);
    expect(scene.snapshot(join(scratch.root, 'state', 'leakgate'))).not.toHaveProperty('1.2.3/dist/stale.js');
  });
});
