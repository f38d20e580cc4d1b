// What leakgate leaves in a git folder, beside what git itself leaves there when the same is done with the hooks off. git keeps
// a refused message in COMMIT_EDITMSG and what was staged as objects; leakgate adds nothing that holds a secret.
import { existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { inflateSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { pathWithNode, runCli } from '../support/run-cli.ts';
import { ScratchRepo } from '../support/scratch-repo.ts';
import { fileSamples, leaksIn, secretIn } from '../support/secret-samples.ts';

const made: ScratchRepo[] = [];
let guarded: ScratchRepo;
let unguarded: ScratchRepo;

/** The same steps: a commit with secrets, one with a secret in its message, a merge, a push. */
function takeSteps(isGuarded: boolean): ScratchRepo {
  const repo = new ScratchRepo();
  made.push(repo);
  repo.env.PATH = pathWithNode;
  repo.addRemote();
  if (isGuarded) expect(runCli(repo, ['init', '--yes']).code).toBe(0);
  const off = isGuarded ? [] : ['--no-verify'];
  repo.write('readme.md', 'words\n');
  repo.git('add', 'readme.md');
  expect(repo.tryGit(['commit', ...off, '-m', 'base']).status).toBe(0);
  for (const { path, text } of fileSamples) repo.write(path, text);
  repo.git('add', '--all', '--force');
  if (isGuarded) {
    for (const message of ['change', `about ${secretIn('message')}`])
      expect(repo.tryGit(['commit', '-m', message]).status).toBe(1);
    runCli(repo, ['staged', '--verbose']);
    runCli(repo, ['history']);
    runCli(repo, ['doctor']);
  }
  // In both: what the hooks would have stopped is there, and goes to a branch that is pushed.
  repo.git('commit', '-q', '--no-verify', '-m', `about ${secretIn('message')}`);
  const push = repo.tryGit(['push', ...off, 'origin', 'main']);
  expect(push.status).toBe(isGuarded ? 1 : 0);
  repo.write('more.txt', 'words\n');
  repo.git('add', 'more.txt');
  expect(repo.tryGit(['commit', ...off, '-m', 'more']).status).toBe(0);
  return repo;
}

beforeAll(() => {
  guarded = takeSteps(true);
  unguarded = takeSteps(false);
}, 120_000);
afterAll(() => {
  for (const repo of made) repo.dispose();
});

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile());
}

/** What a file says: an object unpacked. */
function textOf(path: string): string {
  const bytes = readFileSync(path);
  try {
    return inflateSync(bytes).toString('latin1');
  } catch {
    return bytes.toString('latin1');
  }
}

const leaking = (repo: ScratchRepo) => {
  const folder = join(repo.dir, '.git');
  return filesBelow(folder)
    .filter((path) => leaksIn(textOf(path)).length > 0)
    .map((path) => relative(folder, path))
    .sort();
};

it('leaves secrets only where git itself leaves them', () => {
  const [ours, gits] = [leaking(guarded), leaking(unguarded)];
  expect(gits).toContain('logs/HEAD');
  const isObject = (path: string) => /^objects\/[0-9a-f]{2}\//.test(path);
  expect(ours.filter((path) => !isObject(path) && !gits.includes(path))).toEqual([]);
  const blobs = (paths: readonly string[], repo: ScratchRepo) =>
    paths.filter((path) => isObject(path) && textOf(join(repo.dir, '.git', path)).startsWith('blob '));
  expect(blobs(ours, guarded)).toEqual(blobs(gits, unguarded));
  expect(ours.filter((path) => /leakgate|hooks/.test(path))).toEqual([]);
});

it('writes none into the home folder or the top level', () => {
  const own = ['leakgate.json', '.leakgateignore', '.gitignore'].map((name) => join(guarded.dir, name));
  const files = [...own.filter(existsSync), ...filesBelow(join(guarded.root, 'home'))];
  for (const path of files) expect(leaksIn(readFileSync(path, 'latin1')), path).toEqual([]);
});

it('keeps nothing in its caches that a secret could be guessed from', () => {
  const folder = join(guarded.dir, '.git', 'leakgate');
  const before = existsSync(folder) ? filesBelow(folder) : [];
  for (const path of before) expect(leaksIn(textOf(path)), path).toEqual([]);
  // Safe to delete: the next run says the same.
  rmSync(folder, { recursive: true, force: true });
  expect(runCli(guarded, ['history']).code).toBe(1);
});
