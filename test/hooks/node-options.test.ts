// What the hook of a commit tells Node beside what to run: options for a short run, and a hash seed of the user's own.
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HookScene, putScript, shells } from '../support/hook-scene.ts';
import { needBuild } from '../support/run-cli.ts';
import { type ScratchRepo, scratchRepos } from '../support/scratch-repo.ts';

const newRepo = scratchRepos(afterEach);
const hurried = ['--v8-pool-size=1', '--no-sparkplug', '--regexp-tier-up-ticks=20', '--wasm-tiering-budget=18000000'];
const cli = join(import.meta.dirname, '..', '..', 'dist', 'leakgate.js');

describe.each(shells)('under $name', ({ command }) => {
  let repo: ScratchRepo;
  let scene: HookScene;
  let env: NodeJS.ProcessEnv;
  let seedFile: string;

  beforeEach(() => {
    repo = newRepo();
    scene = new HookScene(repo, command);
    scene.putHooks(join(repo.dir, '.git', 'hooks'));
    scene.putPackage(repo.dir);
    scene.putNode(join(repo.root, 'bin', 'node'));
    env = { PATH: `${join(repo.root, 'bin')}:${scene.tools}`, HOME: join(repo.root, 'home') };
    seedFile = join(repo.root, 'home', '.cache', 'leakgate', 'hash-seed');
    mkdirSync(dirname(seedFile), { recursive: true });
  });

  const seedOf = (hook = 'pre-commit', more: NodeJS.ProcessEnv = {}) => {
    expect(scene.run(`.git/hooks/${hook}`, [], { env: { ...env, ...more } })).toMatchObject({ status: 0, stderr: '' });
    const [seed, ...others] = scene.call()?.options ?? [];
    expect(others).toEqual(hurried);
    return seed;
  };

  it('hands on the seed that lies in the cache folder, else none of its own', () => {
    expect(seedOf()).toBe('--hash-seed=0');
    writeFileSync(seedFile, '8047957416433022179\n');
    for (const hook of ['pre-commit', 'pre-merge-commit']) expect(seedOf(hook)).toBe('--hash-seed=8047957416433022179');
    const other = join(repo.root, 'cache', 'leakgate', 'hash-seed');
    mkdirSync(dirname(other), { recursive: true });
    writeFileSync(other, '12\n');
    expect(seedOf('pre-commit', { XDG_CACHE_HOME: join(repo.root, 'cache') })).toBe('--hash-seed=12');
    expect(seedOf('pre-commit', { XDG_CACHE_HOME: 'cache' })).toBe('--hash-seed=8047957416433022179');
    expect(seedOf('pre-commit', { HOME: undefined })).toBe('--hash-seed=0');
  });

  it.each(['', '\n', '-1\n', '1 --require=/x.js\n', '0x10\n', `${'9'.repeat(20)}\n`, '*\n'])(
    'takes nothing for a seed that is none: %j',
    (text) => {
      writeFileSync(seedFile, text);
      expect(seedOf()).toBe('--hash-seed=0');
    },
  );

  it('follows no link, opens no folder, and does not wait for a pipe', () => {
    const elsewhere = join(repo.root, 'elsewhere');
    writeFileSync(elsewhere, '7\n');
    symlinkSync(elsewhere, seedFile);
    expect(seedOf()).toBe('--hash-seed=0');
    rmSync(seedFile);
    mkdirSync(seedFile);
    expect(seedOf()).toBe('--hash-seed=0');
    rmSync(seedFile, { recursive: true });
    expect(spawnSync('mkfifo', [seedFile]).status).toBe(0);
    expect(seedOf()).toBe('--hash-seed=0');
  });

  it('leaves the other hooks as they are', () => {
    for (const hook of ['commit-msg', 'pre-push', 'pre-receive']) {
      expect(scene.run(`.git/hooks/${hook}`, [], { env }).status).toBe(0);
      expect(scene.call()?.options).toEqual([]);
    }
  });

  it.each(['sh', 'sh -e'])('runs a Node that does not know the options without them (%s)', (how) => {
    const tried = join(repo.root, 'tried');
    const node = join(repo.root, 'bin', 'node');
    const real = scene.putNode(join(repo.root, 'real', 'node'), { status: 1 });
    putScript(
      node,
      `[ "$1" = --version ] && { echo v99.0.0; exit 0; }
case $1 in --*) echo "$0: bad option: $1" >&2; echo "$1" >>'${tried}'; exit 9 ;; esac
exec '${real}' "$@"`,
    );
    if (how === 'sh -e')
      scene.putHooks(join(repo.dir, '.git', 'hooks'), (text) => text.replace(/^#!.*\n/, (line) => `${line}set -e\n`));
    const run = scene.run('.git/hooks/pre-commit', [], { env });
    expect(run.status).toBe(1);
    expect(readFileSync(tried, 'utf8')).toBe('--hash-seed=0\n');
    expect(scene.call()?.options).toEqual([]);
    expect(scene.call()?.args.slice(1)).toEqual(['hook', 'pre-commit']);
    expect(scene.call()?.env.LEAKGATE_CHANGES).toBe('1');
  });
});

describe('with the Node that runs this', () => {
  it('leaves a seed behind once, for nobody else to read, and takes it from then on', () => {
    needBuild();
    const repo = newRepo();
    const scene = new HookScene(repo);
    scene.putHooks(join(repo.dir, '.git', 'hooks'));
    scene.putRecord(join(repo.dir, '.git'), process.execPath, cli);
    repo.write('a.ts', 'export const a = 1;\n');
    repo.git('add', '.');
    const env = { PATH: scene.tools, HOME: join(repo.root, 'home') };
    const run = () => {
      const told = scene.run('.git/hooks/pre-commit', [], { env });
      expect([told.status, told.stderr]).toEqual([0, expect.stringMatching(/^leakgate: clean, 1 of 1 [^\n]*\n$/)]);
    };
    const folder = join(repo.root, 'home', '.cache', 'leakgate');
    const seed = () => readFileSync(join(folder, 'hash-seed'), 'utf8');
    run();
    expect(statSync(join(folder, 'hash-seed')).mode & 0o777).toBe(0o600);
    expect(seed()).toMatch(/^[1-9]\d{10,18}\n$/);
    const first = seed();
    run();
    run();
    expect(seed()).toBe(first);
    rmSync(join(folder, 'hash-seed'));
    run();
    expect(seed()).not.toBe(first);
    // Nothing is left where nothing can be written, and nobody waits for it.
    rmSync(folder, { recursive: true });
    writeFileSync(folder, '');
    run();
    expect(existsSync(join(folder, 'hash-seed'))).toBe(false);
    rmSync(folder);
    mkdirSync(folder, { mode: 0o755 });
    chmodSync(folder, 0o755);
    run();
    expect(existsSync(join(folder, 'hash-seed'))).toBe(true);
  });
});
