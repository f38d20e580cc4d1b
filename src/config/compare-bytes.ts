// The order of lines in policy files: by UTF-8 bytes, the same everywhere, as `LC_ALL=C sort` does.

/** Negative, zero or positive, for `sort`. */
export function compareBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
