// What HEAD is and what is being merged, read from files: the commit path has no process to spare for it.
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { GitError } from '../model/errors.ts';
import { emptyTreeOf } from './object-id.ts';
import type { Repository } from './repository.ts';
import { runGitSync } from './run-git.ts';

/**
 * Whether HEAD names a branch without a commit, as before the first commit. False when in doubt (detached, reftable,
 * unreadable): git is asked then and fails aloud.
 */
export function isHeadUnborn(repo: Repository): boolean {
  const head = textOf(join(repo.gitDir, 'HEAD'));
  const ref = branchOf(head ?? '');
  if (isPresent(join(repo.commonDir, 'reftable'))) return isUnbornByGit(repo);
  if (ref === undefined) return false;
  if (isPresent(join(repo.commonDir, ref))) return false;
  // # pack-refs with: peeled fully-peeled sorted
  // 1739f4746c15ff836d4b4233e57f816b20ce938e refs/heads/main
  const packed = join(repo.commonDir, 'packed-refs');
  return !isPresent(packed) || textOf(packed)?.includes(` ${ref}\n`) === false;
}

const branchMark = 'ref: refs/heads/';

function branchOf(head: string): string | undefined {
  if (!head.startsWith(branchMark)) return undefined;
  const name = head.slice('ref: '.length, head.endsWith('\n') ? -1 : undefined);
  // The usual name is told without a pattern, which a commit would wait for.
  for (let at = 0; at < name.length; at++)
    if (name[at] <= ' ' || name[at] > '~') return /^(refs\/heads\/\S+)\s*$/.exec(name)?.[1];
  return name.length > 'refs/heads/'.length ? name : undefined;
}

/** With reftable the file HEAD names nothing real, so git is asked. It ends with 1 and without a word where there is no commit. */
function isUnbornByGit(repo: Repository): boolean {
  try {
    runGitSync(['rev-parse', '--verify', '--quiet', 'HEAD'], repo);
    return false;
  } catch (error) {
    if (error instanceof GitError) return error.code === 'git-failed' && error.message.endsWith(': exit code 1');
    throw error;
  }
}

const known = new WeakMap<Repository, string>();

/** What a staged change stands on: HEAD, or the empty tree before the first commit. Remembered for this opened repository. */
export function headOrEmptyTree(repo: Repository): string {
  const base = known.get(repo) ?? (isHeadUnborn(repo) ? emptyTreeOf(repo.hashLength) : 'HEAD');
  known.set(repo, base);
  return base;
}

/**
 * Commits that become parents of the commit being made, beside HEAD.
 * `git merge` writes MERGE_HEAD only after its pre-merge-commit hook and names the heads in GITHEAD_<id> until then;
 * other commands set those variables too, so they count only when git says that it merges.
 */
export function mergeHeads(repo: Repository): string[] {
  const isId = (text: string) => text.length === repo.hashLength && /^[0-9a-f]+$/.test(text);
  const file = textOf(join(repo.gitDir, 'MERGE_HEAD'));
  if (file !== null) return file.split('\n').filter(isId);
  const action = repo.env.GIT_REFLOG_ACTION;
  if (action === undefined || !/^(merge|pull)\b/.test(action)) return [];
  return Object.keys(repo.env)
    .filter((name) => name.startsWith('GITHEAD_'))
    .map((name) => name.slice('GITHEAD_'.length))
    .filter(isId);
}

function isPresent(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false }) !== undefined;
}

function textOf(path: string): string | null {
  // Asked first: an error takes longer to make than a file to read.
  if (!isPresent(path)) return null;
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}
