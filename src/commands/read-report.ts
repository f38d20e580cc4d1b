// Picks the fingerprints of new findings out of a JSON report, for `baseline --from`.
import { ConfigError } from '../model/errors.ts';
import { parseFingerprint } from '../model/fingerprint.ts';

/**
 * Fingerprints of all findings whose status is `new`, each once.
 * @throws ConfigError bad-report
 */
export function fingerprintsInReport(text: string, file: string): readonly string[] {
  const fail = (reason: string): never => {
    throw new ConfigError('bad-report', { file, reason });
  };
  const report = parse(text) ?? fail('it is not JSON with an object');
  if (report.version !== 1) fail('its version is not 1');
  if (!Array.isArray(report.findings)) return fail('it has no findings');
  const fingerprints = report.findings.flatMap((finding: unknown, at) => {
    const { fingerprint, status } = (finding ?? {}) as { fingerprint?: unknown; status?: unknown };
    if (typeof fingerprint !== 'string' || parseFingerprint(fingerprint) === null) {
      return fail(`finding ${at + 1} has no fingerprint`);
    }
    return status === 'new' ? [fingerprint] : [];
  });
  return [...new Set(fingerprints)];
}

function parse(text: string): { version?: unknown; findings?: unknown } | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' ? value : null;
  } catch {
    // Told by the caller; the parser's message would quote the file.
    return null;
  }
}
