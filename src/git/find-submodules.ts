// The submodules of a repository: those that its index and HEAD name, and whatever else lies in its modules folder.
import { existsSync, readdirSync, realpathSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { ToolError } from '../model/errors.ts';
import { gitEnvironment } from './git-environment.ts';
import { isHeadUnborn } from './head-state.ts';
import { parseGitConfig } from './parse-git-config.ts';
import { pathText } from './path-text.ts';
import { readPolicyTexts } from './read-policy-text.ts';
import { openRepository, type Repository } from './repository.ts';
import { runGitSync } from './run-git.ts';

export interface Submodule {
  /** Where it stands in the superproject; its place in the modules folder when no link names it any more. */
  readonly path: string;
  /** Null when it is not here: never initialised, or it cannot be opened. */
  readonly repo: Repository | null;
  /** Why it is not here. */
  readonly reason?: string;
}

/** Modules within modules; deeper ones are made to exhaust. */
const deepest = 16;
const mostSubmodules = 10_000;

/**
 * Submodules of `repo` and theirs, each git folder once. What a link names and is not here comes with a reason.
 * @throws GitError when the index or HEAD cannot be read
 */
export function findSubmodules(repo: Repository): readonly Submodule[] {
  const found: Submodule[] = [];
  collect(repo, '', found, new Set([realpathSync(repo.commonDir)]), 0);
  return found;
}

function collect(repo: Repository, prefix: string, found: Submodule[], seen: Set<string>, depth: number): void {
  if (depth >= deepest || found.length >= mostSubmodules) {
    found.push({ path: prefix, repo: null, reason: 'its submodules are nested too deep, or too many' });
    return;
  }
  const names = namesByPath(repo);
  const take = (path: string, opened: Repository | string) => {
    if (typeof opened === 'string') {
      found.push({ path: prefix + path, repo: null, reason: opened });
      return;
    }
    const key = realpathSync(opened.commonDir);
    if (seen.has(key)) return;
    seen.add(key);
    found.push({ path: prefix + path, repo: opened });
    collect(opened, `${prefix}${path}/`, found, seen, depth + 1);
  };
  for (const path of linkPaths(repo)) take(path, openAt(repo, path, names.get(path) ?? path));
  const modules = join(repo.commonDir, 'modules');
  for (const folder of gitFoldersBelow(modules, 0)) {
    if (!seen.has(realpathSync(folder)))
      take(`.git/modules/${relative(modules, folder).split(sep).join('/')}`, openFolder(folder));
  }
}

// 160000 1739f4746c15ff836d4b4233e57f816b20ce938e 0\tlib/two^@      ls-files --stage
// 160000 commit 1739f4746c15ff836d4b4233e57f816b20ce938e\tlib/two^@ ls-tree
function linkPaths(repo: Repository): readonly string[] {
  const inIndex = existsSync(join(repo.gitDir, 'index'))
    ? runGitSync(['ls-files', '--stage', '-z'], repo)
    : Buffer.alloc(0);
  const inHead = isHeadUnborn(repo)
    ? Buffer.alloc(0)
    : runGitSync(['ls-tree', '-r', '-z', '--full-tree', 'HEAD'], repo);
  const paths = new Set<string>();
  for (const list of [inIndex, inHead]) {
    for (let at = 0, end = list.indexOf(0); end !== -1; at = end + 1, end = list.indexOf(0, at)) {
      if (list.toString('latin1', at, at + 7) === '160000 ')
        paths.add(pathText(list.subarray(list.indexOf(0x09, at) + 1, end)));
    }
  }
  return [...paths].sort();
}

/** The names behind paths, from .gitmodules; the folder in the modules folder goes by the name. */
function namesByPath(repo: Repository): ReadonlyMap<string, string> {
  const text = isHeadUnborn(repo)
    ? undefined
    : readPolicyTexts(repo, { rev: 'HEAD' }, ['.gitmodules']).get('.gitmodules');
  const names = new Map<string, string>();
  for (const [key, values] of parseGitConfig(text?.toString() ?? '')) {
    const name = /^submodule\.(.+)\.path$/s.exec(key)?.[1];
    if (name !== undefined) names.set(values.at(-1) ?? '', name);
  }
  return names;
}

/** The checked-out submodule, or its folder below modules/. */
function openAt(repo: Repository, path: string, name: string): Repository | string {
  const tree = repo.topLevel === null ? null : join(repo.topLevel, path);
  if (tree !== null && existsSync(join(tree, '.git'))) return openFolder(tree, true);
  const parts = name.split('/');
  const folder = join(repo.commonDir, 'modules', name);
  if (!parts.includes('..') && isGitFolder(folder)) return openFolder(folder);
  return 'it is not initialised here';
}

function openFolder(folder: string, isTree = false): Repository | string {
  const env = gitEnvironment(process.env, true);
  // A git folder whose config names a working tree that is gone: git would try to go there.
  const forFolder = isTree ? env : { ...env, GIT_DIR: folder, GIT_WORK_TREE: folder };
  try {
    return openRepository(folder, { env: forFolder });
  } catch (error) {
    if (error instanceof ToolError) return error.message;
    throw error;
  }
}

function isGitFolder(path: string): boolean {
  return existsSync(join(path, 'HEAD')) && existsSync(join(path, 'objects'));
}

/** Git folders in the modules folder, whose names may have slashes; those within one are its own affair. */
function gitFoldersBelow(folder: string, depth: number): readonly string[] {
  if (depth > deepest || !existsSync(folder) || !statSync(folder).isDirectory()) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => join(folder, entry.name))
    .flatMap((path) => (isGitFolder(path) ? [path] : gitFoldersBelow(path, depth + 1)));
}
