// The bytes of a layer, decompressed as they are read: a layer may be larger than memory.
import { Readable } from 'node:stream';
import { constants, createGunzip } from 'node:zlib';
import { openZstd } from '../decode/packed/unzstd.ts';
import type { ByteSource } from '../model/byte-source.ts';

const pieceBytes = 1024 * 1024;

export type Chunks = AsyncIterable<Buffer>;

/** The compressed bytes are not what they begin as. */
export class DamagedLayer extends Error {}

async function* plain(source: ByteSource, see: (bytes: Buffer) => void): AsyncGenerator<Buffer> {
  for (let at = 0; at < source.size; at += pieceBytes) {
    const bytes = source.read(at, pieceBytes);
    see(bytes);
    yield bytes;
  }
}

async function* gunzipped(chunks: Chunks): AsyncGenerator<Buffer> {
  const gunzip = createGunzip({ finishFlush: constants.Z_FINISH });
  const input = Readable.from(chunks);
  // What breaks the input must end the output, too.
  input.once('error', (error) => gunzip.destroy(error));
  try {
    for await (const chunk of input.pipe(gunzip)) yield chunk as Buffer;
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    throw code.startsWith('Z_') ? new DamagedLayer() : error;
  } finally {
    input.destroy();
    gunzip.destroy();
  }
}

async function* unzstd(chunks: Chunks): AsyncGenerator<Buffer> {
  let out: Buffer[] = [];
  const push = await openZstd((chunk) => out.push(Buffer.from(chunk)));
  for await (const chunk of chunks) {
    try {
      push(chunk, false);
    } catch {
      throw new DamagedLayer();
    }
    yield* out;
    out = [];
  }
  try {
    push(Buffer.alloc(0), true);
  } catch {
    throw new DamagedLayer();
  }
  yield* out;
}

/**
 * The layer without its compression, which its first bytes tell.
 * @param see is given all bytes as they lie in the image
 * @throws DamagedLayer, ReadFailed, while it is read
 */
export function layerChunks(source: ByteSource, see: (bytes: Buffer) => void): Chunks {
  const head = source.read(0, 4).toString('latin1');
  const chunks = plain(source, see);
  if (head.startsWith('\x1f\x8b\x08')) return gunzipped(chunks);
  return head === '\x28\xb5\x2f\xfd' ? unzstd(chunks) : chunks;
}
