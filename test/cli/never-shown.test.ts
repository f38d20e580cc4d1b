// The promise that a report never holds a secret: twenty of them, planted in every kind of place, looked for in all that
// leakgate prints and writes, in every format.
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { fillTemplate } from '../support/fill-template.ts';
import { pathWithNode, runCli } from '../support/run-cli.ts';
import { ScratchRepo } from '../support/scratch-repo.ts';

interface Sample {
  readonly path: string;
  readonly text: string;
  /** What is secret in the text. */
  readonly secret: string;
  /** So many characters of its beginning are public: they tell its kind. */
  readonly publicStart: number;
}

/** A token with a public start; `{}` in `around` is its place. */
function token(path: string, around: string, template: string, publicStart: number): Sample {
  const secret = fillTemplate(template, path);
  return { path, text: around.replace('{}', () => secret), secret, publicStart };
}

function keyBlock(path: string, kind: string): Sample {
  const block = fillTemplate(`{pem:${kind}}`, path);
  const secret = block.split('\n').slice(1, -1).join('');
  return { path, text: `${block}\n`, secret, publicStart: 0 };
}

/** These vendors put the id of the token before its secret part, with one character in between; it may be told. */
const publicId = 22 + 1;

const samples: readonly Sample[] = [
  token(
    'aws.ini',
    `aws_access_key_id = ${fillTemplate('AKIA{[A-Z2-7]:16}', 'pair')}\naws_secret_access_key = {}\n`,
    '{b64:40}',
    0,
  ),
  token('id.txt', 'key id {}\n', 'ASIA{[A-Z2-7]:16}', 4),
  token('gh.yml', 'token: {}\n', 'ghp_{alnum:30}{crc32b62}', 4),
  token('fine.yml', 'token: {}\n', 'github_pat_{alnum:22}_{alnum:59}', 'github_pat_'.length + publicId),
  token('gl.yml', 'token: {}\n', 'glpat-{alnum:20}', 6),
  token('stripe.js', 'const stripe = new Stripe("{}");\n', 'sk_live_{alnum:99}', 8),
  token('slack.txt', 'bot {}\n', 'xoxb-{digit:12}-{digit:13}-{alnum:24}', 5),
  token('npmrc', '//registry.npmjs.org/:_authToken={}\n', 'npm_{alnum:30}{crc32b62}', 4),
  token('google.py', 'key = "{}"\n', 'AIza{b64url:35}', 4),
  token('sendgrid.rb', 'ENV["SENDGRID"] = "{}"\n', 'SG.{b64url:22}.{b64url:43}', 'SG.'.length + publicId),
  token('jwt.txt', 'Authorization: Bearer {}\n', '{jwt}', 'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.'.length),
  token('db.env.js', 'connect("postgres://app:{}@db.example.org:5432/app");\n', '{alnum:20}', 0),
  token('mongo.js', 'connect("mongodb+srv://app:{}@cluster0.example.net/app");\n', '{alnum:20}', 0),
  token('redis.conf', 'redis://:{}@cache.example.org:6379/0\n', '{alnum:24}', 0),
  token('config.py', 'db_password = "{}"\n', '{alnum:16}', 0),
  token('settings.java', 'String apiSecret = "{}";\n', '{alnum:40}', 0),
  token('.env', 'SESSION_SECRET={}\n', '{alnum:32}', 0),
  token('auth.sh', "curl -H 'Authorization: Bearer {}' https://api.example.org\n", '{alnum:40}', 0),
  keyBlock('server.pem', 'pkcs8'),
  keyBlock('ec.pem', 'ec'),
];

/** Texts that are no files, each with a token of its own. */
const named = ['message', 'author', 'tag', 'note', 'branch', 'filename'].map((place) =>
  token(place, '{}', 'ghp_{alnum:30}{crc32b62}', 4),
);
const secretIn = (place: string) => named.find(({ path }) => path === place)!.secret;
const all = [...samples, ...named];

const runLength = 6;

/**
 * Every run of six characters of a secret that no report may hold: what follows its public start; the mask's last four are
 * too few for one. Plain words and hex digits are left out: they stand in every report by chance.
 */
function runsOf({ secret, publicStart }: Sample): string[] {
  const body = secret.slice(publicStart);
  const runs = Array.from({ length: body.length - runLength + 1 }, (_, at) => body.slice(at, at + runLength));
  return runs.filter((run) => !/^[0-9a-f]+$/.test(run) && !/^(?:[A-Z]?[a-z]+|[A-Z]+|[.\-_]*)$/.test(run));
}

/** Base64 of the secret wherever it may begin in a group of three, and its hex. */
function encodingsOf({ secret, publicStart }: Sample): string[] {
  const bytes = Buffer.from(secret.slice(publicStart));
  const inBase64 = [0, 1, 2].map((shift) =>
    Buffer.concat([Buffer.alloc(shift), bytes])
      .toString('base64')
      .slice(4, 16),
  );
  return [...inBase64, bytes.toString('hex').slice(0, 16), bytes.toString('hex').slice(0, 16).toUpperCase()];
}

const forbidden = all.map((sample) => ({ sample, needles: [...runsOf(sample), ...encodingsOf(sample)] }));

/** Names of the samples of which something stands in `text`. */
function leaksIn(text: string): string[] {
  return forbidden
    .filter(({ needles }) => needles.some((needle) => text.includes(needle)))
    .map(({ sample }) => sample.path);
}

let repo: ScratchRepo;
let base: string;

beforeAll(() => {
  repo = new ScratchRepo();
  repo.env.PATH = pathWithNode;
  repo.git('config', 'user.email', 'ada@example.org');
  base = repo.commit('base');
  for (const { path, text } of samples) repo.write(path, text);
  // A finding in a file whose path holds a secret too: the path is told without it.
  repo.write(`backup/${secretIn('filename')}.txt`, samples[1].text);
  repo.git('add', '--all', '--force');
});
afterAll(() => repo.dispose());

const formats = ['text', 'json', 'jsonl', 'sarif'];

/** Runs the command in every format, to the terminal and to a file, and gives all that came out. */
function outputs(args: readonly string[], expectedCode = 1): string[] {
  const texts: string[] = [];
  for (const format of formats)
    for (const more of [[], ['--verbose'], ['--output', join(repo.root, 'report')]]) {
      if (more.length > 0 && format !== 'text' && more[0] === '--verbose') continue;
      const { code, text } = runCli(repo, [...args, '--format', format, ...more]);
      expect(code).toBe(expectedCode);
      texts.push(text, more[0] === '--output' ? readFileSync(join(repo.root, 'report'), 'latin1') : '');
    }
  return texts.filter((text) => text !== '');
}

function expectSilence(texts: readonly string[]): void {
  expect(texts.length).toBeGreaterThan(0);
  for (const text of texts) {
    expect(text).toContain('leakgate');
    expect(leaksIn(text)).toEqual([]);
  }
}

it('would see a leak: the samples themselves are full of them', () => {
  for (const { path, text } of samples) expect(leaksIn(text)).toContain(path);
  for (const { sample, needles } of forbidden) {
    expect(needles.length, sample.path).toBeGreaterThan(encodingsOf(sample).length);
    expect(leaksIn(`x ${Buffer.from(` ${sample.secret}`).toString('base64')}`), sample.path).toContain(sample.path);
  }
});

it('finds every one of them, so that there is something to hide', () => {
  const { stdout } = runCli(repo, ['staged', '--format', 'json']);
  const { findings } = JSON.parse(stdout) as { findings: { path: string | null; masked: string }[] };
  const paths = findings.map(({ path }) => path);
  expect(samples.map(({ path }) => path).filter((path) => !paths.includes(path))).toEqual([]);
  expect(paths).toContain(null);
});

it('shows none in staged', () => {
  expectSilence(outputs(['staged']));
});

it('shows none in scan, of files and of standard input', () => {
  expectSilence(outputs(['scan', '.']));
  for (const format of formats) {
    const input = samples.map(({ text }) => text).join('');
    const { code, text } = runCli(repo, ['scan', '-', '--format', format, '--verbose'], { input });
    expect(code).toBe(1);
    expect(leaksIn(text)).toEqual([]);
  }
});

it('shows none in the hooks, in range and in history, where names and messages hold some too', () => {
  const hook = runCli(repo, ['hook', 'pre-commit']);
  expect(hook.code).toBe(1);
  repo.write('.git/COMMIT_EDITMSG', `about ${secretIn('message')}\n`);
  const message = runCli(repo, ['hook', 'commit-msg', '.git/COMMIT_EDITMSG']);
  expect(message.code).toBe(1);
  repo.commit(`about ${secretIn('message')}`, `--author=${secretIn('author')} <a@b.example>`);
  repo.git('tag', '-a', 'v1', '-m', `by ${secretIn('tag')}`);
  repo.git('notes', 'add', '-m', `see ${secretIn('note')}`);
  // Something that only this branch holds, in a file and in a message, so that findings are told to be in it.
  repo.git('checkout', '-q', '-b', `fix-${secretIn('branch')}`);
  repo.write('only-here.txt', samples[1].text);
  repo.commit(samples[1].text);
  repo.git('checkout', '-q', 'main');
  const lines = repo.git('for-each-ref', '--format=%(refname) %(objectname) %(refname)').split('\n');
  const input = lines.map((line) => `${line} ${'0'.repeat(40)}\n`).join('');
  const push = runCli(repo, ['hook', 'pre-push', 'origin', '/no/where'], { input });
  expect(push.code).toBe(1);
  expectSilence([hook.text, message.text, push.text, ...outputs(['range', `${base}..HEAD`])]);
  expectSilence(outputs(['history']));
  // What a rule finds must not show what another one would have hidden.
  expectSilence([runCli(repo, ['history', '--rule', 'aws-temporary-access-key-id', '--verbose']).text]);
});

it('shows none in refusals of arguments that hold one', () => {
  const secret = secretIn('message');
  for (const args of [
    ['allow', secret, '--reason', 'x'],
    ['allow', 'a:b:1234', 'x', secret],
  ]) {
    const { code, text } = runCli(repo, args);
    expect(code).toBe(2);
    expect(leaksIn(text)).toEqual([]);
  }
});

it('writes none into the repository: not in init, allow and baseline', () => {
  expect(runCli(repo, ['init', '--yes']).code).toBe(0);
  const { stdout } = runCli(repo, ['history', '--format', 'json']);
  const { findings } = JSON.parse(stdout) as { findings: { fingerprint: string; status: string }[] };
  const first = findings.find(({ fingerprint }) => /:[^*]+:[0-9a-f]{4}$/.test(fingerprint))!;
  const allow = runCli(repo, ['allow', first.fingerprint, '--reason', 'made up', '--until', 'never']);
  expect(allow.code).toBe(0);
  const baseline = runCli(repo, ['baseline', '--reason', 'all of them']);
  expect(baseline.code).toBe(0);
  expect(leaksIn(allow.text + baseline.text)).toEqual([]);
  const below = (folder: string): string[] =>
    existsSync(folder)
      ? readdirSync(folder, { recursive: true, encoding: 'utf8' })
          .map((name) => join(folder, name))
          .filter((path) => statSync(path).isFile())
      : [];
  const files = [
    ...['.leakgateignore', '.leakgate-baseline', 'leakgate.json', '.gitignore'].map((name) => join(repo.dir, name)),
    ...below(join(repo.dir, '.git', 'leakgate')),
    ...below(join(repo.dir, '.git', 'hooks')),
    ...below(join(repo.root, 'home')),
  ];
  expect(readFileSync(files[1], 'latin1').split('\n').length).toBeGreaterThan(samples.length);
  for (const path of files) expect(leaksIn(readFileSync(path, 'latin1')), path).toEqual([]);
});

it('leaves no temporary files', () => {
  const temporary = join(repo.root, 'tmp');
  mkdirSync(temporary);
  for (const args of [['history'], ['scan', '.'], ['staged'], ['range', 'HEAD']])
    runCli(repo, args, { env: { TMPDIR: temporary } });
  expect(readdirSync(temporary)).toEqual([]);
});
