// The promise that a report never holds a secret: some seventy of them, planted in every kind of place, looked for in all that
// every command prints and writes, in every format and verbosity. A command that is not in this list fails the test.
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { commands, flagSpecs } from '../../src/commands/catalogue.ts';
import { hookNames, serverHookNames } from '../../src/install/hook-files.ts';
import { dockerSave, tarOf } from '../support/oci-image.ts';
import { type Outcome, pathWithNode, type RunOptions, runCli } from '../support/run-cli.ts';
import { ScratchRepo } from '../support/scratch-repo.ts';
import { fileSamples, leaksIn, secretIn } from '../support/secret-samples.ts';

let repo: ScratchRepo;
let server: string;
let base: string;

const zero = '0'.repeat(40);
const inFilename = `backup/${secretIn('filename')}.txt`;

beforeAll(() => {
  repo = new ScratchRepo();
  repo.env.PATH = pathWithNode;
  repo.git('config', 'user.email', 'ada@example.org');
  server = repo.addRemote();
  repo.git('remote', 'add', 'second', `https://app:${secretIn('remote')}@example.org/x.git`);
  base = repo.commit('base');
  for (const { path, text } of fileSamples) repo.write(path, text);
  // A finding in a file whose path holds a secret too: the path is told without it.
  repo.write(inFilename, fileSamples[1].text);
  repo.git('add', '--all', '--force');
});
afterAll(() => repo.dispose());

/** Commits what is staged, with secrets in its message, author, tag, note, and the name of a branch. */
function makeHistory(): void {
  if (repo.git('rev-parse', 'HEAD') !== base) return;
  repo.commit(`about ${secretIn('message')}`, `--author=${secretIn('author')} <a@b.example>`);
  repo.git('tag', '-a', 'v1', '-m', `by ${secretIn('tag')}`);
  repo.git('notes', 'add', '-m', `see ${secretIn('note')}`);
  // Something that only this branch holds, in a file and in a message, so that findings are told to be in it.
  repo.git('checkout', '-q', '-b', `fix-${secretIn('branch')}`);
  repo.write('only-here.txt', fileSamples[1].text);
  repo.commit(fileSamples[1].text);
  repo.git('checkout', '-q', 'main');
}

function run(args: readonly string[], options: RunOptions = {}): Outcome {
  return runCli(repo, args, options);
}

const volumes = [[], ['--verbose'], ['--quiet'], ['--no-color']];

/**
 * Whatever options a command has that change what it prints: text in every volume, the other formats plain. `isWhole` adds
 * every volume of the others.
 */
function variants(name: string, isWhole: boolean): string[][] {
  const { flags } = commands[name];
  const formats = flags.includes('format') ? (flagSpecs.format.allowed ?? []) : [''];
  return formats.flatMap((format) =>
    volumes
      .filter(([flag]) => flag === undefined || flags.includes(flag.slice(2)))
      .filter((volume) => isWhole || format === '' || format === 'text' || volume.length === 0)
      .map((volume) => [...(format === '' ? [] : ['--format', format]), ...volume]),
  );
}

/** Runs the command in all variants, to the terminal and to a file, and gives all that came out. */
function inAllForms(name: string, args: readonly string[], options: RunOptions = {}, isWhole = false): Outcome[] {
  const shown = variants(name, isWhole).map((more) => run([name, ...args, ...more], options));
  if (!commands[name].flags.includes('output')) return shown;
  const file = join(repo.root, 'report');
  const written = ['text', 'sarif'].map((format) => {
    const outcome = run([name, ...args, '--format', format, '--output', file], options);
    return { ...outcome, text: outcome.text + readFileSync(file, 'latin1') };
  });
  return [...shown, ...written];
}

const pushLines = () =>
  repo
    .git('for-each-ref', '--format=%(refname) %(objectname) %(refname)')
    .split('\n')
    .map((line) => `${line} ${zero}\n`)
    .join('');

const hooks: Readonly<Record<string, () => Outcome>> = {
  'pre-commit': () => run(['hook', 'pre-commit']),
  'pre-merge-commit': () => run(['hook', 'pre-merge-commit']),
  'commit-msg': () => {
    repo.write('.git/COMMIT_EDITMSG', `about ${secretIn('message')}\n`);
    return run(['hook', 'commit-msg', '.git/COMMIT_EDITMSG']);
  },
  'pre-push': () => run(['hook', 'pre-push', 'origin', server], { input: pushLines() }),
  'pre-receive': () => {
    repo.git('push', '-q', '--no-verify', '--mirror', 'origin');
    const refs = repo.gitBytes(['for-each-ref', '--format=%(objectname) %(refname)'], { cwd: server }).toString();
    const input = refs.replace(/^/gm, `${zero} `).replace(/\n.*$/, '\n');
    return run(['hook', 'pre-receive'], { cwd: server, input });
  },
};

interface Exercise {
  readonly runs: () => Outcome[];
  /** Whether it must have found something, so that silence means something. */
  readonly finds: boolean;
}

const shardReports = () =>
  [1, 2].map((part) => {
    const file = join(repo.root, `shard-${part}`);
    expect(run(['history', '--shard', `${part}/2`, '--format', 'json', '--output', file]).code).toBe(1);
    return file;
  });

/** Of every fifth file: of a token, a password, a key block, and what is told by a file's name. */
function someFingerprints(): string[] {
  const { findings } = JSON.parse(run(['scan', '.', '--format', 'json']).stdout) as {
    findings: { fingerprint: string }[];
  };
  return [...new Set(findings.map(({ fingerprint }) => fingerprint))].filter((_, at) => at % 5 === 0);
}

function firstFingerprint(): string {
  const { findings } = JSON.parse(run(['scan', '.', '--format', 'json']).stdout) as {
    findings: { fingerprint: string }[];
  };
  return findings.find(({ fingerprint }) => /:[^*]+:[0-9a-f]{4}$/.test(fingerprint))?.fingerprint ?? '';
}

const exercises: Readonly<Record<string, Exercise>> = {
  staged: { finds: true, runs: () => inAllForms('staged', [], {}, true) },
  scan: {
    finds: true,
    runs: () => [
      ...inAllForms('scan', ['.']),
      run(['scan', '-', '--verbose'], { input: fileSamples.map(({ text }) => text).join('') }),
    ],
  },
  image: {
    finds: true,
    runs: () => {
      const layers = [Object.fromEntries(fileSamples.map(({ path, text }) => [path, text]))];
      const texts = fileSamples.map(({ text }) => text);
      const config = { Env: texts, Labels: { note: secretIn('message') }, Cmd: texts };
      const history = texts.map((text) => ({ created_by: `RUN ${text}`, empty_layer: true }));
      writeFileSync(join(repo.root, 'image.tar'), tarOf(dockerSave({ layers, config, history })));
      return inAllForms('image', [join(repo.root, 'image.tar')]);
    },
  },
  mask: {
    finds: false,
    runs: () => {
      const input = fileSamples.map(({ text }) => `${text}\n`).join('');
      repo.write('.git/all-samples', input);
      const known = ['.env', '.npmrc']
        .filter((name) => existsSync(join(repo.dir, name)))
        .flatMap((name) => ['--known', name]);
      const outcomes = [
        run(['mask', '--verbose', ...known], { input }),
        run([
          'mask',
          '--verbose',
          ...known,
          '--',
          process.execPath,
          '-e',
          "process.stderr.write(require('fs').readFileSync('.git/all-samples'))",
        ]),
      ];
      for (const { stderr } of outcomes) expect(stderr).toMatch(/leakgate mask: masked \d\d+: /);
      return outcomes;
    },
  },
  fix: {
    finds: true,
    runs: () => {
      const cell = ({ text }: { text: string }) => ({
        cell_type: 'code',
        execution_count: 1,
        metadata: {},
        outputs: [{ name: 'stdout', output_type: 'stream', text: [text] }],
        source: ['print()'],
      });
      const inSource = { ...cell({ text: '' }), source: [fileSamples[0].text] };
      const cells = [...fileSamples.map(cell), inSource];
      const book = join(repo.root, 'book.ipynb');
      writeFileSync(book, JSON.stringify({ cells, metadata: {}, nbformat: 4, nbformat_minor: 5 }));
      const fix = (...args: string[]) => run(['fix', '--strip-outputs', ...args, book]);
      return [fix('--dry-run'), fix('--verbose'), fix()];
    },
  },
  hook: {
    finds: true,
    runs: () => {
      const outcomes = [hooks['pre-commit'](), hooks['pre-merge-commit'](), hooks['commit-msg']()];
      makeHistory();
      outcomes.push(hooks['pre-push'](), hooks['pre-receive']());
      for (const { code } of outcomes) expect(code).toBe(1);
      return outcomes;
    },
  },
  range: { finds: true, runs: () => inAllForms('range', [`${base}..HEAD`]) },
  history: {
    finds: true,
    runs: () => [
      ...inAllForms('history', []),
      run(['history', '--backend', 'portable', '--verbose']),
      run(['history', '--recurse-submodules', '--verbose']),
      // What a rule finds must not show what another one would have hidden.
      run(['history', '--rule', 'aws-temporary-access-key-id', '--verbose']),
    ],
  },
  merge: { finds: true, runs: () => inAllForms('merge', shardReports()) },
  explain: { finds: false, runs: () => someFingerprints().map((fingerprint) => run(['explain', fingerprint])) },
  rules: { finds: false, runs: () => [run(['rules']), run(['rules', 'jwt']), run(['rules', '--format', 'json'])] },
  init: {
    finds: false,
    runs: () => [run(['init']), run(['init', '--dry-run']), run(['init', '--yes']), run(['init', '--yes'])],
  },
  doctor: { finds: false, runs: () => [run(['doctor']), run(['doctor', '--format', 'json', '--no-live'])] },
  allow: {
    finds: false,
    runs: () => {
      const args = ['allow', firstFingerprint(), '--reason', `made up ${secretIn('reason')}`, '--until', 'never'];
      const refused = run(args);
      const allowed = run([...args.slice(0, 3), 'made up', '--until', 'never']);
      expect([refused.code, allowed.code]).toEqual([2, 0]);
      return [refused, allowed];
    },
  },
  baseline: { finds: false, runs: () => [run(['baseline', '--reason', 'all of them'])] },
};

function expectSilence(outcomes: readonly Outcome[], finds: boolean): void {
  expect(outcomes.length).toBeGreaterThan(0);
  if (finds) expect(outcomes.some(({ code }) => code === 1)).toBe(true);
  for (const { text } of outcomes) expect(leaksIn(text)).toEqual([]);
}

it('runs every command and every hook there is', () => {
  expect(Object.keys(exercises).sort()).toEqual(Object.keys(commands).sort());
  expect(Object.keys(hooks).sort()).toEqual([...hookNames, ...serverHookNames].sort());
});

it('finds nearly every one of them, so that there is something to hide', () => {
  const { findings } = JSON.parse(run(['staged', '--format', 'json']).stdout) as {
    findings: { path: string | null }[];
  };
  const paths = findings.map(({ path }) => path);
  const missed = fileSamples.map(({ path }) => path).filter((path) => !paths.includes(path));
  expect(missed).toEqual([]);
  expect(paths).toContain(null);
});

it.each(Object.entries(exercises))(
  'shows none in %s',
  (_, { runs, finds }) => {
    expectSilence(runs(), finds);
  },
  300_000,
);

it('shows none when known and allowed findings are told with their reasons', () => {
  const outcomes = ['text', 'json'].map((format) => run(['scan', '.', '--verbose', '--format', format]));
  expect(outcomes[0].text).toContain('made up');
  expectSilence(outcomes, false);
}, 120_000);

it('writes none into the repository and the home folder', () => {
  const below = (folder: string): string[] =>
    existsSync(folder)
      ? readdirSync(folder, { recursive: true, encoding: 'utf8' })
          .map((name) => join(folder, name))
          .filter((path) => statSync(path).isFile())
      : [];
  const own = ['.leakgateignore', '.leakgate-baseline', 'leakgate.json', '.gitignore'].map((name) =>
    join(repo.dir, name),
  );
  const files = [
    ...own.filter(existsSync),
    ...below(join(repo.dir, '.git', 'leakgate')),
    ...below(join(repo.dir, '.git', 'hooks')),
    ...below(join(repo.root, 'home')),
  ];
  expect(readFileSync(own[1], 'latin1').split('\n').length).toBeGreaterThan(fileSamples.length / 2);
  for (const path of files) expect(leaksIn(readFileSync(path, 'latin1')), path).toEqual([]);
});

it('leaves no temporary files', () => {
  const temporary = join(repo.root, 'tmp');
  mkdirSync(temporary);
  for (const args of [['history'], ['scan', '.'], ['staged'], ['range', 'HEAD'], ['doctor']])
    run(args, { env: { TMPDIR: temporary } });
  expect(readdirSync(temporary)).toEqual([]);
});
