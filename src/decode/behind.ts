// What stands in a file behind the data of its format: programs pass over it, git keeps it.
import { type ByteSource, bytesInMemory, viewOf } from '../model/byte-source.ts';
import type { FilePart } from './decoder.ts';

const pieceBytes = 1024 * 1024;

/** Where the first byte that is not NUL stands from `from` on; the size of the source where none does. */
export function skipNuls(source: ByteSource, from: number): number {
  for (let at = from; at < source.size; at += pieceBytes) {
    const found = source.read(at, pieceBytes).findIndex((byte) => byte !== 0);
    if (found >= 0) return at + found;
  }
  return source.size;
}

/** The bytes from `from` on as a file of its own; nothing where only NULs fill the file up. */
export function* behindOf(source: ByteSource, from: number, step: string): Generator<FilePart> {
  const at = skipNuls(source, from);
  if (at < source.size)
    yield { type: 'file', step: `behind ${step}`, path: null, bytes: viewOf(source, at, source.size - at) };
}

/** As `behindOf`, of bytes in memory. */
export function behind(packed: Buffer, from: number, step: string): Generator<FilePart> {
  return behindOf(bytesInMemory(packed), from, step);
}
