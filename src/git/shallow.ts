// The commits at which a shallow clone ends.
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { GitError } from '../model/errors.ts';
import type { Repository } from './repository.ts';

/**
 * Commits whose parents were left out on purpose; empty for a full clone.
 * @throws GitError when the list is there and cannot be read
 */
export function shallowCommits(repo: Repository): ReadonlySet<string> {
  const named = repo.env.GIT_SHALLOW_FILE;
  const path = named ? resolve(repo.cwd, named) : join(repo.commonDir, 'shallow');
  try {
    return new Set(readFileSync(path, 'latin1').match(/^[0-9a-f]+$/gm) ?? []);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return new Set();
    throw new GitError('unreadable-path', { path, reason: code ?? 'unknown' }, error);
  }
}
