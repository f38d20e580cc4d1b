// `leakgate scan` of a folder says the same however many threads look at it.
import { mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, expect, it } from 'vitest';
import { fillTemplate } from '../support/fill-template.ts';
import { awsPair, githubToken, harmless } from '../support/planted.ts';
import { runCli } from '../support/run-cli.ts';
import { type ScratchRepo, scratchRepos } from '../support/scratch-repo.ts';

const newRepo = scratchRepos(afterEach);

/** A folder with a bit of everything that `scan` meets. */
function fill({ dir }: ScratchRepo): void {
  for (let at = 0; at < 90; at++) {
    const folder = join(dir, `d${at % 7}`);
    mkdirSync(folder, { recursive: true });
    const planted = at % 11 === 0 ? githubToken(at).text : at % 13 === 0 ? awsPair(at).text : '';
    writeFileSync(join(folder, `file-${at}.txt`), `${harmless(at * 3)}${planted}${harmless(5)}`);
  }
  writeFileSync(join(dir, 'd1', 'empty'), '');
  writeFileSync(join(dir, 'd1', '.env'), `DATABASE_PASSWORD=${awsPair('env').secret}\n`);
  writeFileSync(join(dir, 'd1', 'notes.gz'), gzipSync(githubToken('gz').text));
  writeFileSync(join(dir, 'd1', 'broken.gz'), gzipSync(harmless(4000)).subarray(0, 300));
  writeFileSync(join(dir, 'd2', 'own.txt'), `ticket ${fillTemplate('acmetkt_{[0-9a-z]:20}', 1)}\n`);
  writeFileSync(join(dir, 'd2', 'ignored.log'), githubToken('ignored').text);
  writeFileSync(join(dir, 'd3', 'large.bin'), '');
  truncateSync(join(dir, 'd3', 'large.bin'), 513 * 1024 * 1024);
  symlinkSync(githubToken('link').secret, join(dir, 'd4', 'link'));
  symlinkSync('../d5', join(dir, 'd4', 'folder'));
  const rule = { title: 'Ticket', pattern: 'acmetkt_(?<secret>[0-9a-z]{20})' };
  writeFileSync(
    join(dir, 'leakgate.json'),
    JSON.stringify({ paths: { ignore: ['**/*.log'] }, rules: { 'acme-ticket': rule } }),
  );
}

interface Told {
  milliseconds?: number;
  readonly findings: readonly { readonly rule: string }[];
  readonly receipt: { readonly expected: number; readonly scanned: number };
}

it('finds, counts and answers the same with one, two and four threads, and without a survey', () => {
  const repo = newRepo();
  fill(repo);
  const run = (more: readonly string[], node: readonly string[] = []) => {
    const { code, stdout } = runCli(repo, ['scan', '.', '--format', 'json', ...more], { node });
    const { milliseconds: _, ...told } = JSON.parse(stdout) as Told;
    return { code, told };
  };
  // Without WebAssembly there is no survey: each file is examined as it is met.
  const first = run([], ['--jitless']);
  expect(run(['--jobs', '1'])).toEqual(first);
  expect(run(['--jobs', '2'])).toEqual(first);
  expect(run(['--jobs', '4'])).toEqual(first);
  expect(run([])).toEqual(first);
  expect(first.code).toBe(1);
  expect(new Set(first.told.findings.map(({ rule }) => rule))).toContain('acme-ticket');
  expect(first.told.findings.length).toBeGreaterThan(15);
  expect(first.told.receipt.expected).toBeGreaterThan(95);
});

it('refuses a number of threads that is none', () => {
  const repo = newRepo({ init: false });
  const { code, stderr } = runCli(repo, ['scan', '.', '--jobs', '0']);
  expect(code).toBe(2);
  expect(stderr).toContain('--jobs');
});
