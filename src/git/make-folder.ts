// Makes a folder and those above it. Not by `recursive`, with which Node 20 tries for ever where a parent can never come into
// being, as below /proc: a hook would hang on such a home folder.
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';

/** @throws an error of the file system; that the folder is there already is none */
export function makeFolder(path: string, mode = 0o777): void {
  try {
    mkdirSync(path, { mode });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return;
    if (code !== 'ENOENT' || dirname(path) === path) throw error;
    makeFolder(dirname(path), mode);
    mkdirSync(path, { mode });
  }
}
