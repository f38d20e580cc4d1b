// Finds runs of base64 and hex in text that may be readable when decoded. Nearly every run of such characters is a name, a
// path or a digest; a few decoded bytes tell. Asked for every text.
import { base64Value, hexValue, readable } from './alphabets.ts';

/** Characters of the shortest run of base64 that is looked at: 18 bytes decoded. */
export const leastBase64 = 24;
/** … and of hex: 16 bytes decoded. */
export const leastHex = 32;
/** Bytes that must be readable at the start of what is decoded. */
const probe = 12;

export interface Run {
  readonly start: number;
  readonly end: number;
  readonly encoding: 'base64' | 'hex';
}

/** base64 of what a compressed file or a container begins with: gzip, zip, xz, bzip2, zstd, PDF, SQLite, 7z. */
const packedStarts = ['H4sI', 'UEsD', '/Td6', 'QlpoO', 'KLUv/', 'JVBER', 'U1FMaXR', 'N3q8r'];
/** zlib: 0x78 0x01, 0x5e, 0x9c, 0xda. */
const zlibStart = /^e[AFJN][FGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0-9+/A-E]/;

function isPackedStart(bytes: Buffer, at: number): boolean {
  const first = bytes[at];
  // H U / Q K J N e
  if (![0x48, 0x55, 0x2f, 0x51, 0x4b, 0x4a, 0x4e, 0x65].includes(first)) return false;
  const text = bytes.toString('latin1', at, at + 8);
  return packedStarts.some((start) => text.startsWith(start)) || zlibStart.test(text);
}

/** Whether the base64 at `at` decodes to `probe` readable bytes, or to UTF-16 of plain letters. */
function isReadableBase64(bytes: Buffer, at: number, end: number): boolean {
  let nuls = 0;
  let count = 0;
  for (let group = at; group + 4 <= end && count < probe; group += 4) {
    const bits =
      (base64Value[bytes[group]] << 18) |
      (base64Value[bytes[group + 1]] << 12) |
      (base64Value[bytes[group + 2]] << 6) |
      base64Value[bytes[group + 3]];
    for (let shift = 16; shift >= 0; shift -= 8, count++) {
      const byte = (bits >> shift) & 0xff;
      if (byte === 0 && (count & 1) === 1) nuls++;
      else if (readable[byte] === 0 && !(byte === 0 && count === 1)) return false;
    }
  }
  return count >= probe && (nuls === 0 || nuls === probe / 2);
}

function isReadableHex(bytes: Buffer, at: number, end: number): boolean {
  let count = 0;
  for (; at + 2 <= end && count < probe; at += 2, count++) {
    const [high, low] = [hexValue[bytes[at]], hexValue[bytes[at + 1]]];
    if (high > 15 || low > 15 || readable[high * 16 + low] === 0) return false;
  }
  return count >= probe;
}

/** How many characters at the start of a run may belong to a word glued before what is encoded. */
const mostGlued = 3;

/** Whether [start, end), all of the base64 alphabets, may be readable when decoded, and from where. */
function judgeRun(bytes: Buffer, start: number, end: number): Run | null {
  // `0x` begins a number in many languages.
  for (const at of bytes[start + 1] === 0x78 ? [start + 2] : [start])
    if (end - at >= leastHex && isReadableHex(bytes, at, end)) return { start: at, end, encoding: 'hex' };
  for (let at = start; at <= start + mostGlued; at++)
    if (end - at >= leastBase64 && (isReadableBase64(bytes, at, end) || (at === start && isPackedStart(bytes, at))))
      return { start: at, end, encoding: 'base64' };
  return null;
}

/**
 * The next run in bytes[from, to) that may be readable when decoded. A run that reaches over `to` is followed to its end.
 * Looks at the last byte that the shortest run could have and back from there, so that most bytes are never looked at.
 */
export function nextEncoded(bytes: Buffer, from: number, to = bytes.length): Run | null {
  for (let at = from + leastBase64 - 1; at < to; ) {
    const floor = at - leastBase64 + 1;
    let back = at;
    while (back >= floor && base64Value[bytes[back]] < 64) back--;
    if (back >= floor) {
      at = back + leastBase64;
      continue;
    }
    let start = floor;
    while (start > from && base64Value[bytes[start - 1]] < 64) start--;
    let end = at + 1;
    while (end < bytes.length && base64Value[bytes[end]] < 64) end++;
    const run = judgeRun(bytes, start, end);
    if (run !== null) return run;
    at = end + leastBase64;
  }
  return null;
}
