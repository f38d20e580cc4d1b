// Makes the fingerprint of a finding, and the keys under which a line of `.leakgateignore` or of the baseline hides it.
import type { Finding } from '../model/finding.ts';
import { formatFingerprint } from '../model/fingerprint.ts';

/**
 * `rule:path:digest`, with `*` for a null path.
 * @param digest made by detect/secret-digest.ts
 */
export function fingerprintOf({ rule, path, digest }: { rule: string; path: string | null; digest: string }): string {
  return formatFingerprint({ rule, path, digest });
}

/**
 * The fingerprints of lines that hide this finding: its own, and for secrets that no person chose also
 * `rule:*:xxxx`, the same secret at any path.
 */
export function matchingFingerprints({ fingerprint, rule }: Pick<Finding, 'fingerprint' | 'rule'>): readonly string[] {
  const digest = fingerprint.slice(fingerprint.lastIndexOf(':') + 1);
  if (rule.kind === 'password' || digest.length !== 4) {
    return fingerprint.startsWith(`${rule.id}:*:`) ? [] : [fingerprint];
  }
  return [...new Set([fingerprint, formatFingerprint({ rule: rule.id, path: null, digest })])];
}
