// Key material for templates, made when asked for: real keys from node:crypto (cached), the rest shaped after its format.
import { generateKeyPairSync } from 'node:crypto';
import { armourChecksum } from '../../src/detect/checksum/pgp-armour.ts';

type Draw = (alphabet: string, count: number) => string;

const base64Alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const armourWidth = 64;
const cache = new Map<string, string>();

function armour(label: string, base64: string, head = ''): string {
  const lines = base64.match(new RegExp(`.{1,${armourWidth}}`, 'g')) ?? [];
  return `-----BEGIN ${label}-----\n${head}${lines.join('\n')}\n-----END ${label}-----`;
}

function rsa(type: 'pkcs1' | 'pkcs8', cipher?: string): string {
  const encryption = cipher ? { cipher, passphrase: 'only a test' } : {};
  return generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type, format: 'pem', ...encryption },
  }).privateKey.trim();
}

function curve(type: 'sec1' | 'pkcs8'): string {
  const encoding = { type, format: 'pem' } as const;
  return generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export(encoding).toString().trim();
}

/** An OpenSSH key file: the magic, cipher and kdf names as length-prefixed strings, then random bytes. */
function openssh(draw: Draw, cipher: string, kdf: string): string {
  const field = (text: string) => Buffer.concat([Buffer.from([0, 0, 0, text.length]), Buffer.from(text)]);
  const head = Buffer.concat([Buffer.from('openssh-key-v1\0'), field(cipher), field(kdf)]);
  const body = Buffer.from(draw(base64Alphabet, 400), 'base64');
  return armour('OPENSSH PRIVATE KEY', Buffer.concat([head, body]).toString('base64'));
}

function putty(draw: Draw, encryption: string): string {
  const lines = (count: number) => Array.from({ length: count }, () => draw(base64Alphabet, armourWidth)).join('\n');
  return [
    'PuTTY-User-Key-File-3: ssh-rsa',
    `Encryption: ${encryption}`,
    'Comment: somebody@host',
    'Public-Lines: 6',
    lines(6),
    'Private-Lines: 14',
    lines(14),
    `Private-MAC: ${draw('0123456789abcdef', 64)}`,
  ].join('\n');
}

/** A block with one version 4 RSA secret key packet: public numbers, the S2K usage byte, random bytes; and its CRC-24. */
function pgp(draw: Draw, usage: number): string {
  const random = (count: number) =>
    Buffer.from(draw(base64Alphabet, Math.ceil((count * 4) / 3)), 'base64').subarray(0, count);
  const number = (bits: number) => Buffer.concat([Buffer.from([bits >> 8, bits & 0xff, 0x80]), random(bits / 8 - 1)]);
  const body = Buffer.concat([
    Buffer.from([4, 0x60, 0, 0, 0, 1]),
    number(1024),
    number(24),
    Buffer.from([usage]),
    random(340),
  ]);
  const packet = Buffer.concat([
    Buffer.from([0xc0 | 5, 192 + ((body.length - 192) >> 8), (body.length - 192) & 0xff]),
    body,
  ]);
  const label = 'PGP PRIVATE KEY BLOCK';
  return armour(label, packet.toString('base64'), '\n').replace('\n-----END', `\n=${armourChecksum(packet)}\n-----END`);
}

const makers: Readonly<Record<string, (draw: Draw) => string>> = {
  rsa: () => rsa('pkcs1'),
  pkcs8: () => rsa('pkcs8'),
  encrypted: () => rsa('pkcs8', 'aes-256-cbc'),
  'rsa-encrypted': () => rsa('pkcs1', 'aes-128-cbc'),
  ec: () => curve('sec1'),
  'ec-pkcs8': () => curve('pkcs8'),
  dsa: (draw) => armour('DSA PRIVATE KEY', `MIIBuwIBAAKBgQD${draw(base64Alphabet, 576)}`),
  openssh: (draw) => openssh(draw, 'none', 'none'),
  'openssh-encrypted': (draw) => openssh(draw, 'aes256-ctr', 'bcrypt'),
  pgp: (draw) => pgp(draw, 0),
  'pgp-encrypted': (draw) => pgp(draw, 254),
  putty: (draw) => putty(draw, 'none'),
  'putty-encrypted': (draw) => putty(draw, 'aes256-cbc'),
};

/** A private key as PEM (or PuTTY) text without a last line break; one of a kind in a process where node:crypto makes it. */
export function makeKey(kind: string, draw: Draw): string {
  const make = makers[kind];
  if (!make) throw new Error(`no such key in templates: ${kind}`);
  const key = cache.get(kind) ?? make(draw);
  if (make.length === 0) cache.set(kind, key);
  return key;
}
