// Objects that are not what their ids say: git checks that when it fetches, and not when it reads.
import { createHash } from 'node:crypto';
import { readAllObjects } from './cat-file.ts';
import type { Repository } from './repository.ts';

export interface OtherObjects {
  /** How many objects were hashed. */
  readonly checked: number;
  /** How many hash to another id, and the first of those ids. */
  readonly wrong: number;
  readonly examples: readonly string[];
}

const mostExamples = 20;

/**
 * Hashes every object that git can read; what it cannot read is told by whoever scans it.
 * @throws GitError when there is no git, or it cannot run on this repository
 */
export async function findOtherObjects(repo: Repository): Promise<OtherObjects> {
  const algorithm = repo.hashLength === 64 ? 'sha256' : 'sha1';
  const examples: string[] = [];
  let checked = 0;
  let wrong = 0;
  for await (const { objects } of readAllObjects(repo))
    for (const { id, type, bytes } of objects) {
      checked++;
      const hash = createHash(algorithm).update(`${type} ${bytes.length}\0`, 'latin1').update(bytes).digest('hex');
      if (hash === id) continue;
      wrong++;
      if (examples.length < mostExamples) examples.push(id);
    }
  return { checked, wrong, examples };
}
