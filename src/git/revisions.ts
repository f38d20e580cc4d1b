// What the user wrote (`main..HEAD`, `A...B`, `^x y`) → ids of commits to cover and to leave out. From here on only ids
// are handed to git, so that no name can be taken for an option.
import { GitError, UsageError } from '../model/errors.ts';
import { checkObjects } from './check-objects.ts';
import type { Repository } from './repository.ts';
import { runGitSync } from './run-git.ts';

/** Commits to walk from, and commits whose history is left out. */
export interface CommitSpan {
  readonly wanted: readonly string[];
  readonly excluded: readonly string[];
}

/**
 * Resolves revisions. Annotated tags are followed to their commit.
 * @throws UsageError bad-revision for what is no revision, or names a file or folder; GitError bad-revision for what is not here
 */
export function resolveSpan(repo: Repository, revs: readonly string[]): CommitSpan {
  for (const rev of revs) {
    // A dash begins an option; a line break ends a question to git.
    if (rev === '' || /^\^?-|[\0\n\r]/.test(rev)) throw new UsageError('bad-revision', { value: shown(rev) });
  }
  // 1739f4746c15ff836d4b4233e57f816b20ce938e
  // ^f6e6c4ff87925c0115fd1aa91a468e453e9c84b0
  // --
  const lines = runGitSync(['rev-parse', ...revs, '--'], repo)
    .toString('latin1')
    .split('\n');
  const ids = lines.filter((line) => /^\^?[0-9a-f]{40,64}$/.test(line));
  const commits = commitsOf(repo, ids, revs);
  const wanted = ids.flatMap((id, at) => (id.startsWith('^') ? [] : [commits[at]]));
  const excluded = ids.flatMap((id, at) => (id.startsWith('^') ? [commits[at]] : []));
  if (wanted.length === 0) throw new UsageError('bad-revision', { value: shown(revs.join(' ')) });
  return { wanted, excluded };
}

// rev-list skips trees and blobs without a word: a range of one file would be "clean".
function commitsOf(repo: Repository, ids: readonly string[], revs: readonly string[]): string[] {
  const bare = ids.map((id) => id.replace('^', ''));
  const objects = checkObjects(repo, bare);
  const commits = checkObjects(
    repo,
    bare.map((id) => `${id}^{commit}`),
  );
  return bare.map((id, at) => {
    const value = revs.length === ids.length ? shown(revs[at]) : id;
    const commit = commits[at];
    if (commit !== null) return commit.id;
    if (objects[at] === null) throw new GitError('bad-revision', { value });
    throw new UsageError('bad-revision', { value });
  });
}

function shown(rev: string): string {
  return rev.replace(/[\0-\x1f\x7f-\x9f]/g, '?');
}
