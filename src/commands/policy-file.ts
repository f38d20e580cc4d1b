// Reads, replaces and stages a policy file at the top level of the working tree, for `allow` and `baseline`.
import { lstatSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { decodePolicyText } from '../config/policy-text.ts';
import { putInPlace, writeWhole } from '../git/own-file.ts';
import type { Repository } from '../git/repository.ts';
import { runGitSync } from '../git/run-git.ts';
import { ToolError, UsageError } from '../model/errors.ts';
import { attempt, refuse } from './replace-file.ts';

/** How a file was written: staged, or why not. */
export type Staging = { readonly isStaged: true } | { readonly isStaged: false; readonly why: string };

/** A policy file of the working tree. */
export interface PolicyFile {
  /** Relative to the top level, `/` between folders. */
  readonly name: string;
  readonly path: string;
  /** Null when it does not exist. */
  readonly text: string | null;
}

/**
 * Reads a policy file. A symbolic link is refused: writing through it would change some other file.
 * @throws UsageError no-working-tree; ToolError cannot-write, unreadable-path; ConfigError bad-config
 */
export function readPolicyFile(repo: Repository, name: string): PolicyFile {
  if (repo.topLevel === null) throw new UsageError('no-working-tree', { path: repo.cwd, file: name });
  const path = join(repo.topLevel, name);
  for (let folder = dirname(path); folder.length > repo.topLevel.length; folder = dirname(folder)) {
    if (lstatSync(folder, { throwIfNoEntry: false })?.isSymbolicLink()) refuse(name, 'its folder is a symbolic link');
  }
  const stat = lstatSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return { name, path, text: null };
  if (stat.isSymbolicLink()) refuse(name, 'it is a symbolic link');
  if (!stat.isFile()) refuse(name, 'it is not a file');
  return {
    name,
    path,
    text: decodePolicyText(
      attempt('unreadable-path', name, () => readFileSync(path)),
      name,
    ),
  };
}

/**
 * Replaces the file in one step and stages it, unless it has changes that were not staged: those are the user's to stage.
 * @throws ToolError cannot-write
 */
export function replaceAndStage(repo: Repository, file: PolicyFile, text: string): Staging {
  const hadOtherChanges = hasUnstagedChanges(repo, file);
  replace(file, text);
  if (hadOtherChanges) return { isStaged: false, why: 'it has other changes that are not staged' };
  try {
    runGitSync(['add', '--', relative(repo.cwd, file.path)], repo);
    return { isStaged: true };
  } catch (error) {
    if (error instanceof ToolError) return { isStaged: false, why: error.message };
    throw error;
  }
}

function replace({ name, path, text: old }: PolicyFile, text: string): void {
  attempt('cannot-write', name, () => {
    const mode = old === null ? 0o644 : lstatSync(path).mode & 0o777;
    putInPlace(`${path}.${process.pid}.tmp`, path, (file) => writeWhole(file, Buffer.from(text)), mode);
  });
}

//  M .leakgateignore      two letters: index against HEAD, working tree against index
// ?? .leakgateignore      not tracked; beside a `D ` when it was taken out of the index
// nothing at all: tracked and unchanged, or not there
function hasUnstagedChanges(repo: Repository, { path }: PolicyFile): boolean {
  const options = ['--porcelain=v1', '-z', '--no-renames', '--untracked-files=all', '--ignored=matching'];
  const status = runGitSync(['status', ...options, '--', relative(repo.cwd, path)], repo).toString('latin1');
  return status.split('\0').some((entry) => entry !== '' && entry[1] !== ' ');
}
