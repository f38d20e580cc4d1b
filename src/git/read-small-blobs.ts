// Contents of a few small top-level files by blob id, with as little as possible: the loose file, else the file of the
// working tree when its content proves to be the very same, else git.
import { lstatSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { GitError } from '../model/errors.ts';
import { blobIdSha1 } from './blob-id.ts';
import { readLooseObject } from './loose-object.ts';
import type { Repository } from './repository.ts';
import { runGitSync } from './run-git.ts';

/** Largest file that is read; a real one is a thousand times smaller. */
const maxBytes = 8 * 1024 * 1024;

/** Up to here hashing in JavaScript is quicker than starting a process. */
const maxHashed = 32 * 1024;

/** What was read already: a commit asks for the policy of the index and of HEAD, which mostly are the same blobs. */
const known = new WeakMap<Repository, Map<string, Buffer>>();

/**
 * The same buffer for the same id.
 * @param ids blob ids by file name
 * @throws GitError when a content is not there
 */
export function readSmallBlobs(repo: Repository, ids: ReadonlyMap<string, string>): ReadonlyMap<string, Buffer> {
  const texts = new Map<string, Buffer>();
  const read = known.get(repo) ?? new Map<string, Buffer>();
  known.set(repo, read);
  for (const [name, id] of ids) {
    const bytes = read.get(id) ?? readBlob(repo, name, id);
    read.set(id, bytes);
    texts.set(name, bytes);
  }
  return texts;
}

function readBlob(repo: Repository, name: string, id: string): Buffer {
  const loose = readLooseObject(repo.objectsDir, id, maxBytes);
  return loose?.bytes ?? sameOnDisk(repo, name, id) ?? askGit(repo, name, id);
}

/** The file of the working tree, only if it hashes to `id`: line ends or edits make it another. */
function sameOnDisk(repo: Repository, name: string, id: string): Buffer | null {
  if (repo.topLevel === null || repo.hashLength !== 40) return null;
  const path = join(repo.topLevel, name);
  try {
    const stat = lstatSync(path);
    if (!stat.isFile() || stat.size > maxHashed) return null;
    const bytes = readFileSync(path);
    return blobIdSha1(bytes) === id ? bytes : null;
  } catch {
    // Not there or not readable: git has the content.
    return null;
  }
}

function askGit(repo: Repository, name: string, id: string): Buffer {
  try {
    return runGitSync(['cat-file', 'blob', id], repo);
  } catch (error) {
    if (!(error instanceof GitError) || (error.code !== 'git-failed' && error.code !== 'bad-revision')) throw error;
    throw new GitError('git-failed', { args: `cat-file blob ${id}`, reason: `the content of ${name} is not there` });
  }
}
