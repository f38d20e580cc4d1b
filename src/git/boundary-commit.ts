// Where an outgoing range begins: the newest commit that is not part of it.
import type { Repository } from './repository.ts';
import { runGitSync } from './run-git.ts';

/**
 * A commit at the edge of what `tip` has and none of the remote's known refs; null when everything up to the root is new.
 * @param remote name of the remote; all remotes where it has none or is unknown
 */
export function boundaryCommit(repo: Repository, tip: string, remote: string | null): string | null {
  const known = remote !== null && /^[\w.-]+$/.test(remote) ? `--remotes=${remote}` : '--remotes';
  // Sample: 3f0c2f9…\n-1739f47…\n — boundary commits carry a dash and come last.
  const lines = runGitSync(['rev-list', '--boundary', '--topo-order', tip, '--not', known], repo)
    .toString('latin1')
    .split('\n');
  return lines.find((line) => line.startsWith('-'))?.slice(1) ?? null;
}
