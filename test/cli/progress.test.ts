// A long run and the person who waits for it: what the terminal shows, and how Ctrl-C ends it.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { withTwoCommits } from '../support/history-run.ts';
import { cli, needBuild } from '../support/run-cli.ts';
import { type ScratchRepo, scratchRepos } from '../support/scratch-repo.ts';

const makeRepo = scratchRepos(afterEach);
const hasScript = spawnSync('script', ['--version']).status === 0;
const realGit = spawnSync('sh', ['-c', 'command -v git'], { encoding: 'utf8' }).stdout.trim();

/** A git in front of the real one that hands the objects over and then keeps the reader waiting. */
function withSlowGit(): { repo: ScratchRepo; env: NodeJS.ProcessEnv } {
  needBuild();
  const repo = withTwoCommits(makeRepo());
  const folder = join(repo.root, 'bin');
  mkdirSync(folder);
  const git = join(folder, 'git');
  // The count of all objects comes from another git beside it, which is to be done first.
  const wait = `sleep 1; '${realGit}' "$@"; echo $$ >> '${repo.root}/waiting'; exec sleep 60`;
  writeFileSync(git, `#!/bin/sh\ncase "$*" in *--batch-all-objects*) ${wait};; esac\nexec '${realGit}' "$@"\n`);
  chmodSync(git, 0o755);
  return {
    repo,
    env: { ...repo.env, PATH: `${folder}${delimiter}${process.env.PATH}`, TERM: 'xterm', TMPDIR: repo.root },
  };
}

/** Resolves with all that `child` wrote once `pattern` is in it; fails when it ends before. */
function waitFor(child: ChildProcess, pattern: RegExp): Promise<string> {
  let text = '';
  return new Promise((resolve, reject) => {
    const read = (chunk: Buffer) => {
      text += chunk;
      if (pattern.test(text)) resolve(text);
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    child.once('close', (code) => reject(new Error(`ended with ${code} before ${pattern}: ${text}`)));
  });
}

const ending = (child: ChildProcess) =>
  new Promise<{ code: number | null; signal: NodeJS.Signals | null; text: string }>((resolve) => {
    let text = '';
    const read = (chunk: Buffer) => {
      text += chunk;
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    child.once('close', (code, signal) => resolve({ code, signal, text }));
  });

const sleepers = (repo: ScratchRepo) => readFileSync(join(repo.root, 'waiting'), 'utf8').trim().split('\n').map(Number);

/** One that ended and that nobody has asked about yet still has a number. */
const isAlive = (id: number) =>
  /^\s*[^Z\s]/.test(spawnSync('ps', ['-o', 'stat=', '-p', String(id)], { encoding: 'utf8' }).stdout);

const filesBelow = (folder: string) => readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();

describe('a run that is stopped', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)(
    'by %s ends at once, says how far it got, and leaves nothing behind',
    async (signal) => {
      const { repo, env } = withSlowGit();
      const before = filesBelow(repo.dir);
      const report = join(repo.root, 'report.json');
      const args = [cli, 'history', '--backend', 'git', '--format', 'json', '--output', report];
      const child = spawn(process.execPath, args, { cwd: repo.dir, env });
      const ended = ending(child);
      // Once git waits all objects were handed over.
      while (!filesBelow(repo.root).includes('waiting')) await new Promise((resolve) => setTimeout(resolve, 50));
      await new Promise((resolve) => setTimeout(resolve, 500));
      const began = performance.now();
      child.kill(signal);
      const { code, signal: endedBy, text } = await ended;
      expect(performance.now() - began).toBeLessThan(5000);
      expect([code, endedBy]).toEqual([null, signal]);
      expect(text).toMatch(/^leakgate: stopped after 6 of 6 objects, \d+ B, 0 found so far; nothing was judged/);
      expect(filesBelow(repo.dir)).toEqual(before);
      expect(filesBelow(repo.root)).not.toContain('report.json');
      for (const sleeper of sleepers(repo)) spawnSync('kill', ['-9', String(sleeper)]);
    },
  );

  it('makes the shell see 128 and the number of the signal', async () => {
    const { repo, env } = withSlowGit();
    const command = `"$1" "$2" history --backend git --quiet & child=$!; while [ ! -f '${repo.root}/waiting' ]; do sleep 0.05; done; kill -TERM $child; wait $child; echo "exit $?"`;
    const { stdout } = spawnSync('sh', ['-c', command, 'sh', process.execPath, cli], {
      cwd: repo.dir,
      env,
      encoding: 'utf8',
    });
    expect(stdout).toBe(`exit ${128 + constants.signals.SIGTERM}\n`);
    for (const sleeper of sleepers(repo)) spawnSync('kill', ['-9', String(sleeper)]);
  });
});

describe.skipIf(!hasScript)('on a terminal', () => {
  it('a bar stands there, Ctrl-C takes it away and ends everything with 130', async () => {
    const { repo, env } = withSlowGit();
    const command = `'${process.execPath}' '${cli}' history --backend git; echo "exit $?"`;
    // The shell itself must outlive the Ctrl-C that all of the terminal gets.
    const child = spawn('script', ['-qfec', `trap : INT; ${command}`, '/dev/null'], {
      cwd: repo.dir,
      env: { ...env, SHELL: '/bin/sh' },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    const ended = ending(child);
    const shown = await waitFor(child, /\] 100 % {2}6 of 6 objects/);
    expect(shown).toContain('\r\x1b[Kleakgate [####################] 100 %  6 of 6 objects');
    child.stdin.write('\x03');
    const { text } = await ended;
    expect(text).toMatch(/\r\x1b\[K(?:\^C)?leakgate: stopped after 6 of 6 objects/);
    expect(text).toContain('exit 130');
    for (const sleeper of sleepers(repo)) expect(isAlive(sleeper)).toBe(false);
  });
});
