// What a config may say about one rule besides `off` and a severity, and about rules of its own. Types and limits only.
import type { RuleSpec, SecretKind } from '../../model/rule.ts';
import type { Confidence, Severity } from '../../model/severity.ts';
import type { JsonObject } from '../json-value.ts';

/** Conditions that narrow a rule; all that are given must hold. */
export interface RuleTerms {
  readonly confidence?: Confidence;
  /** Least entropy of the secret, in bits a character. */
  readonly entropy?: number;
  /** Lower case; one of them must stand within `nearby` bytes of the secret, in either case. */
  readonly requires?: readonly string[];
  /** Globs: the rule counts only there. */
  readonly paths?: readonly string[];
  /** Globs: it does not count there. */
  readonly ignorePaths?: readonly string[];
}

/** A rule of somebody's own as its file has it, checked; the rest follows from it. */
export interface OwnRule {
  readonly id: string;
  readonly title: string;
  readonly why: string;
  readonly severity: Severity;
  readonly confidence: Confidence;
  readonly kind: SecretKind;
  readonly pattern: string;
  readonly anchors: readonly string[];
  readonly ignoreCase: boolean;
  readonly entropy?: number;
  readonly revoke: string;
  readonly docs: string;
  readonly examples: RuleSpec['examples'];
  /** Where it stands, for messages. */
  readonly file: string;
  /** Ready for the engine. */
  readonly spec: RuleSpec;
}

/** A rule of somebody's own as it stands in its file, not yet checked. */
export interface OwnRuleEntry {
  readonly id: string;
  readonly value: JsonObject;
  readonly file: string;
  /** `rules.<id>`, for messages. */
  readonly key: string;
}

/** A family of its own, beside those of the catalogue. */
export const ownFamily = 'own';
export const mostOwnRules = 200;
