// Readers whose answer is mostly whether the value serves the purpose that its rule is about.
import { readJsonWebToken } from '../checksum/json-web-token.ts';
import { isPlaceholderValue } from '../placeholder.ts';

type Facts = Record<string, string>;

/** `drop` unless the token is a Supabase key of the service role; else the project it opens. */
export function readSupabaseRole(secret: string): Facts {
  const payload = readJsonWebToken(secret)?.payload;
  if (payload?.role !== 'service_role' || payload.iss === 'supabase-demo') return { drop: 'another token' };
  return typeof payload.ref === 'string' && /^[a-z]{10,30}$/.test(payload.ref) ? { project: payload.ref } : {};
}

const leastLength = 6;

/** The value of a Secret manifest, plain or in base64: `drop` when it says nothing, or is what every tutorial has. */
export function readKubernetesValue(secret: string): Facts {
  const decoded = Buffer.from(secret, 'base64').toString('latin1').trim();
  const isEncoded =
    /^[A-Za-z0-9+/]+={0,2}$/.test(secret) && secret.length % 4 === 0 && /^[\x20-\x7e\s]+$/.test(decoded);
  const value = isEncoded ? decoded : secret;
  return value.length < leastLength || isPlaceholderValue(value) ? { drop: 'placeholder' } : {};
}
