// `leakgate history` run as a process and its JSON report read back, for tests of what the sweep finds and covers.
import { expect } from 'vitest';
import { awsPair, githubToken, shownSecret } from './planted.ts';
import { type RunOptions, runCli } from './run-cli.ts';
import type { ScratchRepo } from './scratch-repo.ts';

export interface Found {
  readonly rule: string;
  readonly origin: string;
  readonly path: string | null;
  readonly line: number;
  readonly column: number;
  readonly commit?: string;
  readonly author?: string;
  readonly date?: string;
  readonly ref?: string;
  readonly layer?: readonly string[];
  readonly exposure?: string;
}

export interface Sweep {
  readonly code: number;
  readonly findings: readonly Found[];
  readonly receipt: {
    readonly expected: number;
    readonly scanned: number;
    readonly inherited: number;
    readonly skipped: readonly { readonly kind: string; readonly count: number; readonly gap: boolean }[];
  };
  readonly problems: readonly { readonly code: string; readonly message: string }[];
}

export const pair = awsPair('sweep');
export const token = githubToken('sweep');

/** Runs `leakgate history`; no secret of these tests may be in what it prints. */
export function sweep(repo: ScratchRepo, args: readonly string[] = [], options: RunOptions = {}): Sweep {
  const { code, stdout, text } = runCli(repo, ['history', '--format', 'json', ...args], options);
  expect(shownSecret(text, [...pair.secrets, token.secret])).toBeNull();
  return { code, ...(JSON.parse(stdout) as Omit<Sweep, 'code'>) };
}

/** The one finding of a sweep that covered everything. */
export function theFinding(repo: ScratchRepo, args?: readonly string[], options?: RunOptions): Found {
  const { code, findings, receipt } = sweep(repo, args, options);
  expect(findings).toHaveLength(1);
  expect(code).toBe(1);
  expect(receipt.scanned + receipt.inherited).toBe(receipt.expected);
  expect(receipt.skipped.filter(({ gap }) => gap)).toEqual([]);
  return findings[0];
}

/** A repository with two harmless commits. */
export function withTwoCommits(repo: ScratchRepo): ScratchRepo {
  repo.write('readme.md', 'one\n');
  repo.commit('one');
  repo.write('readme.md', 'two\n');
  repo.commit('two');
  return repo;
}
