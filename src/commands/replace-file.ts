// Replaces a file of the user's in one step, or not at all.
import { fchmodSync, fchownSync, fsyncSync, lstatSync, readFileSync, type Stats } from 'node:fs';
import { putInPlace, writeWhole } from '../git/own-file.ts';
import { ToolError } from '../model/errors.ts';

export interface ReadFile {
  /** On the disk. */
  readonly path: string;
  /** As the user named it. */
  readonly shown: string;
  readonly bytes: Buffer;
  readonly stat: Stats;
}

/** What the system says of a failure, as an error of ours. */
export function attempt<T>(failure: 'unreadable-path' | 'cannot-write', path: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    throw new ToolError(failure, { path, reason: code }, { cause: error });
  }
}

export function refuse(path: string, reason: string): never {
  throw new ToolError('cannot-write', { path, reason });
}

/**
 * Reads a file that is to be replaced. A symbolic link is refused: what it leads to may be somebody else's.
 * @throws ToolError cannot-write, unreadable-path
 */
export function readToReplace(path: string, shown: string): ReadFile {
  const stat = attempt('unreadable-path', shown, () => lstatSync(path));
  if (stat.isSymbolicLink()) refuse(shown, 'it is a symbolic link: name the file that it leads to');
  if (!stat.isFile()) refuse(shown, 'it is not a file');
  return { path, shown, bytes: attempt('unreadable-path', shown, () => readFileSync(path)), stat };
}

/** With the mode and, where that is allowed, the owner of the old file, and on the disk before it takes its place. */
function fill(file: number, { stat }: ReadFile, bytes: Uint8Array): void {
  writeWhole(file, bytes);
  fchmodSync(file, stat.mode & 0o7777);
  try {
    fchownSync(file, stat.uid, stat.gid);
  } catch {
    // Only root may give files away; the user's own new file is the user's.
  }
  fsyncSync(file);
}

function isUnchanged({ path, stat }: ReadFile): boolean {
  const now = lstatSync(path);
  return now.ino === stat.ino && now.dev === stat.dev && now.size === stat.size && now.mtimeMs === stat.mtimeMs;
}

/**
 * Puts `bytes` in the place of what `readToReplace` read.
 * @throws ToolError cannot-write, also when the file changed in the meantime
 */
export function replaceFile(old: ReadFile, bytes: Uint8Array): void {
  const write = (file: number) => {
    fill(file, old, bytes);
    if (!isUnchanged(old)) refuse(old.shown, 'somebody else changed it just now: try again');
  };
  attempt('cannot-write', old.shown, () =>
    putInPlace(`${old.path}.${process.pid}.tmp`, old.path, write, old.stat.mode & 0o777),
  );
}
