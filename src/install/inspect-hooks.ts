// What stands where git looks for hooks: which file wins, whether git would run it, and whether it calls leakgate.
import { lstatSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Repository } from '../git/repository.ts';
import type { Check } from '../model/check.ts';
import type { HooksFolder } from './find-hooks-folder.ts';
import { type HookName, hookPurposes, keptName, runsLeakgate } from './hook-files.ts';
import { type HooksPathSetting, listHooksPaths } from './list-hooks-paths.ts';
import { findOtherManager } from './other-managers.ts';

const again = 'Run `leakgate init`.';

/** Which folder git takes its hooks from, and what that shadows. @throws GitError */
export function inspectHooksPath(repo: Repository, hooks: HooksFolder): Check[] {
  const settings = listHooksPaths(repo);
  const winner = settings.at(-1);
  const folder = hooks.kind === 'husky' ? `${hooks.folder} (through husky)` : hooks.folder;
  const message =
    winner === undefined
      ? `git takes hooks from ${folder}; core.hooksPath is not set.`
      : `git takes hooks from ${folder}: core.hooksPath = "${winner.value}" in ${winner.file} (${winner.scope}).`;
  return [
    { id: 'hooks-path', status: 'info', message },
    ...settings.slice(0, -1).map(shadowedSetting),
    ...(hooks.isActive ? [] : [inactive]),
    ...(winner === undefined ? [] : shadowedHooks(repo, hooks)),
  ];
}

const inactive: Check = {
  id: 'husky',
  status: 'warn',
  message: 'husky is not started in this checkout, so git runs none of its hooks.',
  fix: 'Run `npm install` (or `npx husky`).',
};

function shadowedSetting({ scope, file, value }: HooksPathSetting): Check {
  const message = `core.hooksPath = "${value}" in ${file} (${scope}) has no effect here: a nearer level sets it too.`;
  return { id: 'hooks-path.shadowed', status: 'info', message };
}

/** Hook files in the git folder, which git passes over when core.hooksPath leads elsewhere. */
function shadowedHooks(repo: Repository, hooks: HooksFolder): Check[] {
  const folder = join(repo.commonDir, 'hooks');
  if (hooks.folder === folder) return [];
  const names = namesIn(folder).filter((name) => !name.includes('.'));
  if (names.length === 0) return [];
  const message = `git passes over ${names.join(', ')} in ${folder}, because core.hooksPath leads elsewhere.`;
  return [{ id: 'hooks.shadowed', status: 'warn', message }];
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** The file that git starts: husky's own lies below its scripts. */
function fileOfGit(hooks: HooksFolder, name: HookName): string {
  return join(hooks.kind === 'husky' ? join(hooks.folder, '_') : hooks.folder, name);
}

/** Whether git could start the hook at all. One that cannot be started makes some versions of git wait for ever. */
export function mayStart(hooks: HooksFolder, name: HookName): boolean {
  const path = fileOfGit(hooks, name);
  return whyNotRun(path) === null || statSync(path, { throwIfNoEntry: false }) === undefined;
}

/** How one hook stands. */
export function inspectHook(hooks: HooksFolder, name: HookName, topLevel: string | null): Check {
  const id = `hook.${name}`;
  const gitsFile = fileOfGit(hooks, name);
  const problem = whyNotRun(gitsFile);
  if (problem !== null) return { id, status: 'fail', message: `${name}: ${problem}`, fix: again };
  const script = hooks.kind === 'husky' ? join(hooks.folder, name) : gitsFile;
  const text = textOf(script);
  if (text === null)
    return { id, status: 'fail', message: `${name}: ${script} is not there, so nothing is checked.`, fix: again };
  const chained = textOf(keptName(gitsFile)) === null ? '' : `, after ${keptName(name)}`;
  if (runsLeakgate(text, name))
    return { id, status: 'ok', message: `${name}: ${script} ${hookPurposes[name]}${chained}.` };
  const manager = topLevel === null ? null : findOtherManager(topLevel);
  if (manager?.isWired)
    return {
      id,
      status: 'ok',
      message: `${name}: ${script} is ${manager.name}'s, and ${manager.file} calls leakgate.`,
    };
  const message = `${name}: ${script} does not call leakgate${manager === null ? '' : `, nor does ${manager.file}`}.`;
  return {
    id,
    status: 'fail',
    message,
    fix: manager === null ? again : `Run \`leakgate init\`: it prints what to add to ${manager.file}.`,
  };
}

/** More files than that in a folder that a hook calls into is no folder of hook scripts. */
const mostScripts = 200;

/** Folders of the working tree, relative to its top, with scripts that the hooks call by a relative path. */
export function scriptFolders(hooksFolder: string, topLevel: string): readonly string[] {
  const words = namesIn(hooksFolder).flatMap(
    (name) => textOf(join(hooksFolder, name))?.match(/[\w.-]+(?:\/[\w.-]+)+/g) ?? [],
  );
  const folders = words
    .filter((word) => !word.split('/').some((part) => part === '..' || part === 'node_modules'))
    .filter((word) => isFile(join(topLevel, word)))
    .map((word) => word.split('/').slice(0, -1).join('/'))
    .filter((folder) => namesIn(join(topLevel, folder)).length <= mostScripts);
  return [...new Set(folders)].filter((folder) => !folder.startsWith('.git/'));
}

/** In a linked working tree `.git` is a file, and asking below it is an error. */
function isFile(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/** Why git would not run the file; null when it would. */
function whyNotRun(path: string): string | null {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined)
    return lstatSync(path, { throwIfNoEntry: false })
      ? `${path} is a link that leads nowhere.`
      : `${path} is not there.`;
  if (!stat.isFile()) return `${path} is no file.`;
  if (process.platform === 'win32') return null;
  if ((stat.mode & 0o111) === 0) return `${path} is not executable, so git passes over it.`;
  return /^#![^\n]*\r\n/.test(textOf(path) ?? '')
    ? `${path} has Windows line ends in its first line, so the system cannot start it.`
    : null;
}

function textOf(path: string): string | null {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return null;
  }
}
