// Policy files of a commit where no git program exists, by isomorphic-git.
import fs from 'node:fs';
import { GitError } from '../model/errors.ts';
import type { Repository } from './repository.ts';

/**
 * The content of the file `name` of the top level in `rev` (a ref, branch, tag or full id); null when there is none.
 * @throws GitError bad-revision
 */
export async function portablePolicyText(repo: Repository, rev: string, name: string): Promise<Buffer | null> {
  const git = await import('isomorphic-git');
  const place = { fs, gitdir: repo.commonDir };
  const oid = /^[0-9a-f]{40}$/.test(rev)
    ? rev
    : await git
        .resolveRef({ fs, gitdir: rev === 'HEAD' ? repo.gitDir : repo.commonDir, ref: rev })
        .catch((cause: unknown) => {
          throw new GitError('bad-revision', { value: rev }, cause);
        });
  try {
    const { blob } = await git.readBlob({ ...place, oid, filepath: name });
    return Buffer.from(blob);
  } catch (error) {
    // A folder of that name is no policy either; a content that cannot be read is none to judge by.
    if (error instanceof git.Errors.NotFoundError && error.data.what?.includes(name)) return null;
    if (error instanceof git.Errors.ObjectTypeError) return null;
    throw new GitError('git-failed', { args: 'readBlob', reason: `the content of ${name} cannot be read` }, error);
  }
}
