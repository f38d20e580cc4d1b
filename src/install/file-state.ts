// How a file stands, as one comparable word: tells whether it is what we wrote, and whether it changed under our hands.
import { createHash } from 'node:crypto';
import { lstatSync, readFileSync, readlinkSync } from 'node:fs';

/** `absent`, `file:<sha256>`, `link:<target>` or `other` (a folder, a device). */
export type FileState = string;

export const absent: FileState = 'absent';

/** State of a file with these bytes. */
export function stateOfBytes(bytes: Buffer): FileState {
  return `file:${createHash('sha256').update(bytes).digest('hex')}`;
}

/** State of what is at `path`; links are not followed. */
export function stateOf(path: string): FileState {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return absent;
  if (stat.isSymbolicLink()) return `link:${readlinkSync(path)}`;
  return stat.isFile() ? stateOfBytes(readFileSync(path)) : 'other';
}

/** Bytes of the plain file at `path`; null when there is none or it is something else (a link, a folder). */
export function readPlainFile(path: string): Buffer | null {
  return lstatSync(path, { throwIfNoEntry: false })?.isFile() ? readFileSync(path) : null;
}

/** Permission bits of the file at `path`. */
export function modeOf(path: string): number {
  return lstatSync(path).mode & 0o777;
}
