// `leakgate staged`, and what the pre-commit hooks run: exactly what the next commit would contain.
import { existsSync, fstatSync } from 'node:fs';
import { resolve } from 'node:path';
import { type CallingGit, callingGit } from '../git/calling-git.ts';
import { type CommitBase, commitBase } from '../git/commit-base.ts';
import { emptyTreeOf } from '../git/object-id.ts';
import type { PolicySide } from '../git/read-policy-text.ts';
import { openRepository, type Repository } from '../git/repository.ts';
import { UsageError } from '../model/errors.ts';
import { type ExitCode, exitCode } from '../model/exit-code.ts';
import type { Report } from '../model/report.ts';
import { scanItems } from '../pipeline/scan-items.ts';
import { stagedItems } from '../sources/staged.ts';
import { openLedger } from './clearance-ledger.ts';
import type { CommandContext } from './command-context.ts';
import { finishRun } from './finish-run.ts';
import { policyFiles } from './policy-files.ts';
import { scanTerms } from './scan-terms.ts';

/** What the policy of the index is compared with. The empty tree holds none. */
function policyBefore(repo: Repository, { bases }: CommitBase): PolicySide | null {
  if (bases === undefined) return 'head';
  return bases[0] === emptyTreeOf(repo.hashLength) ? null : { rev: bases[0] };
}

const doubt =
  'Whether this commit replaces the last one (git commit --amend) could not be seen. What the last one holds already is ' +
  'told above and does not block here; a push stops it.';

function withDoubt(report: Report): Report {
  return report.verdicts.some(({ mayBlock }) => mayBlock === false)
    ? { ...report, notes: [...report.notes, doubt] }
    : report;
}

interface StagedRun {
  readonly base?: CommitBase;
  /** Whether a commit waits for this, so that what it finds clean is remembered. */
  readonly isHook?: boolean;
}

async function scanStaged(
  context: CommandContext,
  command: string,
  repo: Repository,
  { base = {}, isHook = false }: StagedRun = {},
) {
  const files = policyFiles(repo, { side: 'index', before: policyBefore(repo, base) }, context.flags['policy-from']);
  const terms = await scanTerms(context, { command, unit: 'staged files', isChange: true, knownIn: repo }, files);
  const ledger = isHook ? (openLedger(repo, terms.detector.digest) ?? undefined) : undefined;
  const report = await scanItems(stagedItems(repo, base), { ...terms, book: ledger });
  const code = await finishRun(withDoubt(report), context);
  ledger?.close(code === exitCode.clean);
  return code;
}

/** Commands whose hooks send commits: looking at the index there would call anything clean. */
const sending = new Set(['push', 'send-pack', 'http-push', 'receive-pack']);

/**
 * Refuses to look at the index in a pre-push or pre-receive hook, or where the pre-commit framework was given a range.
 * @throws UsageError wrong-hook
 */
function refuseElsewhere(git: CallingGit | null, command: string): void {
  const isRange = process.env.PRE_COMMIT_FROM_REF !== undefined || process.env.PRE_COMMIT_REMOTE_NAME !== undefined;
  if (isRange || (git !== null && sending.has(git.command))) throw new UsageError('wrong-hook', { command });
}

/** The pre-commit hook, by the name that git gives it: the index that git names, against what the commit will stand on. */
export async function runHook(context: CommandContext, name: 'pre-commit' | 'pre-merge-commit'): Promise<ExitCode> {
  const command = `hook ${name}`;
  const repo = openRepository(context.cwd);
  const git = callingGit(repo);
  refuseElsewhere(git, command);
  // git gives these hooks no arguments; it gives a pre-push hook a remote. Managers may append names of files.
  if (context.args.some((arg) => !existsSync(resolve(context.cwd, arg))))
    throw new UsageError('wrong-hook', { command });
  return scanStaged(context, command, repo, {
    base: name === 'pre-commit' ? commitBase(repo, git) : {},
    isHook: true,
  });
}

function isDevice(descriptor: number): boolean {
  try {
    return fstatSync(descriptor).isCharacterDevice();
  } catch {
    return false;
  }
}

/** `leakgate staged`. File names, as lint-staged appends them, are taken and narrow nothing: all that is staged counts. */
export async function run(context: CommandContext): Promise<ExitCode> {
  const stray = context.args.find((arg) => !existsSync(resolve(context.cwd, arg)));
  if (stray !== undefined) throw new UsageError('extra-argument', { command: 'staged', value: stray });
  const repo = openRepository(context.cwd);
  // Free on Linux. Elsewhere it costs a process, and git hands its hooks for pushes a pipe, which no person at a terminal has.
  if (process.platform === 'linux' || !isDevice(0)) refuseElsewhere(callingGit(repo), 'staged');
  return scanStaged(context, 'staged', repo);
}
