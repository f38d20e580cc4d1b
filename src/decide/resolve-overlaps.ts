// Where several rules claim the same bytes, the most specific keeps them.
import type { Candidate } from '../model/candidate.ts';
import type { Tier } from '../model/rule.ts';
import { confidences, severities } from '../model/severity.ts';

const tiers: readonly Tier[] = ['specific', 'contextual', 'generic'];

function bySpecificity(a: Candidate, b: Candidate): number {
  return (
    tiers.indexOf(a.rule.tier) - tiers.indexOf(b.rule.tier) ||
    Number(b.facts.checksum === 'valid') - Number(a.facts.checksum === 'valid') ||
    confidences.indexOf(a.confidence) - confidences.indexOf(b.confidence) ||
    severities.indexOf(a.severity) - severities.indexOf(b.severity) ||
    b.secretEnd - b.secretStart - (a.secretEnd - a.secretStart) ||
    a.secretStart - b.secretStart ||
    (a.rule.id < b.rule.id ? -1 : 1)
  );
}

/** Splits candidates into groups that no secret span reaches across, so that the pairwise work stays small. */
function clusters(candidates: readonly Candidate[]): Candidate[][] {
  const groups: Candidate[][] = [];
  let end = -1;
  for (const candidate of [...candidates].sort((a, b) => a.secretStart - b.secretStart)) {
    if (candidate.secretStart >= end) groups.push([]);
    groups[groups.length - 1].push(candidate);
    end = Math.max(end, candidate.secretEnd);
  }
  return groups;
}

/** Where in `winners`, which lie apart and are sorted by place, the first one is that ends behind `offset`. */
function firstBehind(winners: readonly Candidate[], offset: number): number {
  let low = 0;
  let high = winners.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (winners[middle].secretEnd > offset) high = middle;
    else low = middle + 1;
  }
  return low;
}

/**
 * The candidates whose secrets do not overlap a more specific one, by place.
 * A winner hides what it overlaps even where that reaches further; what a loser alone overlapped stays.
 */
export function resolveOverlaps(candidates: readonly Candidate[]): Candidate[] {
  const kept: Candidate[] = [];
  for (const group of clusters(candidates)) {
    const winners: Candidate[] = [];
    for (const candidate of group.sort(bySpecificity)) {
      const at = firstBehind(winners, candidate.secretStart);
      if (at === winners.length || winners[at].secretStart >= candidate.secretEnd) winners.splice(at, 0, candidate);
    }
    for (const winner of winners) kept.push(winner);
  }
  return kept;
}
