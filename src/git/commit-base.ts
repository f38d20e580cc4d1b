// What the commit that is being made will stand on. HEAD, unless it replaces HEAD: then HEAD's own parents, so that a
// secret that the amended commit brought still shows.
import { amendState, type CallingGit } from './calling-git.ts';
import { areChangesGiven } from './given-changes.ts';
import { headOrEmptyTree, isHeadUnborn } from './head-state.ts';
import { emptyTreeOf } from './object-id.ts';
import type { Repository } from './repository.ts';
import { runGitSync } from './run-git.ts';

export interface CommitBase {
  /** Commits to judge against; absent when HEAD and what is being merged are meant. */
  readonly bases?: readonly string[];
  /** Where nobody can tell: HEAD's parents, or the only one by its name, for a second look that only warns. */
  readonly basesIfAmended?: readonly string[];
}

/**
 * Works out the base of a commit from the git command that makes it. Starts a process only for an amended commit, or
 * where it cannot be told.
 * @throws GitError
 */
export function commitBase(repo: Repository, git: CallingGit | null): CommitBase {
  const state = amendState(git);
  if (state === 'fresh' || isHeadUnborn(repo)) return {};
  if (state === 'unknown' && areChangesGiven('HEAD^')) return { basesIfAmended: ['HEAD^'] };
  const parents = parentsOfHead(repo);
  return state === 'amend' ? { bases: parents } : { basesIfAmended: parents };
}

// f6e6c4ff87925c0115fd1aa91a468e453e9c84b0 1739f4746c15ff836d4b4233e57f816b20ce938e
/** The empty tree stands for the parent of a first commit. In a shallow clone the boundary has none that is here. */
function parentsOfHead(repo: Repository): readonly string[] {
  const line = runGitSync(['rev-list', '--parents', '--max-count=1', headOrEmptyTree(repo), '--'], repo).toString(
    'latin1',
  );
  const [, ...parents] = line.trim().split(' ');
  return parents.length > 0 ? parents : [emptyTreeOf(repo.hashLength)];
}
