// One file of the disk → its item, or the gap it leaves.
import { createReadStream, readFileSync, statSync } from 'node:fs';
import type { SkippedInput, SourceItem } from '../model/source-item.ts';
import { readUpTo } from './read-up-to.ts';

export interface OpenFile {
  readonly path: Buffer;
  /** The path as a report shows it. */
  readonly shown: string;
  /** In bytes. */
  readonly limit: number;
  readonly isNamed: boolean;
}

/** Reads a file; a pipe or device that the user named (`<(command)`) is read to its end. */
export async function readFileItem(file: OpenFile): Promise<SourceItem> {
  try {
    const bytes = await bytesOf(file);
    if (bytes === null) return gapItem('limit', file.shown, `it is larger than ${file.limit} bytes`);
    return { bytes, place: { origin: 'file', path: file.shown }, isNamed: file.isNamed };
  } catch (error) {
    return gapItem('unreadable', file.shown, reasonOf(error));
  }
}

async function bytesOf({ path, limit }: OpenFile): Promise<Buffer | null> {
  const stat = statSync(path);
  // Files of /proc say they have no bytes, and pipes have no size.
  if (stat.isFile() && stat.size > 0) return stat.size > limit ? null : readFileSync(path);
  const { bytes, isWhole } = await readUpTo(createReadStream(path), limit);
  return isWhole ? bytes : null;
}

/** A gap with its sentence. */
export function gapItem(kind: 'unreadable' | 'limit', shown: string, reason: string): SkippedInput {
  const message = `"${shown}" was not scanned: ${reason}.`;
  const code = kind === 'limit' ? 'too-large' : 'unreadable';
  return { skipped: kind, isGap: true, problem: { code, message, path: shown } };
}

/** The system's code for a failure, in words where a person needs them. */
export function reasonOf(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code ?? '';
  return code === 'EACCES' || code === 'EPERM' ? 'permission denied' : code === '' ? 'it cannot be read' : code;
}
