// Made-up secrets, new ones in each run. Every scanner knows the format, and none was ever issued.
import { randomBytes } from 'node:crypto';
import { crc32 } from './crc32.mjs';

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

function letters(count) {
  return Array.from(randomBytes(count), (byte) => alphabet[byte % alphabet.length]).join('');
}

/** Six characters of base 62 over the CRC-32 of what goes before: the checksum of GitHub's tokens. */
function checksum(body) {
  let value = crc32(Buffer.from(body));
  let text = '';
  for (let at = 0; at < 6; at++) {
    text = alphabet[value % 62] + text;
    value = Math.floor(value / 62);
  }
  return text;
}

/** A GitHub personal access token with a valid checksum. */
export function token() {
  const body = letters(30);
  return `ghp_${body}${checksum(body)}`;
}

/** A line of a config file with a token in it. */
export function line() {
  return `github_token = "${token()}"\n`;
}

/** A block that reads as a private key; the body is random. */
export function keyBlock() {
  const rows = Array.from({ length: 24 }, () => randomBytes(48).toString('base64'));
  const words = 'RSA PRIVATE KEY';
  return [`-----BEGIN ${words}-----`, ...rows, `-----END ${words}-----`, ''];
}

/** Lines that no scanner minds. */
export function harmless(count, what = 'line') {
  return Array.from({ length: count }, (_, at) => `${what} ${at + 1} says nothing\n`).join('');
}
