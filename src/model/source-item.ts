// What a source yields: a fragment to scan, or an input that is left out, with the reason.
import type { Fragment } from './fragment.ts';
import type { GapKind, Problem, SkipKind } from './receipt.ts';

/** An input that was asked for and is not scanned. Counted in the receipt; a gap makes the run incomplete. */
export interface SkippedInput {
  readonly skipped: GapKind | SkipKind;
  readonly isGap: boolean;
  /** Told to the user when the skip is something to act on. */
  readonly problem?: Problem;
}

/** An input that was asked for and need not be scanned: it was found clean before, under the same rules. */
export interface ClearedInput {
  readonly isCleared: true;
}

/** Inputs that were looked at beside the others (SurveyFiles) and hold nothing. They count as scanned. */
export interface CleanInputs {
  /** How many. */
  readonly clean: number;
  /** Bytes of all. */
  readonly size: number;
}

export type SourceItem = Fragment | SkippedInput | ClearedInput | CleanInputs;

export function isClean(item: SourceItem): item is CleanInputs {
  return 'clean' in item;
}

export function isCleared(item: SourceItem): item is ClearedInput {
  return 'isCleared' in item;
}

export function isSkipped(item: SourceItem): item is SkippedInput {
  return 'skipped' in item;
}
