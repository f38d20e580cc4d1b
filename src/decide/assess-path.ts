// Evidence from the path: the same match means less in a lock file or a test, and more in a config file.
import type { Candidate } from '../model/candidate.ts';
import type { Confidence } from '../model/severity.ts';
import type { PathClass } from './path-class.ts';

const lower: Record<Confidence, Confidence> = { high: 'medium', medium: 'low', low: 'low' };

/** Kinds of checked evidence that no path outweighs. */
function isProven(candidate: Candidate): boolean {
  return candidate.facts.checksum === 'valid';
}

/** Where made-up values are the rule: a password that a person typed there opens nothing, most of the time. */
const demonstrating: ReadonlySet<PathClass> = new Set(['test', 'prose', 'bundle']);

/** The candidate as its path lets it count; null when this kind of file is full of such values by nature. */
export function assessPath(candidate: Candidate, path: PathClass): Candidate | null {
  const { rule, confidence } = candidate;
  if (isProven(candidate)) return candidate;
  if (rule.tier !== 'specific' && path === 'lock') return null;
  if (rule.tier === 'generic' && path === 'bundle') return null;
  if (!demonstrating.has(path)) return candidate;
  if (rule.kind === 'password') return { ...candidate, confidence: 'low' };
  return rule.tier === 'specific' ? candidate : { ...candidate, confidence: lower[confidence] };
}
