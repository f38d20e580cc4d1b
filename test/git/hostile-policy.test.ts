// Policy files made to hang, crash or deceive whoever reads them, through every command that does: an error in one sentence and
// exit 2 or 3, or an answer; never a hang, never an escape code, never a rule that is silently gone.
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { githubToken } from '../support/planted.ts';
import { needBuild, type Outcome, runCli } from '../support/run-cli.ts';
import { type ScratchRepo, scratchRepos } from '../support/scratch-repo.ts';

const newRepo = scratchRepos(afterEach);
beforeAll(needBuild);

const zero = '0'.repeat(40);
const token = githubToken('policy');
const mebibyte = 1 << 20;

/** A repository with a secret that blocks, and `content` in the file `name`: committed, staged again, and on the disk. */
function withFile(name: string, content: string | Buffer): ScratchRepo {
  const repo = newRepo();
  repo.write('conf.yml', token.text);
  repo.write(name, content);
  repo.commit('all');
  repo.write('conf.yml', `${token.text}${githubToken('second').text}`);
  repo.git('add', '--all');
  return repo;
}

const pushLine = (repo: ScratchRepo) => `refs/heads/main ${repo.git('rev-parse', 'HEAD')} refs/heads/main ${zero}\n`;

/** Every command that reads a policy. */
const questions: Readonly<Record<string, (repo: ScratchRepo) => Outcome>> = {
  staged: (repo) => runCli(repo, ['staged']),
  'pre-commit': (repo) => runCli(repo, ['hook', 'pre-commit']),
  range: (repo) => runCli(repo, ['range', 'HEAD']),
  'pre-push': (repo) => runCli(repo, ['hook', 'pre-push', 'origin', 'x'], { input: pushLine(repo) }),
  history: (repo) => runCli(repo, ['history', '--no-cache']),
  scan: (repo) => runCli(repo, ['scan', 'conf.yml']),
  from: (repo) => runCli(repo, ['staged', '--policy-from', 'HEAD']),
};

let asked = 0;

/** `staged` and another one, in turn, so that each is asked many times; all of them where `isWhole`. */
function ask(repo: ScratchRepo, isWhole = false): [where: string, Outcome][] {
  const [first, ...others] = Object.entries(questions);
  const chosen = isWhole ? [first, ...others] : [first, others[asked++ % others.length]];
  return chosen.map(([where, question]) => [where, question(repo)]);
}

function expectPrintable({ text }: Outcome, where: string): void {
  expect(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/.test(text), where).toBe(false);
}

const json = (value: unknown) => JSON.stringify(value);
const ownRule = (pattern: string) => json({ rules: { 'our-rule': { title: 'Ours', pattern, anchors: ['ours'] } } });
const deep = (times: number) => `{"rules": ${'{"a":'.repeat(times)}1${'}'.repeat(times)}}`;

const badConfigs: Readonly<Record<string, string | Buffer>> = {
  'is empty': '',
  'is larger than it may be': `{}${' '.repeat(2 * mebibyte)}`,
  'nests 100,000 levels deep': deep(100_000),
  'opens a million brackets': '['.repeat(mebibyte - 10),
  'has a key with escape codes': json({ '\u001b]0;owned\u0007\u001b[2J': 1 }),
  'has a key that turns text around': json({ '\u202egnp.exe': 1 }),
  'sets __proto__': '{"__proto__": {"severity": "critical"}}',
  'sets constructor': '{"constructor": {"prototype": {"rules": {}}}}',
  'sets __proto__ of rules': '{"rules": {"__proto__": "off"}}',
  'is no UTF-8': Buffer.from([0x7b, 0xff, 0xfe, 0x7d]),
  'is UTF-16': Buffer.from('{"severity": "critical"}', 'utf16le'),
  'has a NUL in it': '{"severity": "critical\u0000"}',
  'says one key twice': '{"severity": "critical", "severity": "low"}',
  'switches off a rule that is none': json({ rules: { '../../etc/passwd': 'off' } }),
  'has 100,000 globs': json({ paths: { ignore: Array.from({ length: 50_000 }, (_, at) => `a${at}`) } }),
  'has a glob that explodes': json({ paths: { ignore: ['{a,b}'.repeat(40)] } }),
  'has a glob of stars': json({ paths: { ignore: ['*a'.repeat(200)] } }),
  'has a glob with a range': json({ paths: { ignore: ['x/{1..999999999}'] } }),
  'has an extended glob': json({ paths: { ignore: ['+(a|aa)+(a|aa)b'] } }),
  'has 10,000 rules of its own': json({
    rules: Object.fromEntries(
      Array.from({ length: 5000 }, (_, at) => [`our-${at}`, { title: 'x', pattern: 'ours_[0-9]{9}' }]),
    ),
  }),
  'has a pattern that backtracks': ownRule('ours(?:a+)+$'),
  'has a pattern that backtracks in disguise': ownRule('ours(?:a|a|a|a|a|a){1,900}!'),
  'has a pattern without an end': ownRule('ours[a-z]*'),
  'has a pattern of a megabyte': ownRule(`ours${'a?'.repeat(200_000)}`),
  'has a pattern that looks behind far': ownRule('(?<=a{1,900})ours[0-9]{8}'),
  'has a pattern that refers back': ownRule('ours([a-z]{1,30})\\1{1,30}'),
  'has a pattern that is none': ownRule('ours(['),
  'takes a baseline outside': json({ baseline: '../../../../etc/passwd' }),
  'takes an absolute baseline': json({ baseline: '/dev/zero' }),
  'takes a file of rules outside': json({ ruleFiles: ['../../etc/passwd'] }),
  'has a salt with a line end': json({ salt: 'aaaaaaaa\nbbbb' }),
};

describe('a leakgate.json that', () => {
  it.each(Object.entries(badConfigs))('%s is refused with one sentence', (_, content) => {
    const repo = withFile('leakgate.json', content);
    for (const [where, outcome] of ask(repo)) {
      expect(outcome.stderr, where).toMatch(/^leakgate: leakgate\.json: .+\n {2}.+\n$/);
      expect(outcome.stderr.length, where).toBeLessThan(1000);
      expectPrintable(outcome, where);
      expect(outcome.code, where).toBe(2);
    }
  });
});

it('a config that is refused is refused by every command', () => {
  const repo = withFile('leakgate.json', '{"severity": "any"}');
  for (const [where, { code }] of ask(repo, true)) expect(code, where).toBe(2);
});

describe('a leakgate key of package.json that', () => {
  it.each([
    ['is a list', json({ leakgate: [] })],
    ['is a text', json({ leakgate: 'off' })],
    ['sets __proto__', '{"leakgate": {"__proto__": {}}}'],
    ['nests deep', `{"leakgate": ${deep(100_000)}}`],
    ['has escape codes', json({ leakgate: { '\u001b[2J': 1 } })],
    ['stands twice', '{"leakgate": {"severity": "critical"}, "leakgate": {}}'],
    ['has a pattern that backtracks', `{"leakgate": ${ownRule('ours(?:a+)+$')}}`],
  ])('%s is refused with one sentence', (_, content) => {
    const repo = withFile('package.json', content);
    for (const [where, outcome] of ask(repo)) {
      expect(outcome.stderr, where).toMatch(/^leakgate: package\.json.*: .+\n {2}.+\n$/);
      expectPrintable(outcome, where);
      expect(outcome.code, where).toBe(2);
    }
  });

  it('is not there, however large and odd the rest is, changes nothing', () => {
    const odd = json({ name: 'x', '\u001b[2J': '\u202e', deep: JSON.parse('['.repeat(500) + ']'.repeat(500)) });
    for (const [, outcome] of ask(withFile('package.json', odd), true)) {
      expect(outcome.code).toBe(1);
      expectPrintable(outcome, 'package.json');
    }
  });
});

const line = (fingerprint: string, reason = 'made up') => `${fingerprint} owner=eve until=never -- ${reason}\n`;

describe.each(['.leakgateignore', '.leakgate-baseline'])('a %s that', (name) => {
  it.each([
    ['is larger than it may be', line('jwt:a:1a2b').repeat(600_000)],
    ['has a line of 2 MB', `${'a'.repeat(2 * mebibyte)}\n`],
    ['is no UTF-8', Buffer.from([0x23, 0xff, 0x0a])],
    ['has escape codes in a reason', line('jwt:a:1a2b', '\u001b[2Jfine')],
    ['turns a reason around', line('jwt:a:1a2b', '\u202efine')],
    ['has a NUL', line('jwt:a:1a2b', 'fi\u0000ne')],
    ['has a wildcard for a rule', line('*:conf.yml:1a2b')],
    ['has a wildcard for a digest', line('github-pat-classic:conf.yml:*')],
    ['has a path that is a glob', line('github-pat-classic:**:1a2b')],
    ['has no owner', 'jwt:a:1a2b until=never -- fine\n'],
    ['is merged half', `<<<<<<< HEAD\n${line('jwt:a:1a2b')}=======\n>>>>>>> side\n`],
  ])('%s is refused with one sentence', (_, content) => {
    const repo = withFile(name, content);
    for (const [where, outcome] of ask(repo)) {
      expect(outcome.stderr, where).toMatch(new RegExp(`^leakgate: ${name.replace('.', '\\.')}.*\\n {2}.+\\n$`));
      expect(outcome.stderr.length, where).toBeLessThan(1000);
      expectPrintable(outcome, where);
      expect(outcome.code, where).toBe(2);
    }
  });

  it('has a line behind a carriage return in a comment has no such line', () => {
    const repo = withFile(name, '');
    const { findings } = JSON.parse(runCli(repo, ['staged', '--format', 'json']).stdout) as {
      findings: { fingerprint: string }[];
    };
    repo.write(name, `# harmless\r${line(findings[0].fingerprint)}`);
    repo.git('add', name);
    expect(runCli(repo, ['staged']).code).toBe(1);
  });

  it('has a hundred thousand lines that match nothing hides nothing, and is read in time', () => {
    const text = Array.from({ length: 100_000 }, (_, at) =>
      line(`jwt:f${at}:${(at % 65536).toString(16).padStart(4, '0')}`),
    ).sort();
    const repo = withFile(name, text.join(''));
    for (const [where, { code }] of ask(repo, true)) expect(code, where).toBe(1);
  });
});

describe('in the place of a policy file', () => {
  it.each(['leakgate.json', '.leakgateignore', '.leakgate-baseline', 'package.json'])(
    '%s may be a folder, a link, a submodule or a pipe: nothing is followed or waited for, nothing gets hidden',
    (name) => {
      const repo = newRepo();
      repo.write('conf.yml', token.text);
      repo.commit('base');
      const path = join(repo.dir, name);
      const answers = () => [
        runCli(repo, ['staged']),
        runCli(repo, ['range', 'HEAD']),
        runCli(repo, ['scan', 'conf.yml']),
      ];
      const expectSafe = (kind: string) => {
        for (const outcome of answers()) {
          expect([1, 2, 3], `${kind}: ${outcome.text}`).toContain(outcome.code);
          expectPrintable(outcome, kind);
        }
      };
      repo.write('conf.yml', `${token.text}${githubToken('third').text}`);
      mkdirSync(path);
      writeFileSync(join(path, 'x'), '{}');
      repo.git('add', '--all');
      expectSafe('folder');
      repo.git('rm', '-r', '-q', '-f', name);
      for (const target of ['/etc/passwd', '/dev/zero', name, 'conf.yml']) {
        const blob = repo.hashObject(target);
        repo.git('update-index', '--add', '--cacheinfo', `120000,${blob},${name}`);
        repo.git('checkout-index', '-f', name);
        expectSafe(`link to ${target}`);
      }
      repo.git('update-index', '--add', '--cacheinfo', `160000,${repo.git('rev-parse', 'HEAD')},${name}`);
      rmSync(path);
      expectSafe('submodule');
      execFileSync('mkfifo', [path]);
      expectSafe('pipe');
    },
  );
});
