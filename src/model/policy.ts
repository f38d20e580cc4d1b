// What turns findings into verdicts: the checked config, ignores and baseline of the repository that is judged.
import type { GapKind } from './receipt.ts';
import type { Severity } from './severity.ts';

/** One line of `.leakgateignore` or of the baseline. */
export interface IgnoreEntry {
  readonly fingerprint: string;
  readonly owner: string;
  /** `YYYY-MM-DD` (the last day it holds) or `never`. */
  readonly until: string;
  readonly reason: string;
  /** Where the line stands. */
  readonly file: string;
  readonly line: number;
  /** `known` for the baseline, `allowed` for ignores. */
  readonly gives: 'known' | 'allowed';
  /** True when the change under judgement brings this line. */
  readonly isFromChange: boolean;
}

export interface Policy {
  /** The lowest severity that blocks; findings of low confidence block only when `blocksLowConfidence`. */
  readonly blocksFrom: Severity;
  /** Per rule id: off, or another severity. */
  readonly rules: ReadonlyMap<string, 'off' | Severity>;
  /** When not empty, only these rules are reported (`--rule`). */
  readonly onlyRules: ReadonlySet<string>;
  /** Public value that fingerprints are salted with. */
  readonly salt: string;
  readonly entries: readonly IgnoreEntry[];
  /** Whether a path is left out by `paths.ignore`. */
  readonly isIgnoredPath: (path: string) => boolean;
  readonly acceptedGaps: ReadonlySet<GapKind>;
  readonly usesAllowComments: boolean;
  /** Today as `YYYY-MM-DD`, for `until`. */
  readonly today: string;
  /** Policy files that the change under judgement itself brings or edits. */
  readonly filesFromChange: readonly string[];
}
