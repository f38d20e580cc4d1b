// Opens the backend of a history sweep: the git program where there is one, else the portable one, loaded only then.
import { GitError } from '../model/errors.ts';
import type { HistoryBackend, HistoryOptions } from '../model/history.ts';
import { GitHistory } from './history-git.ts';
import type { Repository } from './repository.ts';
import { runGit } from './run-git.ts';

export type BackendName = 'auto' | 'git' | 'portable';

/** The first git that knows all that is asked of it here, and keeps lists of objects apart from their content. */
const oldestGit = [2, 30] as const;

/**
 * Opens a repository for a sweep.
 * @throws GitError no-git (backend `git`), git-too-old, portable-unsupported
 */
export async function openHistory(
  repo: Repository,
  options: HistoryOptions & { readonly backend: BackendName },
): Promise<HistoryBackend> {
  if (options.backend !== 'portable' && (await isGitUsable(repo, options.backend === 'auto'))) {
    return new GitHistory(repo, options);
  }
  const { openPortableHistory } = await import('./portable-history.ts');
  return openPortableHistory(repo, options);
}

/** Whether git is there; its absence is an error unless `mayLack`, an old version always. */
async function isGitUsable(repo: Repository, mayLack: boolean): Promise<boolean> {
  let text: string;
  try {
    text = (await runGit(['version'], repo)).toString();
  } catch (error) {
    if (mayLack && error instanceof GitError && error.code === 'no-git') return false;
    throw error;
  }
  // git version 2.39.5 (Apple Git-154)
  const [, major, minor] = /^git version (\d+)\.(\d+)/.exec(text) ?? [];
  const isOld = Number(major) < oldestGit[0] || (Number(major) === oldestGit[0] && Number(minor) < oldestGit[1]);
  if (major !== undefined && isOld) throw new GitError('git-too-old', { version: `${major}.${minor}` });
  return true;
}
