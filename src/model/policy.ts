// What turns findings into verdicts: the checked config, ignores and baseline of the repository that is judged.
import type { GapKind } from './receipt.ts';
import type { RuleSpec } from './rule.ts';
import type { Confidence, Severity } from './severity.ts';

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

/** What narrows or re-rates a rule; a finding that does not meet all of it is left out. */
export interface Narrowing {
  readonly confidence?: Confidence;
  /** Least entropy of the secret, in bits a character. */
  readonly entropy?: number;
  /** Lower case; one of them must stand near the secret. */
  readonly requires?: readonly string[];
  /** Absent where the path does not matter. */
  readonly isWantedPath?: (path: string) => boolean;
}

/** What a config decides about a single finding. */
export interface Settings {
  /** The lowest severity that blocks; findings of low confidence never block. */
  readonly blocksFrom: Severity;
  /** Per rule id: off, or another severity. */
  readonly rules: ReadonlyMap<string, 'off' | Severity>;
  /** By rule id; absent where the config narrows no rule. */
  readonly narrowed?: ReadonlyMap<string, Narrowing>;
  /** Whether `paths.ignore` leaves a path out. */
  readonly isIgnoredPath: (path: string) => boolean;
}

/**
 * `isIgnoredPath` and `isRuleOff` say what need not be looked at: only what the config left out before the change too.
 * What the change itself leaves out is still scanned, so that `judge` can name it.
 */
export interface Policy extends Settings {
  readonly isRuleOff: (ruleId: string) => boolean;
  /** Rules of the repository's own, for the engine; absent where there are none. */
  readonly ownRules?: readonly RuleSpec[];
  /** Everything that own rules and narrowings say, as text: caches of verdicts hold only while it stays the same. */
  readonly rulesText?: string;
  /** The globs behind `isIgnoredPath`, after the change. */
  readonly ignoredPaths: readonly string[];
  /** When not empty, only these rules are reported (`--rule`). */
  readonly onlyRules: ReadonlySet<string>;
  /** Public value that fingerprints are salted with. */
  readonly salt: string;
  readonly entries: readonly IgnoreEntry[];
  readonly acceptedGaps: ReadonlySet<GapKind>;
  readonly usesAllowComments: boolean;
  /** Today as `YYYY-MM-DD`, for `until`. */
  readonly today: string;
  /** Where the settings stand, for messages. */
  readonly configFile: string;
  /** Policy files that the change under judgement itself brings or edits. */
  readonly filesFromChange: readonly string[];
  /** Present when the change edits the config: the settings after it and before it. */
  readonly configChange?: { readonly now: Settings; readonly before: Settings };
  /** What the change loosens in the config, a sentence each. */
  readonly changeNotes: readonly string[];
}
