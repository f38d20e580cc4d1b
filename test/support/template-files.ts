// Whole files for templates, `{file:pkcs12}`: byte for byte after their format's specification, as latin1 text.
import { generateKeyPairSync } from 'node:crypto';

type Draw = (count: number) => Buffer;

const latin1 = (text: string) => Buffer.from(text, 'latin1');
const uint = (value: number, width: number) => {
  const bytes = Buffer.alloc(width);
  bytes.writeUIntBE(value, 0, width);
  return bytes;
};
const joined = (...parts: (Buffer | string | number[])[]) =>
  Buffer.concat(parts.map((part) => (typeof part === 'string' ? latin1(part) : Buffer.from(part))));

/** A DER element of up to 64 KiB. */
function der(tag: number, ...parts: (Buffer | number[])[]): Buffer {
  const content = joined(...parts);
  const length = content.length < 128 ? [content.length] : [0x82, content.length >> 8, content.length & 0xff];
  return joined([tag, ...length], content);
}

const oid = (hex: string) => der(0x06, Buffer.from(hex, 'hex'));
const dataContent = '2a864886f70d010701';
const pbes2 = '2a864886f70d01050d';

function privateKey(type: 'pkcs1' | 'pkcs8' | 'sec1'): Buffer {
  if (type === 'sec1')
    return generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type, format: 'der' }) as Buffer;
  return generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type, format: 'der' }) as Buffer;
}

/** A Java key store (version 2) with one entry: a private key (kind 1) or a trusted certificate (kind 2). */
function jks(draw: Draw, kind: 1 | 2): Buffer {
  const certificate = joined(uint(5, 2), 'X.509', uint(300, 4), draw(300));
  const name = joined(uint(5, 2), 'alias', draw(8));
  const entry = kind === 1 ? joined(uint(400, 4), draw(400), uint(1, 4), certificate) : certificate;
  return joined([0xfe, 0xed, 0xfe, 0xed], uint(2, 4), uint(1, 4), uint(kind, 4), name, entry, draw(20));
}

function sqlite(text: string, draw: Draw): Buffer {
  return joined('SQLite format 3\0', draw(200), text, draw(400));
}

function wallet(draw: Draw, record: string): Buffer {
  return joined(draw(12), [0x62, 0x31, 0x05, 0x00], draw(300), record, draw(300));
}

const makers: Readonly<Record<string, (draw: Draw) => Buffer>> = {
  pkcs12: (draw) =>
    der(0x30, der(0x02, [3]), der(0x30, oid(dataContent), der(0xa0, der(0x04, draw(600)))), der(0x30, draw(40))),
  'pkcs12-other': (draw) => der(0x30, der(0x02, [2]), der(0x30, oid(dataContent), draw(40))),
  jks: (draw) => jks(draw, 1),
  truststore: (draw) => jks(draw, 2),
  bks: (draw) => joined(uint(2, 4), uint(20, 4), draw(400)),
  keepass: (draw) => joined([0x03, 0xd9, 0xa2, 0x9a, 0x67, 0xfb, 0x4b, 0xb5], draw(300)),
  wallet: (draw) => wallet(draw, '\x03key!'),
  'wallet-encrypted': (draw) => wallet(draw, '\x04mkey\x01\x04ckey!'),
  keytab: (draw) => joined([5, 2], uint(60, 4), uint(2, 2), draw(58)),
  'pgp-secret': (draw) => joined([0x95, 0x03, 0x98, 0x04], draw(900)),
  'pgp-message': (draw) => joined([0x85, 0x01, 0x0c, 0x03], draw(900)),
  'gpg-agent': () => latin1('(21:protected-private-key(3:rsa(1:n257:…'),
  'der-pkcs8': () => privateKey('pkcs8'),
  'der-pkcs1': () => privateKey('pkcs1'),
  'der-sec1': () => privateKey('sec1'),
  'der-encrypted': (draw) => der(0x30, der(0x30, oid(pbes2), der(0x30, draw(60))), der(0x04, draw(600))),
  'der-public': () =>
    generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey.export({ type: 'spki', format: 'der' }) as Buffer,
  'git-crypt': (draw) => joined('\0GITCRYPTKEY', uint(2, 4), draw(120)),
  key4: (draw) => sqlite('CREATE TABLE nssPrivate (id PRIMARY KEY', draw),
  'login-data': (draw) => sqlite('CREATE TABLE logins (origin_url VARCHAR', draw),
  database: (draw) => sqlite('CREATE TABLE things (id INTEGER', draw),
  mylogin: (draw) => joined([0, 0, 0, 0], draw(20), [32, 0, 0, 0], draw(32)),
  solana: (draw) => latin1(JSON.stringify([...draw(64)])),
};

/** A file's bytes as latin1 text. Throws for a kind that is not known. */
export function makeFile(kind: string, draw: Draw): string {
  const make = makers[kind];
  if (!make) throw new Error(`no such file in templates: ${kind}`);
  return make(draw).toString('latin1');
}
