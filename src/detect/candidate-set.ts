// What the detector has found in one layer so far: one candidate for each rule and secret span.
import type { Candidate } from '../model/candidate.ts';
import type { Rule } from '../model/rule.ts';

/** Candidates of one layer at which the search ends: what follows costs memory by the kilobyte and tells nobody more. */
export const mostCandidates = 10_000;

/** Room for the length of a secret in a key that also holds its start: windows are shorter than this. */
const lengthRoom = 2 ** 20;

export class CandidateSet {
  readonly #byRule = new Map<Rule, Map<number, Candidate>>();
  size = 0;
  /** Whether no further candidate is asked for. Never: all are. */
  readonly isEnough: boolean = false;

  /** Several anchors may lead to one secret: the widest match stands, whichever anchor was met first. */
  add(candidate: Candidate): void {
    const { rule, start, end, secretStart, secretEnd } = candidate;
    let ofRule = this.#byRule.get(rule);
    if (!ofRule) {
      ofRule = new Map();
      this.#byRule.set(rule, ofRule);
    }
    const key = secretStart * lengthRoom + (secretEnd - secretStart);
    const other = ofRule.get(key);
    if (!other) this.size++;
    if (!other || start < other.start || (start === other.start && end > other.end)) ofRule.set(key, candidate);
  }

  /** All of them, sorted by place. */
  list(): Candidate[] {
    if (this.size === 0) return [];
    return [...this.#byRule.values()]
      .flatMap((ofRule) => [...ofRule.values()])
      .sort((a, b) => a.start - b.start || a.secretStart - b.secretStart || (a.rule.id < b.rule.id ? -1 : 1));
  }
}

/** Takes candidates; one of them may be all that is asked. */
export type Sink = Pick<CandidateSet, 'add' | 'isEnough'>;

/** Only whether there is any. */
export class AnyCandidate implements Sink {
  size = 0;

  add(): void {
    this.size++;
  }

  get isEnough(): boolean {
    return this.size > 0;
  }
}
