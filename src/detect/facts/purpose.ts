// Readers whose answer is mostly whether the value serves the purpose that its rule is about.
import { readJsonWebToken } from '../checksum/json-web-token.ts';
import { judgePassword } from '../judge-value.ts';
import { looksRandom } from '../looks-random.ts';

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

const telling = /pass|pwd|secret|token|key|cred|auth|pin\b|salt|dsn|jwt|cert\.p12|\.pfx|\.jks|\.env/i;
/** Keys whose values are told to everybody: `username`, `public-key`, `tls.crt`, `token-url`. */
const harmless =
  /(?:^|[_.-])(?:user(?:name)?|login|host(?:name)?|port|url|uri|endpoint|email|name|id|namespace|region|bucket|database|db|type|enabled|crt|cert|ca|pub|public[_-]?key|known_hosts|authorized_keys|algorithm|expiry|ttl)$/i;
/** A field of a JSON credential with something in it. */
const heldInJson = /"(?:auth|password|identitytoken|private_key|client_secret|secret|token)"\s*:\s*"[^"]{6,}/i;
const userAndPassword = /^[\w.@-]{2,64}:[^\s:/]{4,128}$/;
/** A text with lines is a file: what stands in it is found as such. */
const fileLike = /\n[\s\S]*\n/;

function decodedText(secret: string): string | null {
  const text = secret.replace(/\s+/g, '');
  if (!/^[A-Za-z0-9+/]{4,}={0,2}$/.test(text) || text.length % 4 !== 0) return null;
  return Buffer.from(text, 'base64').toString('latin1').trim();
}

/** The value of a Secret manifest, plain or in base64: `drop` when it says nothing or is public, else how sure we are. */
export function readKubernetesValue(secret: string, match: string): Facts {
  const key = /^["']?([A-Za-z0-9_.-]*)/.exec(match)?.[1] ?? '';
  const decoded = decodedText(secret);
  const isTelling = key === '' || telling.test(key);
  if (harmless.test(key)) return { drop: 'not secret by its key' };
  if (decoded !== null && publicText.test(decoded)) return { drop: 'public' };
  if (decoded?.startsWith('{')) return heldInJson.test(decoded) ? {} : { drop: 'no credential' };
  const value = decoded !== null && printableText.test(decoded) ? decoded : secret.trim();
  const isText = value === decoded || decoded === null;
  if (fileLike.test(value) && !value.startsWith('-----BEGIN ')) return { drop: 'a file' };
  if (!isTelling && !(isText && (looksRandom(value) || userAndPassword.test(value))))
    return { drop: 'not secret by its key' };
  const confidence = judgePassword({ name: '', value, isQuoted: true });
  if (confidence) return { confidence };
  return decoded !== null && isApplied(value) ? { confidence: 'low' } : { drop: 'placeholder' };
}
