// Links, pipes and folders in the place of every file that leakgate reads or writes: none is followed, none is waited for.
import { execFileSync } from 'node:child_process';
import {
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type GateScene, gateScenes } from '../support/gate-scene.ts';
import { githubToken } from '../support/planted.ts';
import { needBuild } from '../support/run-cli.ts';

const newScene = gateScenes(afterEach);
beforeAll(needBuild);

/** A scene in which everything was written once, and a folder outside with what must stay as it is. */
function scene() {
  const made = newScene();
  const outside = join(made.repo.root, 'outside');
  made.repo.addRemote();
  made.repo.write('a.txt', 'one\n');
  made.repo.git('add', 'a.txt');
  expect(made.commit().code).toBe(0);
  expect(made.git('push', 'origin', 'main').code).toBe(0);
  expect(made.leakgate('history').code).toBe(0);
  mkdirSync(outside);
  writeFileSync(join(outside, 'precious'), 'mine\n');
  return { scene: made, outside };
}

/** Every file of ours in the git folder, and the folders themselves. */
const places = (made: GateScene) => {
  const folder = join(made.repo.dir, '.git', 'leakgate');
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return [folder, ...names.map((name) => join(folder, name))];
};

/** Path from the top level; the names of what sweeps left differ from run to run. */
const kindOf = (made: GateScene, path: string) => path.slice(made.repo.dir.length + 1).replace(/sweep\/.*/, 'sweep/*');

/** All that touches these files: each ends by itself, with an answer of its own. */
function runEverything(made: GateScene, step: string): void {
  made.repo.write('a.txt', `${step}\n`);
  made.repo.git('add', 'a.txt');
  expect(made.commit().stderr).toContain('leakgate');
  expect(made.git('push', 'origin', 'main').stderr).toContain('leakgate');
  const codes = [['history'], ['doctor', '--no-live'], ['init', '--yes'], ['doctor'], ['init', '--undo', '--yes']].map(
    (args) => made.leakgate(...args).code,
  );
  for (const code of codes) expect([0, 1, 2, 3]).toContain(code);
}

function expectUntouched(outside: string, name: string): void {
  expect(readFileSync(join(outside, 'precious'), 'utf8'), name).toBe('mine\n');
  expect(readdirSync(outside), name).toEqual(['precious']);
}

describe('in the git folder', () => {
  it('a link in the place of each file and folder of ours is not written through', () => {
    const { scene: first } = scene();
    const names = places(first).map((path) => kindOf(first, path));
    expect(names.sort()).toEqual(
      [
        '.git/leakgate',
        '.git/leakgate/cleared',
        '.git/leakgate/installed.json',
        '.git/leakgate/runtime',
        '.git/leakgate/sweep',
        '.git/leakgate/sweep/*',
      ].sort(),
    );
    for (const name of names) {
      const { scene: made, outside } = scene();
      const [path = ''] = places(made).filter((one) => kindOf(made, one) === name);
      const isFolder = lstatSync(path).isDirectory();
      rmSync(path, { recursive: true });
      symlinkSync(isFolder ? outside : join(outside, 'precious'), path);
      runEverything(made, name);
      expectUntouched(outside, name);
    }
  });

  it('a pipe in the place of each file is not waited for', () => {
    const { scene: made } = scene();
    for (const path of places(made).filter((one) => lstatSync(one).isFile())) {
      rmSync(path);
      execFileSync('mkfifo', [path]);
    }
    runEverything(made, 'pipe');
  });
});

describe('in the working tree', () => {
  it.each(['.leakgateignore', '.leakgate-baseline', 'leakgate.json', '.gitignore'])(
    '%s as a link to a file outside is neither read nor written',
    (name) => {
      const { scene: made, outside } = scene();
      const path = join(made.repo.dir, name);
      rmSync(path, { force: true });
      symlinkSync(join(outside, 'precious'), path);
      made.plant('conf.yml', githubToken(name));
      made.repo.git('add', 'conf.yml');
      const { findings } = JSON.parse(made.leakgate('staged', '--format', 'json').stdout) as {
        findings: { fingerprint: string }[];
      };
      expect(findings).toHaveLength(1);
      made.leakgate('allow', findings[0].fingerprint, '--reason', 'made up');
      made.repo.git('commit', '-q', '--no-verify', '-m', 'past');
      made.leakgate('baseline', '--reason', 'made up');
      made.leakgate('init', '--yes');
      const scan = made.leakgate('scan', 'a.txt');
      if (name !== '.gitignore') expect(scan.stderr).toContain(`Cannot read "${name}" (it is no plain file)`);
      expect(scan.code).toBe(name === '.gitignore' ? 0 : 3);
      expectUntouched(outside, name);
      expect(lstatSync(path).isSymbolicLink()).toBe(true);
    },
  );
});

describe('a report', () => {
  it('is not written through a link, into a folder that is one, over a folder, or into a pipe', () => {
    const { scene: made, outside } = scene();
    const at = (name: string) => join(made.repo.dir, name);
    symlinkSync('../outside/precious', at('link.json'));
    symlinkSync('../outside', at('reports'));
    mkdirSync(at('deep'));
    symlinkSync('../../outside', at('deep/er'));
    mkdirSync(at('folder'));
    execFileSync('mkfifo', [at('pipe')]);
    const reasons = {
      'link.json': 'it is a symbolic link',
      'reports/r.json': 'it is a symbolic link',
      'deep/er/r.json': 'it is a symbolic link',
      folder: 'it is not a file',
      pipe: 'it is not a file',
    };
    for (const [name, reason] of Object.entries(reasons)) {
      const { code, stderr } = made.leakgate('scan', 'a.txt', '--output', name);
      expect(stderr, name).toContain(`(${reason})`);
      expect(code, name).toBe(3);
    }
    expectUntouched(outside, 'report');
    // What the user names outside is the user's own choice, and a plain folder is no obstacle.
    mkdirSync(at('plain'));
    for (const path of [at('plain/r.json'), join(outside, 'r.json')]) {
      expect(made.leakgate('scan', 'a.txt', '--output', path).code).toBe(0);
      expect(readFileSync(path, 'utf8')).toContain('clean');
    }
  });
});

describe('the key in the state folder', () => {
  it('as a link is not followed: nothing that lies in the git folder is believed then', () => {
    const { scene: made, outside } = scene();
    const state = join(made.repo.root, 'home', '.local', 'state', 'leakgate');
    const key = join(state, 'key');
    renameSync(key, join(outside, 'key'));
    symlinkSync(join(outside, 'key'), key);
    made.repo.write('b.txt', 'b\n');
    made.repo.git('add', 'b.txt');
    expect(made.commit().code).toBe(0);
    expect(made.leakgate('history').code).toBe(0);
    expect(made.leakgate('history').stdout).not.toContain('inherited');
    expect(readdirSync(outside).sort()).toEqual(['key', 'precious']);
  });
});
