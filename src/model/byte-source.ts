// Bytes of one file wherever they lie: in memory, or on the disk and read piece by piece.

export interface ByteSource {
  /** In bytes. */
  readonly size: number;
  /**
   * The bytes [at, at + length), fewer at the end. May be a view of memory that others hold, so it is never written to.
   * @throws ReadFailed
   */
  read(at: number, length: number): Buffer;
}

/** A source whose bytes are in memory. */
export function bytesInMemory(bytes: Buffer): ByteSource {
  return { size: bytes.length, read: (at, length) => bytes.subarray(at, at + length) };
}

/** The part [at, at + size) of a source as one of its own; nothing is read before it is asked for. */
export function viewOf(source: ByteSource, at: number, size: number): ByteSource {
  const most = Math.max(0, Math.min(size, source.size - at));
  return {
    size: most,
    read: (from, length) => source.read(at + Math.min(from, most), Math.max(0, Math.min(length, most - from))),
  };
}

/** A file that cannot be read on, with the system's code for it. */
export class ReadFailed extends Error {
  constructor(cause: unknown) {
    super(`reading it failed (${(cause as { code?: string }).code ?? 'no reason given'})`, { cause });
  }
}
