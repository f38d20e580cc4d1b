// The SHA-1 id of a small blob, without node:crypto where the commit path's kernel runs.
// It proves content that the user's own git named; it guards no boundary by itself.
import { createHash } from 'node:crypto';
import { commitKernel } from './commit-kernel.ts';

/** Id of `bytes` as a blob in a SHA-1 repository. Meant for files of a few hundred KiB at most. */
export function blobIdSha1(bytes: Buffer): string {
  const header = Buffer.from(`blob ${bytes.length}\0`, 'latin1');
  const kernel = commitKernel();
  const id = kernel?.hash('sha1', [header, bytes]) ?? createHash('sha1').update(header).update(bytes).digest();
  return id.toString('hex');
}
