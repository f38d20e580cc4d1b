// Files that stand in a place where others may write too, such as the git folder: read only where they are what they were left
// as, and put in place whole or not at all.
import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  type Stats,
  writeSync,
} from 'node:fs';
import { makeFolder } from './make-folder.ts';

const { O_RDONLY, O_WRONLY, O_CREAT, O_EXCL, O_NOFOLLOW = 0, O_NONBLOCK = 0 } = constants;

/** Neither a link to somewhere else, nor a second name of what is elsewhere; opening a pipe does not wait for its writer. */
export const carefully = O_NOFOLLOW | O_NONBLOCK;

/** Whether it is a file, and has one name. */
export function isPlainFile(stat: Stats): boolean {
  return stat.isFile() && stat.nlink === 1;
}

/** Makes the folder where it is missing; whether it is one, and no link to one. */
export function makeOwnFolder(folder: string, mode = 0o777): boolean {
  const stat = lstatSync(folder, { throwIfNoEntry: false });
  if (stat !== undefined) return stat.isDirectory();
  makeFolder(folder, mode);
  return lstatSync(folder).isDirectory();
}

/**
 * All of a plain file.
 * @param most bytes
 * @returns null for anything else, and for a larger one
 * @throws what opening it throws
 */
export function readPlainFile(path: string, most: number): Buffer | null {
  const file = openSync(path, O_RDONLY | carefully);
  try {
    const stat = fstatSync(file);
    if (!isPlainFile(stat) || stat.size > most) return null;
    const bytes = Buffer.allocUnsafeSlow(stat.size);
    let length = 0;
    for (let read = -1; read !== 0 && length < bytes.length; length += read)
      read = readSync(file, bytes, length, bytes.length - length, length);
    return length === bytes.length ? bytes : null;
  } finally {
    closeSync(file);
  }
}

/** Writes all of `bytes` to an open file, however many calls it takes. */
export function writeWhole(file: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at, bytes.length - at);
}

/**
 * Puts a new file in the place of what is at `path`: under a name of its own first, so that of two runs at once the last one
 * stays and a reader sees all of one. What was begun is taken away where anything fails.
 * @param temporary beside it; a file that is there is somebody else's
 * @param write fills the open file, and may throw to leave the old one in place
 */
export function putInPlace(temporary: string, path: string, write: (file: number) => void, mode = 0o600): void {
  const file = openSync(temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, mode);
  try {
    try {
      write(file);
    } finally {
      closeSync(file);
    }
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}
