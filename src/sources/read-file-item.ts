// One file of the disk → its item, or the gap it leaves.
import { createReadStream, readFileSync, statSync } from 'node:fs';
import type { ByteSource } from '../model/byte-source.ts';
import type { SkippedInput, SourceItem } from '../model/source-item.ts';
import { openFileSource } from './file-source.ts';
import { readUpTo } from './read-up-to.ts';
import { textParts } from './text-parts.ts';

/** Of a larger file it is asked whether it can be read by pieces; a smaller one is read at once. */
const smallBytes = 16 * 1024 * 1024;
/** A larger text is looked at in parts. */
const wholeBytes = 64 * 1024 * 1024;
const headBytes = 64 * 1024;
const pieceBytes = 1024 * 1024;

export interface OpenFile {
  readonly path: Buffer;
  /** The path as a report shows it. */
  readonly shown: string;
  /** In bytes. */
  readonly limit: number;
  readonly isNamed: boolean;
  /** Whether a file is of a format of which only pieces are needed; such a file may be of any size. */
  readonly isReadByPieces?: (source: ByteSource) => boolean;
  /** Whether a file that begins so is a text that can be looked at in parts. */
  readonly isCuttable?: (start: Buffer) => boolean;
}

/** The item of a file; a pipe or device that the user named (`<(command)`) is read to its end. What it opens is closed after it. */
export async function* readFileItem(file: OpenFile): AsyncGenerator<SourceItem> {
  const place = { origin: 'file', path: file.shown } as const;
  try {
    const stat = statSync(file.path);
    // Files of /proc say they have no bytes, and pipes have no size.
    if (!stat.isFile() || stat.size === 0) {
      const { bytes, isWhole } = await readUpTo(createReadStream(file.path), file.limit);
      yield isWhole ? { bytes, place, isNamed: file.isNamed } : tooLarge(file);
    } else if (stat.size > smallBytes && file.isReadByPieces) yield* largeItem(file, file.isReadByPieces);
    else if (stat.size > file.limit) yield tooLarge(file);
    else yield { bytes: readFileSync(file.path), place, isNamed: file.isNamed };
  } catch (error) {
    yield gapItem('unreadable', file.shown, reasonOf(error));
  }
}

/** A large file, piece after piece. */
function* piecesOf(source: ByteSource): Generator<Buffer> {
  for (let at = 0; at < source.size; at += pieceBytes) yield source.read(at, pieceBytes);
}

async function* largeItem(file: OpenFile, isReadByPieces: (source: ByteSource) => boolean): AsyncGenerator<SourceItem> {
  const source = openFileSource(file.path);
  try {
    const place = { origin: 'file', path: file.shown } as const;
    if (isReadByPieces(source)) yield { bytes: Buffer.alloc(0), source, place, isNamed: file.isNamed };
    else if (source.size > wholeBytes && file.isCuttable?.(source.read(0, headBytes)))
      yield* textParts(piecesOf(source), { place, isNamed: file.isNamed });
    else if (source.size > file.limit) yield tooLarge(file);
    else yield { bytes: source.read(0, source.size), place, isNamed: file.isNamed };
  } finally {
    source.close();
  }
}

const tooLarge = ({ shown, limit }: OpenFile) => gapItem('limit', shown, `it is larger than ${limit} bytes`);

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
