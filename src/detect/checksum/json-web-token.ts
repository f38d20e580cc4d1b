// Takes a JSON Web Token apart, without judging its signature.
import type { Outcome } from './azure-keys.ts';

type Json = Readonly<Record<string, unknown>>;

/** The JSON object in a base64url part, or null. */
export function readJsonPart(part: string): Json | null {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : null;
  } catch {
    // Not JSON: that is the answer asked for.
    return null;
  }
}

/** Header and payload of a token of three parts; null when either is no JSON object. Text before the first `eyJ` is passed over. */
export function readJsonWebToken(token: string): { readonly header: Json; readonly payload: Json } | null {
  const parts = token.slice(Math.max(0, token.indexOf('eyJ'))).split('.');
  const header = readJsonPart(parts[0] ?? '');
  const payload = readJsonPart(parts[1] ?? '');
  return header && payload ? { header, payload } : null;
}

/** A token whose parts are no JSON is none; whether the signature holds cannot be known. */
export function checkJsonWebToken(token: string): Outcome {
  const read = readJsonWebToken(token);
  return read && (typeof read.header.alg === 'string' || typeof read.header.enc === 'string') ? 'unknown' : 'invalid';
}
