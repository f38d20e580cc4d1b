// `leakgate baseline --reason …`: accepts what is there today. Every finding that is new becomes a line of the baseline.
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Config, policyFileNames } from '../config/config.ts';
import { readConfig } from '../config/load-policy.ts';
import { parseIgnores } from '../config/parse-ignores.ts';
import { mergeIgnores } from '../config/write-ignores.ts';
import { tipsOfRemote } from '../git/other-remotes.ts';
import { openRepository, type Repository } from '../git/repository.ts';
import { ToolError, UsageError } from '../model/errors.ts';
import { type ExitCode, exitCode } from '../model/exit-code.ts';
import { mayBeIgnored, parseFingerprint } from '../model/fingerprint.ts';
import type { Report } from '../model/report.ts';
import { scanItems } from '../pipeline/scan-items.ts';
import { commitItems } from '../sources/commit-items.ts';
import { describeStaging } from './allow.ts';
import type { CommandContext } from './command-context.ts';
import { type Acceptance, readAcceptance } from './ignore-terms.ts';
import { readPolicyFile, replaceAndStage, type Staging } from './policy-file.ts';
import { diskPolicyFiles, noPolicyFiles } from './policy-files.ts';
import { fingerprintsInReport } from './read-report.ts';
import { scanTerms } from './scan-terms.ts';
import { todayUtc } from './today-utc.ts';
import { withoutSecrets } from './without-secrets.ts';

/** Gives the fingerprints of all findings with the status `new`. */
export type CollectFingerprints = (context: CommandContext) => Promise<readonly string[]>;

/**
 * Flags: from (a JSON report, `-` for stdin), reason (needed), owner, until (as for `allow`).
 * @param collect what to accept when there is no `--from`: the findings of the history sweep
 * @throws UsageError, ConfigError when a policy file is broken, ToolError when the baseline cannot be written
 */
export async function run(plain: CommandContext, collect: CollectFingerprints = newInHistory): Promise<ExitCode> {
  const context = withoutSecrets(plain);
  if (context.args.length > 0) throw new UsageError('extra-argument', { command: 'baseline', value: context.args[0] });
  const repo = openRepository(context.cwd);
  const today = todayUtc();
  const acceptance = readAcceptance(context, repo, 'baseline', today);
  const { baseline } = await configOnDisk(repo);
  const fingerprints = await fingerprintsToAccept(context, collect);
  const outcome = writeBaseline(repo, fingerprints, { ...acceptance, file: baseline, today });
  describe(context, baseline, outcome);
  return exitCode.clean;
}

export interface BaselineOutcome {
  readonly added: number;
  /** Were there already and still hold. */
  readonly kept: number;
  /** Were there but had expired. */
  readonly renewed: number;
  /** Fingerprints that no line may carry. */
  readonly refused: readonly string[];
  /** Null when nothing was to be written. */
  readonly staging: Staging | null;
}

/**
 * Adds fingerprints to the baseline file. Lines that hold keep their owner, date and reason; no line is taken away.
 * @param terms `file` is relative to the top level
 * @throws UsageError bad-fingerprint; ConfigError bad-ignore-line; ToolError cannot-write
 */
export function writeBaseline(
  repo: Repository,
  fingerprints: readonly string[],
  { file: name, today, ...acceptance }: Acceptance & { readonly file: string; readonly today: string },
): BaselineOutcome {
  const file = readPolicyFile(repo, name);
  const old = parseIgnores(file.text ?? '', { file: name, gives: 'known' });
  const holding = new Set(old.filter(({ until }) => until === 'never' || until >= today).map((e) => e.fingerprint));
  const expired = new Set(old.map((entry) => entry.fingerprint).filter((fingerprint) => !holding.has(fingerprint)));
  const wanted = [...new Set(fingerprints)];
  const refused = wanted.filter((fingerprint) => !isAcceptable(fingerprint));
  const acceptable = wanted.filter(isAcceptable);
  const missing = acceptable.filter((fingerprint) => !holding.has(fingerprint));
  const entries = missing.map((fingerprint) => ({ fingerprint, ...acceptance }));
  const renewed = missing.filter((fingerprint) => expired.has(fingerprint)).length;
  return {
    added: missing.length - renewed,
    kept: acceptable.length - missing.length,
    renewed,
    refused,
    staging: entries.length === 0 ? null : replaceAndStage(repo, file, mergeIgnores(file.text ?? '', entries)),
  };
}

function isAcceptable(fingerprint: string): boolean {
  const parsed = parseFingerprint(fingerprint);
  if (parsed === null) throw new UsageError('bad-fingerprint', { value: '…' });
  return mayBeIgnored(parsed);
}

function configOnDisk(repo: Repository): Promise<Config> {
  return readConfig((name) => {
    const { text } = readPolicyFile(repo, name);
    return text === null ? null : Buffer.from(text);
  });
}

function fingerprintsToAccept(context: CommandContext, collect: CollectFingerprints): Promise<readonly string[]> {
  const { from, 'held-by': remote } = context.flags;
  if (typeof remote === 'string') return newAtRemote(context, remote);
  if (typeof from === 'string') return readReport(context, from);
  if (from !== undefined) throw new UsageError('missing-value', { name: '--from' });
  return collect(context);
}

/**
 * What the history sweep finds and no policy knows yet. Judged by the files of the working tree, to which the lines are
 * added: after `init` the salt in leakgate.json is not in HEAD yet, and with another salt the lines would match nothing.
 */
async function newInHistory(context: CommandContext): Promise<readonly string[]> {
  const { sweep } = await import('./history.ts');
  const { topLevel } = openRepository(context.cwd);
  return newIn(await sweep(context, topLevel === null ? undefined : diskPolicyFiles(topLevel)));
}

/** @throws ToolError broken-installation where the rules missed the canary: a baseline of what they found says nothing */
function newIn({ verdicts, receipt }: Pick<Report, 'verdicts' | 'receipt'>): readonly string[] {
  if (receipt.canary === 'missed') throw new ToolError('broken-installation');
  return [...new Set(verdicts.filter(({ status }) => status === 'new').map(({ fingerprint }) => fingerprint))];
}

/** What the tracking branches of one remote hold: others have it already, so only a new place of it is news. */
async function newAtRemote(context: CommandContext, remote: string): Promise<readonly string[]> {
  const repo = openRepository(context.cwd);
  const isKnown = /^[^-*?[\]\\\s][^*?[\]\\\s]*$/.test(remote);
  const wanted = isKnown ? tipsOfRemote(repo, remote) : [];
  if (wanted.length === 0) throw new UsageError('unknown-remote', { name: remote });
  const files = repo.topLevel === null ? noPolicyFiles : diskPolicyFiles(repo.topLevel);
  const terms = await scanTerms(context, { command: 'range', unit: 'contents and texts', isChange: false }, files);
  const items = commitItems(repo, { wanted, excluded: [] }, { origin: 'file', isLfsGap: false, seen: new Set() });
  return newIn(await scanItems(items, terms));
}

async function readReport(context: CommandContext, from: string): Promise<readonly string[]> {
  if (from === '-') {
    const chunks: Buffer[] = [];
    for await (const chunk of context.stdin) chunks.push(Buffer.from(chunk));
    return fingerprintsInReport(Buffer.concat(chunks).toString('utf8'), 'stdin');
  }
  try {
    return fingerprintsInReport(readFileSync(resolve(context.cwd, from), 'utf8'), from);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT') throw new UsageError('no-such-path', { path: from });
    if (code === 'EISDIR' || code === 'EACCES') throw new UsageError('unreadable-path', { path: from, reason: code });
    throw error;
  }
}

function describe(context: CommandContext, name: string, { staging, refused, ...counts }: BaselineOutcome): void {
  const { added, kept, renewed } = counts;
  context.out(`${name}: ${added} added, ${renewed} renewed, ${kept} already there\n`);
  if (staging !== null) context.out(describeStaging(name, staging));
  if (refused.length > 0) {
    const what = `${refused.length} not accepted: a value that a person may have chosen, in a message or a name, cannot be`;
    context.out(`${what} told apart safely (docs/allowing.md)\n`);
  }
  if (added > 0)
    context.out(`Look through ${name} before you commit it; ${policyFileNames.ignores} is for false alarms.\n`);
}
