// Looks up which lines of the ignore file and the baseline speak of a finding. Part of `judge`.
import type { Finding } from '../model/finding.ts';
import type { IgnoreEntry } from '../model/policy.ts';
import { matchingFingerprints } from './fingerprint.ts';

/** Entries by fingerprint, with a memory of which of them spoke of something. */
export interface EntryBook {
  /** The line that hides the finding; of several one that stood there before the change, then an ignore before the baseline. */
  readonly hiding: (finding: Finding) => IgnoreEntry | undefined;
  readonly unused: () => readonly IgnoreEntry[];
  /** Expired lines, and of those the ones that would hide something if they still held. */
  readonly expired: () => readonly IgnoreEntry[];
  readonly missed: () => readonly IgnoreEntry[];
}

/** @param today `YYYY-MM-DD`; an entry holds until the end of its day */
export function entryBook(entries: readonly IgnoreEntry[], today: string): EntryBook {
  const byFingerprint = new Map<string, IgnoreEntry[]>();
  for (const entry of entries) {
    const others = byFingerprint.get(entry.fingerprint);
    if (others === undefined) byFingerprint.set(entry.fingerprint, [entry]);
    else others.push(entry);
  }
  const used = new Set<IgnoreEntry>();
  const isExpired = (entry: IgnoreEntry) => entry.until !== 'never' && entry.until < today;
  const rank = (entry: IgnoreEntry) => (entry.isFromChange ? 2 : 0) + (entry.gives === 'known' ? 1 : 0);
  return {
    hiding(finding) {
      const matching = matchingFingerprints(finding).flatMap((key) => byFingerprint.get(key) ?? []);
      for (const entry of matching) used.add(entry);
      return matching.filter((entry) => !isExpired(entry)).sort((a, b) => rank(a) - rank(b))[0];
    },
    unused: () => entries.filter((entry) => !used.has(entry)),
    expired: () => entries.filter(isExpired),
    missed: () => entries.filter((entry) => isExpired(entry) && used.has(entry)),
  };
}
