// What surrounds a hook: graphical clients, Windows as far as it can be simulated, folders of hooks at any level, work that
// goes on at the same time, output that nobody reads. Situations 39, 40, 42, 43 and 46.
import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { type GateScene, gateScenes } from '../support/gate-scene.ts';
import { putScript } from '../support/hook-scene.ts';
import { awsPair, harmless, shownSecret } from '../support/planted.ts';
import { cli } from '../support/run-cli.ts';

const newScene = gateScenes(afterEach);

function stageSecret(scene: GateScene, path = 'conf.ini'): void {
  scene.plant(path, awsPair(path));
  scene.repo.git('add', path);
}

const systemGit = spawnSync('sh', ['-c', 'command -v git'], { encoding: 'utf8' }).stdout.trim();

describe('a graphical client', () => {
  /** As a desktop starts it: no shell set anything up, no terminal, no colours, no home. */
  function fromDesktop(scene: GateScene, ...args: string[]) {
    const { status, stdout, stderr } = spawnSync(systemGit, args, {
      cwd: scene.repo.dir,
      env: {
        PATH: '/usr/bin:/bin',
        GIT_AUTHOR_NAME: 'a',
        GIT_AUTHOR_EMAIL: 'a@b',
        GIT_COMMITTER_NAME: 'a',
        GIT_COMMITTER_EMAIL: 'a@b',
      },
      input: '',
      encoding: 'utf8',
    });
    scene.printed += stdout + stderr;
    return { code: status, text: stdout + stderr };
  }

  it('is told in its first line what happened, plainly, with Node found by its recorded path', () => {
    const scene = newScene();
    stageSecret(scene);
    const outcome = fromDesktop(scene, 'commit', '-m', 'change');
    expect(outcome.text).toMatch(/^leakgate blocked this commit: 1 secret\n/);
    expect(outcome.text).not.toMatch(/[\u001b\r]/);
    expect(Math.max(...outcome.text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(120);
    expect(outcome.code).toBe(1);
    scene.repo.git('rm', '-q', '--cached', 'conf.ini');
    scene.repo.write('a.txt', 'x\n');
    scene.repo.git('add', 'a.txt');
    expect(fromDesktop(scene, 'commit', '-m', 'change').code).toBe(0);
  });

  it('is told in one line when nothing can be found', () => {
    const scene = newScene();
    writeFileSync(join(scene.repo.dir, '.git/leakgate/runtime'), '/no/node\n/no/leakgate.js\n');
    const outcome = fromDesktop(scene, 'commit', '--allow-empty', '-m', 'change');
    expect(outcome.text).toMatch(/^leakgate: this commit is blocked: leakgate is not installed here\. .*\n$/);
    expect(outcome.code).toBe(1);
  });
});

describe('Windows, as far as it can be simulated', () => {
  it('runs hook files with CRLF through sh, as Git for Windows does', () => {
    const scene = newScene();
    const folder = join(scene.repo.dir, '.git/hooks');
    for (const name of ['pre-commit', 'leakgate.sh']) {
      const path = join(folder, name);
      writeFileSync(path, readFileSync(path, 'utf8').replaceAll('\n', '\r\n'));
    }
    stageSecret(scene);
    const env = { ...scene.repo.env, GIT_INDEX_FILE: '.git/index' };
    const hook = spawnSync('sh', [join(folder, 'pre-commit')], { cwd: scene.repo.dir, env, encoding: 'utf8' });
    scene.printed += hook.stderr;
    expect(hook.stderr).toContain('leakgate blocked this commit: 1 secret');
    expect(hook.status).toBe(1);
  });

  it('takes a launcher that starts Node itself, as a .cmd file does', () => {
    const scene = newScene();
    const launcher = join(scene.repo.root, 'leakgate.cmd');
    putScript(launcher, `exec '${process.execPath}' '${cli}' "$@"`);
    stageSecret(scene);
    const outcome = scene.gitWith({ env: { LEAKGATE_BIN: launcher } }, 'commit', '-m', 'change');
    expect(outcome.stderr).toContain('leakgate blocked this commit: 1 secret');
    expect(outcome.code).toBe(1);
  });

  it('does without the executable bit of anything but the hook itself', () => {
    const scene = newScene();
    chmodSync(join(scene.repo.dir, '.git/hooks/leakgate.sh'), 0o644);
    chmodSync(cli, 0o644);
    try {
      stageSecret(scene);
      expect(scene.commit().stderr).toContain('leakgate blocked this commit: 1 secret');
    } finally {
      chmodSync(cli, 0o755);
    }
  });

  it('judges a path of more than 260 characters', () => {
    const scene = newScene();
    const path = `${'a long folder name/'.repeat(16)}conf.ini`;
    stageSecret(scene, path);
    expect(scene.commit().stderr).toContain('conf.ini:2:25');
  });
});

describe('core.hooksPath', () => {
  it.each(['--local', '--worktree', '--global', '--system'])('is where init puts the hooks, at level %s', (level) => {
    const scene = newScene();
    expect(scene.leakgate('init', '--undo', '--yes').code).toBe(0);
    const { env } = scene.repo;
    env.GIT_CONFIG_GLOBAL = join(scene.repo.root, 'home/.gitconfig');
    env.GIT_CONFIG_SYSTEM = join(scene.repo.root, 'system.gitconfig');
    env.GIT_CONFIG_NOSYSTEM = '0';
    const folder = join(scene.repo.root, 'my hooks');
    const ran = join(scene.repo.root, 'ran');
    putScript(join(folder, 'pre-commit'), `echo "$0" >>'${ran}'`);
    if (level === '--worktree') scene.repo.git('config', 'extensions.worktreeConfig', 'true');
    scene.repo.git('config', level, 'core.hooksPath', folder);
    expect(scene.leakgate('init', '--yes').code).toBe(0);
    stageSecret(scene);
    const outcome = scene.commit();
    expect(outcome.stderr).toContain('leakgate blocked this commit: 1 secret');
    expect(outcome.code).toBe(1);
    expect(readFileSync(ran, 'utf8')).toContain('pre-commit.before-leakgate');
    expect(scene.leakgate('doctor').code).toBe(0);
    expect(scene.leakgate('init', '--undo', '--yes').code).toBe(0);
    expect(readdirSync(folder)).toEqual(['pre-commit']);
  });
});

describe('a large or nested repository', () => {
  it('is never walked: git is asked for what is staged, and for nothing that lists a whole tree', () => {
    const scene = newScene();
    for (let at = 0; at < 300; at++) scene.repo.write(`${at % 10}/file-${at}.txt`, `${at}\n`);
    scene.repo.commit('many');
    scene.repo.write('nested/inner.txt', 'not ours\n');
    scene.repo.gitBytes(['init', '-q', '.'], { cwd: join(scene.repo.dir, 'nested') });
    const log = join(scene.repo.root, 'log');
    const bin = join(scene.repo.root, 'bin');
    putScript(join(bin, 'git'), `printf '%s\\n' "$*" >>'${log}'\nexec '${systemGit}' "$@"`);
    // git puts this folder in front of the PATH of its hooks.
    scene.repo.env.GIT_EXEC_PATH = bin;
    scene.repo.write('1/file-1.txt', 'changed\n');
    scene.repo.git('add', '1/file-1.txt');
    rmSync(log, { force: true });
    expect(spawnSync(systemGit, ['commit', '-qm', 'x'], { cwd: scene.repo.dir, env: scene.repo.env }).status).toBe(0);
    const commands = readFileSync(log, 'utf8')
      .trim()
      .split('\n')
      .filter((line) => line.includes('--literal-pathspecs'))
      .map((line) => line.split(' ').find((word, at, all) => !word.startsWith('-') && all[at - 1] !== '-c'));
    expect(commands.length).toBeGreaterThan(0);
    expect(commands.filter((name) => !['diff-index', 'cat-file'].includes(name ?? ''))).toEqual([]);
  });

  it('stands guard over a repository in a folder of another one, each by its own', () => {
    const scene = newScene();
    const inner = join(scene.repo.dir, 'nested');
    mkdirSync(inner);
    scene.repo.gitBytes(['init', '-q', '.'], { cwd: inner });
    expect(scene.leakgateWith({ cwd: inner }, 'init', '--yes').code).toBe(0);
    writeFileSync(join(inner, 'conf.ini'), scene.keepSecret(awsPair('inner')).text);
    scene.repo.gitBytes(['add', 'conf.ini'], { cwd: inner });
    const outcome = scene.gitWith({ cwd: inner }, 'commit', '-m', 'change');
    expect(outcome.stderr).toContain('\n  conf.ini:2:25');
    expect(outcome.code).toBe(1);
    scene.repo.write('a.txt', 'x\n');
    scene.repo.git('add', 'a.txt');
    expect(scene.commit().code).toBe(0);
  });
});

describe('at the same time', () => {
  const wait = (scene: GateScene, cwd: string, ...args: string[]) =>
    new Promise<{ code: number | null; text: string }>((resolve) => {
      const child = spawn(systemGit, args, { cwd, env: scene.repo.env, stdio: ['ignore', 'pipe', 'pipe'] });
      let text = '';
      for (const stream of [child.stdout, child.stderr])
        stream.on('data', (chunk: Buffer) => {
          text += chunk;
        });
      child.once('close', (code) => {
        scene.printed += text;
        resolve({ code, text });
      });
    });

  it('two commits in two working trees are judged each by its own index', async () => {
    const scene = newScene();
    const linked = join(scene.repo.root, 'linked');
    scene.repo.git('worktree', 'add', '-q', linked);
    scene.repo.write('clean.txt', harmless(20));
    scene.repo.git('add', 'clean.txt');
    writeFileSync(join(linked, 'conf.ini'), scene.keepSecret(awsPair('parallel')).text);
    scene.repo.gitBytes(['add', 'conf.ini'], { cwd: linked });
    const [clean, bad] = await Promise.all([
      wait(scene, scene.repo.dir, 'commit', '-m', 'clean'),
      wait(scene, linked, 'commit', '-m', 'bad'),
    ]);
    expect(clean.code).toBe(0);
    expect(bad.text).toContain('conf.ini:2:25');
    expect(bad.code).toBe(1);
  });

  it('git may pack everything while a push is judged', async () => {
    const scene = newScene();
    const remote = scene.repo.addRemote();
    for (let at = 0; at < 60; at++) {
      scene.repo.write(`file-${at}.txt`, harmless(at + 5));
      if (at % 10 === 9) scene.repo.commit(`commit ${at}`);
    }
    scene.plant('conf.ini', awsPair('gc'));
    scene.repo.commit('bad');
    const [push] = await Promise.all([
      wait(scene, scene.repo.dir, 'push', 'origin', 'main'),
      wait(scene, scene.repo.dir, 'gc', '-q', '--prune=now'),
    ]);
    expect(push.text).toContain('conf.ini:2:25');
    expect(push.code).toBe(1);
    expect(scene.refs(remote)).toBe('');
  });
});

describe('output that nobody takes', () => {
  it.each([
    ['is closed', '>&- 2>&-'],
    ['goes to a reader that left', '2>&1 | true'],
  ])('does not let a secret pass: it %s', (_, redirect) => {
    const scene = newScene();
    stageSecret(scene);
    const head = scene.head();
    const text = `git commit -m change ${redirect}`;
    spawnSync('sh', ['-c', text], { cwd: scene.repo.dir, env: scene.repo.env });
    expect(scene.head()).toBe(head);
  });

  it('leaves no file behind, in the system’s temporary folder or beside the repository', () => {
    const scene = newScene();
    const folder = join(scene.repo.root, 'tmp');
    mkdirSync(folder);
    const env = { TMPDIR: folder };
    stageSecret(scene);
    scene.gitWith({ env }, 'commit', '-m', 'change');
    scene.leakgateWith({ env }, 'history');
    scene.leakgateWith({ env }, 'doctor');
    expect(readdirSync(folder)).toEqual([]);
    expect(
      readdirSync(tmpdir()).filter(
        (name) => name.startsWith('leakgate-doctor-') && existsSync(join(tmpdir(), name, 'work', 'conf.ini')),
      ),
    ).toEqual([]);
    const inGit = readdirSync(join(scene.repo.dir, '.git'), { recursive: true, encoding: 'utf8' })
      .filter((name) => !name.startsWith('objects') && !name.startsWith('hooks'))
      .map((name) => join(scene.repo.dir, '.git', name));
    for (const path of inGit) {
      let text = '';
      try {
        text = readFileSync(path, 'latin1');
      } catch {
        continue;
      }
      expect(shownSecret(text, scene.secrets), path).toBeNull();
    }
  });
});
