// Fragment bytes → layers. Nearly all files are plain text and are their own only layer; the others load what decodes them.
import type { ByteSource } from '../model/byte-source.ts';
import { bytesInMemory } from '../model/byte-source.ts';
import type { Within } from '../model/fragment.ts';
import { endBytes } from '../model/hit-judge.ts';
import type { Layer, Loss } from '../model/layer.ts';
import { DecodeBudget, type DecodeLimits } from './decode-budget.ts';
import { decodeDeep } from './decode-deep.ts';
import { detectEncoding } from './detect-encoding.ts';
import { nextEncoded } from './encoded/find-encoded.ts';
import { formatOf, mayHaveFormat } from './file-format.ts';
import { kindOf } from './kind-of.ts';

/** Byte order marks begin with 0xfe or 0xff; those that begin with NUL are found by it. */
const firstMarkByte = 0xfe;

export interface DecodeTerms {
  /** Told of each part that was not looked at. */
  readonly noteLoss?: (loss: Loss) => void;
  readonly within?: Within;
  /** Lower in tests. */
  readonly limits?: DecodeLimits;
  /** Milliseconds of a steady clock. */
  readonly now?: () => number;
}

/**
 * The cheap question before `needsWhole`: what first byte, and whether a NUL, may tell of anything but plain text.
 * @param hasNul whether a NUL stands near the start, or in the last `endBytes`
 */
export function mayBeOther(first: number, hasNul: boolean): boolean {
  return first >= firstMarkByte || mayHaveFormat(first, hasNul);
}

/**
 * Whether `bytes` must be decoded as a whole to be judged, so that what changed in them does not tell what changed in the text.
 * @param hasNul whether a NUL stands near the start
 */
export function needsWhole(bytes: Buffer, hasNul: boolean): boolean {
  if (!mayBeOther(bytes[0], hasNul) && !mayBeOther(bytes[0], bytes.subarray(-endBytes).includes(0))) return false;
  // Without a NUL only a mark tells of another encoding.
  const mayBeWide = hasNul || bytes[0] >= firstMarkByte;
  return formatOf(bytes) !== null || (mayBeWide && detectEncoding(bytes) !== null);
}

/** Whether anything that is encoded in the text `bytes` may be readable. */
export function hasEncoded(bytes: Buffer): boolean {
  return nextEncoded(bytes, 0) !== null;
}

/** True for bytes that are their own only layer. */
export function isPlain(bytes: Buffer): boolean {
  return !needsWhole(bytes, kindOf(bytes) === 'binary') && !hasEncoded(bytes);
}

/**
 * The layers of `bytes`, the bytes as they are among them unless they only hold others (an archive, UTF-16). Text with some
 * NUL bytes in it stays as it is: tokens in it are found between them.
 * @throws NeedsLibrary when a library has to be loaded first
 */
export function decode(bytes: Buffer, terms: DecodeTerms = {}): Iterable<Layer> {
  if (isPlain(bytes)) return [{ bytes, kind: kindOf(bytes), via: [], ...terms.within }];
  return decodeSource(bytesInMemory(bytes), terms);
}

/** The layers of a file that may be larger than memory. */
export function decodeSource(source: ByteSource, terms: DecodeTerms = {}): Iterable<Layer> {
  const { noteLoss = () => {}, now = () => performance.now(), limits, within } = terms;
  return decodeDeep(source, {
    ...(within && { within }),
    budget: new DecodeBudget(now, limits, source.size),
    noteLoss,
  });
}
