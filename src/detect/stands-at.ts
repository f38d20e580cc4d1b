// Compares bytes with the text of an anchor.

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
