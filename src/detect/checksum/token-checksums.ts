// Checksums that token formats carry in their last characters. Each function takes the whole token.
import type { Outcome } from './azure-keys.ts';
import { crc32, littleEndian } from './crc32.ts';
import { base36Digits, base62Digits, toBase } from './to-base.ts';

function compare(stated: string, wanted: string): Outcome {
  return stated === wanted ? 'valid' : 'invalid';
}

/** GitHub and npm: six base62 digits of the CRC-32 of the body between prefix and checksum. */
export function githubChecksum(body: string): string {
  return toBase(crc32(body), base62Digits, 6);
}

/** Checks `ghp_`, `gho_`, `ghu_`, `ghs_` and `npm_` of 36 characters, `ghr_` of 76, after the prefix. */
export function checkGithubToken(token: string): Outcome {
  const body = token.slice(token.indexOf('_') + 1);
  if (body.length !== 36 && body.length !== 76) return 'unknown';
  return compare(body.slice(-6), githubChecksum(body.slice(0, -6)));
}

/** GitLab's routable tokens: two base36 digits of length, then seven of the CRC-32 of all before them. */
export function gitlabTail(tokenToLastDot: string, bodyLength: number): string {
  const counted = `${tokenToLastDot}${toBase(bodyLength, base36Digits, 2)}`;
  return counted.slice(-2) + toBase(crc32(counted), base36Digits, 7);
}

const routable = /^([a-z]{2,8}-(?:t\d_)?)([\w-]{27,300})((?:\.[0-9a-z]{2})?\.)([0-9a-z]{9})$/;

/** Checks a routable GitLab token; other forms carry no checksum. */
export function checkGitlabToken(token: string): Outcome {
  const parts = routable.exec(token);
  if (!parts) return 'unknown';
  const [, prefix, body, dots, tail] = parts;
  return compare(tail, gitlabTail(prefix + body + dots, body.length));
}

/** Grafana service account: the CRC-32 of all before the last `_`, as hex of its little-endian bytes. */
export function grafanaChecksum(before: string): string {
  return littleEndian(crc32(before)).toString('hex');
}

/** Checks `glsa_<32>_<8>`. */
export function checkGrafanaToken(token: string): Outcome {
  const cut = token.lastIndexOf('_');
  return compare(token.slice(cut + 1), grafanaChecksum(token.slice(0, cut)));
}

/** Atlassian: the CRC-32 of all before, `=` included, as eight upper-case hex digits. */
export function atlassianChecksum(before: string): string {
  return hexOf(crc32(before)).toUpperCase();
}

/** Checks an `ATATT…=XXXXXXXX` or `ATCTT…` token. */
export function checkAtlassianToken(token: string): Outcome {
  if (!/=[0-9A-F]{8}$/.test(token)) return 'unknown';
  return compare(token.slice(-8), atlassianChecksum(token.slice(0, -8)));
}

function hexOf(value: number): string {
  return value.toString(16).padStart(8, '0');
}

/** Cloudflare and Zuplo: the CRC-32 of the body as eight lower-case hex digits. */
export function hexChecksum(body: string): string {
  return hexOf(crc32(body));
}

/** Checks `cfut_<40><8>` and `zpka_<32>_<8>`. */
export function checkHexToken(token: string): Outcome {
  const rest = token.slice(token.indexOf('_') + 1);
  return compare(rest.slice(-8), hexChecksum(rest.slice(0, -8).replace(/_$/, '')));
}

/** Confluent: the CRC-32 of the 54-character body, little-endian, as base64 without padding. */
export function confluentChecksum(body: string): string {
  return littleEndian(crc32(body)).toString('base64').slice(0, 6);
}

/** Checks `cflt<54><6>`. */
export function checkConfluentSecret(secret: string): Outcome {
  return compare(secret.slice(-6), confluentChecksum(secret.slice(4, -6)));
}

const cargoDigits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** crates.io trusted publishing: one character for the XOR of the 31 body bytes, modulo 62. */
export function cargoChecksum(body: string): string {
  let sum = 0;
  for (let at = 0; at < body.length; at++) sum ^= body.charCodeAt(at);
  return cargoDigits[sum % cargoDigits.length];
}

/** Checks `cio_tp_<31><1>`. */
export function checkCargoToken(token: string): Outcome {
  return compare(token.slice(-1), cargoChecksum(token.slice('cio_tp_'.length, -1)));
}

/** Matrix (Synapse): six base62 digits of the CRC-32 of all before the last `_`. */
export function matrixChecksum(before: string): string {
  return toBase(crc32(before), base62Digits, 6);
}

/** Checks `syt_<user>_<20>_<6>`. */
export function checkMatrixToken(token: string): Outcome {
  const cut = token.lastIndexOf('_');
  return compare(token.slice(cut + 1), matrixChecksum(token.slice(0, cut)));
}
