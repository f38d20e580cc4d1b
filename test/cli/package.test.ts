// What people install: the tarball into an empty folder in one step, offline, with nothing else coming along; and the
// command in a clone of this project after a build.
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { awsPair, shownSecret } from '../support/planted.ts';
import { needBuild, type Outcome, pathWithNode, toOutcome } from '../support/run-cli.ts';
import { ScratchRepo } from '../support/scratch-repo.ts';

const top = join(import.meta.dirname, '..', '..');
const manifest = JSON.parse(readFileSync(join(top, 'package.json'), 'utf8')) as Record<string, unknown>;

let repo: ScratchRepo;
let env: NodeJS.ProcessEnv;
let folder: string;
let installed: string;
let install: Outcome;

function run(cwd: string, program: string, ...args: string[]): Outcome {
  return toOutcome(spawnSync(program, args, { cwd, env, encoding: 'utf8' }));
}

beforeAll(() => {
  needBuild();
  repo = new ScratchRepo();
  // An npm of its own: no settings, cache or registry of this machine.
  env = {
    ...repo.env,
    PATH: pathWithNode,
    npm_config_cache: join(repo.root, 'npm-cache'),
    npm_config_userconfig: join(repo.root, 'no-npmrc'),
    npm_config_globalconfig: join(repo.root, 'no-global-npmrc'),
    npm_config_update_notifier: 'false',
    npm_config_offline: 'true',
  };
  const pack = run(top, 'npm', 'pack', '--ignore-scripts', '--silent', '--pack-destination', repo.root);
  if (pack.code !== 0) throw new Error(`npm pack: ${pack.text}`);
  folder = join(repo.root, 'empty');
  mkdirSync(folder);
  const tarball = readdirSync(repo.root).find((name) => name.endsWith('.tgz'))!;
  install = run(folder, 'npm', 'i', '--offline', '--no-audit', '--no-fund', join(repo.root, tarball));
  installed = join(folder, 'node_modules', 'leakgate');
});
afterAll(() => repo.dispose());

describe('the manifest', () => {
  it('names no package that would come along, and no script that would run', () => {
    for (const key of ['dependencies', 'optionalDependencies', 'peerDependencies', 'bundleDependencies', 'gypfile'])
      expect(manifest, key).not.toHaveProperty(key);
    const scripts = Object.keys(manifest.scripts as object);
    expect(scripts.filter((name) => /^(?:pre|post)?install$/.test(name))).toEqual([]);
    expect(manifest.bin).toEqual({ leakgate: 'dist/leakgate.js' });
    expect(existsSync(join(top, 'binding.gyp'))).toBe(false);
  });
});

describe('the tarball', () => {
  it('installs into an empty folder in one step, and brings nothing else', () => {
    expect(install.text).toContain('added 1 package');
    expect(install.code).toBe(0);
    expect(readdirSync(join(folder, 'node_modules')).filter((name) => !name.startsWith('.'))).toEqual(['leakgate']);
    expect(existsSync(join(installed, 'node_modules'))).toBe(false);
  });

  it('holds the command, the hooks and the schemas, and no sources or tests', () => {
    const inside = readdirSync(installed);
    for (const name of ['dist', 'hooks', 'schema', 'package.json']) expect(inside).toContain(name);
    for (const name of ['src', 'rules', 'test', 'build', 'bench', '.husky', '.ci']) expect(inside).not.toContain(name);
    expect(readdirSync(join(installed, 'dist'))).not.toContain('.work');
    for (const name of readdirSync(join(top, 'hooks'))) expect(readdirSync(join(installed, 'hooks'))).toContain(name);
  });

  it('has a command that can be executed', () => {
    const path = join(installed, 'dist', 'leakgate.js');
    expect(statSync(path).mode & 0o111).toBe(0o111);
    expect(readFileSync(path, 'utf8')).toMatch(/^#!\/usr\/bin\/env node\n/);
    expect(run(folder, path, '--version').stdout).toBe(`${manifest.version}\n`);
    const version = run(folder, 'npx', '--no-install', 'leakgate', '--version');
    expect(version).toMatchObject({ code: 0, stdout: `${manifest.version}\n` });
  });

  it('stands guard with every part it loads lazily', () => {
    const pair = awsPair('tarball');
    const leakgate = (...args: string[]) => run(repo.dir, join(installed, 'dist', 'leakgate.js'), ...args);
    expect(leakgate('init', '--yes').code).toBe(0);
    // A glob needs micromatch, a comment in the config the JSON parser, the portable backend isomorphic-git.
    const config = JSON.parse(readFileSync(join(repo.dir, 'leakgate.json'), 'utf8')) as object;
    const text = JSON.stringify({ ...config, paths: { ignore: ['vendor/**'] } });
    writeFileSync(join(repo.dir, 'leakgate.json'), `// ours\n${text}\n`);
    repo.commit('the gate');
    repo.write('vendor/a.ini', pair.text);
    repo.write('conf.ini', pair.text);
    repo.git('add', '--all');
    const commit = repo.tryGit(['commit', '-m', 'x'], { env });
    expect(commit.stderr).toContain('leakgate blocked this commit: 1 secret\n');
    expect(commit.stderr).toContain('\n  conf.ini:2:25\n');
    expect(commit.status).toBe(1);
    repo.commit('let through');
    const texts = [commit.stderr];
    for (const args of [
      ['history'],
      ['history', '--backend', 'portable'],
      ['range', 'HEAD'],
      ['scan', '.', '--format', 'sarif'],
      ['scan', '.', '--format', 'json'],
    ]) {
      const { code, text } = leakgate(...args);
      expect(code, args.join(' ')).toBe(1);
      texts.push(text);
    }
    expect(leakgate('rules').code).toBe(0);
    expect(shownSecret(texts.join(''), pair.secrets)).toBeNull();
    expect(leakgate('init', '--undo', '--yes').code).toBe(0);
  });
});

describe.runIf(existsSync(join(top, '.git')))('a clone of this project after the build', () => {
  it('runs by npx', () => {
    const clone = join(repo.root, 'clone');
    repo.gitBytes(['clone', '-q', '--no-hardlinks', top, clone], { cwd: repo.root });
    cpSync(join(top, 'package.json'), join(clone, 'package.json'));
    cpSync(join(top, 'dist'), join(clone, 'dist'), { recursive: true });
    symlinkSync(join(top, 'node_modules'), join(clone, 'node_modules'));
    expect(run(clone, 'npx', 'leakgate', '--version')).toMatchObject({ code: 0, stdout: `${manifest.version}\n` });
  });
});
