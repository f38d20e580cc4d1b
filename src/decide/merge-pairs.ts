// Halves and pairs: an id with its secret key close by is one finding, named for the key and told with the id.
import type { Candidate } from '../model/candidate.ts';

const newline = 10;

/** Line ends between two offsets, counted up to `most`. */
function linesBetween(bytes: Buffer, from: number, to: number, most: number): number {
  let lines = 0;
  for (let at = bytes.indexOf(newline, from); at >= 0 && at < to && lines <= most; at = bytes.indexOf(newline, at + 1))
    lines++;
  return lines;
}

function distance(bytes: Buffer, half: Candidate, key: Candidate, most: number): number {
  return half.secretEnd <= key.secretStart
    ? linesBetween(bytes, half.secretEnd, key.secretStart, most)
    : linesBetween(bytes, key.secretEnd, half.secretStart, most);
}

function partnersOf(half: Candidate): readonly string[] {
  const partners = half.rule.pairs?.with;
  return partners === undefined ? [] : typeof partners === 'string' ? [partners] : partners;
}

/** How far apart, in bytes, two halves may begin: bounds the work on files full of them. */
const pairReach = 8192;

/** The key of `half` that is nearest in lines, then in bytes; `candidates` are sorted by place and `at` is the half's index. */
function nearestKey(candidates: readonly Candidate[], at: number, bytes: Buffer): Candidate | null {
  const half = candidates[at];
  const partners = partnersOf(half);
  const most = half.rule.pairs?.lines ?? 0;
  let best: { key: Candidate; lines: number; gap: number } | null = null;
  const consider = (key: Candidate): boolean => {
    const gap = Math.abs(key.secretStart - half.secretStart);
    if (gap > pairReach) return false;
    if (!partners.includes(key.rule.id)) return true;
    const lines = distance(bytes, half, key, most);
    if (lines <= most && (!best || lines < best.lines || (lines === best.lines && gap < best.gap)))
      best = { key, lines, gap };
    return true;
  };
  for (let next = at + 1; next < candidates.length && consider(candidates[next]); next++);
  for (let before = at - 1; before >= 0 && consider(candidates[before]); before--);
  return (best as { key: Candidate } | null)?.key ?? null;
}

/** `candidates` (by place) with each half that has its key within reach merged into the nearest such key, which becomes critical. */
export function mergePairs(candidates: readonly Candidate[], bytes: Buffer): Candidate[] {
  const merged = new Map<Candidate, Candidate>();
  const absorbed = new Set<Candidate>();
  for (const [at, half] of candidates.entries()) {
    if (partnersOf(half).length === 0) continue;
    const key = nearestKey(candidates, at, bytes);
    if (!key) continue;
    absorbed.add(half);
    const facts = { ...key.facts, ...half.facts, 'key id': half.secret.mask };
    merged.set(key, { ...key, severity: 'critical', confidence: 'high', facts });
  }
  return candidates
    .filter((candidate) => !absorbed.has(candidate))
    .map((candidate) => merged.get(candidate) ?? candidate);
}
