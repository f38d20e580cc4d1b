// Whether a blob is what its digest says.
import { createHash, type Hash } from 'node:crypto';
import type { ByteSource } from '../model/byte-source.ts';

/** The two algorithms that the OCI specification registers, with the length of their digests in hex. */
const lengths: Readonly<Record<string, number>> = { sha256: 64, sha512: 128 };
const pieceBytes = 4 * 1024 * 1024;

/** Takes the bytes of a blob as they come; null where its digest cannot be checked. */
export function digestChecker(digest: string): { update(bytes: Buffer): void; matches(): boolean } | null {
  const [algorithm, hex = ''] = digest.split(':', 2);
  if (!Object.hasOwn(lengths, algorithm) || hex.length !== lengths[algorithm]) return null;
  const hash: Hash = createHash(algorithm);
  return { update: (bytes) => hash.update(bytes), matches: () => hash.digest('hex') === hex.toLowerCase() };
}

/** Null where the digest cannot be checked. */
export function digestMatches(digest: string, source: ByteSource): boolean | null {
  const checker = digestChecker(digest);
  if (checker === null) return null;
  for (let at = 0; at < source.size; at += pieceBytes) checker.update(source.read(at, pieceBytes));
  return checker.matches();
}
