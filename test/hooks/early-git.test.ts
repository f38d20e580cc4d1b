// The hook file starts git before Node and hands its answer on. What git says must arrive whole, and when git fails that early,
// it is asked again and its error told.
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { gateScenes } from '../support/gate-scene.ts';
import { githubToken } from '../support/planted.ts';

const makeScene = gateScenes(afterEach);

/** A process that is called git runs the hook, as git would. */
const as = (name: string) => `process.title = '${name}';
process.exit(require('node:child_process').spawnSync('sh', ['.git/hooks/pre-commit'], { stdio: 'inherit' }).status);`;

/** A scene whose git first notes who lists changes and then runs `body`. */
function sceneWith(body = '') {
  const scene = makeScene();
  const { repo } = scene;
  const bin = join(repo.root, 'bin');
  const log = join(repo.root, 'asked');
  const real = join(repo.git('--exec-path'), 'git');
  const note = `case " $* " in *" rev-list "*) echo "rev-list" >>'${log}' ;; *" diff-index "*)\n echo "asked" >>'${log}'\n ${body}\n;; esac`;
  mkdirSync(bin);
  writeFileSync(join(bin, 'git'), `#!/bin/sh\n${note}\nexec '${real}' "$@"\n`);
  chmodSync(join(bin, 'git'), 0o755);
  return {
    scene,
    /** Runs the installed hook with a process named git above it, as git would. */
    hook(env: NodeJS.ProcessEnv = {}, by = 'git') {
      rmSync(log, { force: true });
      const { status, stderr } = spawnSync(process.execPath, ['-e', as(by)], {
        cwd: repo.dir,
        env: { ...repo.env, PATH: `${bin}${delimiter}${repo.env.PATH}`, ...env },
        encoding: 'utf8',
      });
      scene.printed += stderr;
      return { status, stderr, asked: existsSync(log) ? readFileSync(log, 'utf8').split('\n').slice(0, -1) : [] };
    },
  };
}

describe('a hook that git did not start', () => {
  it.each([
    ['a first commit below', 0],
    ['one more', 1],
  ])('has both answers made before Node is there: %s', (_, more) => {
    const { scene, hook } = sceneWith();
    scene.repo.git('checkout', '-q', '--orphan', 'other');
    for (let at = 0; at <= more; at++) {
      scene.repo.write('a.ts', `export const a = ${at};\n`);
      scene.repo.commit(`commit ${at}`);
    }
    scene.repo.write('b.ts', 'export const b = 1;\n');
    scene.repo.git('add', 'b.ts');
    const { status, asked } = hook({}, 'a client');
    // Once against HEAD and once against what it stands on; leakgate would ask for HEAD's parents first.
    expect([status, asked]).toEqual([0, ['asked', 'asked']]);
  });
});

describe('git, started by the hook file', () => {
  it('is asked once for a clean commit, and leakgate asks no more', () => {
    const { scene, hook } = sceneWith();
    scene.repo.write('a.ts', 'export const a = 1;\n');
    scene.repo.git('add', 'a.ts');
    const { status, asked } = hook();
    expect([status, asked.length]).toEqual([0, 1]);
  });

  it('tells of what is staged, with names of any form', () => {
    const { scene, hook } = sceneWith();
    scene.plant('leakgate: whole answer 1', githubToken(1));
    scene.plant('two\nlines', githubToken(2));
    scene.repo.git('add', '.');
    const { status, stderr } = hook();
    expect(status).toBe(1);
    expect(stderr).toContain('2 secrets');
  });

  it('is asked again when it fails, and a failure that lasts blocks with its reason', () => {
    const passing = sceneWith('[ ! -f "$0.first" ] && touch "$0.first" && exit 1');
    passing.scene.repo.write('a.ts', 'export const a = 1;\n');
    passing.scene.repo.git('add', 'a.ts');
    const first = passing.hook();
    expect([first.status, first.asked.length]).toEqual([0, 2]);
    const lasting = sceneWith('echo "fatal: no luck today" >&2; exit 128');
    const { status, stderr } = lasting.hook();
    expect(status).toBe(3);
    expect(stderr).toContain('no luck today');
  });

  it('is not believed when it ends half-way, also where its words so far are well formed', () => {
    const { scene, hook } = sceneWith('[ -f "$0.first" ] || { touch "$0.first"; exit 9; }');
    scene.plant('b.ts', githubToken(3));
    scene.repo.git('add', '.');
    expect(hook().status).toBe(1);
  });

  it('is asked again where a variable of its own could have bent the answer', () => {
    const { scene, hook } = sceneWith();
    scene.plant('b.ts', githubToken(4));
    scene.repo.git('add', '.');
    const { status, asked } = hook({ GIT_GLOB_PATHSPECS: '1' });
    expect(status).toBe(1);
    expect(asked.length).toBeGreaterThan(1);
  });

  it('knows a first commit, where there is no HEAD to compare with', () => {
    const scene = makeScene({ isCommitted: false });
    scene.plant('b.ts', githubToken(5));
    scene.repo.git('add', '.');
    expect(scene.commit().code).toBe(1);
    expect(scene.head()).toBe('');
  });
});
