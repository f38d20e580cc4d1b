// What the characters of base64 (RFC 4648, sections 4 and 5) and hex stand for.

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** The six bits of a character of either base64 alphabet; 255 for all others. */
export const base64Value = new Uint8Array(256).fill(255);
for (const [value, letter] of [...letters].entries()) base64Value[letter.charCodeAt(0)] = value;
for (const [character, value] of [
  ['+', 62],
  ['-', 62],
  ['/', 63],
  ['_', 63],
] as const)
  base64Value[character.charCodeAt(0)] = value;

/** The four bits of a hex digit; 255 for all others. */
export const hexValue = new Uint8Array(256).fill(255);
for (const [value, digit] of [...'0123456789abcdef'].entries()) {
  hexValue[digit.charCodeAt(0)] = value;
  hexValue[digit.toUpperCase().charCodeAt(0)] = value;
}

/** 1 for what ASCII text is made of: encoded text nearly always begins with it, whatever script the rest is in. */
export const readable = new Uint8Array(256);
for (const byte of [9, 10, 13]) readable[byte] = 1;
for (let byte = 32; byte < 127; byte++) readable[byte] = 1;

/** The three tables together. */
export const alphabets = { base64: base64Value, hex: hexValue, text: readable };
