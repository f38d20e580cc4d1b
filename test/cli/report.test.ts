// Reports as they leave the command: every format, standard input and files, quiet and loud, and a reader that goes away.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { awsPair, githubToken, harmless, shownSecret } from '../support/planted.ts';
import { cli, normalise, runCli } from '../support/run-cli.ts';
import { type ScratchRepo, scratchRepos } from '../support/scratch-repo.ts';

const newRepo = scratchRepos(afterEach);
const pair = awsPair('report');
const token = githubToken('report');

/** A folder with a critical secret, one that is allowed, and a harmless file. */
function folder(): ScratchRepo {
  const repo = newRepo({ init: false });
  repo.write('app/conf.ini', pair.text);
  repo.write('app/fine.txt', harmless(3));
  repo.write('docs/sample.yml', `# leakgate:allow github-pat-classic a sample\n${token.text}`);
  return repo;
}

describe('formats', () => {
  it.each(['text', 'json', 'jsonl', 'sarif'])('%s', async (format) => {
    const repo = folder();
    const { code, stdout, stderr } = runCli(repo, ['scan', '.', '--format', format]);
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    expect(shownSecret(stdout, [...pair.secrets, token.secret])).toBeNull();
    await expect(normalise(stdout, repo)).toMatchFileSnapshot(`cases/scan.${format}.txt`);
  });

  it('are what they say: JSON parses, each line of jsonl parses, SARIF has a run', () => {
    const repo = folder();
    const text = (format: string) => runCli(repo, ['scan', '.', '--format', format]).stdout;
    const json = JSON.parse(text('json')) as { version: number; findings: { status: string; blocks: boolean }[] };
    expect(json.version).toBe(1);
    expect(json.findings.map(({ status, blocks }) => `${status} ${blocks}`)).toEqual(['new true', 'allowed false']);
    const lines = text('jsonl')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines).toHaveLength(3);
    expect(lines[2]).toHaveProperty('receipt');
    const sarif = JSON.parse(text('sarif')) as { version: string; runs: { results: { level: string }[] }[] };
    expect(sarif.version).toBe('2.1.0');
    expect(sarif.runs[0].results.map(({ level }) => level)).toEqual(['error', 'warning']);
  });

  it('have colours only where they are wanted', () => {
    const repo = folder();
    const escapes = /\u001b\[/;
    expect(runCli(repo, ['scan', '.']).stdout).not.toMatch(escapes);
    expect(runCli(repo, ['scan', '.'], { env: { FORCE_COLOR: '1' } }).stdout).toMatch(escapes);
    expect(runCli(repo, ['scan', '.', '--no-color'], { env: { FORCE_COLOR: '1' } }).stdout).not.toMatch(escapes);
    expect(runCli(repo, ['scan', '.'], { env: { FORCE_COLOR: '1', NO_COLOR: '1' } }).stdout).not.toMatch(escapes);
    expect(runCli(repo, ['scan', '.', '--format', 'json'], { env: { FORCE_COLOR: '1' } }).stdout).not.toMatch(escapes);
  });
});

describe('exit codes', () => {
  it('is 0 when nothing blocks, 1 when something does, by the severity that was asked for', () => {
    const repo = newRepo({ init: false });
    repo.write('lone.txt', `key ${awsPair('lone').id}\n`);
    const run = (...flags: string[]) => runCli(repo, ['scan', 'lone.txt', ...flags]).code;
    expect(run()).toBe(1);
    expect(run('--severity', 'high')).toBe(1);
    expect(run('--severity', 'critical')).toBe(0);
    expect(run('--rule', 'aws-access-key-id')).toBe(1);
    expect(run('--rule', 'github-pat-classic')).toBe(0);
  });

  it('shows what does not block as a warning', () => {
    const repo = newRepo({ init: false });
    repo.write('lone.txt', `key ${awsPair('lone').id}\n`);
    const { stdout } = runCli(repo, ['scan', 'lone.txt', '--severity', 'critical']);
    expect(stdout).toMatch(/^leakgate found nothing that blocks: 1 warning\n/);
    expect(stdout).toContain('lone.txt:1:5');
  });
});

describe('standard input and files', () => {
  it('scans what comes in on standard input', () => {
    const repo = newRepo({ init: false });
    const { code, stdout } = runCli(repo, ['scan', '-'], { input: `${harmless(2)}${pair.text}` });
    expect(stdout).toContain('standard input, line 4, column 25');
    expect(code).toBe(1);
    expect(runCli(repo, ['scan', '-'], { input: '' }).code).toBe(0);
    const wide = runCli(repo, ['scan', '-'], { input: Buffer.from(pair.text, 'utf16le') });
    expect(wide.code).toBe(1);
  });

  it('writes the report to a file and nothing to standard output', () => {
    const repo = folder();
    for (const format of ['text', 'json', 'sarif']) {
      const usual = normalise(runCli(repo, ['scan', 'app', '--format', format]).stdout, repo);
      const outcome = runCli(repo, ['scan', 'app', '--format', format, '--output', 'r.out']);
      expect(outcome).toMatchObject({ code: 1, stdout: '', stderr: '' });
      expect(normalise(readFileSync(join(repo.dir, 'r.out'), 'utf8'), repo)).toBe(usual);
    }
  });

  it('says nothing with --quiet when there is nothing to act on, and names what is hidden with --verbose', () => {
    const repo = folder();
    expect(runCli(repo, ['scan', 'docs', '--quiet'])).toMatchObject({ code: 0, text: '' });
    expect(runCli(repo, ['scan', 'docs']).stdout).toContain('not shown: 1 allowed; --verbose names them\n');
    const loud = runCli(repo, ['scan', 'docs', '--verbose']).stdout;
    expect(loud).toContain('allowed: docs/sample.yml:2:8 GitHub personal access token (classic): comment: a sample\n');
    expect(runCli(repo, ['scan', 'docs', '--no-inline-allow']).code).toBe(1);
  });

  it('takes paths in any form and shows them as they were typed', () => {
    const repo = folder();
    const paths = (args: string[]) => {
      const { stdout } = runCli(repo, ['scan', '--format', 'json', ...args]);
      return (JSON.parse(stdout) as { findings: { path: string }[] }).findings.map(({ path }) => path);
    };
    expect(paths(['app'])).toEqual(['app/conf.ini']);
    expect(paths(['./app/'])).toEqual(['./app/conf.ini']);
    expect(paths(['app/conf.ini'])).toEqual(['app/conf.ini']);
    expect(paths([join(repo.dir, 'app')])).toEqual([join(repo.dir, 'app/conf.ini')]);
    expect(paths(['--', 'app'])).toEqual(['app/conf.ini']);
  });
});

describe('a reader that goes away', () => {
  const shell = (repo: ScratchRepo, line: string) =>
    spawnSync('bash', ['-c', line.replaceAll('LEAKGATE', `'${process.execPath}' '${cli}'`)], {
      cwd: repo.dir,
      env: repo.env,
      encoding: 'utf8',
    });

  it.runIf(existsSync('/bin/bash'))('neither crashes nor changes the exit code', () => {
    const repo = newRepo({ init: false });
    repo.write('many.txt', Array.from({ length: 3000 }, (_, at) => githubToken(at).text).join(''));
    for (const format of ['text --verbose', 'json', 'sarif', 'jsonl']) {
      const line = `LEAKGATE scan many.txt --format ${format} | head -1 >/dev/null; echo "\${PIPESTATUS[0]}"`;
      const { stdout, stderr } = shell(repo, line);
      expect({ stdout, stderr }).toEqual({ stdout: '1\n', stderr: '' });
    }
    repo.write('fine.txt', 'fine\n');
    expect(shell(repo, 'LEAKGATE scan fine.txt | true; echo "${PIPESTATUS[0]}"').stdout).toBe('0\n');
    expect(shell(repo, 'LEAKGATE scan many.txt >&-').status).toBe(1);
    expect(shell(repo, 'LEAKGATE scan fine.txt >&- 2>&-').status).toBe(0);
  });

  it.runIf(existsSync('/bin/bash'))('gets all of a large report, however slowly it reads', () => {
    const repo = newRepo({ init: false });
    repo.write('many.txt', Array.from({ length: 3000 }, (_, at) => githubToken(at).text).join(''));
    const { stdout } = shell(repo, 'LEAKGATE scan many.txt --format jsonl | (sleep 0.5; wc -l)');
    expect(stdout.trim()).toBe('3001');
  });
});

describe('the catalogue', () => {
  it('lists every rule once, sorted, and explains each', async () => {
    const repo = newRepo({ init: false });
    const rules = JSON.parse(runCli(repo, ['rules', '--format', 'json']).stdout) as { id: string; title: string }[];
    const ids = rules.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const { code, stdout } = runCli(repo, ['rules']);
    expect(code).toBe(0);
    const listed = stdout.split('\n').slice(0, ids.length);
    expect(listed.map((line) => line.split(/\s+/)[0])).toEqual([...ids].sort());
    expect(stdout).toContain(`\n${ids.length} rules. `);
    const one = runCli(repo, ['rules', 'aws-access-key-id']);
    expect(one.code).toBe(0);
    await expect(one.stdout).toMatchFileSnapshot('cases/rules-aws-access-key-id.txt');
  });
});
