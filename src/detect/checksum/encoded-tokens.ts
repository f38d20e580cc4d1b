// Tokens that are text in base64 or base32: what they decode to proves them, or shows that they are something else.
import type { Outcome } from './azure-keys.ts';
import { crc32 } from './crc32.ts';
import { checkJsonWebToken } from './json-web-token.ts';

/** Jira and Confluence Data Center: base64 of a 12-digit token id, a colon, and 20 bytes of secret. */
export function checkDatacenterToken(token: string): Outcome {
  return /^\d{12}:/.test(Buffer.from(token, 'base64').toString('latin1')) ? 'unknown' : 'none';
}

/** A JSON Web Token written in base64 once more. */
export function checkTokenInBase64(text: string): Outcome {
  const inner = Buffer.from(text, 'base64').toString('latin1').trim();
  return /^[\w-]+\.[\w-]+\.[\w-]*$/.test(inner) && checkJsonWebToken(inner) === 'unknown' ? 'unknown' : 'none';
}

/** NVIDIA NGC (old): base64 of 26 letters and digits, a colon, and a UUID. */
export function checkNgcKey(key: string): Outcome {
  const text = Buffer.from(key, 'base64').toString('latin1');
  return /^[a-z0-9]{26}:[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/.test(text) ? 'valid' : 'invalid';
}

const base32Digits = 'abcdefghijklmnopqrstuvwxyz234567';

function decodeBase32(text: string): Buffer {
  const bytes: number[] = [];
  let bits = 0;
  let held = 0;
  for (const letter of text.toLowerCase()) {
    held = ((held << 5) | Math.max(0, base32Digits.indexOf(letter))) & 0xfff;
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    bytes.push((held >> bits) & 0xff);
  }
  return Buffer.from(bytes);
}

/** Which bytes of an old Azure DevOps token hold its checksum, lowest first; the CRC-32 covers the others but these. */
const checksumPlaces = [22, 8, 7, 2];
/** What the CRC-32 is combined with in tokens of users and of apps. */
const maskOfUser = 0xe0b9692d;
const maskOfApp = 0x1019f92e;

/** The checksum bytes of an old Azure DevOps token, from its 32 bytes. */
export function devopsChecksum(bytes: Uint8Array, mask = maskOfUser): number {
  const counted = [...bytes].filter((_, at) => !checksumPlaces.includes(at));
  return (crc32(Buffer.from(counted).toString('latin1')) ^ mask) >>> 0;
}

/**
 * Checks an old Azure DevOps token (52 base32 digits). The construction is that of
 * github.com/microsoft/security-utilities and was never confirmed on a live token: a match proves, a mismatch says nothing.
 */
export function checkDevopsToken(token: string): Outcome {
  const bytes = decodeBase32(token);
  if (bytes.length < 32) return 'unknown';
  const body = bytes.subarray(0, 32);
  const stated = checksumPlaces.reduce((sum, place, at) => sum + body[place] * 2 ** (8 * at), 0);
  return [maskOfUser, maskOfApp].some((mask) => devopsChecksum(body, mask) === stated) ? 'valid' : 'unknown';
}
