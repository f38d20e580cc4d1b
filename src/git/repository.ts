// Finds the repository one stands in by reading files, as git does, without starting git: a process costs the commit path
// more than everything else. Whatever is unusual is left to one `git rev-parse`.
import { readFileSync, realpathSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { GitError, UsageError } from '../model/errors.ts';
import { gitEnvironment } from './git-environment.ts';
import { isOn, parseGitConfig } from './parse-git-config.ts';
import { runGitSync } from './run-git.ts';

/** A repository; also serves as the options of every git call on it. All paths are absolute. */
export interface Repository {
  readonly cwd: string;
  /** Environment for git, already filtered. */
  readonly env: NodeJS.ProcessEnv;
  /** Root of the working tree; null when there is none (bare, or standing inside the git folder). */
  readonly topLevel: string | null;
  /** This working tree's own git folder (HEAD, index). */
  readonly gitDir: string;
  /** The folder shared by all working trees (refs, config, objects). */
  readonly commonDir: string;
  readonly objectsDir: string;
  readonly isBare: boolean;
  /** Hex digits of an object id: 40 for SHA-1, 64 for SHA-256. */
  readonly hashLength: 40 | 64;
}

export interface OpenOptions {
  /** process.env where absent. */
  readonly env?: NodeJS.ProcessEnv;
  /** True for a repository other than the one we were started in: GIT_DIR and its kin are not for it. */
  readonly isOther?: boolean;
}

interface Found {
  readonly gitDir: string;
  /** The folder that `.git` was found in, null when the git folder itself was met. */
  readonly container: string | null;
}

/**
 * Opens the repository that `folder` is in.
 * @throws UsageError no-such-path; GitError not-a-repository, no-git, git-failed
 */
export function openRepository(folder: string, options: OpenOptions = {}): Repository {
  const env = gitEnvironment(options.env ?? process.env, options.isOther);
  const cwd = realFolder(folder);
  const found = env.GIT_DIR
    ? namedGitDir(resolve(cwd, env.GIT_DIR), cwd)
    : env.GIT_CEILING_DIRECTORIES
      ? null
      : walkUp(cwd);
  return (found && describe(cwd, env, found)) ?? askGit(cwd, env);
}

function realFolder(folder: string): string {
  try {
    const path = realpathSync(folder);
    if (statSync(path).isDirectory()) return path;
  } catch {
    // Told below in one sentence for every reason.
  }
  throw new UsageError('no-such-path', { path: folder });
}

function namedGitDir(path: string, cwd: string): Found | null {
  const gitDir = followGitFile(path);
  return gitDir !== null && isGitDir(gitDir) ? { gitDir, container: cwd } : null;
}

function walkUp(cwd: string): Found | null {
  const device = statSync(cwd).dev;
  for (let folder = cwd; ; folder = dirname(folder)) {
    // git stops at the border of a file system unless told otherwise; that decision is git's.
    if (statSync(folder).dev !== device) return null;
    const gitDir = followGitFile(join(folder, '.git'));
    if (gitDir !== null) return isGitDir(gitDir) ? { gitDir, container: folder } : null;
    if (isGitDir(folder)) return { gitDir: folder, container: null };
    if (dirname(folder) === folder) return null;
  }
}

/** The git folder that `path` is, or that the file at `path` names (`gitdir: …`, relative to the file). */
function followGitFile(path: string): string | null {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return null;
  if (stat.isDirectory()) return path;
  const target = /^gitdir: (.+)$/.exec(stat.isFile() ? (firstText(path)?.replace(/[\r\n]+$/, '') ?? '') : '');
  // A broken file gives a folder that does not exist, and git is asked to say so.
  return target ? resolve(dirname(path), target[1]) : path;
}

function firstText(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

function isThere(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false }) !== undefined;
}

function isGitDir(path: string): boolean {
  const has = (name: string) => isThere(join(path, name));
  // A linked worktree has its refs and objects in the common folder.
  return firstText(join(path, 'HEAD')) !== null && (has('commondir') || (has('objects') && has('refs')));
}

function describe(cwd: string, env: NodeJS.ProcessEnv, found: Found): Repository | null {
  const commonFile = isThere(join(found.gitDir, 'commondir')) ? firstText(join(found.gitDir, 'commondir')) : null;
  const common = env.GIT_COMMON_DIR ?? commonFile?.replace(/[\r\n]+$/, '');
  const commonDir = common === undefined ? found.gitDir : resolve(env.GIT_COMMON_DIR ? cwd : found.gitDir, common);
  const config = readFormat(found.gitDir, commonDir);
  if (config === null) return null;
  const last = (key: string) => config.get(key)?.at(-1);
  const format = (last('extensions.objectformat') ?? 'sha1').toLowerCase();
  if (format !== 'sha1' && format !== 'sha256') return null;
  const isLinked = common !== undefined;
  const isBare = !env.GIT_WORK_TREE && !isLinked && isOn(last('core.bare'));
  const worktree = env.GIT_WORK_TREE
    ? resolve(cwd, env.GIT_WORK_TREE)
    : coreWorktree(found.gitDir, last('core.worktree'));
  return {
    cwd,
    env,
    gitDir: found.gitDir,
    commonDir,
    objectsDir: env.GIT_OBJECT_DIRECTORY ? resolve(cwd, env.GIT_OBJECT_DIRECTORY) : join(commonDir, 'objects'),
    isBare,
    topLevel: isBare || env.GIT_IMPLICIT_WORK_TREE === '0' ? null : (worktree ?? found.container),
    hashLength: format === 'sha256' ? 64 : 40,
  };
}

// A worktree's own settings count where the extension is on; includes never do.
function readFormat(gitDir: string, commonDir: string): ReadonlyMap<string, readonly string[]> | null {
  const text = firstText(join(commonDir, 'config'));
  if (text === null) return null;
  const shared = parseGitConfig(text);
  if (!isOn(shared.get('extensions.worktreeconfig')?.at(-1))) return shared;
  const own = parseGitConfig(firstText(join(gitDir, 'config.worktree')) ?? '');
  return new Map([...shared, ...own]);
}

function coreWorktree(gitDir: string, setting: string | undefined): string | null {
  return setting === undefined ? null : resolve(gitDir, setting);
}

// sha1
// false
// true
// /home/u/repo/.git
// ../.git
// ../.git/objects
// ../                     (last, and missing when there is no work tree)
function askGit(cwd: string, env: NodeJS.ProcessEnv): Repository {
  const questions = ['--is-bare-repository', '--is-inside-work-tree', '--absolute-git-dir', '--git-common-dir'];
  const args = ['rev-parse', '--show-object-format', ...questions, '--git-path', 'objects', '--show-cdup'];
  const lines = runGitSync(args, { cwd, env }).toString().split('\n').slice(0, -1);
  const [format, isBare, isInside, gitDir, commonDir, objectsDir, upward] = lines;
  if (lines.length < 6 || lines.length > 7) {
    throw new GitError('git-failed', { args: 'rev-parse', reason: 'a folder name holds a line break' });
  }
  const hasTree = isBare === 'false' && upward !== undefined && (isInside === 'true' || upward !== '');
  return {
    cwd,
    env,
    gitDir,
    commonDir: resolve(cwd, commonDir),
    objectsDir: resolve(cwd, objectsDir),
    isBare: isBare === 'true',
    topLevel: hasTree ? resolve(cwd, upward) : null,
    hashLength: format === 'sha256' ? 64 : 40,
  };
}
