// What a JSON Web Token says of itself. Names of people are left out; the signature is not judged.
import { readJsonWebToken } from '../checksum/json-web-token.ts';

type Facts = Record<string, string>;

const shownLength = 120;
/** The subject and name of the sample at jwt.io, which half the world has copied. */
const sampleSubject = '1234567890';
const sampleName = 'John Doe';
/** Issuers whose tokens are made for local stacks and documentation. */
const demoIssuers = new Set(['supabase-demo', 'joe']);

function text(value: unknown): string | undefined {
  if (typeof value !== 'string' && typeof value !== 'number') return undefined;
  return String(value)
    .replace(/[^\x20-\x7e]/g, '')
    .slice(0, shownLength);
}

/** Seconds since 1970 as a date; undefined for what no calendar holds. */
function dateOf(seconds: unknown): string | undefined {
  if (typeof seconds !== 'number' || !(Math.abs(seconds) < 8.64e12)) return undefined;
  return new Date(seconds * 1000).toISOString().slice(0, 10);
}

function isSample(payload: Readonly<Record<string, unknown>>): boolean {
  if (demoIssuers.has(String(payload.iss))) return true;
  return payload.sub === sampleSubject && (payload.name === sampleName || payload.name === undefined);
}

/**
 * `algorithm`, `issuer`, `role`, `key id`, `expires`; `drop` for samples and for keys made to be public,
 * and a low severity for a token that has run out.
 */
export function readJsonWebTokenFacts(secret: string): Facts {
  const read = readJsonWebToken(secret);
  if (!read) return {};
  const { header, payload } = read;
  if (isSample(payload)) return { drop: 'sample' };
  if (payload.role === 'anon' && payload.iss === 'supabase') return { drop: 'public' };
  const facts: Facts = {};
  const found = {
    algorithm: text(header.alg),
    'key id': text(header.kid),
    issuer: text(payload.iss),
    role: text(payload.role),
    expires: dateOf(payload.exp),
  };
  for (const [name, value] of Object.entries(found)) if (value) facts[name] = value;
  // Without its signature it opens nothing by itself.
  if (secret.split('.').length < 3) facts.confidence = 'low';
  if (typeof payload.exp === 'number' && payload.exp * 1000 < Date.now()) facts.severity = 'low';
  return facts;
}
