// Replaces a file of the user's in one step, or not at all.
import {
  closeSync,
  fchmodSync,
  fchownSync,
  fsyncSync,
  lstatSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  type Stats,
  writeFileSync,
} from 'node:fs';
import { ToolError } from '../model/errors.ts';

export interface ReadFile {
  /** On the disk. */
  readonly path: string;
  /** As the user named it. */
  readonly shown: string;
  readonly bytes: Buffer;
  readonly stat: Stats;
}

function attempt<T>(failure: 'unreadable-path' | 'cannot-write', path: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    throw new ToolError(failure, { path, reason: code }, { cause: error });
  }
}

function refuse(path: string, reason: string): never {
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
function writeBeside(temporary: string, { stat }: ReadFile, bytes: Buffer): void {
  const file = openSync(temporary, 'wx', stat.mode & 0o777);
  try {
    writeFileSync(file, bytes);
    fchmodSync(file, stat.mode & 0o7777);
    try {
      fchownSync(file, stat.uid, stat.gid);
    } catch {
      // Only root may give files away; the user's own new file is the user's.
    }
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/**
 * Puts `bytes` in the place of what `readToReplace` read.
 * @throws ToolError cannot-write, also when the file changed in the meantime
 */
export function replaceFile(old: ReadFile, bytes: Buffer): void {
  const temporary = `${old.path}.${process.pid}.tmp`;
  attempt('cannot-write', old.shown, () => {
    try {
      writeBeside(temporary, old, bytes);
      const now = lstatSync(old.path);
      const isSame =
        now.ino === old.stat.ino &&
        now.dev === old.stat.dev &&
        now.size === old.stat.size &&
        now.mtimeMs === old.stat.mtimeMs;
      if (!isSame) refuse(old.shown, 'somebody else changed it just now: try again');
      renameSync(temporary, old.path);
    } catch (error) {
      // `wx` fails on a file of somebody else's; only our own is taken away.
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') rmSync(temporary, { force: true });
      throw error;
    }
  });
}
