// Policy files of the repository one stands in, for commands that work on the disk.
import { openRepository, type Repository } from '../git/repository.ts';
import { GitError } from '../model/errors.ts';
import type { CommandContext } from './command-context.ts';
import { diskPolicyFiles, noPolicyFiles, policyFiles } from './policy-files.ts';

/** The repository one stands in, or null: its config then speaks for the scan. */
function repositoryHere(cwd: string): Repository | null {
  try {
    return openRepository(cwd);
  } catch (error) {
    if (error instanceof GitError) return null;
    throw error;
  }
}

/** As they lie in the working tree, or as `--policy-from` has them. */
export function policyHere({ cwd, flags }: CommandContext) {
  const repo = repositoryHere(cwd);
  if (repo === null) return noPolicyFiles;
  if (flags['policy-from'] !== undefined) return policyFiles(repo, { side: 'index' }, flags['policy-from']);
  return repo.topLevel === null ? noPolicyFiles : diskPolicyFiles(repo.topLevel);
}
