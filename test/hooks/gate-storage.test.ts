// How a repository stores what it holds: the gate at commit and push, and the sweep, must not care. Situation 34.
import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { type GateScene, gateScenes } from '../support/gate-scene.ts';
import { isUsualGitOld, pathWithNewerGit } from '../support/newer-git.ts';
import { awsPair, harmless } from '../support/planted.ts';
import type { ScratchRepo } from '../support/scratch-repo.ts';

const newScene = gateScenes(afterEach);

const old = awsPair('old');

/** An old secret stands in old.ini of HEAD and is on the remote already; many files make a pack worth its name. */
function storedScene(): GateScene {
  const scene = newScene();
  scene.repo.addRemote();
  for (let at = 0; at < 20; at++) scene.repo.write(`dir-${at % 4}/file-${at}.txt`, harmless(30 + at));
  scene.plant('old.ini', old, { before: harmless(40) });
  scene.repo.commit('base');
  scene.repo.git('push', '-q', '--no-verify', 'origin', 'main');
  return scene;
}

function packFiles(repo: ScratchRepo): string[] {
  return readdirSync(join(repo.dir, '.git/objects/pack'));
}

/** Packs everything and writes the pack's index anew by `git index-pack <options>`. */
function indexAnew(repo: ScratchRepo, ...options: string[]): void {
  repo.git('repack', '-q', '-a', '-d');
  const folder = join(repo.dir, '.git/objects/pack');
  const pack = packFiles(repo).find((name) => name.endsWith('.pack'))!;
  for (const name of packFiles(repo).filter((name) => !name.endsWith('.pack'))) rmSync(join(folder, name));
  repo.git('index-pack', ...options, join(folder, pack));
}

const kinds: readonly [string, (repo: ScratchRepo) => void][] = [
  ['loose objects', () => {}],
  ['one pack', (repo) => void repo.git('gc', '-q')],
  [
    'refs that are all packed',
    (repo) => {
      repo.git('pack-refs', '--all');
      expect(existsSync(join(repo.dir, '.git/refs/heads/main'))).toBe(false);
    },
  ],
  [
    'a multi-pack index over several packs',
    (repo) => {
      repo.git('repack', '-q');
      repo.write('more.txt', 'more\n');
      repo.commit('more');
      repo.git('repack', '-q');
      repo.git('multi-pack-index', 'write');
      expect(packFiles(repo)).toContain('multi-pack-index');
    },
  ],
  ['a commit-graph', (repo) => void repo.git('commit-graph', 'write', '--reachable')],
  [
    'a pack index of version 1',
    (repo) => {
      indexAnew(repo, '--index-version=1');
      expect(
        repo.git('verify-pack', '-v', `.git/objects/pack/${packFiles(repo).find((n) => n.endsWith('.idx'))}`),
      ).toContain('blob');
    },
  ],
  ['a pack index with 64-bit offsets', (repo) => indexAnew(repo, '--index-version=2,0x40')],
  [
    'a cruft pack',
    (repo) => {
      repo.write('lost.txt', 'lost\n');
      repo.git('add', 'lost.txt');
      repo.git('rm', '-q', '--cached', 'lost.txt');
      rmSync(join(repo.dir, 'lost.txt'));
      repo.git('repack', '-q', '-a', '-d', '--cruft');
      expect(packFiles(repo).some((name) => name.endsWith('.mtimes'))).toBe(true);
    },
  ],
  [
    'objects that another repository lends',
    (repo) => {
      const lender = join(repo.root, `lender-${repo.git('rev-parse', 'HEAD')}.git`);
      repo.gitBytes(['clone', '-q', '--bare', repo.dir, lender], { cwd: repo.root });
      writeFileSync(join(repo.dir, '.git/objects/info/alternates'), `${join(lender, 'objects')}\n`);
      repo.git('repack', '-q', '-a', '-d', '-l');
    },
  ],
  [
    'an index of version 4',
    (repo) => {
      repo.git('config', 'index.version', '4');
      repo.git('update-index', '--index-version', '4');
    },
  ],
  ['a split index', (repo) => void repo.git('update-index', '--split-index')],
  ['an index with an untracked cache', (repo) => void repo.git('update-index', '--untracked-cache')],
];

describe.each(kinds)('a repository with %s', (_, store) => {
  it('is guarded at commit and push, and swept', () => {
    const scene = storedScene();
    store(scene.repo);
    // An edit beside the old secret passes: the old text is read wherever it is stored.
    scene.repo.write('old.ini', `first\n${harmless(40)}${old.text}`);
    scene.repo.git('add', 'old.ini');
    const passed = scene.commit();
    expect(passed.stderr).toContain('leakgate: clean, 1 of 1 staged file');
    expect(passed.code).toBe(0);
    scene.repo.git('mv', 'old.ini', 'dir-0/moved.ini');
    expect(scene.commit().code).toBe(0);
    const clean = scene.git('push', 'origin', 'main');
    expect(clean.stderr).toContain('leakgate: clean');
    expect(clean.code).toBe(0);
    scene.plant('dir-1/file-1.txt', awsPair('new'), { before: harmless(31) });
    scene.repo.git('add', '.');
    const blocked = scene.commit();
    expect(blocked.stderr).toContain('leakgate blocked this commit: 1 secret\n');
    expect(blocked.stderr).toContain('\n  dir-1/file-1.txt:33:25');
    scene.repo.git('commit', '-q', '--no-verify', '-m', 'let through');
    store(scene.repo);
    const pushed = scene.git('push', 'origin', 'main');
    expect(pushed.stderr).toContain('leakgate blocked this push: 1 secret\n');
    expect(pushed.stderr).toContain('\n  dir-1/file-1.txt:33:25');
    const sweep = scene.leakgate('history');
    expect(sweep.stdout).toContain('dir-1/file-1.txt:33:25');
    expect(sweep.stdout).toContain('old.ini:42:25');
    expect(sweep.code).toBe(1);
  });
});

const newerPath = pathWithNewerGit(process.env.PATH);

describe.skipIf(newerPath === null)(
  'a repository with reftable (needs git 2.45; test/newer-git/fetch.sh brings one)',
  () => {
    /** The newer git in front of PATH, for git and for the hooks it runs. */
    function reftableScene(): GateScene {
      const scene = newScene({ init: false });
      scene.repo.env.PATH = pathWithNewerGit(scene.repo.env.PATH) ?? '';
      scene.repo.git('init', '-q', '--initial-branch=main', '--ref-format=reftable');
      const { code, text } = scene.leakgate('init', '--yes');
      expect(code, text).toBe(0);
      return scene;
    }

    it('is guarded from its first commit on, and swept', () => {
      const scene = reftableScene();
      expect(existsSync(join(scene.repo.dir, '.git/reftable'))).toBe(true);
      scene.plant('first.ini', awsPair('first'));
      scene.repo.git('add', 'first.ini');
      expect(scene.commit().stderr).toContain('\n  first.ini:2:25');
      scene.repo.git('rm', '-q', '--cached', 'first.ini');
      scene.repo.git('add', '.gitignore', 'leakgate.json');
      expect(scene.commit().code).toBe(0);
      scene.repo.addRemote();
      expect(scene.git('push', 'origin', 'main').code).toBe(0);
      scene.repo.git('add', 'first.ini');
      expect(scene.commit().code).toBe(1);
      scene.repo.git('commit', '-q', '--no-verify', '-m', 'let through');
      expect(scene.git('commit', '--amend', '--no-edit').stderr).toContain('first.ini:2');
      scene.repo.git('branch', 'other');
      expect(scene.git('push', 'origin', 'other').stderr).toContain('\n  first.ini:2:25');
      scene.repo.git('rm', '-q', 'first.ini');
      scene.repo.commit('taken away');
      const sweep = scene.leakgate('history');
      expect(sweep.stdout).toContain('first.ini:2:25');
      expect(sweep.code).toBe(1);
    });

    it.runIf(isUsualGitOld)('is refused by an older git, with the reason', () => {
      const scene = reftableScene();
      const env = { PATH: process.env.PATH };
      for (const args of [['staged'], ['history'], ['range', 'HEAD'], ['hook', 'pre-commit']]) {
        const outcome = scene.leakgateWith({ env }, ...args);
        expect(outcome.stderr).toContain(
          'This git is too old for the repository: it does not know its extension "refstorage".',
        );
        expect(outcome.stderr).toContain('2.45');
        expect(outcome.code).toBe(3);
      }
    });
  },
);
