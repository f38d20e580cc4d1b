// Binary key stores, wallets and key files: recognised by parsing their first bytes, not by their name alone.

/** What a file was found to be; null when its bytes are something else. */
export interface ParsedFile {
  readonly facts: Readonly<Record<string, string>>;
  readonly severity?: 'critical' | 'high' | 'medium';
  /** Where the secret stands, when it is not the whole file. */
  readonly spans?: readonly (readonly [start: number, end: number])[];
}

const hex = (bytes: Buffer, from: number, to: number) => bytes.toString('hex', from, to);
const startsWith = (bytes: Buffer, magic: string) => bytes.subarray(0, magic.length / 2).toString('hex') === magic;

interface Element {
  readonly tag: number;
  readonly start: number;
  readonly end: number;
}

/** The DER element at `at`; its end may lie beyond bytes that were cut. Null for what is no DER. */
function derElement(bytes: Buffer, at: number): Element | null {
  if (at + 2 > bytes.length) return null;
  const first = bytes[at + 1];
  if (first < 0x80) return { tag: bytes[at], start: at + 2, end: at + 2 + first };
  const size = first & 0x7f;
  if (size === 0 || size > 4 || at + 2 + size > bytes.length) return null;
  const length = bytes.readUIntBE(at + 2, size);
  return { tag: bytes[at], start: at + 2 + size, end: at + 2 + size + length };
}

const sequence = 0x30;
const integer = 0x02;
const octets = 0x04;
const objectId = 0x06;

/** Elements of the sequence that the whole file is; null when it is none or does not fill the file. */
function derSequence(bytes: Buffer): Element[] | null {
  const outer = derElement(bytes, 0);
  // A few bytes of padding or a line end may follow.
  if (outer?.tag !== sequence || outer.end > bytes.length || bytes.length - outer.end > 2) return null;
  const parts: Element[] = [];
  for (let at = outer.start; at < outer.end && parts.length < 12; ) {
    const part = derElement(bytes, at);
    if (!part || part.end > outer.end) return null;
    parts.push(part);
    at = part.end;
  }
  return parts;
}

const number = (bytes: Buffer, { start, end }: Element) =>
  end - start <= 4 ? bytes.readUIntBE(start, end - start) : -1;

/** PKCS #12 (RFC 7292): a sequence of version 3, authenticated content of data or signed data, and mostly a MAC. */
export function parsePkcs12(bytes: Buffer): ParsedFile | null {
  const parts = derSequence(bytes);
  if (parts?.[0]?.tag !== integer || number(bytes, parts[0]) !== 3 || parts[1]?.tag !== sequence) return null;
  const content = derElement(bytes, parts[1].start);
  return content?.tag === objectId && hex(bytes, content.start, content.end).startsWith('2a864886f70d0107')
    ? { facts: { form: 'PKCS #12', protected: 'by its password' } }
    : null;
}

const jksMagics: Readonly<Record<string, string>> = { feedfeed: 'JKS', cececece: 'JCEKS' };
const privateEntry = 1;
const secretEntry = 3;

/** Java keystore with a key in it; one that holds certificates alone is a trust store. */
export function parseJavaKeystore(bytes: Buffer): ParsedFile | null {
  const form = jksMagics[hex(bytes, 0, 4)];
  if (form && bytes.length >= 16) {
    const kinds = jksEntryKinds(bytes);
    return kinds.some((kind) => kind === privateEntry || kind === secretEntry)
      ? { facts: { form, keys: String(kinds.filter((kind) => kind !== 2).length), protected: 'by its password' } }
      : null;
  }
  // Bouncy Castle: version 1 or 2, then a salt of 20 bytes.
  return /^0000000[12]00000014/.test(hex(bytes, 0, 8))
    ? { facts: { form: 'BKS', protected: 'by its password' } }
    : null;
}

/** Kinds of the entries: 1 a private key, 2 a certificate, 3 a secret key. */
function jksEntryKinds(bytes: Buffer): number[] {
  const kinds: number[] = [];
  let at = 12;
  const skip = (width: 2 | 4) => {
    at += width + (at + width <= bytes.length ? bytes.readUIntBE(at, width) : bytes.length);
  };
  const count = Math.min(bytes.readUInt32BE(8), 1000);
  for (let entry = 0; entry < count && at + 4 <= bytes.length; entry++) {
    const kind = bytes.readUInt32BE(at);
    kinds.push(kind);
    // What follows a sealed secret key is a serialized object without a length.
    if (kind < 1 || kind > 2) break;
    at += 4;
    skip(2);
    at += 8;
    if (kind === privateEntry) skip(4);
    const certificates = kind === privateEntry ? readCount(bytes, at) : 1;
    if (kind === privateEntry) at += 4;
    for (let certificate = 0; certificate < certificates && at < bytes.length; certificate++) {
      skip(2);
      skip(4);
    }
  }
  return kinds;
}

function readCount(bytes: Buffer, at: number): number {
  return at + 4 <= bytes.length ? Math.min(bytes.readUInt32BE(at), 100) : 0;
}

/** KeePass 1 and 2, by its two signatures. */
export function parseKeepass(bytes: Buffer): ParsedFile | null {
  return /^03d9a29a6[567]fb4bb5/.test(hex(bytes, 0, 8))
    ? { facts: { form: 'KeePass', protected: 'by its password' } }
    : null;
}

const berkeleyMagic = '62310500';
const sqliteMagic = Buffer.from('SQLite format 3\0', 'latin1').toString('hex');

/** Bitcoin Core and kin: a Berkeley or SQLite database with key records. */
export function parseWallet(bytes: Buffer): ParsedFile | null {
  const isBerkeley = hex(bytes, 12, 16) === berkeleyMagic;
  if (!isBerkeley && !startsWith(bytes, sqliteMagic)) return null;
  const has = (record: string) => bytes.includes(Buffer.from(record, 'latin1'));
  if (!has('\x03key') && !has('\x04ckey') && !has('\x04mkey') && !has('walletdescriptorkey') && !has('hdchain'))
    return null;
  return has('\x04mkey')
    ? { facts: { form: 'wallet', encrypted: 'yes' }, severity: 'high' }
    : { facts: { form: 'wallet', encrypted: 'no' } };
}

/** Kerberos keytab of version 2 (or 1) whose first entry fits the file. */
export function parseKeytab(bytes: Buffer): ParsedFile | null {
  if (bytes.length < 20 || bytes[0] !== 5 || (bytes[1] !== 2 && bytes[1] !== 1)) return null;
  const size = Math.abs(bytes[1] === 2 ? bytes.readInt32BE(2) : bytes.readInt32LE(2));
  const parts = bytes[1] === 2 ? bytes.readUInt16BE(6) : bytes.readUInt16LE(6);
  return size > 12 && size <= bytes.length - 6 && parts > 0 && parts < 10 ? { facts: { form: 'keytab' } } : null;
}

const secretKeyTag = 5;

/** A binary OpenPGP secret key, or GnuPG's own form of one. */
export function parsePgpSecret(bytes: Buffer): ParsedFile | null {
  const text = bytes.toString('latin1', 0, 64);
  const own = /^(?:\(\d{1,2}:|Key: \(|Created: [\s\S]{0,40}Key: \()(?:(?:protected|shadowed)-)?private-key/.exec(text);
  if (own) return /shadowed-/.test(own[0]) ? null : encryptedFacts(/protected-/.test(own[0]));
  const first = bytes[0] ?? 0;
  const isNew = (first & 0xc0) === 0xc0;
  if ((first & 0x80) === 0 || (isNew ? first & 0x3f : (first >> 2) & 15) !== secretKeyTag) return null;
  const skip = isNew ? (bytes[1] < 192 ? 2 : bytes[1] < 224 ? 3 : 6) : 1 + 2 ** (first & 3);
  const version = bytes[skip];
  return version >= 3 && version <= 6 ? { facts: { form: 'OpenPGP secret key' } } : null;
}

function encryptedFacts(isEncrypted: boolean): ParsedFile {
  return isEncrypted
    ? { facts: { form: 'OpenPGP secret key', encrypted: 'yes' }, severity: 'medium' }
    : { facts: { form: 'OpenPGP secret key', encrypted: 'no' } };
}

/** PKCS #8, PKCS #1 or SEC 1 private key, or PKCS #8 under a passphrase, in DER. */
export function parseDerKey(bytes: Buffer): ParsedFile | null {
  const parts = derSequence(bytes);
  if (!parts || parts.length < 2) return null;
  const [first, second, third] = parts;
  if (first.tag === sequence && second.tag === octets && parts.length === 2) {
    const algorithm = derElement(bytes, first.start);
    // PBES1 and PBES2 (RFC 8018).
    return algorithm?.tag === objectId && hex(bytes, algorithm.start, algorithm.end).startsWith('2a864886f70d0105')
      ? { facts: { form: 'PKCS #8', encrypted: 'yes' }, severity: 'medium' }
      : null;
  }
  if (first.tag !== integer) return null;
  const version = number(bytes, first);
  if (version <= 1 && second.tag === sequence && third?.tag === octets)
    return { facts: { form: 'PKCS #8', encrypted: 'no' } };
  if (version <= 1 && parts.length >= 9 && parts.every(({ tag }) => tag === integer))
    return { facts: { form: 'PKCS #1', encrypted: 'no', bits: String((second.end - second.start - 1) * 8) } };
  return version === 1 && second.tag === octets ? { facts: { form: 'SEC 1', encrypted: 'no' } } : null;
}

/** The exported symmetric key of git-crypt. */
export function parseGitCryptKey(bytes: Buffer): ParsedFile | null {
  return startsWith(bytes, Buffer.from('\0GITCRYPTKEY', 'latin1').toString('hex'))
    ? { facts: { form: 'git-crypt key' } }
    : null;
}

/** Stores of browsers: databases with tables of logins, keys or cookies, and Firefox's logins.json. */
export function parseBrowserStore(bytes: Buffer): ParsedFile | null {
  const has = (text: string) => bytes.includes(Buffer.from(text, 'latin1'));
  if (startsWith(bytes, sqliteMagic)) {
    if (has('nssPrivate')) return { facts: { form: 'key store of Firefox' } };
    if (has('CREATE TABLE logins') || has('password_value')) return { facts: { form: 'logins of Chromium' } };
    return has('CREATE TABLE moz_cookies') || has('CREATE TABLE cookies') ? { facts: { form: 'cookies' } } : null;
  }
  return has('"encryptedPassword"') && has('"logins"') ? { facts: { form: 'logins of Firefox' } } : null;
}

/** MySQL's login path file: four zero bytes, a key of twenty bytes, then blocks of a length and that many bytes. */
export function parseMysqlLoginPath(bytes: Buffer): ParsedFile | null {
  if (bytes.length < 44 || bytes.readUInt32LE(0) !== 0) return null;
  const length = bytes.readUInt32LE(24);
  return length > 0 && length % 16 === 0 && 28 + length <= bytes.length ? { facts: { form: 'login path' } } : null;
}
