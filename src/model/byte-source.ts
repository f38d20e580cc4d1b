// Bytes of one file wherever they lie: in memory, or on the disk and read piece by piece.

export interface ByteSource {
  /** In bytes. */
  readonly size: number;
  /**
   * The bytes [at, at + length), fewer at the end. May be a view of memory that others hold, so it is never written to.
   * @throws whatever reading a file throws
   */
  read(at: number, length: number): Buffer;
}

/** A source whose bytes are in memory. */
export function bytesInMemory(bytes: Buffer): ByteSource {
  return { size: bytes.length, read: (at, length) => bytes.subarray(at, at + length) };
}
