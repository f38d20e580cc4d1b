// The ids of all objects there are, from the indexes of packs and the names of files alone.
import { closeSync, openSync, readSync } from 'node:fs';
import { listObjects } from '../pack/object-folders.ts';
import { packCount } from '../pack/open-pack.ts';
import { readPackIds } from '../pack/pack-index.ts';
import { uniteIds } from '../pack/unite-ids.ts';
import type { Repository } from '../repository.ts';
import { type StoredFiles, storedFiles } from './stored-files.ts';

/** The files that objects are in now; null as in `listIds`. */
export function filesOf(repo: Repository): StoredFiles | null {
  const store = listObjects(repo);
  return store.unreadable.length > 0 ? null : storedFiles(store);
}

/** Raw ids, sorted, each once, and the files they are in; null when something stands in the way: whoever reads the objects themselves tells what. */
export function listIds(repo: Repository): { readonly ids: Uint8Array; readonly files: StoredFiles } | null {
  const store = listObjects(repo);
  if (store.unreadable.length > 0) return null;
  const idBytes = repo.hashLength / 2;
  const loose = Buffer.from([...store.loose.keys()].sort().join(''), 'hex');
  try {
    const packed = store.packs.map(({ path }) => {
      const ids = readPackIds(`${path}.idx`, idBytes);
      const file = openSync(`${path}.pack`, 'r');
      try {
        if (packCount((bytes) => readSync(file, bytes, 0, bytes.length, 0)) * idBytes !== ids.length)
          throw new RangeError('another count');
      } finally {
        closeSync(file);
      }
      return ids;
    });
    return { ids: uniteIds([loose, ...packed], idBytes).ids, files: storedFiles(store) };
  } catch {
    return null;
  }
}
