// The checksum of bech32 text (BIP 173), which age secret keys end in.
import type { Outcome } from './azure-keys.ts';

const digits = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l';
const generators = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3];
const checksumLength = 6;

function polymod(values: readonly number[]): number {
  let sum = 1;
  for (const value of values) {
    const top = sum >>> 25;
    sum = ((sum & 0x1ffffff) << 5) ^ value;
    for (const [bit, generator] of generators.entries()) if ((top >>> bit) & 1) sum ^= generator;
  }
  return sum;
}

function expand(label: string): number[] {
  const codes = [...label].map((letter) => letter.charCodeAt(0));
  return [...codes.map((code) => code >> 5), 0, ...codes.map((code) => code & 31)];
}

/** The six checksum characters, lower case, for a label (the part before the last `1`) and its data characters. */
export function bech32Checksum(label: string, data: string): string {
  const values = [...data.toLowerCase()].map((letter) => digits.indexOf(letter));
  const sum = polymod([...expand(label.toLowerCase()), ...values, 0, 0, 0, 0, 0, 0]) ^ 1;
  return Array.from({ length: checksumLength }, (_, at) => digits[(sum >>> (5 * (5 - at))) & 31]).join('');
}

/** Checks bech32 text such as an age secret key. */
export function checkBech32(text: string): Outcome {
  const cut = text.lastIndexOf('1');
  const data = text.slice(cut + 1).toLowerCase();
  const wanted = bech32Checksum(text.slice(0, cut), data.slice(0, -checksumLength));
  return data.slice(-checksumLength) === wanted ? 'valid' : 'invalid';
}
