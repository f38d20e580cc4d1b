// Bytes of a named charset → UTF-8.

const asTheyAre = /^(?:utf-?8|us-ascii|ascii|unknown.*|)$/i;

/** Bytes of a charset that nobody knows stay as they are: tokens in it are ASCII as a rule. */
export function decodeCharset(bytes: Buffer, charset: string): Buffer {
  if (asTheyAre.test(charset)) return bytes;
  try {
    return Buffer.from(new TextDecoder(charset).decode(bytes));
  } catch {
    return bytes;
  }
}
