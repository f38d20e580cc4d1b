// How many entries the packs of a repository hold, before their indexes are read.
import { statSync } from 'node:fs';
import type { PackFile } from './object-folders.ts';

/** Bytes of an entry in an index of version 2, beside the id. */
const besideId = 8;

/** More or less: the sizes of the indexes tell. */
export function countEntries(packs: readonly PackFile[], idBytes: number): number {
  let entries = 0;
  for (const { path } of packs)
    entries += Math.floor((statSync(`${path}.idx`, { throwIfNoEntry: false })?.size ?? 0) / (idBytes + besideId));
  return entries;
}
