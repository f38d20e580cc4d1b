// A file on the disk as a source of bytes that is read piece by piece.
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { type ByteSource, ReadFailed } from '../model/byte-source.ts';

/** Open until closed. */
export interface FileSource extends ByteSource {
  close(): void;
}

/** Fills a buffer from `at` on, as far as the file goes. */
function readFully(descriptor: number, at: number, length: number): Buffer {
  const bytes = Buffer.allocUnsafe(length);
  let filled = 0;
  while (filled < length) {
    const count = readOnce(descriptor, bytes.subarray(filled), at + filled);
    if (count === 0) break;
    filled += count;
  }
  return bytes.subarray(0, filled);
}

function readOnce(descriptor: number, into: Buffer, at: number): number {
  try {
    return readSync(descriptor, into, 0, into.length, at);
  } catch (error) {
    throw new ReadFailed(error);
  }
}

/** The bytes of an open file; closing it is left to who opened it. */
export function sourceOfDescriptor(descriptor: number): ByteSource {
  const { size } = fstatSync(descriptor);
  return { size, read: (at, length) => readFully(descriptor, at, Math.max(0, Math.min(length, size - at))) };
}

/** @throws what opening it throws; its `read` throws ReadFailed */
export function openFileSource(path: Buffer | string): FileSource {
  const descriptor = openSync(path, 'r');
  return { ...sourceOfDescriptor(descriptor), close: () => closeSync(descriptor) };
}
