// deflate (RFC 1951) and zlib (RFC 1950), by Node's own.
import { constants, inflateRawSync, inflateSync } from 'node:zlib';
import { OutputFull, type Unpack } from './unpacked.ts';

/** With `info` Node gives its decompressor, too, which knows how much it took. */
export interface Inflated {
  readonly buffer: Buffer;
  readonly engine: { readonly bytesWritten: number };
}

/** Node writes to pieces of 16 KiB unless told otherwise, and joins them: as large as the output is likely to be takes a fifth less. */
const [leastPiece, mostPiece, usualRatio] = [16 * 1024, 256 * 1024, 4];

/** Takes what comes out before the damage where the end is missing. */
function unpackWith(inflate: typeof inflateSync): Unpack {
  return (packed, most) => {
    const chunkSize = Math.max(leastPiece, Math.min(mostPiece, packed.length * usualRatio));
    for (const finishFlush of [constants.Z_FINISH, constants.Z_SYNC_FLUSH])
      try {
        const options = { maxOutputLength: Math.max(1, most), chunkSize, finishFlush, info: true };
        const { buffer: bytes, engine } = inflate(packed, options) as unknown as Inflated;
        return { bytes, isDamaged: finishFlush !== constants.Z_FINISH, used: engine.bytesWritten };
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw new OutputFull();
      }
    return { bytes: Buffer.alloc(0), isDamaged: true };
  };
}

export const inflateRaw = unpackWith(inflateRawSync);
export const unzlib = unpackWith(inflateSync);
