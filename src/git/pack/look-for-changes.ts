// Whether packs or objects came or went while they were read: a run that says "everything" has to know.
import { StoreChanged } from './needs-other-reader.ts';
import type { ObjectStore } from './object-folders.ts';

export interface WhatWasRead {
  /** Whether the sweep knew of an object. @param id in hex */
  readonly isKnown: (id: string) => boolean;
  /** Hex ids of objects that could not be read. */
  readonly damaged: ReadonlySet<string>;
  readonly isAnyUnread: () => boolean;
}

/** @throws StoreChanged when what there is now calls for another look */
export function lookForChanges(before: ObjectStore, after: ObjectStore, read: WhatWasRead): void {
  const known = new Set(before.packs.map(({ path }) => path));
  const hasNewPack = after.packs.some(({ path }) => !known.has(path));
  const hasNewFile = [...after.loose.keys()].some((id) => !read.isKnown(id));
  if (hasNewPack || hasNewFile) throw new StoreChanged('objects came while they were read');
  // What went away does not matter once it was read.
  if ([...read.damaged].some((id) => before.loose.has(id) && !after.loose.has(id)))
    throw new StoreChanged('objects went away while they were read');
  if (after.packs.length < known.size && read.isAnyUnread()) throw new StoreChanged('a pack went away');
}
