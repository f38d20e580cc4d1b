// This repository guards itself: in a clone of it, with husky started, a planted key is neither committed nor pushed.
import { cpSync, existsSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { fillTemplate } from '../support/fill-template.ts';
import { type ScratchRepo, scratchRepos } from '../support/scratch-repo.ts';

const newRepo = scratchRepos(afterEach);
const top = join(import.meta.dirname, '..', '..');

/** Clones this project as it stands, hooks that are not committed yet included, and starts husky as `npm ci` would. */
function cloneOfThisProject(): ScratchRepo {
  const repo = newRepo({ init: false });
  // The hooks look for Node on PATH; nothing is recorded in this clone.
  const pathOfNode = join(process.execPath, '..');
  repo.env.PATH = `${pathOfNode}:${process.env.PATH}`;
  rmSync(repo.dir, { recursive: true });
  repo.gitBytes(['clone', '--quiet', '--no-hardlinks', top, repo.dir], { cwd: repo.root });
  for (const name of ['hooks', '.husky', 'package.json'])
    cpSync(join(top, name), join(repo.dir, name), { recursive: true });
  rmSync(join(repo.dir, '.husky', '_'), { recursive: true, force: true });
  cpSync(join(top, 'dist'), join(repo.dir, 'dist'), { recursive: true });
  symlinkSync(join(top, 'node_modules'), join(repo.dir, 'node_modules'));
  repo.git('config', 'core.hooksPath', '.husky/_');
  cpSync(join(top, 'node_modules', 'husky', 'husky'), join(repo.dir, '.husky', '_', 'h'));
  for (const hook of ['pre-commit', 'pre-merge-commit', 'commit-msg', 'pre-push'])
    writeFileSync(join(repo.dir, '.husky', '_', hook), '#!/usr/bin/env sh\n. "$(dirname "$0")/h"', { mode: 0o755 });
  return repo;
}

it.skipIf(!existsSync(join(top, '.git')))(
  'blocks a planted key at commit, and at push when it was let through',
  () => {
    const repo = cloneOfThisProject();
    const key = fillTemplate('ghp_{alnum:30}{crc32b62}', 'own guard');
    const head = repo.git('rev-parse', 'HEAD');
    repo.write('src/planted.ts', `export const token = '${key}';\n`);
    repo.git('add', 'src/planted.ts');

    const commit = repo.tryGit(['commit', '-m', 'planted']);
    expect(commit.stderr).toContain('leakgate blocked this commit: 1 secret');
    expect(commit.stderr).toContain('src/planted.ts');
    expect(commit.status).toBe(1);
    expect(repo.git('rev-parse', 'HEAD')).toBe(head);

    const target = repo.addRemote('backup');
    repo.git('commit', '--quiet', '--no-verify', '-m', 'planted');
    const push = repo.tryGit(['push', 'backup', 'HEAD']);
    expect(push.stderr).toContain('leakgate blocked this push');
    expect(push.status).not.toBe(0);
    expect(repo.gitBytes(['for-each-ref'], { cwd: target }).toString()).toBe('');
    for (const text of [commit.stderr, push.stderr, commit.stdout.toString(), push.stdout.toString()])
      expect(text).not.toContain(key);
  },
  60_000,
);

it.skipIf(!existsSync(join(top, '.git')))('blocks with one line while the command is not built', () => {
  const repo = cloneOfThisProject();
  rmSync(join(repo.dir, 'dist'), { recursive: true });
  const commit = repo.tryGit(['commit', '--allow-empty', '-m', 'x']);
  expect(commit.status).toBe(1);
  expect(commit.stderr).toContain('leakgate: this commit is blocked: dist/leakgate.js is missing. Run "npm ci".\n');
});
