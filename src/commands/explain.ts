// `leakgate explain <fingerprint>`: why this was found, where it stands now, what lets it pass, and what to do. Looks in what is
// staged, then in the file of the working tree, then in the history; and in the ignores and the baseline in any case.
import { policyFileNames } from '../config/config.ts';
import { readConfig } from '../config/load-policy.ts';
import { parseIgnores } from '../config/parse-ignores.ts';
import { openRepository, type Repository } from '../git/repository.ts';
import { UsageError } from '../model/errors.ts';
import { type ExitCode, exitCode } from '../model/exit-code.ts';
import { type Fingerprint, parseFingerprint } from '../model/fingerprint.ts';
import type { IgnoreEntry } from '../model/policy.ts';
import type { Report } from '../model/report.ts';
import { isReadByPieces } from '../pipeline/is-read-by-pieces.ts';
import { scanItems } from '../pipeline/scan-items.ts';
import { explainEntry, explainFindings } from '../report/explanation.ts';
import { fileItems } from '../sources/files.ts';
import { stagedItems } from '../sources/staged.ts';
import type { CommandContext } from './command-context.ts';
import { readPolicyFile } from './policy-file.ts';
import { diskPolicyFiles, policyFiles } from './policy-files.ts';
import { scanTerms } from './scan-terms.ts';
import { todayUtc } from './today-utc.ts';

interface Place {
  readonly where: string;
  readonly look: () => Promise<Report>;
}

async function lookInIndex(context: CommandContext, repo: Repository): Promise<Report> {
  const files = policyFiles(repo, { side: 'index', before: 'head' }, undefined);
  const run = { command: 'staged', unit: 'staged files', isChange: true, knownIn: repo };
  return scanItems(stagedItems(repo), await scanTerms(context, run, files));
}

async function lookOnDisk(context: CommandContext, repo: Repository, topLevel: string, path: string): Promise<Report> {
  const run = { command: 'scan', unit: 'files', isChange: false, knownIn: repo };
  const terms = await scanTerms(context, run, diskPolicyFiles(topLevel));
  return scanItems(fileItems([path], { cwd: topLevel, isReadByPieces }), terms);
}

/** From what is nearest. A file that is not there is no place to look. */
function placesOf(context: CommandContext, repo: Repository, { path }: Fingerprint): Place[] {
  const quiet = { ...context, args: [], flags: { quiet: true } };
  const { topLevel } = repo;
  const disk: Place[] =
    topLevel === null || path === null
      ? []
      : [{ where: 'in the working tree', look: () => lookOnDisk(quiet, repo, topLevel, path) }];
  return [
    ...(topLevel === null ? [] : [{ where: 'in what is staged', look: () => lookInIndex(quiet, repo) }]),
    ...disk,
    { where: 'in the history', look: async () => (await import('./history.ts')).sweep(quiet) },
  ];
}

async function lookIn(place: Place, fingerprint: string): Promise<string> {
  try {
    return explainFindings(await place.look(), fingerprint, place.where);
  } catch (error) {
    if (error instanceof UsageError && error.code === 'no-such-path') return '';
    throw error;
  }
}

/** Lines of the ignores and of the baseline with this very fingerprint. */
async function entriesOf(repo: Repository, fingerprint: string): Promise<readonly IgnoreEntry[]> {
  if (repo.topLevel === null) return [];
  const { baseline } = await readConfig(diskPolicyFiles(repo.topLevel).read);
  const read = (name: string, gives: IgnoreEntry['gives']) =>
    parseIgnores(readPolicyFile(repo, name).text ?? '', { file: name, gives });
  const all = [...read(policyFileNames.ignores, 'allowed'), ...read(baseline, 'known')];
  return all.filter((entry) => entry.fingerprint === fingerprint);
}

/**
 * Exit 0 when the fingerprint is known here, in a finding or in a line.
 * @throws UsageError missing-argument, bad-fingerprint, unknown-fingerprint
 */
export async function run(context: CommandContext): Promise<ExitCode> {
  const [fingerprint, extra] = context.args;
  const example = 'leakgate explain aws-secret-access-key:src/a.ts:1a2b';
  if (fingerprint === undefined)
    throw new UsageError('missing-argument', { command: 'explain', what: 'a fingerprint', example });
  if (extra !== undefined) throw new UsageError('extra-argument', { command: 'explain', value: '…' });
  const parsed = parseFingerprint(fingerprint);
  // Somebody may have pasted the secret itself.
  if (parsed === null) throw new UsageError('bad-fingerprint', { value: `${fingerprint.slice(0, 4)}…` });
  const repo = openRepository(context.cwd);
  const entries = await entriesOf(repo, fingerprint);
  let told = '';
  for (const place of placesOf(context, repo, parsed)) told ||= await lookIn(place, fingerprint);
  if (told === '' && entries.length === 0) throw new UsageError('unknown-fingerprint', { value: fingerprint });
  const gone = 'It stands nowhere any more: not in what is staged, the working tree or the history.\n';
  context.out(told === '' ? `${fingerprint}\n\n${gone}` : told);
  const today = todayUtc();
  if (entries.length > 0) context.out(`\n${entries.map((entry) => explainEntry(entry, today)).join('')}`);
  return exitCode.clean;
}
