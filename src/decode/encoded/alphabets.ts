// What the characters of base64 (RFC 4648, sections 4 and 5) and hex stand for.

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** The six bits of a character of either base64 alphabet; 255 for all others. */
export const base64Value = new Uint8Array(256).fill(255);
// Counting loops: those over entries take each start of the program several times as long.
for (let value = 0; value < letters.length; value++) base64Value[letters.charCodeAt(value)] = value;
const [plus, minus, slash, underscore] = [0x2b, 0x2d, 0x2f, 0x5f];
base64Value[plus] = base64Value[minus] = 62;
base64Value[slash] = base64Value[underscore] = 63;

/** The four bits of a hex digit; 255 for all others. */
export const hexValue = new Uint8Array(256).fill(255);
for (let value = 0; value < 16; value++)
  hexValue['0123456789abcdef'.charCodeAt(value)] = hexValue['0123456789ABCDEF'.charCodeAt(value)] = value;

/** 1 for what ASCII text is made of: encoded text nearly always begins with it, whatever script the rest is in. */
export const readable = new Uint8Array(256);
readable[9] = readable[10] = readable[13] = 1;
readable.fill(1, 32, 127);

/** The three tables together. */
export const alphabets = { base64: base64Value, hex: hexValue, text: readable };
