// Rules of one's own, and rules that are narrowed, in real repositories: found, left out, and named when a change brings it.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { fillTemplate } from '../support/fill-template.ts';
import { githubToken } from '../support/planted.ts';
import { runCli } from '../support/run-cli.ts';
import { type ScratchRepo, scratchRepos } from '../support/scratch-repo.ts';

const newRepo = scratchRepos(afterEach);
const corpKey = {
  title: 'Corp deploy key',
  pattern: 'corp_[0-9a-f]{32}(?![0-9a-f])',
  severity: 'critical',
  examples: { match: ['key = corp_{hex:32}'], ignore: ['corp_{hex:30}'] },
};
const config = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;

function reported(repo: ScratchRepo, ...args: string[]) {
  const outcome = runCli(repo, [...args, '--format', 'json']);
  const { findings } = JSON.parse(outcome.stdout) as {
    findings: { rule: string; status: string; blocks: boolean; path: string; confidence: string; reason?: string }[];
  };
  return { ...outcome, findings };
}

it('finds by rules of one’s own in staged, scan and history, and tries their examples', () => {
  const repo = newRepo();
  repo.write('leakgate.json', config({ rules: { 'corp-key': corpKey }, ruleFiles: ['ci/rules.json'] }));
  repo.write(
    'ci/rules.json',
    config({ rules: { badge: { title: 'Badge', pattern: '[A-Z]{2}[0-9]{6}', anchors: ['badge'] } } }),
  );
  repo.commit('config');
  repo.write('a.txt', `${fillTemplate('key = corp_{hex:32}', 1)}\nthe badge is QX829174\n`);
  repo.git('add', '--all');
  for (const args of [['staged'], ['scan', '.']]) {
    const { code, findings } = reported(repo, ...args);
    expect(findings.map(({ rule, blocks }) => [rule, blocks])).toEqual([
      ['corp-key', true],
      ['badge', true],
    ]);
    expect(code).toBe(1);
  }
  repo.commit('a');
  expect(reported(repo, 'history').findings.map(({ rule }) => rule)).toEqual(['corp-key', 'badge']);
  expect(reported(repo, 'scan', '--rule', 'badge', '.').findings.map(({ rule }) => rule)).toEqual(['badge']);
  expect(runCli(repo, ['rules', 'corp-key']).stdout).toContain('corp-key: Corp deploy key\n');
  expect(runCli(repo, ['rules', 'test'])).toMatchObject({
    code: 2,
    stdout:
      'ok      corp-key: finds 1, passes over 1\nfailed  badge: has no example that must match: nothing shows that it finds anything\n\n2 rules of your own, 1 failed\n',
  });
  writeFileSync(join(repo.dir, 'good.json'), config({ rules: { 'corp-key': corpKey } }));
  expect(runCli(repo, ['rules', 'test', 'good.json']).code).toBe(0);
});

it('refuses a pattern that could take long, before anything is scanned', () => {
  const repo = newRepo();
  const evil = { ...corpKey, pattern: 'corp_(?:[a-z]{1,30}){1,30}!' };
  repo.write('leakgate.json', config({ rules: { 'corp-key': evil } }));
  repo.write('a.txt', `corp_${'a'.repeat(5000)}\n`);
  const { code, stderr } = runCli(repo, ['scan', '.']);
  expect(code).toBe(2);
  expect(stderr).toContain('leakgate.json: "rules.corp-key.pattern" could take long on chosen text');
});

it('narrows a rule to paths, words and entropy, and says so', () => {
  const repo = newRepo();
  const token = githubToken('narrow').text;
  repo.write('leakgate.json', config({ rules: { 'github-pat-classic': { paths: ['src/**'], confidence: 'low' } } }));
  repo.commit('config');
  repo.write('src/a.txt', token);
  repo.write('other/b.txt', token);
  const scan = reported(repo, 'scan', 'src', 'other');
  expect(scan.findings.map(({ path, confidence, blocks }) => [path, confidence, blocks])).toEqual([
    ['src/a.txt', 'low', false],
  ]);
  expect(scan.stdout).toContain('1 of rule github-pat-classic not shown: leakgate.json narrows it');
  repo.write('leakgate.json', config({ rules: { 'github-pat-classic': { requires: ['deploy'] } } }));
  repo.write('src/a.txt', `deploy ${token}`);
  expect(reported(repo, 'scan', 'src', 'other').findings.map(({ path }) => path)).toEqual(['src/a.txt']);
  repo.write('leakgate.json', config({ rules: { 'github-pat-classic': { entropy: 7.9 } } }));
  expect(reported(repo, 'scan', 'src', 'other').findings).toEqual([]);
});

it('names what the change itself narrows, and still shows what it hides', () => {
  const repo = newRepo();
  repo.write('README.md', 'x\n');
  repo.commit('start');
  repo.write('leakgate.json', config({ rules: { 'github-pat-classic': { paths: ['never/**'] } } }));
  repo.write('a.txt', githubToken('hidden').text);
  repo.git('add', '--all');
  const { findings, stdout } = reported(repo, 'staged');
  expect(findings).toMatchObject([{ path: 'a.txt', status: 'allowed', reason: 'rule narrowed in leakgate.json' }]);
  expect(stdout).toContain('allowed by this change: leakgate.json narrows the rule github-pat-classic');
});
