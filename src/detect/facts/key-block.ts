// What kind of private key a block holds, and whether a passphrase guards it.
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

/** `key` (the header's words), `encrypted` (yes or no), `cipher`; a passphrase lowers the severity to medium. */
export function readKeyBlock(secret: string): Facts {
  const putty = puttyHead.exec(secret);
  const label = header.exec(secret)?.[1] ?? (putty ? 'PuTTY' : '');
  const cipher = putty ? putty[2] : opensshCipherName(secret);
  const isEncrypted =
    label.startsWith('ENCRYPTED') ||
    /Proc-Type: 4, ?ENCRYPTED/.test(secret) ||
    (cipher !== undefined && cipher !== '' && cipher !== 'none');
  const facts: Facts = { encrypted: isEncrypted ? 'yes' : 'no' };
  if (label) facts.key = label;
  if (cipher) facts.cipher = cipher;
  if (isEncrypted) facts.severity = 'medium';
  return facts;
}
