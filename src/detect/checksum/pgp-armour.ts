// OpenPGP armour (RFC 4880): the CRC-24 that ends a block, and whether the secret key in it is under a passphrase.
import type { Outcome } from './azure-keys.ts';

const initial = 0xb704ce;
const polynomial = 0x1864cfb;

/** CRC-24 of bytes, as section 6.1 of RFC 4880 has it. */
export function crc24(bytes: Uint8Array): number {
  let value = initial;
  for (const byte of bytes) {
    value ^= byte << 16;
    for (let bit = 0; bit < 8; bit++) {
      value <<= 1;
      if (value & 0x1000000) value ^= polynomial;
    }
  }
  return value & 0xffffff;
}

/** The four characters after `=` for the content of a block. */
export function armourChecksum(bytes: Uint8Array): string {
  const sum = crc24(bytes);
  return Buffer.from([sum >> 16, (sum >> 8) & 0xff, sum & 0xff]).toString('base64');
}

/** The block without the marks that join its lines in code: `" +` and kin. A `+` elsewhere belongs to the base64. */
export function unjoined(block: string): string {
  return block.replace(/["'`]\s*[+.]?\s*["'`]/g, '');
}

/** Bytes and stated checksum of a block as it stands in files, strings and YAML; null when it is cut short. */
function openBlock(block: string): { readonly bytes: Buffer; readonly sum: string | null } | null {
  const plain = unjoined(block)
    .replace(/\\[nr]/g, '\n')
    .replace(/\r/g, '');
  const inner = /-----BEGIN [A-Z ]{1,40}-----\n([\s\S]*?)-----END /.exec(plain)?.[1];
  if (inner === undefined) return null;
  const lines = inner.split('\n').map((line) => line.replace(/^[\s"'`,#*|]+|[\s"'`,;]+$/g, ''));
  const body = lines.filter((line) => line !== '' && !/^[A-Z][A-Za-z-]+: /.test(line));
  const last = body.at(-1) ?? '';
  const sum = /^=([A-Za-z0-9+/]{4})$/.exec(last)?.[1] ?? null;
  return { bytes: Buffer.from((sum ? body.slice(0, -1) : body).join(''), 'base64'), sum };
}

/** Checks the CRC-24 of an armoured block; RFC 9580 lets it be left away. */
export function checkPgpArmour(block: string): Outcome {
  const opened = openBlock(block);
  if (opened?.sum == null) return 'unknown';
  return armourChecksum(opened.bytes) === opened.sum ? 'valid' : 'invalid';
}

/** Header length and body of the first packet; null when it has no plain length. */
function firstPacket(bytes: Buffer): { readonly tag: number; readonly body: Buffer } | null {
  const first = bytes[0] ?? 0;
  if ((first & 0x80) === 0) return null;
  if (first & 0x40) {
    const length = bytes[1] ?? 0;
    const skip = length < 192 ? 2 : length < 224 ? 3 : length === 255 ? 6 : 0;
    return skip === 0 ? null : { tag: first & 0x3f, body: bytes.subarray(skip) };
  }
  const kind = first & 3;
  return kind === 3 ? null : { tag: (first >> 2) & 15, body: bytes.subarray(1 + 2 ** kind) };
}

/** How many multi-precision integers the public part of an algorithm has (section 5.5.2). */
const publicNumbers: Readonly<Record<number, number>> = { 1: 2, 2: 2, 3: 2, 16: 3, 17: 4 };
const curveAlgorithms = new Set([18, 19, 22]);
const keyDerivation = 18;

/** Offset of the byte after the public part of a version 4 key; null for a form not known here. */
function afterPublicPart(body: Buffer): number | null {
  const algorithm = body[5];
  let at = 6;
  const skipNumbers = (count: number) => {
    for (let number = 0; number < count && at + 2 <= body.length; number++)
      at += 2 + ((body.readUInt16BE(at) + 7) >> 3);
  };
  if (curveAlgorithms.has(algorithm)) {
    at += 1 + (body[at] ?? 0);
    skipNumbers(1);
    if (algorithm === keyDerivation) at += 1 + (body[at] ?? 0);
  } else if (publicNumbers[algorithm]) skipNumbers(publicNumbers[algorithm]);
  else return null;
  return at < body.length ? at : null;
}

const secretKeyTag = 5;

/** Whether the first secret key of a block is under a passphrase; undefined when that cannot be read. */
export function isPgpKeyEncrypted(block: string): boolean | undefined {
  const packet = firstPacket(openBlock(block)?.bytes ?? Buffer.alloc(0));
  if (packet?.tag !== secretKeyTag || packet.body[0] !== 4) return undefined;
  const at = afterPublicPart(packet.body);
  return at === null ? undefined : packet.body[at] !== 0;
}
