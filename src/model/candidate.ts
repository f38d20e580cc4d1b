// A rule matched bytes. Depends on nothing but the bytes within the rule's stated distance of the anchor.
import type { Rule } from './rule.ts';
import type { Secret } from './secret.ts';
import type { Confidence, Severity } from './severity.ts';

/** Things read from the value itself that are not secret: `account`, `issuer`, `expires`, `checksum`, … */
export type Facts = Readonly<Record<string, string>>;

export interface Candidate {
  readonly rule: Rule;
  /** Byte offsets in the layer: the whole match … */
  readonly start: number;
  readonly end: number;
  /** … and the secret in it. */
  readonly secretStart: number;
  readonly secretEnd: number;
  readonly secret: Secret;
  readonly severity: Severity;
  readonly confidence: Confidence;
  readonly facts: Facts;
}
