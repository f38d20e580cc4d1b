// Tells a Git LFS pointer: the small text git stores in place of a large file that lives on another server.

/** Pointers are smaller than this (git-lfs docs/spec.md). */
export const maxLfsPointer = 1024;
const firstLine = Buffer.from('version https://git-lfs.github.com/spec/v1\n');

export function isLfsPointer(bytes: Buffer): boolean {
  if (bytes.length >= maxLfsPointer || !bytes.subarray(0, firstLine.length).equals(firstLine)) return false;
  return /^oid sha256:[0-9a-f]{64}$/m.test(bytes.toString('latin1'));
}
