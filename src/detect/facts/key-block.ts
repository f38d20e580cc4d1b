// What kind of private key a block holds, and whether a passphrase guards it.
import { isPgpKeyEncrypted, unjoined } from '../checksum/pgp-armour.ts';
import { parseDerKey } from '../path-rules/keystores.ts';

type Facts = Record<string, string>;

const header = /-----BEGIN ([A-Z0-9 ]{1,40}?)-----/;
const opensshCipher = /b3BlbnNzaC1rZXktdjEA[A-Za-z0-9+/]{4,40}/;
const puttyHead = /PuTTY-User-Key-File-\d: ([\w-]{1,40})[\s\S]{0,40}?Encryption: ([\w-]{1,20})/;
/** Length-prefixed cipher name after the magic `openssh-key-v1\0`. */
const cipherAt = 15;

function opensshCipherName(block: string): string | undefined {
  const found = opensshCipher.exec(block.replace(/\\[nr]|[\s"'+\\]/g, ''));
  if (!found) return undefined;
  const bytes = Buffer.from(found[0], 'base64');
  if (bytes.length < cipherAt + 4) return undefined;
  const length = bytes.readUInt32BE(cipherAt);
  return length < 30
    ? bytes.toString('latin1', cipherAt + 4, cipherAt + 4 + length).replace(/[^\w@.-]/g, '')
    : undefined;
}

/** The bytes of a whole PEM block without header lines, however it is written; null for a part of one. */
function derOf(block: string): Buffer | null {
  const inner = /-----BEGIN [A-Z ]{1,40}-----([\s\S]*?)-----END /.exec(unjoined(block))?.[1];
  if (inner === undefined || /[A-Z][a-z]+-[A-Z][A-Za-z]+: /.test(inner)) return null;
  return Buffer.from(inner.replace(/\\[nr]/g, '').replace(/[^A-Za-z0-9+/=]/g, ''), 'base64');
}

/** Form and size of a key that parses; a body that is no key makes the finding less certain. */
function readDer(block: string, label: string): Facts {
  if (label.startsWith('OPENSSH') || label.startsWith('PGP') || label.startsWith('SSH2') || label.startsWith('DSA'))
    return {};
  const der = derOf(block);
  if (!der) return {};
  const { form, bits } = parseDerKey(der)?.facts ?? {};
  if (form === undefined) return { confidence: 'medium' };
  return bits === undefined ? {} : { bits };
}

/** `key` (the header's words), `encrypted` (yes or no), `cipher`, `bits`; a passphrase lowers the severity to medium. */
export function readKeyBlock(secret: string): Facts {
  const putty = puttyHead.exec(secret);
  const label = header.exec(secret)?.[1] ?? (putty ? 'PuTTY' : '');
  const cipher = putty ? putty[2] : opensshCipherName(secret);
  const isEncrypted =
    label.startsWith('ENCRYPTED') ||
    /Proc-Type: 4, ?ENCRYPTED/.test(secret) ||
    (cipher !== undefined && cipher !== '' && cipher !== 'none') ||
    (label.startsWith('PGP') && isPgpKeyEncrypted(secret) === true);
  const facts: Facts = { encrypted: isEncrypted ? 'yes' : 'no', ...readDer(secret, label) };
  if (label) facts.key = label;
  if (cipher) facts.cipher = cipher;
  if (isEncrypted) facts.severity = 'medium';
  return facts;
}
