// Evidence from the path: the same match means less in a lock file or a test, and more in a config file.
import type { Candidate } from '../model/candidate.ts';
import type { Confidence } from '../model/severity.ts';
import type { PathClass } from './path-class.ts';

const lower: Record<Confidence, Confidence> = { high: 'medium', medium: 'low', low: 'low' };

/** Kinds of checked evidence that no path outweighs. */
function isProven(candidate: Candidate): boolean {
  return candidate.facts.checksum === 'valid';
}

/** The candidate as its path lets it count; null when this kind of file is full of such values by nature. */
export function assessPath(candidate: Candidate, path: PathClass): Candidate | null {
  if (candidate.rule.tier === 'specific' || isProven(candidate)) return candidate;
  switch (path) {
    case 'lock':
      return null;
    case 'bundle':
      return candidate.rule.tier === 'generic' ? null : { ...candidate, confidence: lower[candidate.confidence] };
    case 'test':
    case 'prose':
      return { ...candidate, confidence: lower[candidate.confidence] };
    default:
      return candidate;
  }
}
