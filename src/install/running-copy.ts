// The copy of leakgate that is running, and the one that the hooks should run later: a disposable download is kept first.
import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { stateFolder } from '../git/state-folder.ts';
import { ToolError } from '../model/errors.ts';
import { emptyPart, type PlanPart } from './step.ts';

export interface RunningCopy {
  /** The Node program that runs us. */
  readonly node: string;
  /** The real path of dist/leakgate.js. */
  readonly cli: string;
  readonly version: string;
  /** The folder that holds dist/ and hooks/. */
  readonly packageFolder: string;
}

/** What of the package the hooks need. */
const keptParts = ['dist', 'hooks', 'package.json'];

/**
 * Describes the running copy.
 * @param script dist/leakgate.js as it was started
 * @throws ToolError unreadable-path
 */
export function findRunningCopy(script: string, version: string): RunningCopy {
  try {
    const cli = realpathSync(script);
    return { node: process.execPath, cli, version, packageFolder: dirname(dirname(cli)) };
  } catch (cause) {
    throw new ToolError('unreadable-path', { path: script, reason: 'it is gone' }, { cause });
  }
}

/**
 * Whether a path lies in a cache that a package runner may empty at any time: `~/.npm/_npx/<hash>/`,
 * `~/.cache/pnpm/dlx/<hash>/` and `dlx-<pid>/`, `/tmp/xfs-<hash>/dlx-<pid>/` of Yarn, `bunx-<uid>-<package>/`.
 */
export function isDisposable(path: string): boolean {
  return path.split(/[\\/]/).some((part) => part === '_npx' || /^(?:dlx|bunx)(?:-|$)/.test(part));
}

function isSameTree(from: string, to: string): boolean {
  if (!existsSync(to)) return false;
  return readdirSync(from, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .every((entry) => {
      const name = join(entry.parentPath ?? entry.path, entry.name);
      const copy = join(to, name.slice(from.length));
      return existsSync(copy) && readFileSync(name).equals(readFileSync(copy));
    });
}

/** The path of leakgate.js to record, and the copying that it needs. */
export function planKeeping(running: RunningCopy, env: NodeJS.ProcessEnv): PlanPart & { readonly cli: string } {
  if (!isDisposable(running.cli)) return { ...emptyPart, cli: running.cli };
  const path = join(stateFolder(env), running.version);
  const cli = join(path, running.cli.slice(running.packageFolder.length));
  const parts = keptParts.filter((part) => existsSync(join(running.packageFolder, part)));
  const folders = parts.filter((part) => part !== 'package.json');
  if (folders.every((part) => isSameTree(join(running.packageFolder, part), join(path, part))))
    return { ...emptyPart, cli };
  const why =
    'keeps this version: the package runner may delete its own copy; --undo leaves it, other repositories may use it';
  return { ...emptyPart, cli, steps: [{ action: 'copy', from: running.packageFolder, path, parts, why }] };
}
