// The pre-push hook: everything the remote would get that it does not have.
import type { PolicySource, ReadPolicyFile } from '../config/load-policy.ts';
import { boundaryCommit } from '../git/boundary-commit.ts';
import { callingGit } from '../git/calling-git.ts';
import { checkObjects } from '../git/check-objects.ts';
import { isHeadUnborn } from '../git/head-state.ts';
import { isZeroId } from '../git/object-id.ts';
import { parsePushLines } from '../git/push-lines.ts';
import { openRepository, type Repository } from '../git/repository.ts';
import { ToolError, UsageError } from '../model/errors.ts';
import type { ExitCode } from '../model/exit-code.ts';
import { scanItems } from '../pipeline/scan-items.ts';
import { pushItems } from '../sources/push.ts';
import { readUpTo } from '../sources/read-up-to.ts';
import { type HandedOn, handedOnBy } from '../sources/unnamed-push.ts';
import { openLedger } from './clearance-ledger.ts';
import type { CommandContext } from './command-context.ts';
import { finishRun } from './finish-run.ts';
import { markHeld } from './mark-held.ts';
import { policyFiles } from './policy-files.ts';
import { scanTerms } from './scan-terms.ts';

/** git's ref lines are short; a megabyte holds ten thousand of them, and hostile input ends here. */
const mostInput = 64 * 1024 * 1024;

const nothing: ReadPolicyFile = () => null;

/** The commit that is pushed first; null when only trees or blobs are, which hold no policy. */
function pushedTip(repo: Repository, lines: string, handedOn: HandedOn | null): string | null {
  const ids = parsePushLines(lines).map(({ localId }) => localId);
  if (ids.length === 0) return handedOn?.tip ?? (isHeadUnborn(repo) ? null : 'HEAD');
  const tips = ids.filter((id) => !isZeroId(id)).map((id) => `${id}^{commit}`);
  return checkObjects(repo, tips).find((answer) => answer !== null)?.id ?? null;
}

/** The policy of what is pushed, compared with where the push sets out from. The latter is looked up only when asked for. */
function pushedPolicy(repo: Repository, remote: string, tip: string | null): Pick<PolicySource, 'read' | 'readBefore'> {
  if (tip === null) return { read: nothing };
  const { read } = policyFiles(repo, { side: { rev: tip } }, undefined);
  let before: ReadPolicyFile | null = null;
  const readBefore: ReadPolicyFile = (name) => {
    if (before === null) {
      const edge = boundaryCommit(repo, tip, remote);
      before = edge === null ? nothing : policyFiles(repo, { side: { rev: edge } }, undefined).read;
    }
    return before(name);
  };
  return { read, readBefore };
}

export async function run(context: CommandContext): Promise<ExitCode> {
  const [remote = '', url = ''] = context.args;
  const policyFrom = context.flags['policy-from'];
  const { bytes, isWhole } = await readUpTo(context.stdin, mostInput);
  if (!isWhole) throw new ToolError('too-much-input', { limit: `${mostInput / 1024 / 1024} MiB` });
  const lines = bytes.toString('utf8');
  const repo = openRepository(context.cwd);
  const handedOn = handedOnBy(process.env);
  // Without lines it would look at what was committed before, and call the commit that is being made clean unseen.
  if (lines.trim() === '' && callingGit(repo)?.command === 'commit') throw new UsageError('push-hook-at-commit');
  const terms = await scanTerms(
    context,
    { command: 'hook pre-push', unit: 'contents and texts', isChange: true, knownIn: repo },
    typeof policyFrom === 'string'
      ? policyFiles(repo, { side: 'index' }, policyFrom)
      : pushedPolicy(repo, remote, pushedTip(repo, lines, handedOn)),
  );
  const notes: string[] = [];
  const ledger = openLedger(repo, terms.detector.digest) ?? undefined;
  const note = (sentence: string) => notes.push(sentence);
  const items = pushItems(repo, { remote, url, lines, handedOn, clearances: ledger, note });
  const report = await scanItems(items, { ...terms, book: ledger }, notes);
  // A push is no commit that was checked; what it found clean need not be looked at again.
  ledger?.close(false);
  return finishRun(markHeld(repo, remote, report), context);
}
