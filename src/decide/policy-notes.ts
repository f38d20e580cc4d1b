// Sentences about the policy itself: lines that rot, rules that are off, and what a change lets through. Part of `judge`.
import type { Finding, Verdict } from '../model/finding.ts';
import type { IgnoreEntry } from '../model/policy.ts';

/** Most that are named of one kind; the rest is counted. */
const maxNamed = 10;

/** One note per line of an ignore file or baseline. */
export function entryNotes(what: string, entries: readonly IgnoreEntry[]): readonly string[] {
  return named(entries, ({ file, line, fingerprint, owner, until }) => {
    const day = until === 'never' ? '' : `, until ${until}`;
    return `${file}:${line} ${what}: ${fingerprint} (${owner}${day})`;
  });
}

/** What rules that were switched off or narrowed before would have reported. @param why a sentence without its stop */
export function hiddenRuleNotes(findings: readonly Finding[], why: string): readonly string[] {
  const counts = new Map<string, number>();
  for (const { rule } of findings) counts.set(rule.id, (counts.get(rule.id) ?? 0) + 1);
  return named([...counts].sort(), ([id, count]) => `${count} of rule ${id} not shown: ${why}`);
}

/** Findings that block no longer because of the change's own config. */
export function looserNotes(verdicts: readonly Verdict[]): readonly string[] {
  return named(verdicts, ({ rule, place, region }) => {
    const where = place.path === null ? place.origin : `${place.path}:${region.line}`;
    return `allowed by this change: ${rule.id} in ${where} would block under the config as it was`;
  });
}

function named<T>(items: readonly T[], sentence: (item: T) => string): readonly string[] {
  const rest = items.length - maxNamed;
  const more = rest > 0 ? [`… and ${rest} more of the same kind`] : [];
  return [...items.slice(0, maxNamed).map(sentence), ...more];
}
