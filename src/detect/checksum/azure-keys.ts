// Checksums of Azure keys that carry a signature: fixed-signature keys, common annotated keys, Entra client secrets.
// Formats and seeds: github.com/microsoft/security-utilities; offsets count characters from 0.
import { littleEndian } from './crc32.ts';
import { marvin32 } from './marvin32.ts';
import { base62Digits, toBase } from './to-base.ts';

/** `none`: the text is not of the form at all, which drops a match whatever the rule says of failed checksums. */
export type Outcome = 'valid' | 'invalid' | 'unknown' | 'none';

const serviceBusSeeds = ['Send0000', 'Listen00', 'Manage00'];

/** Seeds by the four signature characters; the signature begins at 76, 33, 42 or 44, by the key's length. */
export const signatureSeeds: Readonly<Record<string, readonly string[]>> = {
  '+ASt': ['Default0'],
  ACDb: ['MastRW00', 'MastRO00'],
  '+ABa': ['AbAcct00'],
  '+AMC': ['Classic0'],
  APIM: ['Tenant00', 'IoTHub00', 'Gatewy00', 'GitKey00'],
  '+ASb': serviceBusSeeds,
  '+AEh': serviceBusSeeds,
  '+ARm': serviceBusSeeds,
  AIoT: ['IoTHub00', 'DpsKey00', 'Device00'],
  AzCa: ['Access00'],
  AZEG: ['Default0'],
  '+ACR': ['ACRDflt0'],
  AzSe: ['PAdmin00', 'Query000'],
  AzFu: ['Functi00', 'Master00', 'System00'],
};

/** Where the signature begins in a key of that many characters, padding included. */
export const signatureOffsets: Readonly<Record<number, number>> = { 88: 76, 44: 33, 52: 42, 56: 44 };

/** Whether the last four bytes of a fixed-signature key (its padding may be percent-encoded) are the Marvin32 of those before. */
export function checkFixedSignature(given: string): Outcome {
  const key = given.replace(/(?:%3[dD]){1,2}$/, (padding) => '='.repeat(padding.length / 3));
  const offset = signatureOffsets[key.length];
  if (offset === undefined) return 'unknown';
  const seeds = signatureSeeds[key.slice(offset, offset + 4)];
  if (!seeds) return 'unknown';
  // Node reads both base64 alphabets here.
  const bytes = Buffer.from(key, 'base64');
  const end = bytes.length - 4;
  const stated = bytes.readUInt32LE(end);
  return seeds.some((seed) => marvin32(bytes.subarray(0, end), seed) === stated) ? 'valid' : 'invalid';
}

/** The checksum characters of a common annotated key, from its first 80 characters: four, or eight in the long form. */
export function annotatedChecksum(first80: string, isLong: boolean): string {
  const hash = marvin32(Buffer.from(first80, 'base64'), 'Default0');
  const digits = toBase(littleEndian(hash).readUInt32BE(0), base62Digits, 1).padEnd(6, '0');
  return isLong ? Buffer.from(`${digits}==`, 'base64').toString('base64') : digits.slice(0, 4);
}

/** Checks a common annotated key of 84 or 88 characters. */
export function checkAnnotatedKey(key: string): Outcome {
  if (key.length !== 84 && key.length !== 88) return 'unknown';
  const wanted = annotatedChecksum(key.slice(0, 80), key.length === 88);
  return key.slice(80) === wanted ? 'valid' : 'invalid';
}

const entraDigits = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ1234567890.-_~';
const entraChecksumLength = 3;

/** The last three characters of an `8Q~` client secret, from all before them. */
export function entraChecksum(rest: string): string {
  return toBase(marvin32(Buffer.from(rest, 'latin1'), 'AadPwd00'), entraDigits, 6).slice(0, entraChecksumLength);
}

/** Checks an Entra client secret; those with `7Q~` carry no checksum. */
export function checkEntraSecret(secret: string): Outcome {
  if (secret.slice(3, 6) !== '8Q~' || secret.length !== 40) return 'unknown';
  return entraChecksum(secret.slice(0, -entraChecksumLength)) === secret.slice(-entraChecksumLength)
    ? 'valid'
    : 'invalid';
}
