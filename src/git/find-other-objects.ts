// Objects that are not what their ids say: git checks that when it fetches, and not when it reads.
import { createHash } from 'node:crypto';
import { listAllIds, readObjects } from './cat-file.ts';
import type { Repository } from './repository.ts';

export interface OtherObjects {
  /** How many objects were hashed … */
  readonly checked: number;
  /** … and how many could not be read: whoever scans them tells of those. */
  readonly unread: number;
  /** How many hash to another id, and the first of those ids. */
  readonly wrong: number;
  readonly examples: readonly string[];
}

const mostExamples = 20;

/**
 * Hashes every object.
 * @throws GitError when there is no git, or it cannot run on this repository
 */
export async function findOtherObjects(repo: Repository): Promise<OtherObjects> {
  const algorithm = repo.hashLength === 64 ? 'sha256' : 'sha1';
  const ids: string[] = [];
  for await (const id of listAllIds(repo)) ids.push(id);
  const found = { checked: 0, unread: 0, wrong: 0 };
  const examples: string[] = [];
  for await (const { objects, unread } of readObjects(repo, ids)) {
    found.unread += unread.length;
    for (const { id, type, bytes } of objects) {
      found.checked++;
      const hash = createHash(algorithm).update(`${type} ${bytes.length}\0`, 'latin1').update(bytes).digest('hex');
      if (hash === id) continue;
      found.wrong++;
      if (examples.length < mostExamples) examples.push(id);
    }
  }
  return { ...found, examples };
}
