// Turns a template of a rule's examples into text with a fresh, random-looking secret. The same seed gives the same text.
// The grammar is described in rules/README.md. Used by the tests and by `leakgate rules test`, never by a scan.
import { annotatedChecksum, entraChecksum, signatureSeeds } from './checksum/azure-keys.ts';
import { bech32Checksum } from './checksum/bech32.ts';
import { littleEndian } from './checksum/crc32.ts';
import { marvin32 } from './checksum/marvin32.ts';
import { base62Digits } from './checksum/to-base.ts';
import {
  atlassianChecksum,
  cargoChecksum,
  confluentChecksum,
  githubChecksum,
  gitlabTail,
  grafanaChecksum,
  hexChecksum,
  matrixChecksum,
} from './checksum/token-checksums.ts';
import { base58Checksum, encodeBase58, seedPhrase } from './checksum/wallet-keys.ts';

const lower = 'abcdefghijklmnopqrstuvwxyz';
const upper = lower.toUpperCase();
const digit = '0123456789';
const alphabets: Readonly<Record<string, string>> = {
  lower,
  upper,
  digit,
  letter: lower + upper,
  alnum: lower + upper + digit,
  loweralnum: lower + digit,
  upperalnum: upper + digit,
  hex: `${digit}abcdef`,
  upperhex: `${digit}ABCDEF`,
  b64: `${lower}${upper}${digit}+/`,
  b64url: `${lower}${upper}${digit}-_`,
  base32: `${lower}234567`,
  upperbase32: `${upper}234567`,
  base58: '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz',
  bech32: 'qpzry9x8gf2tvdw0s3jn54khce6mua7l',
};
const shapes = [/[a-z]/, /[A-Z]/, /[0-9]/];
/** From this length on a value holds every class of its alphabet and no run of three, as nearly all real ones do. */
const mixedFrom = 12;

type Random = () => number;

/** mulberry32: a small generator of good quality for test data, [0, 1). */
function randomFrom(seed: number | string): Random {
  let state = 0x9e3779b9;
  for (const letter of String(seed)) state = Math.imul(state ^ letter.charCodeAt(0), 0x01000193);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x100000000;
  };
}

function isMixed(text: string, alphabet: string): boolean {
  return !/(.)\1\1/.test(text) && shapes.every((shape) => shape.test(text) || !shape.test(alphabet));
}

function drawFrom(random: Random, alphabet: string, count: number): string {
  for (;;) {
    const text = Array.from({ length: count }, () => alphabet[Math.floor(random() * alphabet.length)]).join('');
    if (count < mixedFrom || count > 200 || alphabet.length < 4 || isMixed(text, alphabet)) return text;
  }
}

/** The characters of a class such as `[A-Z2-7_]`. */
function alphabetOf(name: string): string | undefined {
  if (!name.startsWith('[')) return alphabets[name];
  const inner = new RegExp(name);
  return Array.from({ length: 95 }, (_, at) => String.fromCharCode(32 + at))
    .filter((letter) => inner.test(letter))
    .join('');
}

/** What has been written of the present token: back to white space, a quote, a bracket, `=` or `:`. */
function tokenSoFar(text: string): string {
  return /(?:[^\s"'`<>(){},;:=]|=$)*$/.exec(text)?.[0] ?? '';
}

const afterPrefix = (token: string, prefix: RegExp) => token.replace(prefix, '');

/** Checksums over the token written so far. */
const closings: Readonly<Record<string, (token: string) => string>> = {
  crc32b62: (token) => githubChecksum(afterPrefix(token, /^[a-z]{3,}_/)),
  gitlabcrc: (token) => gitlabTail(token, (/^(?:[a-z]+-(?:t\d_)?)([^.]*)/.exec(token)?.[1] ?? '').length),
  grafanacrc: (token) => grafanaChecksum(afterPrefix(token, /_$/)),
  atlassiancrc: atlassianChecksum,
  hexcrc: (token) => hexChecksum(afterPrefix(token, /^[a-z]+_/).replace(/_$/, '')),
  confluentcrc: (token) => confluentChecksum(afterPrefix(token, /^cflt/)),
  cargoxor: (token) => cargoChecksum(afterPrefix(token, /^cio_tp_/)),
  matrixcrc: (token) => matrixChecksum(afterPrefix(token, /_$/)),
  entrasum: entraChecksum,
  annotatedsum: (token) => annotatedChecksum(token, false),
  bech32sum: (token) =>
    bech32Checksum(token.slice(0, token.lastIndexOf('1')), token.slice(token.lastIndexOf('1') + 1)).toUpperCase(),
};

/** `{azurekey:+ASt:64}`: that many bytes as base64, with the signature in place and the checksum in the last four. */
function azureKey(random: Random, signature: string, size: number): string {
  const textLength = Math.ceil(((size - 4) * 4) / 3);
  const offset = { 64: 76, 32: 33, 39: 42, 40: 44 }[size] ?? 0;
  const head = drawFrom(random, alphabets.alnum, offset) + signature;
  const bytes = Buffer.from(head.padEnd(textLength + 4, 'A'), 'base64').subarray(0, size - 4);
  const key = Buffer.concat([bytes, littleEndian(marvin32(bytes, signatureSeeds[signature][0]))]).toString('base64');
  // Function keys stand in addresses and use the other base64 alphabet.
  return signature === 'AzFu' ? key.replaceAll('+', '-').replaceAll('/', '_') : key;
}

function jsonWebToken(random: Random, payload: Readonly<Record<string, unknown>>): string {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'HS256', typ: 'JWT' })}.${part(payload)}.${drawFrom(random, alphabets.b64url, 43)}`;
}

const tokenPayloads: Readonly<Record<string, (random: Random) => Readonly<Record<string, unknown>>>> = {
  '': (random) => ({ sub: drawFrom(random, digit, 9), iat: 1750000000, exp: 4000000000, scope: 'write' }),
  supabase: (random) => ({
    iss: 'supabase',
    ref: drawFrom(random, lower, 20),
    role: 'service_role',
    iat: 1750000000,
    exp: 2065000000,
  }),
  'supabase-anon': (random) => ({ iss: 'supabase', ref: drawFrom(random, lower, 20), role: 'anon', exp: 2065000000 }),
  'supabase-demo': () => ({ iss: 'supabase-demo', role: 'service_role', exp: 1983812996 }),
  expired: (random) => ({ sub: drawFrom(random, digit, 9), exp: 1500000000 }),
  kubernetes: (random) => ({
    iss: 'kubernetes/serviceaccount',
    'kubernetes.io/serviceaccount/namespace': `team-${drawFrom(random, lower, 4)}`,
    'kubernetes.io/serviceaccount/service-account.name': 'deployer',
    sub: 'system:serviceaccount:team:deployer',
  }),
  monday: (random) => ({ tid: Number(drawFrom(random, '123456789', 9)), aai: 11, uid: 5, actid: 77, rgn: 'euc1' }),
  argocd: (random) => ({ iss: 'argocd', sub: 'ci:apiKey', jti: drawFrom(random, digit, 9), iat: 1750000000 }),
  homeassistant: (random) => ({ iss: drawFrom(random, alphabets.hex, 32), iat: 1750000000, exp: 2065000000 }),
  auth0: (random) => ({
    iss: `https://${drawFrom(random, lower, 6)}.eu.auth0.com/`,
    aud: 'https://x.eu.auth0.com/api/v2/',
    exp: 4000000000,
  }),
  temporal: (random) => ({
    account_id: drawFrom(random, lower, 5),
    aud: ['temporal.io'],
    iss: 'temporal.io',
    exp: 4000000000,
    key_id: drawFrom(random, alphabets.alnum, 20),
  }),
  turso: (random) => ({ a: 'rw', id: drawFrom(random, alphabets.hex, 32), exp: 4000000000 }),
  demo: () => ({ sub: '1234567890', name: 'John Doe', iat: 1516239022 }),
};

/** Bytes drawn at random. */
function bytesFrom(random: Random, count: number): Buffer {
  return Buffer.from(Array.from({ length: count }, () => Math.floor(random() * 256)));
}

function base58Check(...parts: readonly Uint8Array[]): string {
  const payload = Buffer.concat(parts);
  return encodeBase58(Buffer.concat([payload, base58Checksum(payload)]));
}

/** Version bytes and lengths of WIF keys (wiki.bitcoin) and extended private keys (BIP 32). */
const wif = (random: Random, isCompressed: boolean) =>
  base58Check(Buffer.from([0x80]), bytesFrom(random, 32), Buffer.from(isCompressed ? [1] : []));
const xprv = (random: Random) =>
  base58Check(Buffer.from([0x04, 0x88, 0xad, 0xe4]), bytesFrom(random, 41), Buffer.from([0]), bytesFrom(random, 32));

/** `{base64(…)}` and kin: the filled text between the brackets, rewritten. */
const wrappers: Readonly<Record<string, (text: string) => string>> = {
  base64: (text) => Buffer.from(text, 'latin1').toString('base64'),
  base64url: (text) => Buffer.from(text, 'latin1').toString('base64url'),
  escaped: (text) => text.replaceAll('\n', '\\n'),
  indented: (text) => text.replaceAll('\n', '\n    '),
  crlf: (text) => text.replaceAll('\n', '\r\n'),
  joined: (text) => text.replaceAll('\n', '\\n" +\n  "'),
};

/** Makes a whole value from its name's words, with what it may draw. */
export type ValueMaker = (draw: Draw, words: readonly string[]) => string;

/** What a maker may draw at random: characters of an alphabet, or bytes. */
export interface Draw {
  readonly text: (alphabet: string, count: number) => string;
  readonly bytes: (count: number) => Buffer;
}

/** Values that are made whole, by name and the words after it. */
const values: Readonly<Record<string, (random: Random, words: readonly string[]) => string>> = {
  uuid: (random) => {
    const hex = (count: number) => drawFrom(random, alphabets.hex, count);
    return `${hex(8)}-${hex(4)}-4${hex(3)}-a${hex(3)}-${hex(12)}`;
  },
  jwt: (random, [kind = '']) => jsonWebToken(random, tokenPayloads[kind](random)),
  azurekey: (random, [signature, size]) => azureKey(random, signature, Number(size)),
  discord: (random) =>
    [
      Buffer.from(`1${drawFrom(random, digit, 17)}`).toString('base64url'),
      `G${drawFrom(random, alphabets.b64url, 5)}`,
      drawFrom(random, alphabets.b64url, 38),
    ].join('.'),
  wif: (random, [kind]) => wif(random, kind !== 'uncompressed'),
  xprv,
  bip39: (random, [count]) => seedPhrase(bytesFrom(random, (Number(count) / 3) * 4)),
  ksuid: (random) => {
    const time = Buffer.alloc(4);
    time.writeUInt32BE(300_000_000 + Math.floor(random() * 60_000_000));
    const value = BigInt(`0x${Buffer.concat([time, bytesFrom(random, 16)]).toString('hex')}`);
    let text = '';
    for (let rest = value; rest > 0n; rest /= 62n) text = base62Digits[Number(rest % 62n)] + text;
    return text.padStart(27, '0');
  },
  pypi: (random) => {
    const id = values.uuid(random, []);
    const signature = Buffer.from(drawFrom(random, alphabets.b64, 44), 'base64').subarray(0, 32);
    const head = Buffer.concat([Buffer.from('\x02\x01\x08pypi.org\x02$', 'latin1'), Buffer.from(id)]);
    const caveat = Buffer.from('\x00\x02\x03[3]\x00\x00\x06 ', 'latin1');
    return `pypi-${Buffer.concat([head, caveat, signature]).toString('base64url')}`;
  },
};

const placeholder = /\{(\[[^\]]+\]|[a-z][a-z0-9]*)(?::([^{}()]*))?\}/y;
const wrapper = /\{([a-z][a-z0-9]*)\(/y;

/** Where the bracket opened just before `from` closes with `)}`. */
function closingAt(template: string, from: number): number {
  for (let at = from, depth = 0; at < template.length; at++) {
    wrapper.lastIndex = at;
    if (wrapper.test(template)) depth++;
    if (template.startsWith(')}', at) && depth-- === 0) return at;
  }
  throw new Error(`unclosed bracket in template: ${template}`);
}

function fillOne({ random, makers }: Filling, name: string, words: readonly string[], written: string): string | null {
  const alphabet = alphabetOf(name);
  if (alphabet && /^\d+$/.test(words[0] ?? '')) return drawFrom(random, alphabet, Number(words[0]));
  if (Object.hasOwn(closings, name) && words.length === 0) return closings[name](tokenSoFar(written));
  if (Object.hasOwn(values, name)) return values[name](random, words);
  if (Object.hasOwn(makers, name)) {
    const text = (letters: string, count: number) => drawFrom(random, letters, count);
    return makers[name]({ text, bytes: (count) => bytesFrom(random, count) }, words);
  }
  return null;
}

interface Filling {
  readonly random: Random;
  readonly makers: Readonly<Record<string, ValueMaker>>;
}

function fill(template: string, filling: Filling): string {
  let text = '';
  for (let at = 0; at < template.length; ) {
    wrapper.lastIndex = at;
    const wrapped = wrapper.exec(template);
    if (wrapped && Object.hasOwn(wrappers, wrapped[1])) {
      const end = closingAt(template, wrapper.lastIndex);
      text += wrappers[wrapped[1]](fill(template.slice(at + wrapped[0].length, end), filling));
      at = end + 2;
      continue;
    }
    placeholder.lastIndex = at;
    const found = placeholder.exec(template);
    const filled = found && fillOne(filling, found[1], found[2]?.split(':') ?? [], text);
    text += filled ?? template[at];
    at += found && filled !== null ? found[0].length : 1;
  }
  return text;
}

/**
 * Fills a template: `fillTemplate('ghp_{alnum:30}{crc32b62}', 1)`. What is no known placeholder stays as it is.
 * @param seed the same seed gives the same text
 * @param makers for whole values besides those known here
 * @throws Error for an unclosed `{base64(`
 */
export function fillTemplate(
  template: string,
  seed: number | string,
  makers: Readonly<Record<string, ValueMaker>> = {},
): string {
  return fill(template, { random: randomFrom(`${seed} ${template}`), makers });
}

/** Alphabets by name, for makers. */
export { alphabets };
