// Every error there is, made to happen with a secret in whatever it repeats: an argument, a path, a ref, a setting, a file,
// git's own words. An error without a way to make it happen here fails the test.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { families } from '../../rules/index.ts';
import { type ErrorCode, errorTexts } from '../../src/model/error-texts.ts';
import { putScript } from '../support/hook-scene.ts';
import { cli, type Outcome, pathWithNode, type RunOptions, runCli, toOutcome } from '../support/run-cli.ts';
import { ScratchRepo } from '../support/scratch-repo.ts';
import { leaksIn, secretIn } from '../support/secret-samples.ts';

const secret = secretIn('argument');
const zero = '0'.repeat(40);
const made: ScratchRepo[] = [];
let repo: ScratchRepo;

beforeAll(() => {
  repo = newRepo();
});
afterAll(() => {
  for (const one of made) one.dispose();
});

function newRepo(options: ConstructorParameters<typeof ScratchRepo>[0] = {}): ScratchRepo {
  const one = new ScratchRepo(options);
  one.env.PATH = pathWithNode;
  made.push(one);
  if (options.bare || options.init === false) return one;
  one.write('readme.md', 'words\n');
  one.commit('base');
  return one;
}

const run = (...args: string[]): Outcome => runCli(repo, args);
const runWith = (options: RunOptions, ...args: string[]): Outcome => runCli(repo, args, options);

/** A repository of its own with these files, the command run in it. */
function runIn(files: Readonly<Record<string, string>>, ...args: string[]): Outcome {
  const one = newRepo();
  for (const [path, text] of Object.entries(files)) one.write(path, text);
  one.git('add', '--all', '--force');
  return runCli(one, args);
}

/** PATH with a git that is a script. */
function pathWith(script: string): string {
  const folder = join(repo.root, `bin-${Math.random()}`);
  putScript(join(folder, 'git'), script);
  return `${folder}:${dirname(process.execPath)}:/usr/bin:/bin`;
}

/** A script that Node runs before leakgate. */
function preload(text: string): RunOptions {
  const file = join(repo.root, `preload-${Math.random()}.cjs`);
  writeFileSync(file, text);
  return { node: ['--require', file] };
}

function bareWith(settings: Readonly<Record<string, string>>): ScratchRepo {
  const one = newRepo({ bare: true });
  for (const [key, value] of Object.entries(settings)) one.git('config', key, value);
  return one;
}

/** Reports of both halves of a history with a secret in a path, changed by `change`. */
function shards(change: (report: Record<string, unknown>, index: number) => void, given = [1, 2]): Outcome {
  const one = newRepo();
  one.write(`${secretIn('filename')}.txt`, `token: ${secret}\n`);
  one.commit('a secret');
  const files = given.map((index, at) => {
    const report = JSON.parse(runCli(one, ['history', '--shard', `${index}/2`, '--format', 'json']).stdout);
    change(report, at);
    const file = join(one.root, `${secretIn('filename')}-${at}.json`);
    writeFileSync(file, JSON.stringify(report));
    return file;
  });
  return runCli(one, ['merge', ...files]);
}

/** A copy of the installation without its rules. */
function withoutRules(): Outcome {
  const copy = join(repo.root, 'copy');
  cpSync(dirname(cli), copy, { recursive: true });
  rmSync(join(copy, 'rules'), { recursive: true });
  const child = spawnSync(process.execPath, [join(copy, 'leakgate.js'), 'scan', secret], {
    cwd: repo.dir,
    env: repo.env,
  });
  return toOutcome(child);
}

const allOff = () => Object.fromEntries(families.flatMap(({ rules }) => rules.map(({ id }) => [id, 'off'])));

const ways: Readonly<Partial<Record<ErrorCode, () => Outcome>>> = {
  'unknown-command': () => run(secret),
  'unknown-flag': () => run('staged', `--${secret}`),
  'missing-value': () => run('staged', '--config'),
  'bad-value': () => run('staged', '--severity', secret),
  'option-clash': () => run('history', '--shard', '1/2', '--since', '2026-01-01', secret),
  'missing-argument': () => run('scan'),
  'extra-argument': () => run('staged', secret),
  'no-such-path': () => run('scan', secret),
  'not-a-notebook': () => {
    repo.write(`${secret}.ipynb`, '{}');
    return run('fix', '--strip-outputs', `${secret}.ipynb`);
  },
  'unreadable-path': () => {
    mkdirSync(join(repo.root, secret), { recursive: true });
    return run('merge', join(repo.root, secret));
  },
  'cannot-write': () => run('scan', 'readme.md', '--output', `/no/such/${secret}`),
  'not-a-repository': () => {
    const folder = join(newRepo({ init: false }).dir, secret);
    mkdirSync(folder);
    return runWith({ cwd: folder }, 'staged');
  },
  'no-working-tree': () => runCli(newRepo({ bare: true }), ['allow', 'jwt:a:1a2b', '--reason', secret]),
  'unsafe-repository': () =>
    runWith(
      {
        env: { PATH: pathWith(`echo "fatal: detected dubious ownership in repository at '/${secret}'" >&2; exit 128`) },
      },
      'staged',
    ),
  'no-git': () => runWith({ env: { PATH: '/no/where' } }, 'staged'),
  'git-too-old': () => runWith({ env: { PATH: pathWith('echo "git version 2.11.0"') } }, 'history'),
  'git-failed': () =>
    runWith({ env: { PATH: pathWith(`echo "fatal: bad ${secretIn('stderr')}" >&2; exit 128`) } }, 'staged'),
  'git-lacks-extension': () =>
    runWith(
      {
        env: {
          PATH: pathWith(
            `printf 'fatal: unknown repository extension found:\\n\\t${secretIn('stderr')}\\n' >&2; exit 128`,
          ),
        },
      },
      'staged',
    ),
  'bad-revision': () => run('range', secret),
  'bad-push-line': () => runWith({ input: `${secret} what\n` }, 'hook', 'pre-push', 'origin', '/x'),
  'no-push-lines': () => runCli(newRepo({ bare: true }), ['hook', 'pre-receive']),
  'bad-setting': () =>
    runCli(bareWith({ 'leakgate.onDeadline': secret }), ['hook', 'pre-receive'], {
      input: `${zero} ${'1'.repeat(40)} refs/heads/main\n`,
    }),
  'portable-unsupported': () => {
    const one = newRepo({ objectFormat: 'sha256' });
    return runCli(one, ['history', '--backend', 'portable']);
  },
  'policy-absent': () => {
    const one = newRepo();
    one.write('leakgate.json', '{}');
    one.commit('policy');
    one.git('config', 'uploadpack.allowFilter', 'true');
    const clone = join(one.root, secret);
    one.gitBytes(['clone', '-q', '--bare', '--no-local', '--filter=blob:none', `file://${one.dir}`, clone]);
    return runCli(one, ['history'], { cwd: clone });
  },
  'bad-config': () => runIn({ 'leakgate.json': `{ "${secretIn('config-key')}": 1 }` }, 'staged'),
  'two-configs': () => runIn({ 'leakgate.json': '{}', 'package.json': '{ "leakgate": {} }' }, 'staged'),
  'no-path-left': () =>
    runIn({ 'leakgate.json': JSON.stringify({ paths: { ignore: ['leak*', 'a/**', 'b/**'] } }) }, 'scan', '.'),
  'no-working-rule': () => runIn({ 'leakgate.json': JSON.stringify({ rules: allOff() }) }, 'staged'),
  'bad-ignore-line': () => runIn({ '.leakgateignore': `${secret}\n` }, 'staged'),
  'bad-fingerprint': () => run('allow', secret, '--reason', 'x'),
  'too-wide-fingerprint': () => run('allow', 'generic-password:*:1f', '--reason', secret),
  'bad-report': () => {
    const file = join(repo.root, `${secret}.json`);
    writeFileSync(file, `{ "version": 1, "${secretIn('config-key')}": `);
    return run('merge', file);
  },
  'shards-differ': () =>
    shards((report, at) => {
      if (at === 1) (report.tool as { version: string }).version = '0.0.1';
    }),
  'shard-twice': () => shards(() => {}, [1, 1]),
  'shard-missing': () => shards(() => {}, [1]),
  'shards-open': () =>
    shards((report, at) => {
      const { shard } = report.receipt as { shard: { own: { count: number; sum: string } } };
      if (at === 1) shard.own = { ...shard.own, sum: '1'.repeat(40) };
    }),
  'hook-conflict': () => {
    const one = newRepo();
    const folder = join(one.dir, secret);
    one.git('config', 'core.hooksPath', folder);
    putScript(join(folder, 'pre-commit'), `# ${secret}`);
    putScript(join(folder, 'pre-commit.before-leakgate'), 'exit 0');
    return runCli(one, ['init', '--yes']);
  },
  'hooks-off': () => {
    const one = newRepo();
    one.git('config', 'core.hooksPath', '/dev/null');
    return runCli(one, ['init', '--yes']);
  },
  'needs-yes': () => runCli(newRepo(), ['init']),
  'too-much-input': () => runWith({ input: secret.repeat(2_000_000) }, 'hook', 'pre-push', 'origin', '/x'),
  'wrong-hook': () => runWith({ env: { PRE_COMMIT_FROM_REF: 'a', PRE_COMMIT_TO_REF: secret } }, 'staged'),
  'unknown-hook': () => run('hook', secret),
  'unknown-remote': () => run('baseline', '--held-by', secret, '--reason', 'x', '--owner', 'ada'),
  'unknown-fingerprint': () => run('explain', `jwt:${secret}:1a2b`),
  'push-hook-at-commit': () => {
    const one = newRepo();
    putScript(
      join(one.dir, '.git', 'hooks', 'pre-commit'),
      `exec '${process.execPath}' '${cli}' hook pre-push ${secret} x`,
    );
    one.write('a.txt', 'words\n');
    one.git('add', 'a.txt');
    const { status, stdout, stderr } = one.tryGit(['commit', '-m', 'change']);
    return toOutcome({ status, signal: null, stdout, stderr });
  },
  'unknown-rule': () => run('rules', secret),
  'old-node': () =>
    runWith(
      preload(`Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '12.0.0' } });`),
      'scan',
      secret,
    ),
  'mask-stopped': () =>
    runWith(
      {
        input: `token ${secret}\n`,
        ...preload(`const { Readable } = require('node:stream');
          Readable.prototype[Symbol.asyncIterator] = () => {
            throw new Error(${JSON.stringify(secret)});
          };`),
      },
      'mask',
    ),
  'no-such-command': () => run('mask', '--', secret),
  'unsafe-argument': () =>
    runWith(
      preload(`Object.defineProperty(process, 'platform', { value: 'win32' });`),
      'mask',
      '--',
      `${secret}.cmd`,
      `a&${secret}`,
    ),
  'no-image': () => {
    repo.write(`${secret}.tar`, 'words\n');
    return run('image', `${secret}.tar`);
  },
  'image-too-large': () => {
    const zeros = gzipSync(Buffer.alloc(72 * 1024 * 1024));
    writeFileSync(join(repo.dir, `${secret}.tar.gz`), zeros);
    return run('image', `${secret}.tar.gz`);
  },
  'stream-failed': () => {
    const folder = join(repo.root, `folder-${secret}`);
    mkdirSync(folder, { recursive: true });
    const script = 'exec "$1" "$2" mask <"$3"';
    const args = ['-c', script, 'sh', process.execPath, cli, folder];
    return toOutcome(spawnSync('sh', args, { cwd: repo.dir, env: repo.env }));
  },
  'no-image-program': () => runWith({ env: { PATH: '/no/where' } }, 'image', '--daemon', secret),
  'image-not-saved': () => {
    const folder = join(repo.root, 'docker-bin');
    putScript(join(folder, 'docker'), `echo "no such image: ${secretIn('stderr')}" >&2; exit 1`);
    return runWith({ env: { PATH: `${folder}:/usr/bin:/bin` } }, 'image', '--daemon', secret);
  },
  'broken-installation': withoutRules,
  internal: () =>
    runWith(
      preload(`require('node:fs').readdirSync = () => { throw new Error(${JSON.stringify(secret)}); };
        JSON.stringify = () => { throw new Error(${JSON.stringify(secret)}); };`),
      'scan',
      '.',
      '--format',
      'json',
    ),
};

/** The sentence of an error as a pattern, whatever stands in its gaps. */
function sentence(code: ErrorCode): RegExp {
  const parts = errorTexts[code].message.split(/\{\w+\}/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`leakgate: ${parts.join('[^]*')}`);
}

it('has a way to make every error happen', () => {
  const codes = Object.keys(errorTexts) as ErrorCode[];
  expect(codes.filter((code) => ways[code] === undefined)).toEqual([]);
});

it.each(Object.entries(ways) as [ErrorCode, () => Outcome][])('shows none in the error %s', (code, way) => {
  const { text, code: exit } = way();
  expect(text.replaceAll(/[A-Za-z0-9_]{30,}/g, '(long)')).toMatch(sentence(code));
  // git makes 1 of what its hook said.
  // … and a command that cannot be started is told as shells tell it.
  const expected: Partial<Record<ErrorCode, number[]>> = { 'push-hook-at-commit': [1], 'no-such-command': [126, 127] };
  expect(expected[code] ?? [2, 3]).toContain(exit);
  expect(leaksIn(text)).toEqual([]);
});

it('shows none in the problems of a run: what could not be read, followed or found', () => {
  const one = newRepo();
  const folder = join(one.dir, 'odd');
  mkdirSync(folder);
  symlinkSync(`/no/where/${secretIn('reason')}`, join(folder, `${secret}-link`));
  spawnSync('mkfifo', [join(folder, `${secret}-pipe`)]);
  writeFileSync(join(folder, `${secretIn('filename')}.pem`), '');
  one.git('update-index', '--add', '--cacheinfo', `100644,${'1'.repeat(40)},${secretIn('filename')}.txt`);
  one.write('.gitmodules', `[submodule "${secret}"]\n\tpath = ${secret}\n\turl = ./x\n`);
  one.git('update-index', '--add', '--cacheinfo', `160000,${'2'.repeat(40)},${secret}`);
  for (const args of [['scan', 'odd'], ['staged'], ['history', '--recurse-submodules'], ['doctor', '--no-live']])
    for (const format of ['text', 'json']) {
      const { text } = runCli(one, [...args, '--format', format]);
      expect(leaksIn(text), args.join(' ')).toEqual([]);
    }
});

it('shows none in what doctor says of settings', () => {
  const one = newRepo();
  one.git('config', 'core.hooksPath', `/no/${secret}`);
  one.git('config', 'alias.commit', `!echo ${secretIn('stderr')}`);
  for (const args of [
    ['doctor', '--no-live'],
    ['doctor', '--no-live', '--format', 'json'],
    ['init', '--dry-run'],
  ])
    expect(leaksIn(runCli(one, args).text), args.join(' ')).toEqual([]);
});
