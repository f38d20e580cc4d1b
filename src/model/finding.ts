// Candidates after overlap, pairs and evidence from their object and path; and a finding after policy.
import type { Facts } from './candidate.ts';
import type { Place } from './fragment.ts';
import type { Rule } from './rule.ts';
import type { Secret } from './secret.ts';
import type { Confidence, Severity } from './severity.ts';

/** 1-based; columns count UTF-16 units, as SARIF does; the end is exclusive. */
export interface Region {
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

export interface Finding {
  readonly rule: Rule;
  readonly severity: Severity;
  readonly confidence: Confidence;
  readonly place: Place;
  readonly region: Region;
  readonly layer: readonly string[];
  readonly secret: Secret;
  readonly facts: Facts;
  /** `rule:path:xxxx`, all that is ever stored of a secret. */
  readonly fingerprint: string;
  /** An allow comment on the line or the line above, for this rule. */
  readonly allowComment?: string;
  /** In how many versions of the history the same secret stands at this path; absent for one. */
  readonly versions?: number;
  /** Left out by what narrows its rule: `always`, or only by what the change under judgement brings. */
  readonly leftOut?: 'always' | 'by-change';
  /** False when it may be no part of the change under judgement. */
  readonly mayBlock?: boolean;
}

export type Status = 'new' | 'known' | 'allowed';

export interface Verdict extends Finding {
  readonly status: Status;
  readonly blocks: boolean;
  /** Why it is known or allowed: the reason given, with owner and date where there is one. */
  readonly reason?: string;
  /** True when what allows it is itself part of the change under judgement. */
  readonly isAllowedByChange?: boolean;
  /** How much of the history holds it, in words. */
  readonly exposure?: string;
  /** Another remote that holds the commit already, for a push. */
  readonly heldBy?: string;
  readonly remedy: readonly string[];
}
