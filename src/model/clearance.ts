// What was judged clean before: the whole of a blob, old lines included, under the very same rules.

/** Answers from the ledger of clearances. */
export interface Clearances {
  /** Whether the blob was found clean under the same rules, at a path that lets the same things count. */
  readonly isCleared: (blob: string, path: string) => boolean;
  /** Whether a commit hook that let its commit pass has seen the blob; under whatever rules. */
  readonly wasChecked: (blob: string) => boolean;
}

/** Takes down what a run finds out. */
export interface ClearanceBook {
  /** A blob was looked at. */
  readonly saw: (blob: string) => void;
  /** Nothing stands in it. `isBare`: no rule met anything, so that only rules for certain file names could see more. */
  readonly clear: (blob: string, path: string, isBare: boolean) => void;
}
