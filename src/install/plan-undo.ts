// Takes back what init did, byte for byte, from its record; without one, from what is recognisably ours.
import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Repository } from '../git/repository.ts';
import { absent, modeOf, readPlainFile, stateOf, stateOfBytes } from './file-state.ts';
import { findHooksFolder, type HooksFolder } from './find-hooks-folder.ts';
import {
  type HookName,
  hookLine,
  hookNames,
  keptName,
  runsLeakgate,
  serverHookNames,
  shippedHook,
} from './hook-files.ts';
import { type FileEntry, type RecordEntry, readRecord, recordPath, type TextEntry } from './install-record.ts';
import { requireTopLevel } from './plan-install.ts';
import { hasFingerprints } from './plan-salt.ts';
import { emptyPart, joinParts, type Plan, type PlanPart, type Step } from './step.ts';

function left(path: string, reason: string): PlanPart {
  return { ...emptyPart, notes: [`${path} ${reason}; it stays as it is.`] };
}

function undoFile({ path, state }: FileEntry): PlanPart {
  const before = stateOf(path);
  const kept = keptName(path);
  const restoreFrom = stateOf(kept) === absent ? undefined : kept;
  if (before === absent && restoreFrom === undefined) return emptyPart;
  if (before !== absent && before !== state) return left(path, 'was changed since init wrote it');
  if (basename(path) === 'leakgate.json' && hasFingerprints(dirname(path)))
    return left(path, 'holds the salt of the fingerprints that are stored here');
  const why = restoreFrom === undefined ? 'leakgate put it here' : 'your own hook comes back to its place';
  return { ...emptyPart, steps: [{ action: 'remove', path, before, restoreFrom, why }] };
}

function undoText({ path, inserted, isOurFile }: TextEntry): PlanPart {
  const before = stateOf(path);
  const text = readPlainFile(path)?.toString('latin1');
  if (text === undefined) return before === absent ? emptyPart : left(path, 'is no plain file');
  const at = text.indexOf(inserted);
  if (at < 0) return left(path, 'no longer holds the lines of init as they were written');
  const rest = text.slice(0, at) + text.slice(at + inserted.length);
  if (isOurFile && rest === '')
    return { ...emptyPart, steps: [{ action: 'remove', path, before, why: 'leakgate put it here' }] };
  const bytes = Buffer.from(rest, 'latin1');
  return {
    ...emptyPart,
    steps: [{ action: 'write', path, before, bytes, mode: modeOf(path), why: 'without the lines that leakgate added' }],
  };
}

function undoEntry(entry: RecordEntry): PlanPart {
  if (entry.kind === 'file') return undoFile(entry);
  return entry.kind === 'text' ? undoText(entry) : emptyPart;
}

/** What of ours stands in a hooks folder, for a clone that has it from a commit or whose record is lost. */
function recogniseHooks(hooks: HooksFolder, packageFolder: string): RecordEntry[] {
  const finder = join(hooks.folder, 'leakgate.sh');
  const state = stateOfBytes(shippedHook(packageFolder, 'leakgate.sh'));
  const entries: RecordEntry[] = existsSync(finder) ? [{ kind: 'file', path: finder, state }] : [];
  for (const name of [...hookNames, ...serverHookNames]) {
    const path = join(hooks.folder, name);
    const own = stateOfBytes(shippedHook(packageFolder, name));
    const inserted = `${hookLine(name)}\n`;
    const text = readPlainFile(path)?.toString('latin1') ?? '';
    if (stateOf(path) === own) entries.push({ kind: 'file', path, state: own });
    else if (text.includes(inserted)) entries.push({ kind: 'text', path, inserted, isOurFile: text === inserted });
  }
  return entries;
}

/** A hook that was edited since stays, and with it what it needs: without leakgate.sh it would block every commit. */
function withoutNeeded(
  { steps, notes }: PlanPart,
  entries: readonly RecordEntry[],
): { steps: Step[]; notes: string[] } {
  const touched = new Set(steps.map((step) => step.path));
  const users = entries
    .map((entry) => entry.path)
    .filter((path) => !touched.has(path) && isHookName(basename(path)))
    .filter((path) => runsLeakgate(readPlainFile(path)?.toString('latin1') ?? '', basename(path) as HookName));
  const isNeeded = (path: string) =>
    users.some((user) => path === join(dirname(user), 'leakgate.sh')) ||
    (users.length > 0 && ['runtime', 'leakgate.runtime'].includes(basename(path)));
  const kept = steps.filter((step) => isNeeded(step.path)).map((step) => `${step.path} stays: a hook still uses it.`);
  return { steps: steps.filter((step) => !isNeeded(step.path)), notes: [...notes, ...kept] };
}

function isHookName(name: string): name is HookName {
  return ([...hookNames, ...serverHookNames] as readonly string[]).includes(name);
}

/**
 * Plans what `leakgate init --undo` does.
 * @throws ToolError no-working-tree, hooks-off, unreadable-path; GitError
 */
export function planUndo(repo: Repository, packageFolder: string): Plan {
  const topLevel = repo.isBare ? repo.gitDir : requireTopLevel(repo);
  const record = readRecord(repo.commonDir);
  const entries = record ?? recogniseHooks(findHooksFolder(repo, topLevel), packageFolder);
  const folder = join(repo.commonDir, 'leakgate');
  const undone = joinParts(entries.map(undoEntry));
  const { steps, notes } = withoutNeeded(undone, entries);
  const mine = [join(repo.commonDir, recordPath), join(folder, 'runtime')]
    .filter((path) => stateOf(path) !== absent && !undone.steps.some((step) => step.path === path))
    .map((path) => ({ action: 'remove', path, before: stateOf(path), why: 'leakgate put it here' }) as const);
  const folders = entries.filter((entry) => entry.kind === 'folder').map((entry) => entry.path);
  const ends = [...folders, folder].filter((path) => existsSync(path));
  const removals = ends.map((path) => ({ action: 'remove-folder', path, why: 'when nothing else is in it' }) as const);
  const isNothing = steps.length + mine.length === 0;
  return { steps: isNothing ? [] : [...steps, ...mine, ...removals], notes, isEffective: true };
}
