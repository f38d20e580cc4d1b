// Fragment bytes → layers: the bytes as they are, or text decoded from UTF-16 and UTF-32.
import type { Layer } from '../model/layer.ts';
import { decodeWide } from './decode-wide.ts';
import { detectEncoding, type Encoding } from './detect-encoding.ts';

/** git's own test for binary content looks at this many bytes for a NUL (buffer_is_binary in its xdiff-interface.c). */
const binarySample = 8000;

/** Byte order marks begin with 0xfe or 0xff; those that begin with NUL are found by it. */
const firstMarkByte = 0xfe;

function kindOf(bytes: Buffer): Layer['kind'] {
  return bytes.subarray(0, binarySample).includes(0) ? 'binary' : 'text';
}

/**
 * The layers of `bytes`. A wide encoding gives its text as one layer of UTF-8; all else gives the bytes as they are.
 * Text with some NUL bytes in it stays as it is: tokens in it are found between them.
 */
export function decode(bytes: Buffer): Layer[] {
  const encoding: Encoding | null = detectEncoding(bytes);
  if (encoding === null) return [{ bytes, kind: kindOf(bytes), via: [] }];
  return [{ bytes: decodeWide(bytes, encoding), kind: 'text', via: [encoding] }];
}

/** The cheap question before `needsWhole`: only a NUL or a byte order mark tells of anything but plain text. */
export function mayBeOther(first: number, hasNul: boolean): boolean {
  return hasNul || first >= firstMarkByte;
}

/**
 * Whether `bytes` must be decoded to be judged, so that what changed in them does not tell what changed in the text.
 * @param hasNul whether a NUL stands near the start
 */
export function needsWhole(bytes: Buffer, hasNul: boolean): boolean {
  return mayBeOther(bytes[0], hasNul) && detectEncoding(bytes) !== null;
}
