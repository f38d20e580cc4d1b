// A reader of structures knows where a value stands (`data.token` of Secret `db`); a more specific rule may keep the value.
// Then the finding of that rule says the place, too.
import type { Candidate } from '../model/candidate.ts';

/** `candidate`, with what `other` knows of the place of its value where it is one that was read from a structure. */
export function namedBy(candidate: Candidate, other: Candidate): Candidate {
  if (other.rule.structure === undefined || candidate.rule.structure !== undefined) return candidate;
  return { ...candidate, facts: { ...other.facts, ...candidate.facts } };
}

/**
 * Candidates whose secrets lie within a value that was read from a structure, with the place of that.
 * @param candidates of one layer, by place
 */
export function nameValues(candidates: readonly Candidate[]): readonly Candidate[] {
  const values = candidates.filter(({ rule }) => rule.structure !== undefined);
  if (values.length === 0 || values.length === candidates.length) return candidates;
  return candidates.map((candidate) => {
    const holder = values.find((value) => isWithin(candidate, value));
    return holder ? namedBy(candidate, holder) : candidate;
  });
}

function isWithin({ secretStart, secretEnd }: Candidate, value: Candidate): boolean {
  return secretStart >= value.secretStart && secretEnd <= value.secretEnd;
}
