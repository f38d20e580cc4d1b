// What stands at a place of a PDF (ISO 32000-1, 7.2 and 7.3), byte by byte: pages are numbers and short words, thousands of them.

/** 1 for blanks, 2 for delimiters, 0 for what words are made of. */
export const kinds = new Uint8Array(256);
for (const blank of [0, 9, 10, 12, 13, 32]) kinds[blank] = 1;
for (const delimiter of '()<>[]{}/%') kinds[delimiter.charCodeAt(0)] = 2;
export const [isBlank, isDelimiter] = [1, 2];

export const isLineEnd = (byte: number) => byte === 10 || byte === 13;
const isDigit = (byte: number) => byte >= 0x30 && byte <= 0x39;
const isLetter = (byte: number) => (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a;

/** Where the word at `from` ends. */
export function wordEnd(bytes: Buffer, from: number): number {
  let end = from;
  while (end < bytes.length && kinds[bytes[end]] === 0) end++;
  return end;
}

/** Digits whose number is exact, and so is its quotient by a power of ten. */
const exactDigits = 15;

/** The number that the word at `at` is (7.3.3); null where it is none. */
export function numberAt(bytes: Buffer, at: number): number | null {
  const isSigned = bytes[at] === 0x2b || bytes[at] === 0x2d;
  let next = isSigned ? at + 1 : at;
  let value = 0;
  let digits = 0;
  let point = -1;
  for (; next < bytes.length && kinds[bytes[next]] === 0; next++) {
    const byte = bytes[next];
    if (isDigit(byte)) {
      value = value * 10 + byte - 0x30;
      digits++;
    } else if (byte === 0x2e && point < 0) point = digits;
    else return null;
  }
  if (digits === 0) return null;
  if (digits > exactDigits) return Number(bytes.toString('latin1', at, next));
  const size = point < 0 ? value : value / 10 ** (digits - point);
  return bytes[at] === 0x2d ? -size : size;
}

/** So many bytes behind its first number a reference may end. */
const mostReference = 24;

/** Where a reference ends whose first number ends at `at`; -1 where none stands. */
export function referenceEnd(bytes: Buffer, at: number): number {
  const last = Math.min(bytes.length, at + mostReference);
  let next = at;
  while (next < last && kinds[bytes[next]] === isBlank) next++;
  const digitsAt = next;
  while (next < last && isDigit(bytes[next])) next++;
  if (digitsAt === at || next === digitsAt) return -1;
  const blanksAt = next;
  while (next < last && kinds[bytes[next]] === isBlank) next++;
  if (next === blanksAt || next >= last || bytes[next] !== 0x52) return -1;
  next++;
  return next < last && (isDigit(bytes[next]) || isLetter(bytes[next])) ? -1 : next;
}

/** A name without its `#` escapes (7.3.5). */
export function unescaped(name: string): string {
  if (!name.includes('#')) return name;
  return name.replace(/#([0-9a-f]{2})/gi, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)));
}
