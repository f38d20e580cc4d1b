// What tells that a file with objects is no longer the one that was read: then nothing that is known of them counts.
import { createHash } from 'node:crypto';
import { closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { ObjectStore } from '../pack/object-folders.ts';

/** Path of each file with objects, and what it looked like. */
export type StoredFiles = readonly (readonly [path: string, look: string])[];

/**
 * The files of `store`. Packs are known by size and time; files of single objects by size alone, since git renews their times
 * whenever it would write the same object again.
 */
export function storedFiles({ packs, loose }: Pick<ObjectStore, 'packs' | 'loose'>): StoredFiles {
  const files: [string, string][] = [];
  for (const { path } of packs) files.push([path, lookOf(`${path}.pack`, true)]);
  for (const [id, folder] of loose) files.push([id, lookOf(join(folder, id.slice(0, 2), id.slice(2)), false)]);
  return files;
}

function lookOf(path: string, hasTime: boolean): string {
  const stat = statSync(path, { throwIfNoEntry: false });
  return stat === undefined ? 'gone' : hasTime ? `${stat.size} ${stat.mtimeMs}` : `${stat.size}`;
}

/** Whether both are the same files, and none looks otherwise. */
export function lookAlike(before: StoredFiles, now: StoredFiles | null): boolean {
  if (now === null || now.length !== before.length) return false;
  const looks = new Map(before);
  return now.every(([path, look]) => looks.get(path) === look);
}

/**
 * Whether nothing that was read then is damaged now: each file looks as it did, or is a pack whose checksum is right, which is
 * git's own copy of what was read, or a new file of a single object.
 */
export function lookSame(before: StoredFiles, now: StoredFiles): boolean {
  const looks = new Map(before);
  return now.every(([path, look]) => {
    const known = looks.get(path);
    return known === look || (look.includes(' ') ? isWholePack(`${path}.pack`) : known === undefined);
  });
}

/** Whether a pack ends in the digest of all that stands before it (gitformat-pack). */
function isWholePack(path: string): boolean {
  const block = Buffer.allocUnsafe(1 << 20);
  const sums = [createHash('sha1'), createHash('sha256')];
  const file = openSync(path, 'r');
  try {
    const { size } = fstatSync(file);
    const ends = [Buffer.alloc(20), Buffer.alloc(32)].map((end) => {
      readSync(file, end, 0, end.length, Math.max(0, size - end.length));
      return end;
    });
    for (let at = 0; at < size; at += block.length) {
      const length = readSync(file, block, 0, block.length, at);
      if (length === 0) return false;
      sums.forEach((sum, which) => {
        sum.update(block.subarray(0, Math.max(0, Math.min(length, size - ends[which].length - at))));
      });
    }
    return sums.some((sum, which) => sum.digest().equals(ends[which]));
  } finally {
    closeSync(file);
  }
}
