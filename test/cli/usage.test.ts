// What is said to somebody who asks for help or types it wrong: one clear sentence, the way out, the right exit code.
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { commands } from '../../src/commands/catalogue.ts';
import { awsPair, githubToken, shownSecret } from '../support/planted.ts';
import { cli, normalise, type Outcome, type RunOptions, runCli } from '../support/run-cli.ts';
import { type ScratchRepo, scratchRepos } from '../support/scratch-repo.ts';

const newRepo = scratchRepos(afterEach);
const nowhere = () => newRepo({ init: false });

/** `leakgate: <sentence>` and an indented hint; nothing on standard output, no stack. */
const refusal = /^leakgate: \S.*\n {2}\S.*\n$/;

function refuse(repo: ScratchRepo, args: readonly string[], code: number, options?: RunOptions): string {
  const outcome = runCli(repo, args, options);
  expect(outcome.stderr).toMatch(refusal);
  expect(outcome.stdout).toBe('');
  expect(outcome.code).toBe(code);
  return normalise(outcome.stderr, repo).split('\n')[0];
}

describe('help and version', () => {
  it('lists the commands', async () => {
    const repo = nowhere();
    const help = runCli(repo, ['--help']);
    expect(help).toMatchObject({ code: 0, stderr: '' });
    await expect(help.stdout).toMatchFileSnapshot('cases/help.txt');
    for (const args of [['-h'], ['help'], ['help', 'nothing']]) expect(runCli(repo, args)).toEqual(help);
    expect(runCli(repo, [])).toMatchObject({ code: 2, stdout: '', stderr: help.stdout });
  });

  it.each(Object.keys(commands).filter((name) => name !== 'hook'))('explains %s', async (name) => {
    const repo = nowhere();
    const help = runCli(repo, [name, '--help']);
    expect(help).toMatchObject({ code: 0, stderr: '' });
    expect(runCli(repo, ['help', name])).toEqual(help);
    expect(runCli(repo, [name, 'x', '--help', '--no-such-thing']).code).toBe(2);
    await expect(help.stdout).toMatchFileSnapshot(`cases/help-${name}.txt`);
  });

  it('tells its version', () => {
    const repo = nowhere();
    for (const word of ['--version', '-V', 'version']) {
      const { code, stdout, stderr } = runCli(repo, [word]);
      expect({ code, stdout: normalise(stdout, repo), stderr }).toEqual({ code: 0, stdout: '<version>\n', stderr: '' });
    }
  });
});

describe('wrong usage exits 2', () => {
  it.each([
    [['stagd'], 'leakgate: There is no command "stagd".'],
    [['__proto__'], 'leakgate: There is no command "__proto__".'],
    [['--nothing'], 'leakgate: Unknown option "--nothing".'],
    [['scan', '--nothing', '.'], 'leakgate: Unknown option "--nothing".'],
    [['staged', '-x'], 'leakgate: Unknown option "-x".'],
    [['staged', '--backend', 'git'], 'leakgate: Unknown option "--backend".'],
    [['scan', '.', '--format', 'xml'], 'leakgate: Option --format does not take "xml".'],
    [['scan', '.', '--format'], 'leakgate: Option --format needs a value.'],
    [['scan', '--output', '--verbose', '.'], 'leakgate: Option --output needs a value.'],
    [['scan', '.', '--severity=severe'], 'leakgate: Option --severity does not take "severe".'],
    [['scan', '.', '--quiet=yes'], 'leakgate: Option --quiet does not take "yes".'],
    [['scan', '.', '--accept-gap', 'all'], 'leakgate: Option --accept-gap does not take "all".'],
    [['scan', '.', '--rule', 'no-such-rule'], 'leakgate: There is no rule "no-such-rule".'],
    [['rules', 'no-such-rule'], 'leakgate: There is no rule "no-such-rule".'],
    [['rules', '--format', 'sarif'], 'leakgate: Option --format does not take "sarif".'],
    [['rules', 'a', 'b'], 'leakgate: `leakgate rules` does not take "b".'],
    [['scan'], 'leakgate: `leakgate scan` needs a file, a folder or -.'],
    [['scan', '-', 'x'], 'leakgate: `leakgate scan -` does not take "x".'],
    [['scan', 'no/such/file'], 'leakgate: There is no file or folder "no/such/file".'],
    [['scan', '.', 'no-such-file'], 'leakgate: There is no file or folder "no-such-file".'],
    [['scan', '.', '--config', 'none.json'], 'leakgate: There is no file or folder "none.json".'],
    [['scan', '.', '--baseline', 'none'], 'leakgate: There is no file or folder "none".'],
    [['staged', 'x'], 'leakgate: `leakgate staged` does not take "x".'],
    [['range'], 'leakgate: `leakgate range` needs a range of commits.'],
    [['history', '.', 'x'], 'leakgate: `leakgate history` does not take "x".'],
    [['history', '--since', 'yesterday'], 'leakgate: Option --since does not take "yesterday".'],
    [['history', '--backend', 'svn'], 'leakgate: Option --backend does not take "svn".'],
    [['hook'], 'leakgate: "" is not a hook that leakgate serves.'],
    [['hook', 'post-commit'], 'leakgate: "post-commit" is not a hook that leakgate serves.'],
    [['hook', 'commit-msg'], 'leakgate: `leakgate hook commit-msg` needs the message file.'],
    [['hook', 'commit-msg', 'none'], 'leakgate: There is no file or folder "none".'],
    [['init', 'x'], 'leakgate: `leakgate init` does not take "x".'],
    [['allow'], 'leakgate: `leakgate allow` needs a fingerprint.'],
    [['baseline'], 'leakgate: `leakgate baseline` needs a reason.'],
  ])('%j', (args, sentence) => {
    const repo = newRepo();
    repo.write('a.txt', 'a\n');
    repo.commit('one');
    expect(refuse(repo, args, 2)).toBe(sentence);
  });

  it('shows names from outside without their control characters', () => {
    expect(refuse(nowhere(), ['scan', 'a\u001b]0;title\u0007\nb'], 2)).toBe(
      'leakgate: There is no file or folder "a\\u{1b}]0;title\\u{7}\\u{a}b".',
    );
  });

  it('needs --yes where nobody can be asked', () => {
    const { code, stderr } = runCli(newRepo(), ['init']);
    expect(stderr).toMatch(refusal);
    expect(code).toBe(2);
  });
});

describe('a repository or program that is not there exits 3', () => {
  it.each([
    [['staged']],
    [['range', 'HEAD']],
    [['history']],
    [['hook', 'pre-commit']],
    [['hook', 'pre-push', 'origin', 'x']],
    [['init', '--yes']],
    [['allow', 'a:b:1234', '--reason', 'x']],
    [['baseline', '--reason', 'x']],
  ])('%j outside a repository', (args) => {
    expect(refuse(nowhere(), args, 3)).toBe('leakgate: "<repo>" is not in a git repository.');
  });

  it('says so of a revision that is not here, as in a clone that is not deep enough', () => {
    const repo = newRepo();
    repo.commit('one');
    expect(refuse(repo, ['range', 'origin/main..HEAD'], 3)).toBe(
      'leakgate: git does not know the revision "origin/main..HEAD".',
    );
  });

  it('says so of a path that is no repository, or not there', () => {
    const repo = nowhere();
    mkdirSync(join(repo.dir, 'empty'));
    expect(refuse(repo, ['history', 'empty'], 3)).toBe('leakgate: "<repo>/empty" is not in a git repository.');
    expect(refuse(repo, ['history', 'no/such/folder'], 2)).toMatch(/^leakgate: There is no file or folder "/);
  });

  /** PATH with nothing on it but Node. */
  function withoutGit(repo: ScratchRepo): RunOptions {
    const tools = join(repo.root, 'tools');
    mkdirSync(tools);
    symlinkSync(process.execPath, join(tools, 'node'));
    return { env: { PATH: tools } };
  }

  it('sweeps the history without git, with the same findings', () => {
    const repo = newRepo();
    const pair = awsPair('portable');
    repo.write('conf.ini', pair.text);
    const commit = repo.commit('bad');
    repo.git('gc', '-q');
    const places = ({ stdout }: Outcome) =>
      (JSON.parse(stdout) as { findings: Record<string, unknown>[] }).findings.map(
        ({ rule, path, line, column, fingerprint, commit: at }) => [rule, path, line, column, fingerprint, at],
      );
    const args = ['history', '--format', 'json'];
    const [usual, without] = [runCli(repo, args), runCli(repo, args, withoutGit(repo))];
    expect(without.code).toBe(1);
    expect(places(without)).toEqual(places(usual));
    expect(places(without)).toMatchObject([['aws-secret-access-key', 'conf.ini', 2, 25, expect.any(String), commit]]);
    expect(shownSecret(without.text, pair.secrets)).toBeNull();
  });

  it.each([
    [['staged']],
    [['range', 'HEAD']],
    [['hook', 'pre-commit']],
    [['hook', 'pre-push', 'origin', 'x']],
    [['history', '--backend', 'git']],
  ])('%j without git', (args) => {
    const repo = newRepo();
    repo.commit('one');
    repo.write('conf.ini', awsPair('no git').text);
    repo.git('add', 'conf.ini');
    expect(refuse(repo, args, 3, withoutGit(repo))).toBe('leakgate: The git program was not found.');
  });

  it('refuses without git what the portable backend cannot read', () => {
    const repo = newRepo({ objectFormat: 'sha256' });
    repo.commit('one');
    expect(refuse(repo, ['history'], 3, withoutGit(repo))).toMatch(/^leakgate: The portable backend cannot read/);
  });

  it('refuses an installation whose rules are gone', () => {
    const repo = newRepo();
    const copy = join(repo.root, 'leakgate.js');
    spawnSync('cp', [cli, copy]);
    const { status, stderr } = spawnSync(process.execPath, [copy, 'scan', '.'], { cwd: repo.dir, env: repo.env });
    expect(String(stderr)).toMatch(/^leakgate: The rules of this installation cannot be read\.\n {2}Reinstall/);
    expect(status).toBe(3);
  });
});

describe('policy files that are wrong exit 2, whatever the command', () => {
  const cases: readonly (readonly [name: string, files: Record<string, string>, sentence: RegExp])[] = [
    ['no JSON', { 'leakgate.json': '{ "rules": ' }, /^leakgate: leakgate\.json: it is not valid JSON/],
    ['an unknown key', { 'leakgate.json': '{ "rulez": {} }' }, /^leakgate: leakgate\.json: .*rulez/],
    ['a wrong type', { 'leakgate.json': '{ "severity": 3 }' }, /^leakgate: leakgate\.json: .*severity/],
    ['an unknown rule', { 'leakgate.json': '{ "rules": { "no-such-rule": "off" } }' }, /no-such-rule/],
    ['an unknown gap', { 'leakgate.json': '{ "acceptGaps": ["all"] }' }, /^leakgate: leakgate\.json: .*acceptGaps/],
    [
      'two configs',
      { 'leakgate.json': '{}', 'package.json': '{ "leakgate": {} }' },
      /^leakgate: Both leakgate\.json and the "leakgate" key/,
    ],
    ['a bad ignore line', { '.leakgateignore': '# ours\nnonsense\n' }, /^leakgate: \.leakgateignore, line 2: /],
    ['no reason', { '.leakgateignore': 'a:b:1234 owner=x until=never\n' }, /^leakgate: \.leakgateignore, line 1: /],
    [
      'a bad baseline',
      { '.leakgate-baseline': 'a:b:1234 owner=x until=soon -- y\n' },
      /^leakgate: \.leakgate-baseline, line 1: /,
    ],
    ['two digits for every path', { '.leakgateignore': 'a:*:12 owner=x until=never -- y\n' }, /line 1: /],
  ];

  it.each(cases)('%s', (_, files, sentence) => {
    const repo = newRepo();
    repo.commit('base');
    for (const [name, text] of Object.entries(files)) repo.write(name, text);
    repo.git('add', '--all');
    for (const args of [['staged'], ['hook', 'pre-commit'], ['scan', '.']])
      expect(refuse(repo, args, 2)).toMatch(sentence);
    repo.commit('broken');
    for (const args of [['history'], ['range', 'HEAD~1..HEAD']]) expect(refuse(repo, args, 2)).toMatch(sentence);
  });

  it('refuses a config that leaves no rule at work', () => {
    const repo = newRepo();
    const { stdout } = runCli(repo, ['rules', '--format', 'json']);
    const ids = (JSON.parse(stdout) as { id: string }[]).map(({ id }) => id);
    expect(ids.length).toBeGreaterThan(100);
    repo.write('leakgate.json', JSON.stringify({ rules: Object.fromEntries(ids.map((id) => [id, 'off'])) }));
    expect(refuse(repo, ['scan', '.'], 2)).toMatch(/^leakgate: The config leaves no working rule/);
  });

  it('never trusts the config of another repository unless told to', () => {
    const repo = newRepo();
    const token = githubToken('other');
    repo.write('conf.yml', token.text);
    repo.write('leakgate.json', '{ "rules": { "github-pat-classic": "off" } }');
    repo.commit('let through by its own config');
    const elsewhere = { cwd: repo.root };
    expect(runCli(repo, ['history', repo.dir], elsewhere).code).toBe(1);
    expect(runCli(repo, ['history', repo.dir, '--trust-repo-config'], elsewhere).code).toBe(0);
    expect(runCli(repo, ['history']).code).toBe(0);
  });
});

describe('input that cannot be read', () => {
  it('lists it as a gap and exits 3, and scans the rest', () => {
    const repo = nowhere();
    repo.write('fine.txt', 'fine\n');
    // Root may read everything, so the file is a link that leads to itself.
    symlinkSync('loop', join(repo.dir, 'loop'));
    const { code, stdout } = runCli(repo, ['scan', 'fine.txt', 'loop']);
    expect(stdout).toContain('leakgate could not check everything');
    expect(stdout).toContain('1 unreadable: could not be read');
    expect(stdout).toContain('loop');
    expect(code).toBe(3);
    expect(runCli(repo, ['scan', 'fine.txt', 'loop', '--accept-gap', 'unreadable']).code).toBe(0);
    repo.write('conf.ini', awsPair('beside a gap').text);
    expect(runCli(repo, ['scan', 'loop', 'conf.ini']).code).toBe(1);
  });

  it.skipIf(process.getuid?.() === 0)('says so of a file without permission', () => {
    const repo = nowhere();
    repo.write('closed.txt', 'x\n');
    chmodSync(join(repo.dir, 'closed.txt'), 0);
    const { code, stdout } = runCli(repo, ['scan', '.']);
    expect(stdout).toContain('closed.txt');
    expect(code).toBe(3);
  });

  it('refuses a place for the report that is none', () => {
    const repo = nowhere();
    writeFileSync(join(repo.dir, 'a.txt'), 'a\n');
    for (const place of ['no/such/folder/report', '.'])
      expect(refuse(repo, ['scan', 'a.txt', '--output', place], 3)).toMatch(/^leakgate: Cannot write "/);
  });
});
