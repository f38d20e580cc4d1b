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

interface KnownIssuer {
  readonly service: string;
  readonly is: (payload: Readonly<Record<string, unknown>>) => boolean;
  /** Where it is worse than the rule says. */
  readonly severity?: 'critical' | 'high';
  /** Claims that may be shown, and their names. */
  readonly shown?: Readonly<Record<string, string>>;
}

/** Services whose tokens tell their maker by their claims. */
const knownIssuers: readonly KnownIssuer[] = [
  {
    service: 'Kubernetes service account',
    is: ({ iss, sub }) => iss === 'kubernetes/serviceaccount' || String(sub).startsWith('system:serviceaccount:'),
    severity: 'critical',
    shown: {
      sub: 'account',
      'kubernetes.io/serviceaccount/namespace': 'namespace',
    },
  },
  { service: 'Argo CD', is: ({ iss }) => iss === 'argocd', severity: 'critical', shown: { sub: 'account' } },
  {
    service: 'Auth0 management API',
    is: ({ iss, aud }) => /\.auth0\.com\/$/.test(String(iss)) && /\/api\/v2\//.test(String(aud)),
    severity: 'high',
    shown: { scope: 'scope' },
  },
  {
    service: 'Temporal Cloud',
    is: ({ iss, aud }) => iss === 'temporal.io' || String(aud).includes('temporal.io'),
    severity: 'high',
    shown: { account_id: 'account', key_id: 'key id' },
  },
  {
    service: 'monday.com',
    is: ({ tid, actid }) => typeof tid === 'number' && typeof actid === 'number',
    severity: 'high',
    shown: { actid: 'account', rgn: 'region' },
  },
  {
    service: 'Home Assistant',
    is: ({ iss, sub, exp, iat }) =>
      /^[0-9a-f]{32}$/.test(String(iss)) && sub === undefined && typeof exp === 'number' && typeof iat === 'number',
    severity: 'high',
  },
  { service: '1Password Connect', is: ({ aud }) => String(aud).includes('1password.com'), severity: 'critical' },
];

function readService(payload: Readonly<Record<string, unknown>>): Facts {
  const known = knownIssuers.find(({ is }) => is(payload));
  if (!known) return {};
  const facts: Facts = { service: known.service };
  for (const [claim, label] of Object.entries(known.shown ?? {})) {
    const value = text(payload[claim]);
    if (value) facts[label] = value;
  }
  return known.severity ? { ...facts, severity: known.severity } : facts;
}

/**
 * `algorithm`, `issuer`, `role`, `key id`, `expires`, and for known makers `service` and whose it is; `drop` for samples and for keys made to be public,
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
  Object.assign(facts, readService(payload));
  // Without its signature it opens nothing by itself.
  if (secret.split('.').length < 3) facts.confidence = 'low';
  if (typeof payload.exp === 'number' && payload.exp * 1000 < Date.now()) facts.severity = 'low';
  return facts;
}
