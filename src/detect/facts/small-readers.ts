// Facts that take a few lines each: public parts of tokens, read from the value alone.
import { readJsonPart } from '../checksum/json-web-token.ts';
import { isSamplePair } from '../not-a-value.ts';

type Facts = Record<string, string>;

const printable = (text: string) => text.replace(/[^\x21-\x7e]/g, '').slice(0, 120);

const routableKeys: Readonly<Record<string, string>> = {
  c: 'cell',
  o: 'organization',
  g: 'group',
  p: 'project',
  u: 'user',
};

/** Organization, project, … inside a routable GitLab token: lines `key:value`, values in base 36. */
export function readGitlabRoutable(secret: string): Facts {
  const body = /^[a-z]{2,8}-(?:t\d_)?([\w-]{27,300})(?:\.[0-9a-z]{2})?\.[0-9a-z]{9}$/.exec(secret)?.[1];
  if (!body) return {};
  const facts: Facts = {};
  const text = Buffer.from(body, 'base64url').toString('latin1');
  for (const [, key, value] of text.matchAll(/(?:^|\n|[^\w:])([cgopu]):([0-9a-z]{1,12})(?=\n|[^0-9a-z])/g))
    facts[routableKeys[key]] = Number.parseInt(value, 36).toString();
  return facts;
}

/** User and token id of a Mapbox token: JSON with `u` and `a` in its middle part. */
export function readMapboxUser(secret: string): Facts {
  const json = readJsonPart(secret.split('.')[1] ?? '');
  const facts: Facts = {};
  if (typeof json?.u === 'string') facts.user = printable(json.u);
  if (typeof json?.a === 'string') facts['token id'] = printable(json.a);
  return facts;
}

/** The public pull-only account that Google's own documents use. */
const publicAccount = 'image-pulling@authenticated-image-pulling.iam.gserviceaccount.com';

/** Project, account and key id of a Google service account key, from the JSON around the private key. */
export function readServiceAccount(_secret: string, match: string): Facts {
  const field = (name: string) =>
    new RegExp(`\\\\?"${name}\\\\?"\\s{0,8}:\\s{0,8}\\\\?"([^"\\\\]{1,200})`).exec(match)?.[1];
  const account = field('client_email');
  if (account === publicAccount) return { drop: 'public account' };
  const facts: Facts = {};
  const found = { project: field('project_id'), account, 'key id': field('private_key_id') };
  for (const [name, value] of Object.entries(found)) if (value) facts[name] = printable(value);
  return facts;
}

const annotatedServices: Readonly<Record<string, string>> = {
  AZDO: 'Azure DevOps',
  ACOG: 'Azure AI',
  AZAC: 'App Configuration',
  AZEG: 'Event Grid',
  AZFR: 'Fluid Relay',
  AZMR: 'Mixed Reality',
  AZMP: 'Azure Maps',
  AZCS: 'Communication Services',
  APIM: 'API Management',
  NUGT: 'NuGet',
};

/** Service and month of issue of a common annotated key (offsets 58, 59 and 76). */
export function readAnnotatedKey(secret: string): Facts {
  const facts: Facts = {};
  const service = annotatedServices[secret.slice(76, 80)];
  if (service) facts.service = service;
  const year = 2024 + secret.charCodeAt(58) - 65;
  const month = secret.charCodeAt(59) - 64;
  if (year >= 2024 && year < 2050 && month >= 1 && month <= 12)
    facts.issued = `${year}-${String(month).padStart(2, '0')}`;
  return facts;
}

/** Registry user of `"auth": "<base64 of user:password>"` or an HTTP Basic value; `drop` when it does not decode to a pair. */
export function readBasicPair(secret: string): Facts {
  const text = Buffer.from(secret, 'base64').toString('latin1');
  const pair = /^([\x21-\x39\x3b-\x7e]{1,128}):([\x20-\x7e]{1,4096})$/.exec(text);
  if (!pair) return { drop: 'no user and password' };
  if (pair[2].length < 4 || /^(?:password|pass|passwd|secret|changeme|test|x+|\*+|\.+)$/i.test(pair[2]))
    return { drop: 'placeholder' };
  if (isSamplePair(pair[1], pair[2])) return { drop: 'placeholder' };
  if (pair[1] === 'Aladdin') return { drop: 'sample' };
  return { user: pair[1] };
}

/** Account of a Stripe key, which newer keys carry after `51`; seen, not documented. */
export function readStripeAccount(secret: string): Facts {
  const account = /_5(1[A-Za-z0-9]{15})[A-Za-z0-9]{60,}$/.exec(secret)?.[1];
  return account ? { account: `acct_${account}` } : {};
}
