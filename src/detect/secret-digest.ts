// The last part of a fingerprint. It stands in detect/ because only detect/ may see the text of a secret.
import type { SecretKind } from '../model/rule.ts';
import { revealSecret, type Secret } from '../model/secret.ts';

/** Hex digits kept. A value that a person may have chosen gets 2, so that the digest confirms no guess. */
const digits: Record<SecretKind, number> = { token: 4, block: 4, password: 2 };

/** Loaded once: each further `import()` of a bundled module copies all of its names. */
let crypto: Promise<typeof import('node:crypto')> | undefined;

export interface DigestTerms {
  readonly ruleId: string;
  readonly kind: SecretKind;
  /** The public salt of the repository. */
  readonly salt: string;
}

/** Digests of before: a history holds the same secret in many versions. Beyond so many all are forgotten. */
const known = new Map<string, string>();
const mostDigests = 4096;

/**
 * First hex digits of HMAC-SHA-256 with the salt (UTF-8) as key over rule id, NUL, secret bytes.
 * Asynchronous because node:crypto costs 7 ms to load and is needed only once something was found.
 */
export async function secretDigest(secret: Secret, { ruleId, kind, salt }: DigestTerms): Promise<string> {
  const text = revealSecret(secret);
  const key = `${kind} ${ruleId} ${salt.length} ${salt} ${text}`;
  const earlier = known.get(key);
  if (earlier !== undefined) return earlier;
  crypto ??= import('node:crypto');
  const { createHmac } = await crypto;
  const hmac = createHmac('sha256', salt).update(`${ruleId}\0`).update(text, 'latin1');
  const digest = hmac.digest('hex').slice(0, digits[kind]);
  if (known.size >= mostDigests) known.clear();
  known.set(key, digest);
  return digest;
}
