// The compiled code in the user's cache folder: it may be missing, foreign, damaged or unwritable, and nothing but time changes.
import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { needBuild, runCli } from '../support/run-cli.ts';
import { ScratchRepo } from '../support/scratch-repo.ts';

let repo: ScratchRepo;
let folder: string;

beforeEach(() => {
  needBuild();
  repo = new ScratchRepo();
  repo.write('a.ts', 'export const a = 1;\n');
  repo.git('add', '.');
  folder = join(repo.root, 'cache', 'leakgate');
  repo.env.XDG_CACHE_HOME = join(repo.root, 'cache');
});
afterEach(() => repo.dispose());

const staged = () => runCli(repo, ['staged']);
const caches = () => readdirSync(folder).map((name) => join(folder, name));
const theCache = () => caches().find((path) => path.includes('leakgate-start-'))!;

it('is written once, for nobody else to touch, and used from then on', () => {
  expect(staged().code).toBe(0);
  const path = theCache();
  const { mode, mtimeMs } = statSync(path);
  expect(mode & 0o777).toBe(0o600);
  expect(statSync(folder).mode & 0o777).toBe(0o700);
  expect(staged().code).toBe(0);
  expect(statSync(path).mtimeMs).toBe(mtimeMs);
  expect(caches().filter((name) => /\.\d+$/.test(name))).toEqual([]);
});

it('fits the next sweep, whatever settings of V8 a sweep changes', () => {
  repo.commit('a');
  const sweep = () => runCli(repo, ['history']);
  expect(sweep().code).toBe(0);
  const written = () => caches().map((path) => [path, statSync(path).mtimeMs]);
  const first = written();
  expect(first.length).toBe(2);
  expect(sweep().code).toBe(0);
  expect(written()).toEqual(first);
});

it('is replaced when a single bit of it is wrong, when it is cut short, or empty', () => {
  staged();
  const path = theCache();
  const good = readFileSync(path);
  const flipped = Buffer.from(good);
  flipped[100_000] ^= 4;
  for (const bad of [flipped, good.subarray(0, good.length / 2), good.subarray(0, 100), Buffer.alloc(0)]) {
    writeFileSync(path, bad);
    const { code, stdout } = staged();
    expect([code, stdout]).toEqual([0, expect.stringMatching(/^leakgate: clean/)]);
    expect(readFileSync(path).equals(bad)).toBe(false);
  }
});

it('is not run when others may write to it, or when it is a link', () => {
  staged();
  const path = theCache();
  chmodSync(path, 0o666);
  expect(staged().code).toBe(0);
  expect(statSync(path).mode & 0o777).toBe(0o600);
  const elsewhere = join(repo.root, 'elsewhere');
  writeFileSync(elsewhere, readFileSync(path));
  rmSync(path);
  symlinkSync(elsewhere, path);
  const before = readFileSync(elsewhere);
  expect(staged().code).toBe(0);
  expect(readFileSync(elsewhere).equals(before)).toBe(true);
  expect(statSync(path, { bigint: false }).isFile()).toBe(true);
});

it('is neither needed nor missed: switched off, without a home, in a folder that is a file', () => {
  repo.env.LEAKGATE_CODE_CACHE = '0';
  expect(staged().code).toBe(0);
  expect(() => readdirSync(folder)).toThrow();
  delete repo.env.LEAKGATE_CODE_CACHE;
  delete repo.env.XDG_CACHE_HOME;
  delete repo.env.HOME;
  expect(staged().code).toBe(0);
  repo.env.XDG_CACHE_HOME = join(repo.root, 'file');
  writeFileSync(join(repo.root, 'file'), '');
  expect(staged().code).toBe(0);
});

it('is one for each hook and for a sweep, which holds what that one needs', () => {
  runCli(repo, ['staged']);
  runCli(repo, ['history']);
  runCli(repo, ['hook', 'pre-commit']);
  repo.write('.git/COMMIT_EDITMSG', 'words\n');
  runCli(repo, ['hook', 'commit-msg', '.git/COMMIT_EDITMSG']);
  const starts = caches().filter((path) => path.includes('leakgate-start-'));
  expect(starts.map((path) => /-(staged|history|pre-commit|commit-msg)-v/.exec(path)?.[1]).sort()).toEqual([
    'commit-msg',
    'history',
    'pre-commit',
    'staged',
  ]);
});

it.runIf(process.platform === 'linux')('does not wait for a folder that can never be made', () => {
  // Below /proc the making of a folder fails in a way that Node takes for a missing parent.
  for (const name of ['XDG_CACHE_HOME', 'XDG_STATE_HOME', 'HOME']) repo.env[name] = '/proc/none';
  for (const args of [['staged'], ['hook', 'pre-commit'], ['history']]) expect(runCli(repo, args).code).toBe(0);
});

it('keeps a few of other versions and drops the oldest', () => {
  mkdirSync(folder, { recursive: true });
  for (let old = 0; old < 40; old++) writeFileSync(join(folder, `leakgate-start-${old}${old}-v20.0.0-x64.bin`), '');
  staged();
  expect(caches().length).toBe(24);
  expect(caches()).toContain(theCache());
});
