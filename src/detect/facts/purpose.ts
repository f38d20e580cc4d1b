// Readers whose answer is mostly whether the value serves the purpose that its rule is about.
import { readJsonWebToken } from '../checksum/json-web-token.ts';
import { judgePassword } from '../judge-value.ts';

type Facts = Record<string, string>;

/** `drop` unless the token is a Supabase key of the service role; else the project it opens. */
export function readSupabaseRole(secret: string): Facts {
  const payload = readJsonWebToken(secret)?.payload;
  if (payload?.role !== 'service_role' || payload.iss === 'supabase-demo') return { drop: 'another token' };
  return typeof payload.ref === 'string' && /^[a-z]{10,30}$/.test(payload.ref) ? { project: payload.ref } : {};
}

const printableText = /^[\x09\x0a\x0d\x20-\x7e]+$/;
/** Certificates, public keys and their kin are made to be seen. */
const publicText = /^-----BEGIN (?:CERTIFICATE|PUBLIC KEY|X509 CRL)/;

/** Weak words that somebody encoded are what the cluster gets, unless they ask to be replaced or are one bare word. */
function isApplied(value: string): boolean {
  const asks = /change|example|sample|your|replace|dummy|todo|placeholder|xxx|<|\{\{|\$\{/i;
  return printableText.test(value) && value.length >= 10 && !asks.test(value);
}

/** The value of a Secret manifest, plain or in base64: `drop` when it says nothing or is public, else how sure we are. */
export function readKubernetesValue(secret: string): Facts {
  const bytes = Buffer.from(secret, 'base64');
  const decoded = bytes.toString('latin1').trim();
  const isEncoded = /^[A-Za-z0-9+/]{4,}={0,2}$/.test(secret) && secret.length % 4 === 0;
  if (isEncoded && publicText.test(decoded)) return { drop: 'public' };
  if (isEncoded && decoded.startsWith('{')) return {};
  const value = isEncoded && printableText.test(decoded) ? decoded : secret;
  const confidence = judgePassword({ name: '', value, isQuoted: true });
  if (confidence) return { confidence };
  return isEncoded && isApplied(value) ? { confidence: 'low' } : { drop: 'placeholder' };
}
