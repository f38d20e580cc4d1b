// The outcome of one run, ready for any reporter.
import type { Verdict } from './finding.ts';
import type { Problem, Receipt } from './receipt.ts';

export interface Report {
  readonly version: string;
  /** The command as the user knows it: `staged`, `history`, `hook pre-push`, … */
  readonly command: string;
  readonly receipt: Receipt;
  /** Sorted by path, line, column, rule. */
  readonly verdicts: readonly Verdict[];
  readonly problems: readonly Problem[];
  /** Plain sentences worth telling that are neither findings nor problems. */
  readonly notes: readonly string[];
  readonly milliseconds: number;
}
