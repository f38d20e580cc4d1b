// UTF-16 and UTF-32 bytes → UTF-8 bytes. Broken units become U+FFFD; nothing throws.
import type { Encoding } from './detect-encoding.ts';

const highestCodePoint = 0x10ffff;
/** Characters joined at a time: String.fromCodePoint takes its arguments on the stack. */
const batch = 4096;

function fromUtf32(bytes: Buffer, isLittleEndian: boolean): string {
  const parts: string[] = [];
  let codes: number[] = [];
  for (let at = 0; at + 4 <= bytes.length; at += 4) {
    const code = isLittleEndian ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at);
    codes.push(code > highestCodePoint || (code >= 0xd800 && code <= 0xdfff) ? 0xfffd : code);
    if (codes.length === batch) {
      parts.push(String.fromCodePoint(...codes));
      codes = [];
    }
  }
  return parts.join('') + String.fromCodePoint(...codes);
}

/** The text of `bytes` as UTF-8, its byte order mark removed. */
export function decodeWide(bytes: Buffer, encoding: Encoding): Buffer {
  const text =
    encoding === 'utf-32le' || encoding === 'utf-32be'
      ? fromUtf32(bytes, encoding === 'utf-32le')
      : (encoding === 'utf-16le' ? bytes : Buffer.from(bytes.subarray(0, bytes.length & ~1)).swap16()).toString(
          'utf16le',
        );
  return Buffer.from(text.startsWith('\ufeff') ? text.slice(1) : text, 'utf8');
}
