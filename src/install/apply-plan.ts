// Carries a plan out. Files are replaced in one move, so that a hook is never half written; nothing starts when a file
// changed since the plan was made.
import {
  chmodSync,
  cpSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmdirSync,
  rmSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { ToolError } from '../model/errors.ts';
import { absent, stateOf } from './file-state.ts';
import type { CopyStep, Plan, RemoveStep, Step, WriteStep } from './step.ts';

function cannotWrite(path: string, reason: string, cause?: unknown): ToolError {
  return new ToolError('cannot-write', { path, reason }, { cause });
}

/** Our folder in the git folder is one; a link there came with the repository and could lead anywhere. */
function checkFolder(path: string): void {
  const folder = dirname(path);
  if (basename(folder) === 'leakgate' && lstatSync(folder, { throwIfNoEntry: false })?.isSymbolicLink())
    throw cannotWrite(folder, 'it is a symbolic link');
}

function checkUnchanged(step: Step): void {
  if (step.action !== 'write' && step.action !== 'remove') return;
  checkFolder(step.path);
  if (stateOf(step.path) !== step.before) throw cannotWrite(step.path, 'it changed in the meantime, run again');
  if (step.action === 'write' && step.keepAs !== undefined && stateOf(step.keepAs) !== absent)
    throw cannotWrite(step.keepAs, 'it exists already');
}

function write({ path, bytes, mode, keepAs }: WriteStep): void {
  mkdirSync(dirname(path), { recursive: true });
  const temporary = join(dirname(path), `.${basename(path)}.leakgate-${process.pid}`);
  try {
    writeFileSync(temporary, bytes, { flag: 'wx', mode });
    // The umask took bits away.
    chmodSync(temporary, mode);
    if (keepAs !== undefined) renameSync(path, keepAs);
    try {
      renameSync(temporary, path);
    } catch (cause) {
      if (keepAs !== undefined) renameSync(keepAs, path);
      throw cause;
    }
  } finally {
    rmSync(temporary, { force: true });
  }
}

function remove({ path, before, restoreFrom }: RemoveStep): void {
  if (restoreFrom !== undefined) renameSync(restoreFrom, path);
  else if (before !== absent) unlinkSync(path);
}

/** Only the owner may change what hooks will run. */
const privateFolder = 0o700;

function copy({ from, path, parts }: CopyStep): void {
  const fresh = `${path}.new-${process.pid}`;
  const old = `${path}.old-${process.pid}`;
  mkdirSync(fresh, { recursive: true, mode: privateFolder });
  for (const part of parts) cpSync(join(from, part), join(fresh, part), { recursive: true, dereference: true });
  try {
    renameSync(path, old);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ENOENT') throw cause;
  }
  renameSync(fresh, path);
  rmSync(old, { recursive: true, force: true });
}

function removeFolder(path: string): void {
  if (stateOf(path) === absent || readdirSync(path).length > 0) return;
  rmdirSync(path);
}

function applyStep(step: Step): void {
  if (step.action === 'write') write(step);
  else if (step.action === 'remove') remove(step);
  else if (step.action === 'copy') copy(step);
  else removeFolder(step.path);
}

/**
 * Does everything the plan says, in its order.
 * @throws ToolError cannot-write, naming the file that could not be changed; what was done before stays and is on record
 */
export function applyPlan(plan: Plan): void {
  for (const step of plan.steps) checkUnchanged(step);
  for (const step of plan.steps) {
    try {
      applyStep(step);
    } catch (cause) {
      if (cause instanceof ToolError) throw cause;
      throw cannotWrite(step.path, (cause as NodeJS.ErrnoException).code ?? 'unknown reason', cause);
    }
  }
}
