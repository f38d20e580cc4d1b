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

export type SourceItem = Fragment | SkippedInput | ClearedInput;

export function isCleared(item: SourceItem): item is ClearedInput {
  return 'isCleared' in item;
}

export function isSkipped(item: SourceItem): item is SkippedInput {
  return 'skipped' in item;
}
