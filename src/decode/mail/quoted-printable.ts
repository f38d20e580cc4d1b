// quoted-printable (RFC 2045, 6.7), and the way back to each byte.
import { hexValue } from '../encoded/alphabets.ts';

export interface Unquoted {
  readonly bytes: Buffer;
  /** Where the byte at `at` of what came out stands in what went in; at the end, where that ends. */
  readonly placeOf: (at: number) => number;
}

export function unquote(text: Buffer): Unquoted {
  const bytes = Buffer.allocUnsafe(text.length);
  const places = new Uint32Array(text.length + 1);
  let size = 0;
  for (let at = 0; at < text.length; ) {
    places[size] = at;
    if (text[at] !== 0x3d) {
      bytes[size++] = text[at++];
      continue;
    }
    // A line that goes on in the next: blanks may stand behind the sign.
    let end = at + 1;
    while (text[end] === 0x20 || text[end] === 0x09) end++;
    if (text[end] === 0x0a) at = end + 1;
    else if (text[end] === 0x0d && text[end + 1] === 0x0a) at = end + 2;
    else if (hexValue[text[at + 1]] < 16 && hexValue[text[at + 2]] < 16) {
      bytes[size++] = hexValue[text[at + 1]] * 16 + hexValue[text[at + 2]];
      at += 3;
    } else bytes[size++] = text[at++];
  }
  places[size] = text.length;
  return { bytes: bytes.subarray(0, size), placeOf: (at) => places[Math.min(at, size)] };
}
