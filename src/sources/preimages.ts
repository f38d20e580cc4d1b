// What a change stood on before: read only for fragments with findings, by a process that ends with the reading.
import { entryMode, isZeroId } from '../git/object-id.ts';
import type { RawChange } from '../git/parse-raw-diff.ts';
import { pathText } from '../git/path-text.ts';
import { isUnread, ObjectReader } from '../git/read-objects.ts';
import type { Repository } from '../git/repository.ts';
import type { Preimage } from '../model/fragment.ts';

/** A blob and the path it stood at. */
export interface OldBlob {
  readonly id: string;
  readonly path: Buffer;
}

/** Old contents of a change, one for each parent that has the path. Links to submodule commits have none. */
export function oldBlobs(change: RawChange): OldBlob[] {
  return change.oldIds
    .filter((id, at) => !isZeroId(id) && change.oldModes[at] !== entryMode.submodule)
    .map((id) => ({ id, path: change.oldPath ?? change.path }));
}

/** Reads old contents. One that cannot be had is left out: what it held then counts as new. */
export async function readPreimages(repo: Repository, blobs: readonly OldBlob[]): Promise<Preimage[]> {
  const reader = new ObjectReader(repo);
  const found: Preimage[] = [];
  try {
    let at = 0;
    for await (const answer of reader.blobs(blobs.map(({ id }) => id))) {
      if (!isUnread(answer)) found.push({ bytes: answer.bytes, path: pathText(blobs[at].path) });
      at++;
    }
  } finally {
    reader.close();
  }
  return found;
}

/** The old name and content behind each path that a rename brought, by the new path as latin1 text. */
export function renameMap(renamed: readonly RawChange[]): ReadonlyMap<string, OldBlob[]> {
  const map = new Map<string, OldBlob[]>();
  for (const change of renamed.filter(({ status }) => status === 'R')) {
    const key = change.path.toString('latin1');
    map.set(key, [...(map.get(key) ?? []), ...oldBlobs(change)]);
  }
  return map;
}
