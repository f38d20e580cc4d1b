// The user's own key, which authenticates what leakgate keeps in git folders: a file there may have come with the repository
// (an unpacked archive, a shared folder) and is believed only as far as it was written by who holds the key.
import { randomBytes } from 'node:crypto';
import { closeSync, constants, fstatSync, linkSync, openSync, readSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { makeFolder } from './make-folder.ts';
import { stateFolder } from './state-folder.ts';

const keyBytes = 32;

/** The key in the user's state folder, if it is there, whole, and nobody else's to read or write. */
function readKey(path: string): Buffer | null {
  let file: number;
  try {
    file = openSync(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0));
  } catch {
    // None there, or none to be read: one is made, or there is none.
    return null;
  }
  try {
    const stat = fstatSync(file);
    const isOwn = process.geteuid === undefined || (stat.uid === process.geteuid() && (stat.mode & 0o077) === 0);
    const key = Buffer.allocUnsafeSlow(keyBytes);
    return stat.isFile() && isOwn && stat.size === keyBytes && readSync(file, key, 0, keyBytes, 0) === keyBytes
      ? key
      : null;
  } finally {
    closeSync(file);
  }
}

/** Two runs may make one at once: the file appears whole, and the first one stays. */
function makeKey(path: string): Buffer | null {
  const own = `${path}.${process.pid}`;
  try {
    makeFolder(dirname(path), 0o700);
    writeFileSync(own, randomBytes(keyBytes), { flag: 'wx', mode: 0o600 });
    try {
      linkSync(own, path);
    } finally {
      rmSync(own, { force: true });
    }
  } catch {
    // Another run was first, or nothing can be written here: what is read next decides.
  }
  return readKey(path);
}

/**
 * The user's key, made at the first call.
 * @returns null where there is no state folder to keep it in, or the file there is not the user's alone: without a key
 *   nothing that lies in a git folder is believed
 */
export function stateKey(env: NodeJS.ProcessEnv = process.env): Buffer | null {
  const path = join(stateFolder(env), 'key');
  return readKey(path) ?? makeKey(path);
}
