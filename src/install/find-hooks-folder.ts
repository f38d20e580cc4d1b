// Where git looks for hooks in this repository, and whether husky owns that place.
import { existsSync, lstatSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import type { Repository } from '../git/repository.ts';
import { runGitSync } from '../git/run-git.ts';
import { ToolError } from '../model/errors.ts';

export interface HooksFolder {
  /** `husky`: `folder` holds the committed scripts that husky runs. `plain`: git runs the files in `folder`. */
  readonly kind: 'plain' | 'husky';
  readonly folder: string;
  /** False when git does not look here yet (husky has not been started in this checkout). */
  readonly isActive: boolean;
  /** True when the folder serves other repositories too. */
  readonly isShared: boolean;
}

// local\0core.hookspath\n.husky/_\0
// command\0core.hookspath\n/dev/null\0     (our own git calls switch hooks off; not a setting)
function readHooksPath(repo: Repository): { scope: string; value: string } | null {
  const parts = runGitSync(['config', '--list', '--show-scope', '-z'], repo).toString().split('\0');
  let found: { scope: string; value: string } | null = null;
  for (let at = 0; at + 1 < parts.length; at += 2) {
    const [key, ...value] = parts[at + 1].split('\n');
    if (parts[at] !== 'command' && key === 'core.hookspath') found = { scope: parts[at], value: value.join('\n') };
  }
  return found;
}

/** As git reads it: relative to where hooks run, `~/` for the home folder. */
function resolveHooksPath(value: string, repo: Repository, topLevel: string): string {
  if (!value.startsWith('~/')) return resolve(topLevel, value);
  return join(repo.env.HOME ?? homedir(), value.slice(2));
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

/** husky 9 points git at `<folder>/_`, earlier ones at the folder itself. */
function huskyFolder(path: string): Omit<HooksFolder, 'isShared'> | null {
  const isNine = existsSync(join(path, 'h')) || basename(dirname(path)) === '.husky';
  if (basename(path) === '_' && isNine)
    return { kind: 'husky', folder: dirname(path), isActive: existsSync(join(path, 'h')) };
  if (existsSync(join(path, '_', 'husky.sh'))) return { kind: 'husky', folder: path, isActive: true };
  return null;
}

/**
 * Finds the folder to put hooks into.
 * @throws ToolError hooks-off when core.hooksPath names something that can hold no hooks; GitError
 */
export function findHooksFolder(repo: Repository, topLevel: string): HooksFolder {
  const setting = readHooksPath(repo);
  if (setting === null) {
    const husky = join(topLevel, '.husky');
    return isFolder(husky)
      ? { kind: 'husky', folder: husky, isActive: false, isShared: false }
      : { kind: 'plain', folder: join(repo.commonDir, 'hooks'), isActive: true, isShared: false };
  }
  const { scope, value } = setting;
  const path = resolveHooksPath(value, repo, topLevel);
  if (value === '' || (existsSync(path) && !isFolder(path)) || lstatSync(path, { throwIfNoEntry: false })?.isFile())
    throw new ToolError('hooks-off', { path: value, scope });
  const isShared = scope === 'global' || scope === 'system';
  return { ...(huskyFolder(path) ?? { kind: 'plain', folder: path, isActive: true }), isShared };
}
