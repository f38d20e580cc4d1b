// Text files whose whole content, or each line of it, is a credential when their name says so.
import { entropyOf } from '../entropy.ts';
import { isPlaceholderBody, isPlaceholderValue } from '../placeholder.ts';
import type { ParsedFile } from './keystores.ts';

const largestText = 65536;
/** Distinct values of 64 random bytes: fewer than these never happen. */
const leastDistinct = 40;

/** Solana: a JSON array of the 64 bytes of an Ed25519 key pair. */
export function parseSolanaKeypair(bytes: Buffer): ParsedFile | null {
  if (bytes.length > 1024) return null;
  const text = bytes.toString('latin1').trim();
  if (!/^\[\s*(?:\d{1,3}\s*,\s*){63}\d{1,3}\s*\]$/.test(text)) return null;
  const numbers = text.match(/\d+/g)?.map(Number) ?? [];
  if (numbers.some((value) => value > 255) || new Set(numbers).size < leastDistinct) return null;
  const start = bytes.indexOf('[');
  return { facts: { form: 'Ed25519 key pair' }, spans: [[start, bytes.lastIndexOf(']') + 1]] };
}

// `svc:{SHA}<28 base64>`, or 13 characters of DES crypt; other hashes show themselves (rules/password-hashes.ts).
const passwordLine = /^(?<user>[^:\s#]{1,64}):(?<hash>\{SHA\}[A-Za-z0-9+/]{27}=|[./A-Za-z0-9]{13})[ \t]*\r?$/dgm;

/** Lines of an Apache password file whose hash takes no effort to guess at. */
export function parseHtpasswd(bytes: Buffer): ParsedFile | null {
  if (bytes.length > largestText) return null;
  const spans: (readonly [number, number])[] = [];
  for (const found of bytes.toString('latin1').matchAll(passwordLine)) {
    const span = found.indices?.groups?.hash;
    if (span && !isPlaceholderBody(found.groups?.hash ?? '')) spans.push([span[0], span[1]]);
  }
  return spans.length > 0 ? { facts: { form: 'SHA-1 or DES crypt' }, spans } : null;
}

const leastSecret = 8;
const leastEntropy = 2.5;

/** A file of one line, or of `id:secret`, that is a secret as a whole. Scripts, references and placeholders are none. */
export function parseOneSecret(bytes: Buffer): ParsedFile | null {
  if (bytes.length > 4096) return null;
  const text = bytes.toString('latin1');
  const value = text.trim();
  if (value.length < leastSecret || /[\r\n\0]|^#|^\$ANSIBLE_VAULT/.test(value)) return null;
  const secret = /^[A-Z0-9]{16,32}:/.test(value) ? value.slice(value.indexOf(':') + 1) : value;
  if (isPlaceholderValue(secret) || isPlaceholderBody(secret) || entropyOf(secret) < leastEntropy) return null;
  const start = text.indexOf(secret);
  return { facts: {}, spans: [[start, start + secret.length]] };
}
