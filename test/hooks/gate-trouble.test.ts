// Repositories that are cut short, damaged, borrowed or not ours: the gate says so and is never
// quietly clean. Situations 35 to 38 and 44.
import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { type GateScene, gateScenes } from '../support/gate-scene.ts';
import { awsPair } from '../support/planted.ts';
import { cli } from '../support/run-cli.ts';

const newScene = gateScenes(afterEach);

/** A clone of the scene's repository with the gate in it. */
function cloneWithGate(scene: GateScene, ...options: string[]): string {
  const clone = join(scene.repo.root, 'clone');
  scene.repo.git('config', 'uploadpack.allowFilter', 'true');
  scene.repo.gitBytes(['clone', '-q', ...options, `file://${scene.repo.dir}`, clone], { cwd: scene.repo.root });
  expect(scene.leakgateWith({ cwd: clone }, 'init', '--yes').code).toBe(0);
  return clone;
}

describe('clones that do not hold everything', () => {
  it.each([['--depth=1'], ['--filter=blob:none'], ['--filter=tree:0']])('guards a clone made with %s', (option) => {
    const scene = newScene();
    scene.repo.write('file.txt', 'one\n');
    scene.repo.commit('one');
    scene.repo.write('file.txt', 'two\n');
    scene.repo.commit('two');
    scene.repo.git('config', 'receive.denyCurrentBranch', 'ignore');
    const clone = cloneWithGate(scene, option);
    const git = (...args: string[]) => scene.gitWith({ cwd: clone }, ...args);
    writeFileSync(join(clone, 'file.txt'), 'three\n');
    expect(git('commit', '-qam', 'three').stderr).toContain('leakgate: clean');
    const before = scene.refs();
    const clean = git('push', 'origin', 'main');
    expect(clean.stderr).toContain('leakgate: clean');
    expect(clean.code).toBe(0);
    expect(scene.refs()).not.toBe(before);
    writeFileSync(join(clone, 'file.txt'), scene.keepSecret(awsPair(option)).text);
    expect(git('commit', '-qam', 'bad').stderr).toContain('\n  file.txt:2:25');
    git('commit', '-qam', 'bad', '--no-verify');
    const pushed = scene.refs();
    expect(git('push', 'origin', 'main').stderr).toContain('\n  file.txt:2:25');
    expect(scene.refs()).toBe(pushed);
  });

  it('leaves a gap where a range reaches beyond the boundary of a shallow clone', () => {
    const scene = newScene();
    scene.repo.commit('one');
    scene.repo.commit('two');
    const clone = cloneWithGate(scene, '--depth=1');
    const range = scene.leakgateWith({ cwd: clone }, 'range', 'HEAD');
    expect(range.stdout).toContain('1 shallow: ');
    expect(range.code).toBe(3);
    expect(scene.leakgateWith({ cwd: clone }, 'range', 'HEAD', '--accept-gap', 'shallow').code).toBe(0);
  });
});

describe('damage', () => {
  it.each([
    ['missing', (file: string) => rmSync(file)],
    ['cut short', (file: string) => writeFileSync(file, readFileSync(file).subarray(0, 12))],
    ['empty', (file: string) => writeFileSync(file, '')],
  ])('exits 3 when what is staged is %s, and still finds the rest', (_, damage) => {
    const scene = newScene();
    scene.repo.write('victim.txt', `nothing to see ${'and more of it '.repeat(10)}\n`);
    scene.repo.git('add', 'victim.txt');
    const object = scene.repo.looseObject(scene.repo.git('rev-parse', ':victim.txt'));
    spawnSync('chmod', ['u+w', object]);
    damage(object);
    const staged = scene.leakgate('staged');
    expect(staged.stdout).toContain('leakgate could not check everything');
    expect(staged.stdout).toContain('victim.txt');
    expect(staged.code).toBe(3);
    scene.plant('conf.ini', awsPair('beside'));
    scene.repo.git('add', 'conf.ini');
    const both = scene.leakgate('staged');
    expect(both.stdout).toContain('\n  conf.ini:2:25');
    expect(both.stdout).toContain('Not checked');
    expect(both.code).toBe(1);
  });

  it('blocks a push of what cannot be read', () => {
    const scene = newScene();
    const remote = scene.repo.addRemote();
    scene.repo.write('victim.txt', 'nothing\n');
    const id = scene.repo.commit('victim');
    rmSync(scene.repo.looseObject(scene.repo.git('rev-parse', 'HEAD:victim.txt')));
    const push = scene.git('push', 'origin', 'main');
    expect(push.stderr).toContain('leakgate blocked this push: not everything could be checked');
    expect(push.code).toBe(1);
    expect(scene.refs(remote)).toBe('');
    rmSync(scene.repo.looseObject(id));
    const worse = scene.leakgateWith(
      { input: `refs/heads/x ${id} refs/heads/x ${'0'.repeat(40)}\n` },
      'hook',
      'pre-push',
      'origin',
      remote,
    );
    expect(worse.code).toBe(3);
    expect(worse.text).not.toMatch(/\n\s+at /);
  });

  it('exits 3 for a broken index, and reads past a lock that somebody left', () => {
    const scene = newScene();
    scene.plant('conf.ini', awsPair('locked'));
    scene.repo.git('add', 'conf.ini');
    const index = join(scene.repo.dir, '.git', 'index');
    writeFileSync(`${index}.lock`, '');
    expect(scene.leakgate('staged').code).toBe(1);
    rmSync(`${index}.lock`);
    const bytes = readFileSync(index);
    for (const broken of [bytes.subarray(0, 40), Buffer.from('DIRCnonsense'), Buffer.concat([bytes, bytes])]) {
      writeFileSync(index, broken);
      const { code, stderr } = scene.leakgate('staged');
      expect(code).toBe(3);
      expect(stderr).toMatch(/^leakgate: git .* failed: .*\n {2}Run `git fsck`/);
    }
  });

  it('exits 3 when HEAD names a commit that is not there', () => {
    const scene = newScene();
    rmSync(scene.repo.looseObject(scene.head()));
    scene.repo.write('a.txt', 'a\n');
    expect(scene.repo.tryGit(['add', 'a.txt']).status).toBe(0);
    const { code, text } = scene.leakgate('staged');
    expect(code).toBe(3);
    expect(text).toContain('leakgate');
  });

  it.runIf(existsSync('/dev/full'))('exits 3 when the report cannot be written', () => {
    const scene = newScene();
    const { code, stderr } = scene.leakgate('scan', 'leakgate.json', '--output', '/dev/full');
    expect(stderr).toMatch(/^leakgate: Cannot write "\/dev\/full" \(ENOSPC\)\./);
    expect(code).toBe(3);
    for (const [file, expected] of [
      ['leakgate.json', 3],
      ['conf.ini', 1],
    ] as const) {
      scene.plant('conf.ini', awsPair('full disk'));
      const shell = `'${process.execPath}' '${cli}' scan ${file} >/dev/full`;
      expect(spawnSync('sh', ['-c', shell], { cwd: scene.repo.dir, env: scene.repo.env }).status).toBe(expected);
    }
  });
});

describe('a repository that cannot be written', () => {
  it.runIf(process.getuid?.() === 0)('is judged all the same, at a commit and in a sweep', () => {
    const scene = newScene();
    writeFileSync(join(scene.repo.dir, 'conf.ini'), scene.keepSecret(awsPair('read-only')).text);
    scene.repo.git('add', 'conf.ini');
    const config = join(scene.repo.root, 'anybody.gitconfig');
    writeFileSync(config, '[safe]\n\tdirectory = *\n');
    chmodSync(scene.repo.root, 0o755);
    const before = readdirSync(join(scene.repo.dir, '.git'), { recursive: true, encoding: 'utf8' }).sort();
    for (const args of [['staged'], ['history'], ['hook', 'pre-commit']]) {
      // Nobody: may read everything here, and write nothing.
      const { status, stdout, stderr } = spawnSync(process.execPath, [cli, ...args], {
        cwd: scene.repo.dir,
        env: { ...scene.repo.env, GIT_CONFIG_GLOBAL: config, HOME: '/nonexistent' },
        uid: 65_534,
        gid: 65_534,
        encoding: 'utf8',
      });
      scene.printed += stdout + stderr;
      expect(stdout + stderr).toContain('conf.ini:2:25');
      expect(status).toBe(1);
    }
    expect(readdirSync(join(scene.repo.dir, '.git'), { recursive: true, encoding: 'utf8' }).sort()).toEqual(before);
  });
});

describe('objects in place of others', () => {
  it('looks at the real objects behind `git replace`', () => {
    const scene = newScene();
    const remote = scene.repo.addRemote();
    scene.plant('conf.ini', awsPair('replaced'));
    scene.repo.git('add', 'conf.ini');
    const real = scene.repo.git('rev-parse', ':conf.ini');
    scene.repo.git('replace', real, scene.repo.hashObject('harmless\n'));
    expect(scene.repo.git('cat-file', '-p', real)).toBe('harmless');
    expect(scene.commit().stderr).toContain('\n  conf.ini:2:25');
    scene.repo.commit('let through');
    expect(scene.git('push', 'origin', 'main').stderr).toContain('\n  conf.ini:2:25');
    expect(scene.refs(remote)).toBe('');
  });
});

describe('whose repository', () => {
  it.runIf(process.getuid?.() === 0)('exits 3 with the way out when it belongs to somebody else', () => {
    const scene = newScene();
    const before = scene.commit('--allow-empty');
    expect(before.code).toBe(0);
    for (const path of [scene.repo.dir, join(scene.repo.dir, '.git')]) chownSync(path, 4321, 4321);
    for (const args of [['staged'], ['history'], ['range', 'HEAD~1..HEAD']]) {
      scene.repo.write('a.txt', args[0]);
      const { code, stderr } = scene.leakgate(...args);
      expect(stderr).toContain('git refuses to read');
      expect(stderr).toContain('git config --global --add safe.directory');
      expect(code).toBe(3);
    }
  });

  it('sweeps the repository that is named, whatever git says about the one of a running hook', () => {
    const scene = newScene();
    scene.plant('here.ini', awsPair('here'));
    scene.repo.commit('here');
    const other = newScene({ isCommitted: false });
    other.plant('there.ini', awsPair('there'));
    other.repo.commit('there');
    const git = join(scene.repo.dir, '.git');
    const index = readFileSync(join(git, 'index'));
    const env = {
      GIT_DIR: git,
      GIT_INDEX_FILE: join(git, 'index'),
      GIT_WORK_TREE: scene.repo.dir,
      GIT_OBJECT_DIRECTORY: join(git, 'objects'),
      GIT_PREFIX: 'sub/',
    };
    const sweep = scene.leakgateWith({ env }, 'history', other.repo.dir);
    expect(sweep.stdout).toContain('\n  there.ini:2:25');
    expect(sweep.stdout).not.toMatch(/^ {2}here\.ini/m);
    const here = scene.leakgateWith({ env, cwd: scene.repo.root }, 'history');
    expect(here.stdout).toContain('\n  here.ini:2:25');
    expect(readFileSync(join(git, 'index')).equals(index)).toBe(true);
    expect(scene.repo.git('status', '--porcelain')).toBe('');
  });
});
