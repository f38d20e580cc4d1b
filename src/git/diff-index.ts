// The index that git names against a commit: what the next commit changes. Content of the working tree never counts.
import { givenChanges } from './given-changes.ts';
import { parseRawDiff, type RawChange } from './parse-raw-diff.ts';
import type { Repository } from './repository.ts';
import { runGit, runGitSync } from './run-git.ts';

const rawOutput = ['--cached', '--raw', '-z', '--no-abbrev', '--ita-invisible-in-index', '-r'];

/** Policy and content both ask for the same changes, and the commit path has one process to spare. */
const known = new WeakMap<Repository, Map<string, readonly RawChange[]>>();

/**
 * Changes of the index against `base` (an id, HEAD, or the empty tree), in the order of the index. Waits for one process
 * the first time, and remembers the answer for this opened repository.
 * @throws GitError
 */
export function diffIndexSync(repo: Repository, base: string): readonly RawChange[] {
  const answers = known.get(repo) ?? new Map<string, readonly RawChange[]>();
  known.set(repo, answers);
  const changes = answers.get(base) ?? parseRawDiff(rawChanges(repo, base));
  answers.set(base, changes);
  return changes;
}

/** hooks/leakgate.sh asks the very same. */
function rawChanges(repo: Repository, base: string): Buffer {
  const given = base === 'HEAD' || base === 'HEAD^' ? givenChanges(base) : null;
  return given ?? runGitSync(['diff-index', ...rawOutput, '--no-renames', base, '--'], repo);
}

/**
 * Changes of the index against `base` with renames found, asked only once findings need them. Without a limit on their
 * number: beyond one, git would call old content new.
 */
export async function renamesInIndex(repo: Repository, base: string): Promise<RawChange[]> {
  return parseRawDiff(await runGit(['diff-index', ...rawOutput, '-M', '-l0', base, '--'], repo));
}
