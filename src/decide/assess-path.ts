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
const demonstrating: ReadonlySet<PathClass> = new Set(['test', 'prose', 'translation', 'bundle']);

const higher: Record<Confidence, Confidence> = { high: 'high', medium: 'high', low: 'medium' };

/**
 * The candidate as its path lets it count; null when this kind of file is full of such values by nature.
 * @param isTelling the name says that the file holds credentials: what is found inside counts one step more; but a URL, whose
 *   host may be a local one that opens nothing
 */
export function assessPath(candidate: Candidate, path: PathClass, isTelling = false): Candidate | null {
  const { rule, confidence } = candidate;
  // A value of the user's own is real wherever it stands.
  if (isProven(candidate) || rule.id === 'known-value') return candidate;
  if (rule.tier !== 'specific' && path === 'lock') return null;
  if (rule.tier === 'generic' && path === 'bundle') return null;
  if (rule.tier === 'generic' && path === 'translation' && (rule.kind === 'password' || confidence === 'low'))
    return null;
  // Files that are judged as a whole were parsed: where they lie makes them no less real, only less likely to matter.
  if (rule.byPath) return demonstrating.has(path) ? { ...candidate, confidence: 'medium' } : candidate;
  // A key in an installed package is known to everyone who installs it.
  if (rule.kind === 'block' && path === 'bundle') return { ...candidate, confidence: 'low' };
  if (!demonstrating.has(path))
    return isTelling && !candidate.facts.host && candidate.facts.checksum !== 'invalid'
      ? { ...candidate, confidence: higher[confidence] }
      : candidate;
  if (rule.kind === 'password') return { ...candidate, confidence: 'low' };
  return rule.tier === 'specific' ? candidate : { ...candidate, confidence: lower[confidence] };
}
