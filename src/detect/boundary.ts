// What stands at an offset: whether a word may begin there, which what stands before it must not continue, and whether an anchor does.

function isAlphanumeric(byte: number): boolean {
  return (byte >= 48 && byte <= 57) || (byte >= 65 && byte <= 90) || (byte >= 97 && byte <= 122);
}

function isHexDigit(byte: number): boolean {
  return (byte >= 48 && byte <= 57) || (byte >= 65 && byte <= 70) || (byte >= 97 && byte <= 102);
}

const backslash = 0x5c;
const percent = 0x25;
// The letters of \n, \r and \t: in escaped text the token may follow one of them directly.
const escapeLetters = new Set([0x6e, 0x72, 0x74]);

/**
 * True when bytes[at] can be the first byte of a token: at the start, after a byte that is no letter or digit,
 * after an escape such as `\n`, or after a percent escape such as `%3D`. Looks at three bytes before `at` at most.
 */
export function isWordStart(bytes: Uint8Array, at: number): boolean {
  if (at === 0 || !isAlphanumeric(bytes[at - 1])) return true;
  if (at >= 2 && bytes[at - 2] === backslash && escapeLetters.has(bytes[at - 1])) return true;
  return at >= 3 && bytes[at - 3] === percent && isHexDigit(bytes[at - 2]) && isHexDigit(bytes[at - 1]);
}

/** Whether `text` (ASCII) stands at bytes[at], letters folded to lower case where `anyCase`. */
export function standsAt(bytes: Uint8Array, at: number, text: string, anyCase: boolean): boolean {
  if (at + text.length > bytes.length) return false;
  for (let offset = 0; offset < text.length; offset++) {
    let byte = bytes[at + offset];
    if (anyCase && byte >= 65 && byte <= 90) byte += 32;
    if (byte !== text.charCodeAt(offset)) return false;
  }
  return true;
}
