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
