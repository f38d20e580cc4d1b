// What holds objects in a repository, asked from the git program: refs, HEADs, reflogs, and the indexes of all worktrees.

import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { ToolError } from '../model/errors.ts';
import { gitFailure } from './git-failure.ts';
import { type GitFolder, gitFolders, hasReftable, headBranch, reflogTips, worktreeTips } from './git-folders.ts';
import type { NamedTip } from './history-graph.ts';
import type { IndexEntries, Tips } from './history-tips.ts';
import { isZeroId } from './object-id.ts';
import { pathText } from './path-text.ts';
import type { Repository } from './repository.ts';
import { outcomeOf, runGit, spawnGit } from './run-git.ts';

/**
 * Collects them.
 * @throws GitError when git cannot list the refs: nothing could be called covered then
 */
export async function gitTips(repo: Repository): Promise<Tips> {
  const unreadable: string[] = [];
  const note = (what: string) => unreadable.push(what);
  const folders = gitFolders(repo, note);
  const refs = await listRefs(repo, note);
  const others = hasReftable(repo)
    ? [...(await reftableHeads(repo)), ...(await reftableReflogs(repo))]
    : [...worktreeTips(folders, repo.hashLength, note), ...reflogTips(folders, repo.hashLength, note)];
  const indexes: IndexEntries[] = [];
  for (const folder of folders) {
    const entries = await indexEntries(repo, folder, note);
    if (entries !== null) indexes.push(entries);
  }
  return { refs, others, indexes, branch: headBranch(repo.gitDir), unreadable };
}

// 1739f4746c15ff836d4b4233e57f816b20ce938e refs/heads/main
async function listRefs(repo: Repository, note: (what: string) => void): Promise<NamedTip[]> {
  const args = ['for-each-ref', '--format=%(objectname) %(refname)'];
  const child = spawnGit(args, repo);
  const ended = outcomeOf(child);
  child.stdin.end();
  const chunks: Buffer[] = [];
  for await (const chunk of child.stdout as AsyncIterable<Buffer>) chunks.push(chunk);
  const outcome = await ended;
  if (outcome.status !== 0) throw gitFailure({ ...outcome, args, cwd: repo.cwd });
  // warning: ignoring broken ref refs/heads/bad      (a dangling symbolic ref names nothing and is none)
  for (const [, name] of outcome.stderr.matchAll(/ignoring (?:broken ref|ref with broken name) (.*)/g)) note(name);
  const refs: NamedTip[] = [];
  for (const line of splitAt(Buffer.concat(chunks), 0x0a)) {
    const id = line.toString('latin1', 0, repo.hashLength);
    const name = pathText(line.subarray(repo.hashLength + 1));
    // How git lists a ref whose content is no id.
    if (isZeroId(id)) note(name);
    else refs.push({ id, name });
  }
  return refs;
}

// HEAD 1739f4746c15ff836d4b4233e57f816b20ce938e
async function reftableHeads(repo: Repository): Promise<NamedTip[]> {
  const text = (await runGit(['worktree', 'list', '--porcelain'], repo)).toString('latin1');
  return [...text.matchAll(/^HEAD ([0-9a-f]+)$/gm)]
    .map(([, id]) => ({ id, name: 'HEAD' }))
    .filter(({ id }) => !isZeroId(id));
}

async function reftableReflogs(repo: Repository): Promise<NamedTip[]> {
  const text = (await runGit(['rev-list', '--reflog', '--no-walk', '--ignore-missing'], repo)).toString('latin1');
  return [...text.matchAll(/^[0-9a-f]+$/gm)].map(([id]) => ({ id, name: 'reflog' }));
}

/** Entries of one worktree's index; for the one we stand in, of the index that the environment names. */
async function indexEntries(
  repo: Repository,
  folder: GitFolder,
  note: (what: string) => void,
): Promise<IndexEntries | null> {
  const isOwn = folder.path === repo.gitDir;
  if (!isOwn && !existsSync(join(folder.path, 'index'))) return null;
  // With the git folder named and no more, git lists all of the index wherever it is started.
  const args = [`--git-dir=${folder.path}`, 'ls-files', '--stage', '-z'];
  try {
    const place = isOwn ? { env: ownIndexEnvironment(repo) } : { env: repo.env, isOtherRepository: true };
    const list = await runGit(args, { cwd: folder.path, ...place });
    return { list, hashLength: repo.hashLength };
  } catch (error) {
    if (!(error instanceof ToolError)) throw error;
    note(`${folder.prefix}index (${error.message})`);
    return null;
  }
}

/** The environment with what is relative to where we stand made absolute: git is started elsewhere. */
function ownIndexEnvironment({ env, topLevel, cwd }: Repository): NodeJS.ProcessEnv {
  const { GIT_INDEX_FILE: named, GIT_OBJECT_DIRECTORY: objects, GIT_COMMON_DIR: common } = env;
  return {
    ...env,
    GIT_DIR: undefined,
    GIT_WORK_TREE: undefined,
    GIT_PREFIX: undefined,
    GIT_INDEX_FILE: named && resolve(topLevel ?? cwd, named),
    GIT_OBJECT_DIRECTORY: objects && resolve(cwd, objects),
    GIT_COMMON_DIR: common && resolve(cwd, common),
  };
}

/** Pieces of `bytes` that end with `end`. */
function splitAt(bytes: Buffer, end: number): Buffer[] {
  const pieces: Buffer[] = [];
  for (let at = 0, next = bytes.indexOf(end); next >= 0; at = next + 1, next = bytes.indexOf(end, at)) {
    pieces.push(bytes.subarray(at, next));
  }
  return pieces;
}
