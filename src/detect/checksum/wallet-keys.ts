// Checksums of wallet keys: base58check (WIF, extended keys) and the last word of a BIP 39 phrase.
import type { Outcome } from './azure-keys.ts';
import { placeOfWord, wordAt } from './bip39-words.ts';
import { sha256 } from './sha256.ts';

const base58Digits = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';
const checksumBytes = 4;

/** The bytes of base58 text, leading `1`s as zero bytes; null when it holds another character. */
export function decodeBase58(text: string): Buffer | null {
  const bytes: number[] = [];
  for (const letter of text) {
    let carry = base58Digits.indexOf(letter);
    if (carry < 0) return null;
    for (let at = 0; at < bytes.length; at++) {
      carry += bytes[at] * 58;
      bytes[at] = carry & 0xff;
      carry >>>= 8;
    }
    for (; carry > 0; carry >>>= 8) bytes.push(carry & 0xff);
  }
  for (let at = 0; text[at] === '1'; at++) bytes.push(0);
  return Buffer.from(bytes.reverse());
}

/** Base58 text of bytes. */
export function encodeBase58(bytes: Uint8Array): string {
  const places: number[] = [];
  for (const byte of bytes) {
    let carry = byte;
    for (let at = 0; at < places.length; at++) {
      carry += places[at] << 8;
      places[at] = carry % 58;
      carry = Math.floor(carry / 58);
    }
    for (; carry > 0; carry = Math.floor(carry / 58)) places.push(carry % 58);
  }
  const zeros = bytes.findIndex((byte) => byte !== 0);
  const lead = '1'.repeat(zeros < 0 ? bytes.length : zeros);
  return (
    lead +
    places
      .reverse()
      .map((place) => base58Digits[place])
      .join('')
  );
}

/** The four bytes that end base58check text: the first of the double SHA-256 of what stands before them. */
export function base58Checksum(payload: Uint8Array): Buffer {
  return sha256(sha256(payload)).subarray(0, checksumBytes);
}

/** Checks base58check text, such as a WIF key or an extended private key. */
export function checkBase58(text: string): Outcome {
  const bytes = decodeBase58(text);
  if (!bytes || bytes.length <= checksumBytes) return 'invalid';
  const payload = bytes.subarray(0, -checksumBytes);
  return base58Checksum(payload).equals(bytes.subarray(-checksumBytes)) ? 'valid' : 'invalid';
}

const bitsPerWord = 11;
/** Of 33 bits of a phrase 32 are entropy and one is checksum. */
const entropyShare = 32 / 33;

function checksumBits(entropy: string): string {
  const bytes = Buffer.from(entropy.match(/.{8}/g)?.map((bits) => Number.parseInt(bits, 2)) ?? []);
  return sha256(bytes)[0]
    .toString(2)
    .padStart(8, '0')
    .slice(0, entropy.length / 32);
}

/** Checks a phrase of 12, 15, 18, 21 or 24 words; `none` when a word is not in the English list. */
export function checkSeedPhrase(phrase: string): Outcome {
  const words = phrase
    .toLowerCase()
    .split(/[^a-z]+/)
    .filter((word) => word !== '');
  if (words.length < 12 || words.length > 24 || words.length % 3 !== 0) return 'none';
  const places = words.map(placeOfWord);
  if (places.includes(undefined)) return 'none';
  const bits = places.map((place) => (place ?? 0).toString(2).padStart(bitsPerWord, '0')).join('');
  const entropyLength = Math.floor(bits.length * entropyShare);
  return checksumBits(bits.slice(0, entropyLength)) === bits.slice(entropyLength) ? 'valid' : 'invalid';
}

/** The phrase for 16 to 32 bytes of entropy: what `checkSeedPhrase` calls valid. */
export function seedPhrase(entropy: Uint8Array): string {
  const bits = Array.from(entropy, (byte) => byte.toString(2).padStart(8, '0')).join('');
  const all = bits + checksumBits(bits);
  return (all.match(/.{11}/g) ?? []).map((place) => wordAt(Number.parseInt(place, 2))).join(' ');
}
