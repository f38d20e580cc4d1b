// `leakgate baseline` in a real repository: what is accepted, from where, and what stays as it was.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type CollectFingerprints, run, writeBaseline } from '../../src/commands/baseline.ts';
import type { CommandContext, FlagValue } from '../../src/commands/command-context.ts';
import { openRepository } from '../../src/git/repository.ts';
import { type ScratchRepo, scratchRepos } from '../support/scratch-repo.ts';

const makeRepo = scratchRepos(afterEach);
afterEach(() => vi.unstubAllEnvs());

const flags = { reason: 'old ones', owner: 'ada', until: '2099-01-01' };
const terms = { ...flags, file: '.leakgate-baseline', today: '2026-06-15' };
const line = (fingerprint: string) => `${fingerprint} owner=ada until=2099-01-01 -- old ones\n`;

interface Call {
  readonly flags?: Record<string, FlagValue>;
  readonly args?: string[];
  readonly stdin?: string;
  readonly collect?: CollectFingerprints;
}

async function baseline(repo: ScratchRepo, call: Call = {}) {
  for (const [key, value] of Object.entries(repo.env)) vi.stubEnv(key, value);
  let out = '';
  const context: Partial<CommandContext> = {
    args: call.args ?? [],
    flags: { ...flags, ...call.flags },
    cwd: repo.dir,
    stdin: Readable.from([Buffer.from(call.stdin ?? '')]) as NodeJS.ReadStream,
    out: (text) => {
      out += text;
    },
    err: () => {},
  };
  const code = await run(context as CommandContext, call.collect);
  return { code, out };
}

function report(...findings: readonly (readonly [fingerprint: string, status: string])[]): string {
  return JSON.stringify({ version: 1, findings: findings.map(([fingerprint, status]) => ({ fingerprint, status })) });
}

const textOf = (repo: ScratchRepo, name = '.leakgate-baseline') => readFileSync(join(repo.dir, name), 'utf8');

describe('leakgate baseline', () => {
  it('accepts what the sweep found and stages the file', async () => {
    const repo = makeRepo();
    const { code, out } = await baseline(repo, { collect: async () => ['b:x:1111', 'a:x:11', 'b:x:1111'] });
    expect(code).toBe(0);
    expect(textOf(repo)).toBe(line('a:x:11') + line('b:x:1111'));
    expect(repo.git('diff', '--cached', '--name-only')).toBe('.leakgate-baseline');
    expect(out).toContain('.leakgate-baseline: 2 added, 0 renewed, 0 already there\nstaged .leakgate-baseline\n');
  });

  it('takes the new findings of a report, from a file or stdin', async () => {
    const repo = makeRepo();
    repo.write('r.json', report(['a:x:1111', 'new'], ['b:x:1111', 'allowed'], ['c:x:1111', 'known']));
    await baseline(repo, { flags: { from: 'r.json' } });
    expect(textOf(repo)).toBe(line('a:x:1111'));
    await baseline(repo, { flags: { from: '-' }, stdin: report(['d:x:1111', 'new']) });
    expect(textOf(repo)).toBe(line('a:x:1111') + line('d:x:1111'));
  });

  it('writes where the config says', async () => {
    const repo = makeRepo();
    repo.write('leakgate.json', '{ "baseline": "ci/known" }');
    repo.write('ci/x', '');
    await baseline(repo, { collect: async () => ['a:x:1111'] });
    expect(textOf(repo, 'ci/known')).toBe(line('a:x:1111'));
  });

  const fromStdin = { flags: { from: '-' } };
  it.each<[string, Call, string]>([
    ['a missing file', { flags: { from: 'none.json' } }, 'no-such-path'],
    ['a folder', { flags: { from: '.' } }, 'unreadable-path'],
    ['no JSON', { ...fromStdin, stdin: 'x' }, 'bad-report'],
    ['null', { ...fromStdin, stdin: 'null' }, 'bad-report'],
    ['another version', { ...fromStdin, stdin: '{"version": 2, "findings": []}' }, 'bad-report'],
    ['no findings', { ...fromStdin, stdin: '{"version": 1}' }, 'bad-report'],
    ['a finding without a fingerprint', { ...fromStdin, stdin: '{"version": 1, "findings": [null]}' }, 'bad-report'],
    ['a broken fingerprint', { ...fromStdin, stdin: report(['a:b\nc:1111', 'new']) }, 'bad-report'],
    ['an argument', { args: ['a:x:1111'] }, 'extra-argument'],
    ['no reason', { flags: { reason: '' } }, 'missing-argument'],
  ])('refuses %s with exit 2 and writes nothing', async (_, call, code) => {
    const repo = makeRepo();
    await expect(baseline(repo, call)).rejects.toMatchObject({ code, exitCode: 2 });
    expect(repo.git('status', '--porcelain')).toBe('');
  });

  it('says what it could not accept', async () => {
    const repo = makeRepo();
    const { out } = await baseline(repo, { collect: async () => ['a:*:11'] });
    expect(out).toContain('1 not accepted');
    expect(repo.git('status', '--porcelain')).toBe('');
  });
});

describe('writeBaseline', () => {
  const open = (repo: ScratchRepo) => openRepository(repo.dir, { env: repo.env });

  it('keeps lines that hold, renews those that ended, and takes none away', () => {
    const repo = makeRepo();
    const kept = 'a:x:1111 owner=bob until=never -- his\n';
    const gone = 'c:x:1111 owner=bob until=2020-01-01 -- his\n';
    repo.write(terms.file, `# known\n${kept}b:x:1111 owner=bob until=2026-06-14 -- his\n${gone}`);
    repo.commit('baseline');
    const outcome = writeBaseline(open(repo), ['a:x:1111', 'b:x:1111', 'd:*:1111', 'e:*:11'], terms);
    expect(outcome).toEqual({ added: 1, kept: 1, renewed: 1, refused: ['e:*:11'], staging: { isStaged: true } });
    expect(textOf(repo)).toBe(`# known\n${kept}${line('b:x:1111')}${gone}${line('d:*:1111')}`);
  });

  it('writes nothing when there is nothing to add', () => {
    const repo = makeRepo();
    expect(writeBaseline(open(repo), [], terms).staging).toBeNull();
    expect(repo.git('status', '--porcelain')).toBe('');
  });

  it('refuses what is no fingerprint and a broken file', () => {
    const repo = makeRepo();
    expect(() => writeBaseline(open(repo), ['x'], terms)).toThrow('is not a fingerprint');
    repo.write(terms.file, 'broken\n');
    expect(() => writeBaseline(open(repo), ['a:x:1111'], terms)).toThrow('.leakgate-baseline, line 1');
  });
});
