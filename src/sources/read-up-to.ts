// Takes a stream into memory, but never more than a limit.

export interface Taken {
  readonly bytes: Buffer;
  /** False when there was more than the limit. */
  readonly isWhole: boolean;
}

/** Reads `stream` to its end or to `limit` bytes. */
export async function readUpTo(stream: AsyncIterable<Buffer | string>, limit: number): Promise<Taken> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream) {
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
    chunks.push(bytes);
    size += bytes.length;
    if (size > limit) break;
  }
  return { bytes: Buffer.concat(chunks).subarray(0, limit), isWhole: size <= limit };
}
