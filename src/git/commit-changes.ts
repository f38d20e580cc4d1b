// The commits of a span, oldest first, each with what it changed: rev-list into diff-tree, streamed, without a limit on
// their number. Of a merge only what differs from every parent.
import { gitFailure } from './git-failure.ts';
import { parseRawDiff, type RawChange, RawDiffParser, type RawEvent } from './parse-raw-diff.ts';
import type { Repository } from './repository.ts';
import type { CommitSpan } from './revisions.ts';
import { outcomeOf, runGit, spawnGit } from './run-git.ts';

export interface WalkedSpan extends CommitSpan {
  /** Also leave out whatever this remote is known to hold. */
  readonly knownTo?: string;
  /** Also leave out whatever any remote is known to hold. */
  readonly isKnownToAny?: boolean;
  /** Also leave out whatever a ref of this repository reaches: on a server, all that it had before the push. */
  readonly isKnownHere?: boolean;
}

const listArgs = ['rev-list', '--reverse', '--stdin'];
const rawOutput = ['-r', '-z', '--raw', '--no-abbrev', '--root'];
// `--always` names commits without changes too: their messages count.
const diffArgs = ['diff-tree', '--stdin', '--always', '-c', ...rawOutput, '--no-renames'];

/**
 * Yields each commit's id, then its changes.
 * @throws GitError at the end, when git failed on the way: what came before may be only a part
 */
export async function* commitChanges(repo: Repository, span: WalkedSpan): AsyncGenerator<RawEvent> {
  if (span.wanted.length === 0) return;
  const list = spawnGit([...listArgs, ...exclusions(span)], repo);
  const diff = spawnGit(diffArgs, repo);
  const steps = [
    { args: diffArgs, ended: outcomeOf(diff) },
    { args: listArgs, ended: outcomeOf(list) },
  ];
  list.stdout.pipe(diff.stdin);
  list.stdin.end([...span.wanted, ...span.excluded.map((id) => `^${id}`)].map((line) => `${line}\n`).join(''));
  const parser = new RawDiffParser();
  try {
    for await (const chunk of diff.stdout as AsyncIterable<Buffer>) yield* parser.push(chunk);
    // diff-tree first: where it died, rev-list waits for a reader and does not end.
    for (const { args, ended } of steps) {
      const outcome = await ended;
      if (outcome.status !== 0) throw gitFailure({ args, cwd: repo.cwd, ...outcome });
    }
    parser.end();
  } finally {
    for (const child of [list, diff]) if (child.exitCode === null) child.kill();
  }
}

function exclusions({ knownTo, isKnownToAny, isKnownHere }: WalkedSpan): string[] {
  if (isKnownHere) return ['--not', '--all'];
  if (isKnownToAny) return ['--not', '--remotes'];
  return knownTo === undefined ? [] : ['--not', `--remotes=${knownTo}`];
}

/** The changes of one commit with renames found, without a limit on their number; of a merge against each parent. */
export async function renamesInCommit(repo: Repository, commit: string): Promise<RawChange[]> {
  return parseRawDiff(await runGit(['diff-tree', ...rawOutput, '-m', '-M', '-l0', commit, '--'], repo));
}
