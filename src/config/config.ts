// The checked content of leakgate.json or of the `leakgate` key of package.json, and what holds where there is none.
import type { GapKind } from '../model/receipt.ts';
import type { Severity } from '../model/severity.ts';
import type { OwnRule, OwnRuleEntry, RuleTerms } from './own-rules/rule-terms.ts';

export interface Config {
  /** Where it stands, for messages. */
  readonly file: string;
  readonly rules: ReadonlyMap<string, 'off' | Severity>;
  /** Rules that are narrowed or get another confidence. */
  readonly ruleTerms: ReadonlyMap<string, RuleTerms>;
  /** Rules of the repository's own as they stand in this file. */
  readonly ownRuleEntries: readonly OwnRuleEntry[];
  /** The same checked, with those of `ruleFiles`, by id; empty until `loadOwnRules` has run. */
  readonly ownRules: ReadonlyMap<string, OwnRule>;
  /** Files with more of them, relative to the top level. */
  readonly ruleFiles: readonly string[];
  /** `paths.ignore`; every glob is one that `readGlob` accepts. */
  readonly ignoredPaths: readonly string[];
  /** The lowest severity that blocks. */
  readonly severity: Severity;
  readonly acceptGaps: ReadonlySet<GapKind>;
  readonly salt: string;
  /** Path of the baseline, relative to the top level. */
  readonly baseline: string;
}

/** Names at the top level that policy is read from. */
export const policyFileNames = {
  config: 'leakgate.json',
  package: 'package.json',
  ignores: '.leakgateignore',
  baseline: '.leakgate-baseline',
} as const;

export const defaultConfig: Config = {
  file: policyFileNames.config,
  rules: new Map(),
  ruleTerms: new Map(),
  ownRuleEntries: [],
  ownRules: new Map(),
  ruleFiles: [],
  ignoredPaths: [],
  severity: 'high',
  acceptGaps: new Set(),
  salt: 'leakgate',
  baseline: policyFileNames.baseline,
};
