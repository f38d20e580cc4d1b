// Some seventy secrets of every kind, the places they are planted at, and the search for any trace of one of them.
import { createHash } from 'node:crypto';
import { families } from '../../rules/index.ts';
import type { RuleSpec } from '../../src/model/rule.ts';
import { createDetector } from './detector.ts';
import { fillTemplate } from './fill-template.ts';

export interface Sample {
  readonly path: string;
  readonly text: string;
  /** What is secret in the text. */
  readonly secret: string;
  /** So many characters of its beginning are public: they tell its kind. */
  readonly publicStart: number;
}

/** A token with a public start; `{}` in `around` is its place. */
function token(path: string, around: string, template: string, publicStart: number): Sample {
  const secret = fillTemplate(template, path);
  return { path, text: around.replace('{}', () => secret), secret, publicStart };
}

function keyBlock(path: string, kind: string): Sample {
  const block = fillTemplate(`{pem:${kind}}`, path);
  const secret = block.split('\n').slice(1, -1).join('');
  return { path, text: `${block}\n`, secret, publicStart: 0 };
}

/** These vendors put the id of the token before its secret part, with one character in between; it may be told. */
const publicId = 22 + 1;

const byHand: readonly Sample[] = [
  token(
    'aws.ini',
    `aws_access_key_id = ${fillTemplate('AKIA{[A-Z2-7]:16}', 'pair')}\naws_secret_access_key = {}\n`,
    '{b64:40}',
    0,
  ),
  token('id.txt', 'key id {}\n', 'ASIA{[A-Z2-7]:16}', 4),
  token('gh.yml', 'token: {}\n', 'ghp_{alnum:30}{crc32b62}', 4),
  token('fine.yml', 'token: {}\n', 'github_pat_{alnum:22}_{alnum:59}', 'github_pat_'.length + publicId),
  token('gl.yml', 'token: {}\n', 'glpat-{alnum:20}', 6),
  token('stripe.js', 'const stripe = new Stripe("{}");\n', 'sk_live_{alnum:99}', 8),
  // The numbers are ids of the team and the bot.
  token('slack.txt', 'bot {}\n', 'xoxb-{digit:12}-{digit:13}-{alnum:24}', 'xoxb-'.length + 12 + 1 + 13 + 1),
  token('npmrc', '//registry.npmjs.org/:_authToken={}\n', 'npm_{alnum:30}{crc32b62}', 4),
  token('google.py', 'key = "{}"\n', 'AIza{b64url:35}', 4),
  token('sendgrid.rb', 'ENV["SENDGRID"] = "{}"\n', 'SG.{b64url:22}.{b64url:43}', 'SG.'.length + publicId),
  token('jwt.txt', 'Authorization: Bearer {}\n', '{jwt}', 'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.'.length),
  token('db.env.js', 'connect("postgres://app:{}@db.example.org:5432/app");\n', '{alnum:20}', 0),
  token('mongo.js', 'connect("mongodb+srv://app:{}@cluster0.example.net/app");\n', '{alnum:20}', 0),
  token('redis.conf', 'redis://:{}@cache.example.org:6379/0\n', '{alnum:24}', 0),
  token('config.py', 'db_password = "{}"\n', '{alnum:16}', 0),
  token('settings.java', 'String apiSecret = "{}";\n', '{alnum:40}', 0),
  token('.env', 'SESSION_SECRET={}\n', '{alnum:32}', 0),
  token('auth.sh', "curl -H 'Authorization: Bearer {}' https://api.example.org\n", '{alnum:40}', 0),
  keyBlock('server.pem', 'pkcs8'),
  keyBlock('ec.pem', 'ec'),
];

const { detect } = createDetector({ families });

/** What the rule finds in its own example, filled with `seed`; null where it finds nothing or something else. */
function foundIn(rule: RuleSpec, seed: string) {
  const text = fillTemplate(rule.examples.match[0], seed);
  const found = detect(text).filter(({ rule: { id } }) => id === rule.id);
  if (found.length !== 1) return null;
  const { secretStart, secretEnd, secret } = found[0];
  const shown = secret.mask.slice(0, secret.mask.indexOf('…'));
  return { text, secret: Buffer.from(text).toString('latin1', secretStart, secretEnd), shown };
}

/**
 * A secret of the rule from its template. Its public start is what the mask shows, and must be what two secrets have in
 * common: what is the same in all of them is no secret.
 */
function ofRule(rule: RuleSpec): Sample | null {
  const [one, other] = ['one', 'other'].map((seed) => foundIn(rule, seed));
  if (one === null || other === null || one.secret.length < 16 || one.secret === other.secret) return null;
  if (!other.secret.startsWith(one.shown)) throw new Error(`${rule.id} shows more than what tells its kind`);
  return { path: `rules/${rule.id}.txt`, text: `${one.text}\n`, secret: one.secret, publicStart: one.shown.length };
}

/** Rules without facts: what a fact tells is public by the rule's own list, and told beside the mask. */
const byRule = families.flatMap(({ rules }) =>
  rules
    .filter((rule) => rule.kind === 'token' && !rule.facts && !rule.byPath && rule.examples.match.length > 0)
    .map(ofRule)
    .filter((sample) => sample !== null)
    .slice(0, 2),
);

/** Files with a secret each. */
export const fileSamples: readonly Sample[] = [...byHand, ...byRule];

/** Texts that are no files, each with a token of its own. */
const named = [
  'message',
  'author',
  'tag',
  'note',
  'branch',
  'filename',
  'argument',
  'config-key',
  'remote',
  'reason',
  'stderr',
].map((place) => token(place, '{}', 'ghp_{alnum:30}{crc32b62}', 4));
export const secretIn = (place: string): string => named.find(({ path }) => path === place)!.secret;

export const allSamples: readonly Sample[] = [...fileSamples, ...named];

/** What a report may never show of a secret: a run of so many characters. */
const runLength = 6;
/** Plain words and numbers stand in every report by chance: of secrets made of them longer runs are looked for. */
const longRunLength = 12;
const isCommon = (run: string) => /^(?:[0-9a-f]+|[0-9A-F]+|[A-Z]?[a-z]+|[A-Z]+|[.\-_/ =]*)$/.test(run);

const pieces = (text: string, length: number) =>
  Array.from({ length: Math.max(0, text.length - length + 1) }, (_, at) => text.slice(at, at + length));

/** Base64 of the secret wherever it may begin in a group of three, its hex, and its unsalted hashes in hex and base64. */
function encodingsOf(secret: string): string[] {
  const bytes = Buffer.from(secret, 'latin1');
  const inBase64 = [0, 1, 2].map((shift) =>
    Buffer.concat([Buffer.alloc(shift), bytes])
      .toString('base64')
      .slice(4, 16),
  );
  const hex = bytes.toString('hex').slice(0, 16);
  const hashes = ['md5', 'sha1', 'sha256', 'sha512'].flatMap((name) => {
    const digest = createHash(name).update(bytes).digest();
    return [
      digest.toString('hex'),
      digest.toString('hex').toUpperCase(),
      digest.toString('base64'),
      digest.toString('base64url'),
    ];
  });
  const found = [...inBase64, hex, hex.toUpperCase(), ...hashes.map((text) => text.slice(0, 16))];
  return found.flatMap((text) => pieces(text, longRunLength).slice(0, 1));
}

const shortRuns = new Map<string, string>();
const longRuns = new Map<string, string>();
for (const { path, secret, publicStart } of allSamples) {
  const body = secret.slice(publicStart);
  for (const run of pieces(body, runLength)) if (!isCommon(run)) shortRuns.set(run, path);
  for (const run of pieces(body, longRunLength)) longRuns.set(run, path);
  for (const text of [...encodingsOf(body), ...encodingsOf(secret)]) longRuns.set(text, path);
}

/** Names of the samples of which something stands in `text`. */
export function leaksIn(text: string): string[] {
  const leaks = new Set<string>();
  for (let at = 0; at < text.length; at++) {
    const short = shortRuns.get(text.slice(at, at + runLength));
    if (short !== undefined) leaks.add(short);
    const long = longRuns.get(text.slice(at, at + longRunLength));
    if (long !== undefined) leaks.add(long);
  }
  return [...leaks];
}
