// Runs of `leakgate history` that follow each other, for tests of what one leaves for the next.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { type RunOptions, runCli } from './run-cli.ts';
import type { ScratchRepo } from './scratch-repo.ts';

export interface CachedReport {
  readonly code: number;
  readonly findings: readonly { readonly path: string | null; readonly ref?: string; readonly origin: string }[];
  readonly receipt: { readonly expected: number; readonly scanned: number; readonly inherited: number };
}

export function history(repo: ScratchRepo, args: readonly string[] = [], options: RunOptions = {}): CachedReport {
  const { code, stdout } = runCli(repo, ['history', '--format', 'json', ...args], options);
  return { ...(JSON.parse(stdout) as CachedReport), code };
}

/** The report without what may differ: how an object came to be covered. */
export function comparable({ receipt: { scanned, inherited, ...receipt }, ...report }: CachedReport) {
  return { ...report, receipt, covered: scanned + inherited };
}

/** Whether nothing was looked at. */
export function isRecalled({ receipt }: CachedReport): boolean {
  return receipt.scanned === 0 && receipt.inherited > 0;
}

/** Runs with what earlier runs left and without, and wants the same of both. */
export function sweepBoth(repo: ScratchRepo, options: RunOptions = {}): CachedReport {
  const report = history(repo, [], options);
  expect(comparable(report)).toEqual(comparable(history(repo, ['--no-cache'], options)));
  return report;
}

/** The files that runs left. */
export function keptFiles(repo: ScratchRepo): string[] {
  const folder = join(repo.dir, '.git', 'leakgate', 'sweep');
  return existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : [];
}
