// A git that dies, is cut short or is overtaken by other work, and repositories made to exhaust whoever walks them.
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { type ScratchRepo, scratchRepos } from '../support/scratch-repo.ts';
import { sweep } from '../support/sweep.ts';

const makeRepo = scratchRepos(afterEach);
const realGit = execFileSync('sh', ['-c', 'command -v git']).toString().trim();

/** An environment in which `git` is a script; `$git` is the real one, and the script ends by running it. */
function withScript(repo: ScratchRepo, script: string): NodeJS.ProcessEnv {
  const folder = join(repo.root, 'bin');
  mkdirSync(folder);
  const lines = ['#!/bin/sh', `git=${realGit}`, script, 'exec "$git" "$@"', ''];
  writeFileSync(join(folder, 'git'), lines.join('\n'), { mode: 0o755 });
  return { ...repo.env, PATH: `${folder}:${repo.env.PATH}` };
}

function fill(repo: ScratchRepo): number {
  for (let number = 0; number < 20; number++) {
    repo.write(`f${number}`, `content ${number}\n`.repeat(20));
    if (number % 5 === 0) repo.commit(`number ${number}`);
  }
  repo.commit('last');
  return Number(repo.git('count-objects').split(' ')[0]);
}

describe('a git that fails', () => {
  it.each([
    ['ends well but is cut short', 'head -c 3000; exit 0'],
    ['is killed', 'head -c 3000; kill -9 $$'],
    ['prints what it never prints', 'head -c 3000; echo; echo "what is this"; exit 0'],
  ])('is asked for the rest when it %s', async (_, end) => {
    const repo = makeRepo();
    const total = fill(repo);
    const script = `case "$*" in *"--buffer --batch") case "$*" in *all-objects*) "$git" "$@" | ${end};; esac;; esac`;
    const { history, objects } = await sweep({ dir: repo.dir, env: withScript(repo, script) });
    expect(objects.size).toBe(total);
    expect(history.coverage()).toMatchObject({ expected: total, delivered: total, missing: 0, damaged: 0 });
  });

  it('leaves a gap, not a clean result, when it goes on failing', async () => {
    const repo = makeRepo();
    const total = fill(repo);
    // Packed: where git gives up at an object that has a file of its own, that file is read.
    repo.git('repack', '-adq');
    repo.git('prune-packed', '-q');
    const env = withScript(repo, 'case "$*" in *"--buffer --batch") "$git" "$@" | head -c 3000; exit 1;; esac');
    const { history, objects } = await sweep({ dir: repo.dir, env });
    const coverage = history.coverage();
    expect(objects.size).toBeLessThan(total);
    expect(coverage.delivered).toBe(objects.size);
    expect(coverage.expected).toBe(total);
    expect(coverage.damaged).toBe(total - objects.size);
    expect(history.problems.length).toBeGreaterThan(0);
  });

  it('ends the sweep when it cannot list the refs or the objects', async () => {
    const repo = makeRepo();
    fill(repo);
    const env = withScript(repo, 'case "$*" in *for-each-ref*) echo "fatal: no" >&2; exit 128;; esac');
    await expect(sweep({ dir: repo.dir, env })).rejects.toMatchObject({ code: 'git-failed', exitCode: 3 });
  });

  it('leaves a gap when it complains and ends well all the same', async () => {
    const repo = makeRepo();
    fill(repo);
    const script = 'case "$*" in *all-objects*--buffer*) echo "error: unable to open a pack" >&2;; esac';
    const { history } = await sweep({ dir: repo.dir, env: withScript(repo, script) });
    expect(history.problems).toMatchObject([{ code: 'git-complaint', gap: 'damaged' }]);
  });

  it('is done without where the changes are walked', async () => {
    const repo = makeRepo();
    fill(repo);
    const env = withScript(repo, 'case "$*" in *diff-tree*) exit 128;; esac');
    const blob = repo.git('rev-parse', 'HEAD:f7');
    const { history } = await sweep({ dir: repo.dir, env });
    expect((await history.locate(new Set([blob]))).get(blob)).toMatchObject([{ path: 'f7', ref: 'refs/heads/main' }]);
  });
});

describe('work that goes on beside the sweep', () => {
  it('is swept too when a ref names it at the end', async () => {
    const repo = makeRepo();
    fill(repo);
    const marker = join(repo.root, 'once');
    const commit =
      '"$git" -c user.name=A -c user.email=a@b commit -q --allow-empty -m late; echo late | "$git" hash-object -w --stdin >/dev/null';
    const script = `case "$*" in *for-each-ref*) [ -e ${marker} ] || { : > ${marker}; echo new > late.txt; "$git" add late.txt; ${commit}; };; esac`;
    const { history, objects } = await sweep({ dir: repo.dir, env: withScript(repo, script) });
    expect(objects.get(repo.git('rev-parse', 'HEAD'))).toBe('commit');
    expect(objects.get(repo.git('rev-parse', 'HEAD:late.txt'))).toBe('blob');
    expect(history.coverage().missing).toBe(0);
    expect(history.problems).toEqual([]);
  });
});

describe('a repository made to exhaust', () => {
  it('is swept although its trees unfold without end', async () => {
    const repo = makeRepo();
    let inner = repo
      .gitBytes(['mktree'], { input: `100644 blob ${repo.hashObject('at the bottom')}\tf\n` })
      .toString()
      .trim();
    for (let level = 0; level < 12; level++) {
      const input = Array.from({ length: 10 }, (_, at) => `040000 tree ${inner}\tt${at}\n`).join('');
      inner = repo.gitBytes(['mktree'], { input }).toString().trim();
    }
    repo.git('update-ref', 'refs/heads/main', repo.git('commit-tree', inner, '-m', 'words'));
    const { history, objects } = await sweep(repo);
    expect(objects.size).toBe(15);
    const blob = repo.hashObject('at the bottom');
    const places = await history.locate(new Set([blob]));
    expect(places.get(blob)).toHaveLength(10_000);
    expect(history.problems).toMatchObject([
      { code: 'too-many-changes', gap: 'limit' },
      { code: 'too-many-paths', gap: 'limit' },
    ]);
  });

  it.each(['git', 'portable'] as const)('is swept although it nests very deep, backend %s', async (backend) => {
    const repo = makeRepo();
    const pieces: Buffer[] = [];
    const blob = repo.hashObject('deep');
    let tree = repo
      .gitBytes(['mktree'], { input: `100644 blob ${blob}\tf\n` })
      .toString()
      .trim();
    for (let level = 0; level < 150; level++) {
      tree = repo.hashObject(Buffer.concat([Buffer.from('40000 d\0'), Buffer.from(tree, 'hex')]), 'tree');
      pieces.push(Buffer.from('d/'));
    }
    repo.git('update-ref', 'refs/heads/main', repo.git('commit-tree', tree, '-m', 'words'));
    const { history } = await sweep(repo, { backend });
    const path = `${Buffer.concat(pieces)}f`;
    expect((await history.locate(new Set([blob]))).get(blob)).toMatchObject([{ path }]);
    expect(history.problems).toEqual([]);
  });
});
