// The fingerprint `rule:path:xxxx`: all that is ever stored of a secret. Its grammar, shared by config/ and decide/.

export interface Fingerprint {
  readonly rule: string;
  /** As in Place.path; null for `*`: a message, a ref, a secret in a name, or widened by the user. */
  readonly path: string | null;
  /** Hex, 4 digits, or 2 for a value that a person may have chosen. */
  readonly digest: string;
}

/** Longest rule id that is read back; ours have some 40 characters. */
const maxRuleLength = 100;
const ruleId = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;
const digestText = /^(?:[0-9a-f]{2}|[0-9a-f]{4})$/;

/**
 * Percent-encodes the UTF-8 bytes outside `[A-Za-z0-9._/-]`, upper-case hex.
 * It works on the path as shown: a byte that is not UTF-8 stands there as `\xNN` and so becomes `%5CxNN`, which
 * decodes to the same shown path. No path becomes the bare `*`, since `*` is encoded.
 */
export function encodePath(path: string): string {
  return path.replace(/[^A-Za-z0-9._/-]+/g, (text) =>
    Array.from(Buffer.from(text, 'utf8'), (byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join(''),
  );
}

/** Inverse of `encodePath`; null for anything that `encodePath` does not write, so that equal paths have one spelling. */
export function decodePath(encoded: string): string | null {
  try {
    const path = decodeURIComponent(encoded);
    return path !== '' && encodePath(path) === encoded ? path : null;
  } catch {
    // The escapes are no UTF-8: not a spelling of ours, which is what null says.
    return null;
  }
}

/** Writes `rule:path:digest`. */
export function formatFingerprint({ rule, path, digest }: Fingerprint): string {
  return `${rule}:${path === null ? '*' : encodePath(path)}:${digest}`;
}

/** Reads a fingerprint; null when the text is none. */
export function parseFingerprint(text: string): Fingerprint | null {
  const parts = text.split(':');
  if (parts.length !== 3) return null;
  const [rule, encoded, digest] = parts;
  if (rule.length > maxRuleLength || !ruleId.test(rule) || !digestText.test(digest)) return null;
  if (encoded === '*') return { rule, path: null, digest };
  const path = decodePath(encoded);
  return path === null ? null : { rule, path, digest };
}

/**
 * Whether an ignore line may carry this fingerprint. Two digits cover every 256th value, so together with every path
 * they would let unknown passwords through.
 */
export function mayBeIgnored({ path, digest }: Fingerprint): boolean {
  return path !== null || digest.length === 4;
}
