// `<common dir>/leakgate/installed.json`: what init changed here, so that `--undo` can put it back byte for byte.
// Never committed. It is checked like any outside text: a repository that was unpacked may bring one along.
import { basename, join, relative, resolve } from 'node:path';
import { readPlainFile } from './file-state.ts';
import { hookNames, serverHookNames } from './hook-files.ts';

/** Path of the record, relative to the common git folder. */
export const recordPath = 'leakgate/installed.json';

/** A whole file that we wrote, and whether one that stood there was kept as `<path>.before-leakgate`. */
export interface FileEntry {
  readonly kind: 'file';
  /** Absolute here, relative to the common git folder in the file: a repository may be moved. */
  readonly path: string;
  readonly state: string;
}

/** Text that we put into a file of somebody else, or that we began. */
export interface TextEntry {
  readonly kind: 'text';
  readonly path: string;
  readonly inserted: string;
  readonly isOurFile: boolean;
}

/** A folder that we made. */
export interface FolderEntry {
  readonly kind: 'folder';
  readonly path: string;
}

export type RecordEntry = FileEntry | TextEntry | FolderEntry;

const ownFiles = new Set<string>([
  ...hookNames,
  ...serverHookNames,
  'leakgate.sh',
  'leakgate.runtime',
  'runtime',
  'leakgate.json',
]);
const sharedFiles = new Set<string>([...hookNames, '.gitignore']);

function readEntry(value: unknown, commonDir: string): RecordEntry | null {
  if (typeof value !== 'object' || value === null) return null;
  const { kind, path, state, inserted, isOurFile } = value as Record<string, unknown>;
  if (typeof path !== 'string' || path.includes('\0')) return null;
  const full = resolve(commonDir, path);
  const name = basename(full);
  if (kind === 'file' && typeof state === 'string' && ownFiles.has(name)) return { kind, path: full, state };
  if (kind === 'text' && typeof inserted === 'string' && inserted !== '' && sharedFiles.has(name))
    return { kind, path: full, inserted, isOurFile: isOurFile === true };
  // Any folder: undo removes none that has something in it.
  return kind === 'folder' ? { kind, path: full } : null;
}

/** The entries of the record; null when there is none or it cannot be believed. */
export function readRecord(commonDir: string): readonly RecordEntry[] | null {
  const bytes = readPlainFile(join(commonDir, recordPath));
  if (bytes === null) return null;
  try {
    const { version, entries } = JSON.parse(bytes.toString()) as { version?: unknown; entries?: unknown };
    if (version !== 1 || !Array.isArray(entries)) return null;
    const read = entries.map((entry) => readEntry(entry, commonDir));
    return read.every((entry) => entry !== null) ? read : null;
  } catch {
    return null;
  }
}

/** Text of the record. A later entry for the same file replaces the earlier one, but a text insertion never does. */
export function writeRecord(commonDir: string, entries: readonly RecordEntry[]): Buffer {
  const kept = new Map<string, RecordEntry>();
  for (const entry of entries) {
    const key = `${entry.kind} ${entry.path} ${entry.kind === 'text' ? entry.inserted : ''}`;
    kept.set(key, entry);
  }
  const stored = [...kept.values()].map((entry) => ({
    ...entry,
    path: relative(commonDir, entry.path).replaceAll('\\', '/'),
  }));
  return Buffer.from(`${JSON.stringify({ version: 1, entries: stored }, null, 2)}\n`);
}
