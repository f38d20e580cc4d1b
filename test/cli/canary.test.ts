// The canary, through every command and hook that judges: caught in each run; a run whose rules miss it is no clean one; and a
// policy that leaves nothing to judge by is refused by all of them.

import { spawnSync } from 'node:child_process';
import { cpSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { families } from '../../rules/index.ts';
import { commands } from '../../src/commands/catalogue.ts';
import { packAutomaton } from '../../src/detect/automaton/automaton.ts';
import { buildAutomaton } from '../../src/detect/automaton/build-automaton.ts';
import { hookNames, serverHookNames } from '../../src/install/hook-files.ts';
import { cli, needBuild, type Outcome, runCli, toOutcome } from '../support/run-cli.ts';
import { type ScratchRepo, scratchRepos } from '../support/scratch-repo.ts';

const newRepo = scratchRepos(afterEach);
beforeAll(needBuild);

const zero = '0'.repeat(40);

/** How a command is run in a repository with a commit, something staged, and a server that holds the same. */
interface Run {
  readonly args: readonly string[];
  readonly input?: (repo: ScratchRepo) => string;
  readonly isOnServer?: true;
}

const head = (repo: ScratchRepo) => repo.git('rev-parse', 'HEAD');

const hooks: Readonly<Record<string, Run>> = {
  'pre-commit': { args: ['hook', 'pre-commit'] },
  'pre-merge-commit': { args: ['hook', 'pre-merge-commit'] },
  'commit-msg': { args: ['hook', 'commit-msg', '.git/COMMIT_EDITMSG'] },
  'pre-push': {
    args: ['hook', 'pre-push', 'origin', 'x'],
    input: (repo) => `refs/heads/main ${head(repo)} refs/heads/main ${zero}\n`,
  },
  'pre-receive': {
    args: ['hook', 'pre-receive'],
    input: (repo) => `${zero} ${head(repo)} refs/heads/new\n`,
    isOnServer: true,
  },
};

const judging: Readonly<Record<string, Run>> = {
  staged: { args: ['staged'] },
  range: { args: ['range', 'HEAD'] },
  history: { args: ['history', '--no-cache'] },
  scan: { args: ['scan', 'a.txt'] },
  'scan of standard input': { args: ['scan', '-'], input: () => 'words\n' },
  baseline: { args: ['baseline', '--reason', 'made up'] },
  ...Object.fromEntries(Object.entries(hooks).map(([name, run]) => [`hook ${name}`, run])),
};

function newScene(files: Readonly<Record<string, string>> = {}): { repo: ScratchRepo; server: string } {
  const repo = newRepo();
  const server = repo.addRemote();
  repo.git('config', 'user.email', 'ada@example.org');
  repo.write('a.txt', 'words\n');
  for (const [name, text] of Object.entries(files)) repo.write(name, text);
  repo.commit('base');
  repo.git('push', '-q', 'origin', 'main');
  repo.write('a.txt', 'other words\n');
  repo.git('add', 'a.txt');
  return { repo, server };
}

function ask({ repo, server }: ReturnType<typeof newScene>, { args, input, isOnServer }: Run, command = cli): Outcome {
  const cwd = isOnServer ? server : repo.dir;
  const options = { cwd, env: repo.env, input: input?.(repo) ?? '' };
  return toOutcome(spawnSync(process.execPath, [command, ...args], options));
}

/** A copy of the installation whose automaton knows one anchor alone, which is none of the canaries'. */
function blindCopy(repo: ScratchRepo): string {
  const copy = join(repo.root, 'blind');
  cpSync(dirname(cli), copy, { recursive: true });
  writeFileSync(join(copy, 'rules', 'automaton.bin'), packAutomaton(buildAutomaton(['quite-another-anchor'])));
  return join(copy, 'leakgate.js');
}

const all = (value: unknown) => ({
  'leakgate.json': JSON.stringify({
    rules: Object.fromEntries(families.flatMap(({ rules }) => rules.map(({ id }) => [id, value]))),
  }),
});

it('stops `mask`, too, which lets nothing through then', () => {
  const scene = newScene();
  const run = { args: ['mask'], input: () => 'words\n' };
  expect(ask(scene, run)).toMatchObject({ code: 0, stdout: 'words\n' });
  expect(ask(scene, run, blindCopy(scene.repo))).toMatchObject({ code: 3, stdout: '' });
});

it('is asked of every hook, and of every command that judges', () => {
  expect(Object.keys(hooks).sort()).toEqual([...hookNames, ...serverHookNames].sort());
  // The others judge nothing by rules, or only what reports and lines say.
  // `image` scans as `scan` does, and needs an image; `fix` writes and blocks nothing.
  const others = ['image', 'fix', 'init', 'allow', 'merge', 'explain', 'rules', 'doctor', 'hook'];
  const names = [...new Set(Object.values(judging).map(({ args }) => args[0]))];
  const missing = Object.keys(commands).filter(
    (name) => name !== 'mask' && !names.includes(name) && !others.includes(name),
  );
  expect(missing).toEqual([]);
});

describe('a run', () => {
  it.each(['staged', 'range', 'history', 'scan', 'scan of standard input'])(
    'of %s tells that it caught the canary',
    (name) => {
      const { args, input } = judging[name];
      const { stdout } = ask(newScene(), { args: [...args, '--format', 'json'], input });
      expect(JSON.parse(stdout).receipt.canary).toBe('caught');
    },
  );

  it('whose rules miss the canary judges nothing, whatever its command', () => {
    const scene = newScene();
    const blind = blindCopy(scene.repo);
    for (const [name, run] of Object.entries(judging)) {
      expect(ask(scene, run).code, name).toBe(0);
      const { code, text } = ask(scene, run, blind);
      expect(text, name).toMatch(/nothing was judged/);
      expect(code, name).toBe(3);
    }
  });
});

describe('a policy that leaves nothing to judge by is refused by every command', () => {
  it.each([
    ['every rule is off', all('off')],
    ['every rule is narrowed to a place that is not there', all({ paths: ['no/such/place'] })],
    ['every rule asks for more entropy than there is', all({ entropy: 8 })],
    ['every path is left out', { 'leakgate.json': JSON.stringify({ paths: { ignore: ['leak*', 'a/**', 'b/**'] } }) }],
  ])('%s', (_, files) => {
    const scene = newScene(files);
    for (const [name, run] of Object.entries(judging)) {
      const { code, stderr } = ask(scene, run);
      expect(stderr, name).toMatch(/^leakgate: The config leaves no (?:working rule|file to look at)/);
      expect(code, name).toBe(2);
    }
  });

  it('and so is the one rule that was asked for, where it is off', () => {
    const files = { 'leakgate.json': JSON.stringify({ rules: { 'github-pat-classic': 'off' } }) };
    const { repo } = newScene(files);
    expect(runCli(repo, ['staged', '--rule', 'github-pat-classic']).code).toBe(2);
    expect(runCli(repo, ['staged', '--rule', 'jwt', '--rule', 'github-pat-classic']).code).toBe(0);
    expect(runCli(repo, ['staged']).code).toBe(0);
  });

  it('but one that narrows a few, or one that is asked for, is not', () => {
    const narrowed = { 'github-pat-classic': { paths: ['src/**'] }, jwt: { entropy: 4 } };
    const { repo } = newScene({ 'leakgate.json': JSON.stringify({ rules: narrowed }) });
    expect(runCli(repo, ['staged']).code).toBe(0);
    expect(runCli(repo, ['staged', '--rule', 'github-pat-classic']).code).toBe(0);
  });
});
