// Which decoder a file needs, with no more of it read than it takes to tell.
import { type ByteSource, bytesInMemory } from '../model/byte-source.ts';
import { endsAsZip, type FileFormat, formatOf, longestZipTail } from './file-format.ts';
import { decoders, type FormatDecoder } from './formats/index.ts';

/** A larger file may be one that is read by pieces: its head is looked at first. */
const smallBytes = 1024 * 1024;
const headBytes = 4096;

const decoderFor = (format: FileFormat | null) => (format === null ? undefined : decoders[format]);

/** As the format of bytes in memory is told, with the list of members looked up in the file. */
function hasZipEnd(source: ByteSource): boolean {
  const from = Math.max(0, source.size - longestZipTail);
  return endsAsZip(source.read(from, longestZipTail), (at) => source.read(Math.max(0, from + at), 4));
}

/** The decoder of a file of which only pieces are read, told by its head and by the end that a zip file has. */
function byPieces(source: ByteSource): FormatDecoder | undefined {
  const format = formatOf(source.read(0, headBytes));
  const decoder = decoderFor(format ?? (hasZipEnd(source) ? 'zip' : null));
  return decoder?.readsPieces ? decoder : undefined;
}

/** Whether a file is of a format of which only pieces are needed. @throws ReadFailed */
export function isReadByPieces(source: ByteSource): boolean {
  return byPieces(source) !== undefined;
}

export interface Told {
  /** Nothing for a file without a format, and for one that is larger than `most` and would have to be read whole. */
  readonly decoder: FormatDecoder | undefined;
  /** The same file; in memory where all of it was read. */
  readonly source: ByteSource;
}

/** @throws ReadFailed */
export function findDecoder(source: ByteSource, most: number): Told {
  if (source.size > smallBytes) {
    const decoder = byPieces(source);
    if (decoder !== undefined || source.size > most) return { decoder, source };
  }
  const bytes = source.read(0, source.size);
  return { decoder: decoderFor(formatOf(bytes)), source: bytesInMemory(bytes) };
}
