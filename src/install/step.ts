// What `init` is going to do, as data: planned first, shown to the person, and only then applied.
import type { FileState } from './file-state.ts';
import type { RecordEntry } from './install-record.ts';

interface Planned {
  /** Absolute. */
  readonly path: string;
  /** One line for the person. */
  readonly why: string;
}

export interface WriteStep extends Planned {
  readonly action: 'write';
  readonly bytes: Buffer;
  readonly mode: number;
  /** How the file stood when this was planned; anything else at apply time stops everything. */
  readonly before: FileState;
  /** Where the file that stood here goes; it is moved, never rewritten. */
  readonly keepAs?: string;
}

export interface RemoveStep extends Planned {
  readonly action: 'remove';
  readonly before: FileState;
  /** The file that goes back to `path`, moved from here. */
  readonly restoreFrom?: string;
}

/** Copies a whole folder, replacing what is at `path`. */
export interface CopyStep extends Planned {
  readonly action: 'copy';
  readonly from: string;
  readonly parts: readonly string[];
}

/** Removes a folder of ours when nothing is left in it. */
export interface RemoveFolderStep extends Planned {
  readonly action: 'remove-folder';
}

export type Step = WriteStep | RemoveStep | CopyStep | RemoveFolderStep;

/** One planner's share. */
export interface PlanPart {
  readonly steps: readonly Step[];
  /** What `--undo` has to know. */
  readonly entries: readonly RecordEntry[];
  /** Plain sentences that the person should read. */
  readonly notes: readonly string[];
}

export interface Plan {
  readonly steps: readonly Step[];
  readonly notes: readonly string[];
  /** False when, with all steps done, git would still run no hook of ours here. */
  readonly isEffective: boolean;
}

export const emptyPart: PlanPart = { steps: [], entries: [], notes: [] };

/** Puts the shares of several planners together. */
export function joinParts(parts: readonly PlanPart[]): PlanPart {
  return {
    steps: parts.flatMap((part) => part.steps),
    entries: parts.flatMap((part) => part.entries),
    notes: parts.flatMap((part) => part.notes),
  };
}
