// Fields in clear inside values that are JSON or pairs in base64: whose the value is, never what opens anything.
import { readJsonPart, readJsonWebToken } from '../checksum/json-web-token.ts';
import { readJsonWebTokenFacts } from './json-web-token.ts';

type Facts = Record<string, string>;

const shownLength = 120;
const printable = (text: string) => text.replace(/[^\x21-\x7e]/g, '').slice(0, shownLength);

/** Fields that may be shown, and what they are called; all others stay hidden. */
const shownFields: Readonly<Record<string, string>> = {
  o: 'organization',
  n: 'name',
  a: 'account',
  t: 'tunnel',
  org: 'organization',
  id: 'organization',
  url: 'host',
  region_url: 'region',
  api_url: 'host',
  api_address: 'host',
  signInAddress: 'host',
};

/** The JSON object in the base64 that begins at the first `eyJ` or `ewog`, whatever comes before and after it. */
function jsonInside(secret: string): Readonly<Record<string, unknown>> | null {
  const start = secret.search(/eyJ|ewog/);
  if (start < 0) return null;
  const body = /^[A-Za-z0-9+/=]+/.exec(secret.slice(start))?.[0] ?? '';
  return readJsonPart(body.replace(/=+$/, ''));
}

/** Organization, account, host and kin of a value that is JSON in base64 (Grafana, Cloudflare tunnels, Sentry, Neptune, 1Password). */
export function readJsonFields(secret: string): Facts {
  const json = jsonInside(secret);
  if (!json) return {};
  const facts: Facts = {};
  for (const [field, label] of Object.entries(shownFields)) {
    const value = json[field];
    if ((typeof value === 'string' || typeof value === 'number') && facts[label] === undefined)
      facts[label] = printable(String(value));
  }
  const meta = json.m;
  if (typeof meta === 'object' && meta !== null && 'r' in meta && typeof meta.r === 'string')
    facts.region = printable(meta.r);
  return facts;
}

/** The id before the colon of a value that is `id:secret` in base64 (Elasticsearch, WorkOS, Jira Data Center). */
export function readPairId(secret: string): Facts {
  const text = Buffer.from(secret.replace(/^sk_(?:live|test)_|^BBDC-/, ''), 'base64').toString('latin1');
  const id = /^(?:key_)?([A-Za-z0-9_-]{10,40})[:,]/.exec(text)?.[1];
  return id ? { 'token id': id } : {};
}

/** What the JSON Web Token says that stands in base64 once more. */
export function readTokenInBase64(secret: string): Facts {
  const inner = Buffer.from(secret, 'base64').toString('latin1').trim();
  return readJsonWebToken(inner) ? readJsonWebTokenFacts(inner) : {};
}

/** Cost and kind of a password hash; `$1$` and crypt take hardly any time to guess at. */
export function readHashCost(secret: string): Facts {
  const bcrypt = /^\$2[abxy]\$(\d\d)\$/.exec(secret);
  if (bcrypt) return { algorithm: 'bcrypt', cost: String(Number(bcrypt[1])) };
  const crypt = /^\$(apr1|1|5|6|y)\$(?:rounds=(\d{1,9})\$)?/.exec(secret);
  const names: Readonly<Record<string, string>> = {
    1: 'md5-crypt',
    apr1: 'apr1-md5',
    5: 'sha256-crypt',
    6: 'sha512-crypt',
    y: 'yescrypt',
  };
  if (crypt) return { algorithm: names[crypt[1]], ...(crypt[2] ? { rounds: crypt[2] } : {}) };
  const other =
    /^\$?(argon2(?:id|i|d)|scrypt|pbkdf2[_-]sha\d{1,3})\$(?:v=\d{1,3}\$)?(?:(\d{1,8})\$|([a-z]{1,2}=\d{1,8}(?:,[a-z]=\d{1,4}){1,2}))?/.exec(
      secret,
    );
  if (!other) return {};
  return { algorithm: other[1], ...(other[2] ? { rounds: other[2] } : {}), ...(other[3] ? { cost: other[3] } : {}) };
}

/** Whether a WIF key is for the compressed form of its public key, as all new ones are. */
export function readBitcoinKey(secret: string): Facts {
  return { form: secret.startsWith('5') ? 'uncompressed' : 'compressed' };
}
