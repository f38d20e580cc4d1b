// Compressed pieces of tables, by the names of the ways, within the limits of the file they are in.
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { type DecodeBudget, LimitReached } from '../decode-budget.ts';
import { DamagedInput } from '../decoder.ts';
import { unlz4, unlz4Block } from '../packed/unlz4.ts';
import { OutputFull, type Unpack } from '../packed/unpacked.ts';
import { unsnappy } from '../packed/unsnappy.ts';
import { unzstd } from '../packed/unzstd.ts';

export type ColumnCodec = 'snappy' | 'gzip' | 'brotli' | 'zstd' | 'lz4-block' | 'lz4';

function byNode(unpack: typeof gunzipSync | typeof brotliDecompressSync): Unpack {
  return (packed, most) => {
    try {
      return { bytes: unpack(packed, { maxOutputLength: Math.max(1, most) }), isDamaged: false };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw new OutputFull();
      return { bytes: Buffer.alloc(0), isDamaged: true };
    }
  };
}

const ways: Readonly<Record<ColumnCodec, Unpack>> = {
  snappy: unsnappy,
  gzip: byNode(gunzipSync),
  brotli: byNode(brotliDecompressSync),
  zstd: unzstd,
  'lz4-block': unlz4Block,
  lz4: unlz4,
};

/**
 * @param size what comes out by the file's own account
 * @throws NeedsLibrary, LimitReached, DamagedInput
 */
export function unpackColumn(codec: ColumnCodec, packed: Buffer, size: number, budget: DecodeBudget): Buffer {
  let unpacked: ReturnType<Unpack>;
  try {
    unpacked = ways[codec](packed, budget.mostFrom(packed.length, size), () => budget.checkTime());
  } catch (error) {
    if (!(error instanceof OutputFull)) throw error;
    throw new LimitReached('compressed data in it becomes more than it says');
  }
  budget.takeBytes(unpacked.bytes.length);
  if (unpacked.isDamaged) throw new DamagedInput('compressed data in it is damaged');
  return unpacked.bytes;
}
