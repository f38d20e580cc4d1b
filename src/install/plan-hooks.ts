// Hook files for the folder that git runs hooks from. A hook that is there already is kept and chained, never overwritten.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ToolError } from '../model/errors.ts';
import { absent, modeOf, readPlainFile, stateOf, stateOfBytes } from './file-state.ts';
import {
  type HookName,
  hookNames,
  hookPurposes,
  keptName,
  readsOwnName,
  runsLeakgate,
  shippedHook,
} from './hook-files.ts';
import type { RecordEntry } from './install-record.ts';
import { emptyPart, joinParts, type PlanPart, type WriteStep } from './step.ts';

/** What planning a folder's hooks needs to know. */
export interface HooksRequest {
  readonly folder: string;
  /** The folder that holds the running dist/ and hooks/. */
  readonly packageFolder: string;
  readonly recorded: readonly RecordEntry[];
  /** Those of a clone where absent. */
  readonly names?: readonly HookName[];
}

const executable = 0o755;
const readable = 0o644;

/** Whether the file at `path` is as some earlier init wrote it. */
function isRecorded(request: HooksRequest, path: string): boolean {
  return request.recorded.some(
    (entry) => entry.kind === 'file' && entry.path === path && entry.state === stateOf(path),
  );
}

/** Plans one file of ours; nothing when it stands as it should, executable bit included. */
function planOwnFile(path: string, bytes: Buffer, mode: number, why: string): PlanPart {
  const before = stateOf(path);
  // git passes over a hook that is not executable; Windows has no such bit.
  const mayRun = () => process.platform === 'win32' || (modeOf(path) & 0o111) === (mode & 0o111);
  if (before === stateOfBytes(bytes) && mayRun()) return emptyPart;
  return {
    steps: [{ action: 'write', path, before, bytes, mode, why }],
    entries: [{ kind: 'file', path, state: stateOfBytes(bytes) }],
    notes: [],
  };
}

/** The finder that every hook file sources. The name is ours; what stands there under it is replaced only when it is ours too. */
export function planFinder(request: HooksRequest): PlanPart {
  const path = join(request.folder, 'leakgate.sh');
  const bytes = shippedHook(request.packageFolder, 'leakgate.sh');
  const old = readPlainFile(path);
  const isOurs = old?.includes('leakgate_start() {') === true;
  if (!isOurs && stateOf(path) !== absent) throw conflict(path, 'Move it away, then run `leakgate init` again.');
  return planOwnFile(path, bytes, readable, 'finds Node and leakgate for the hooks');
}

function conflict(path: string, way: string): ToolError {
  return new ToolError('hook-conflict', { path, way });
}

/** Plans one hook: ours anew, ours brought up to date, or ours in front of the one that is kept. */
function planHook(request: HooksRequest, name: HookName): PlanPart {
  const path = join(request.folder, name);
  const bytes = shippedHook(request.packageFolder, name);
  const state = stateOf(path);
  const why = hookPurposes[name];
  if (state === absent && existsSync(keptName(path)))
    return planOwnFile(path, bytes, executable, `${why}, after the hook that is kept beside it`);
  if (state === absent || state === stateOfBytes(bytes) || isRecorded(request, path))
    return planOwnFile(path, bytes, executable, why);
  if (state === 'other') throw conflict(path, 'It is no file. Move it away, then run `leakgate init` again.');
  const text = readPlainFile(path)?.toString('latin1') ?? '';
  if (runsLeakgate(text, name))
    return { ...emptyPart, notes: [`${path} runs leakgate already and was edited by hand; it stays as it is.`] };
  if (stateOf(keptName(path)) !== absent)
    throw conflict(
      path,
      `A hook is kept beside it already (${name}.before-leakgate). Make one of the two, then run \`leakgate init\` again.`,
    );
  const step: WriteStep = {
    action: 'write',
    path,
    before: state,
    bytes,
    mode: executable,
    keepAs: keptName(path),
    why: `${why}; your own hook stays as ${name}.before-leakgate and runs first`,
  };
  const warning = `${path} seems to look at its own name, which becomes ${name}.before-leakgate. Check that it still does its work.`;
  return {
    steps: [step],
    entries: [{ kind: 'file', path, state: stateOfBytes(bytes) }],
    notes: readsOwnName(text) ? [warning] : [],
  };
}

/**
 * Plans the hook files of a folder.
 * @throws ToolError hook-conflict where two hooks would have to be kept; unreadable-path when the package is not whole
 */
export function planHooks(request: HooksRequest): PlanPart {
  const folder: PlanPart = existsSync(request.folder)
    ? emptyPart
    : { ...emptyPart, entries: [{ kind: 'folder', path: request.folder }] };
  return joinParts([
    folder,
    planFinder(request),
    ...(request.names ?? hookNames).map((name) => planHook(request, name)),
  ]);
}
