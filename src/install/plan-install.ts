// Everything that init would change in a repository, worked out without changing anything.
import { join } from 'node:path';
import type { Repository } from '../git/repository.ts';
import { ToolError } from '../model/errors.ts';
import { absent, modeOf, readPlainFile, stateOf, stateOfBytes } from './file-state.ts';
import { findHooksFolder, type HooksFolder } from './find-hooks-folder.ts';
import { serverHookNames } from './hook-files.ts';
import { type RecordEntry, readRecord, recordPath, writeRecord } from './install-record.ts';
import { findOtherManager, type OtherManager } from './other-managers.ts';
import { planHooks } from './plan-hooks.ts';
import { planHusky } from './plan-husky.ts';
import { planIgnores } from './plan-ignores.ts';
import { planSalt } from './plan-salt.ts';
import { planKeeping, type RunningCopy } from './running-copy.ts';
import { emptyPart, joinParts, type Plan, type PlanPart } from './step.ts';

export interface InstallOptions {
  readonly running: RunningCopy;
  /** Puts plain hooks in place although another hook manager is configured. */
  readonly isPlain?: boolean;
}

/**
 * The top of the working tree that hooks are put in place for.
 * @throws ToolError no-working-tree
 */
export function requireTopLevel(repo: Repository): string {
  if (repo.topLevel === null) throw new ToolError('no-working-tree', { path: repo.cwd, file: 'leakgate.json' });
  return repo.topLevel;
}

/** One of our small files in the git folder; replaced when it says something else. */
export function planRecordFile(path: string, text: Buffer, why: string): PlanPart {
  const before = stateOf(path);
  if (before === stateOfBytes(text)) return emptyPart;
  return {
    steps: [{ action: 'write', path, before, bytes: text, mode: before === absent ? 0o644 : modeOf(path), why }],
    entries: [{ kind: 'file', path, state: stateOfBytes(text) }],
    notes: [],
  };
}

/** The record that hooks/leakgate.sh reads: Node on the first line, leakgate on the second. */
export function planRuntime(repo: Repository, hooks: HooksFolder, node: string, cli: string): PlanPart {
  if (/[\r\n]/.test(node + cli)) {
    const note = 'The path of Node or of leakgate has a line break in it, so it is not recorded for the hooks.';
    return { ...emptyPart, notes: [note] };
  }
  const text = Buffer.from(`${node}\n${cli}\n`);
  const own = planRecordFile(
    join(repo.commonDir, 'leakgate', 'runtime'),
    text,
    'tells the hooks which Node and leakgate to run',
  );
  if (!hooks.isShared) return own;
  const shared = join(hooks.folder, 'leakgate.runtime');
  return joinParts([
    own,
    planRecordFile(shared, text, 'the same for the other repositories that use this hooks folder'),
  ]);
}

function hookNotes(hooks: HooksFolder, topLevel: string): string[] {
  const notes: string[] = [];
  if (hooks.isShared) notes.push(`${hooks.folder} serves every repository of yours: leakgate will run in all of them.`);
  if (!hooks.isActive)
    notes.push('husky is not started in this checkout, so git runs no hook yet: run `npm install` (or `npx husky`).');
  if (hooks.kind === 'husky' && !isDependency(topLevel))
    notes.push(
      'package.json does not list leakgate: run `npm install --save-dev leakgate`, or every other clone will be blocked.',
    );
  return notes;
}

function isDependency(topLevel: string): boolean {
  return /"leakgate"\s*:/.test(readPlainFile(join(topLevel, 'package.json'))?.toString() ?? '');
}

function planGate(
  hooks: HooksFolder,
  manager: OtherManager | null,
  options: InstallOptions,
  recorded: readonly RecordEntry[],
) {
  const request = { folder: hooks.folder, packageFolder: options.running.packageFolder, recorded };
  if (hooks.kind === 'husky') return planHusky(request);
  if (manager === null) return planHooks(request);
  if (manager.isWired) return { ...emptyPart, notes: [`${manager.file} calls leakgate already.`] };
  const note = `${manager.name} writes the hooks here. Add this to ${manager.file}:\n\n${manager.recipe}\n\nOr run \`leakgate init --plain\` for hooks beside it.`;
  return { ...emptyPart, notes: [note] };
}

/**
 * Plans what `leakgate init` does: the hooks of a clone, or in a bare repository the one of a server.
 * @throws ToolError no-working-tree, hooks-off, hook-conflict, unreadable-path; GitError
 */
export async function planInstall(repo: Repository, options: InstallOptions): Promise<Plan> {
  const recorded = readRecord(repo.commonDir) ?? [];
  const parts = repo.isBare ? serverParts(repo, options, recorded) : await cloneParts(repo, options, recorded);
  const part = joinParts(parts.parts);
  const path = join(repo.commonDir, recordPath);
  const text = writeRecord(repo.commonDir, [...recorded, ...part.entries]);
  const record = part.steps.length > 0 ? planRecordFile(path, text, 'what `leakgate init --undo` needs').steps : [];
  return {
    // The record comes first: if we are stopped in the middle, undo knows what may have been done.
    steps: [...record, ...part.steps],
    notes: [...part.notes, ...parts.notes],
    isEffective: parts.isEffective,
  };
}

interface Parts {
  readonly parts: readonly PlanPart[];
  readonly notes: readonly string[];
  readonly isEffective: boolean;
}

function serverParts(repo: Repository, { running }: InstallOptions, recorded: readonly RecordEntry[]): Parts {
  const hooks = findHooksFolder(repo, repo.gitDir);
  const keeping = planKeeping(running, repo.env);
  const request = { folder: hooks.folder, packageFolder: running.packageFolder, recorded, names: serverHookNames };
  const parts = [planHooks(request), keeping, planRuntime(repo, hooks, running.node, keeping.cli)];
  return { parts, notes: hooks.isShared ? hookNotes(hooks, repo.gitDir) : [], isEffective: true };
}

async function cloneParts(repo: Repository, options: InstallOptions, recorded: readonly RecordEntry[]): Promise<Parts> {
  const topLevel = requireTopLevel(repo);
  const hooks = findHooksFolder(repo, topLevel);
  const manager = hooks.kind === 'plain' && !options.isPlain ? findOtherManager(topLevel) : null;
  const keeping = planKeeping(options.running, repo.env);
  return {
    parts: [
      planGate(hooks, manager, options, recorded),
      keeping,
      planRuntime(repo, hooks, options.running.node, keeping.cli),
      await planIgnores(repo, topLevel),
      planSalt(topLevel),
    ],
    notes: manager === null ? hookNotes(hooks, topLevel) : [],
    isEffective: hooks.isActive && (manager === null || manager.isWired),
  };
}
