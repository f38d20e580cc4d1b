// One file, compressed: bzip2, xz, lzma, zstd, zlib.
import { bytesInMemory } from '../../model/byte-source.ts';
import { behind } from '../behind.ts';
import { DamagedInput, type Decoder, OtherFormat } from '../decoder.ts';
import { unlzma, unxz } from '../lzma/unxz.ts';
import { unzlib } from '../packed/inflate.ts';
import { unbzip2 } from '../packed/unbzip2.ts';
import { unlz4 } from '../packed/unlz4.ts';
import { OutputFull, type Unpack, type Unpacked } from '../packed/unpacked.ts';
import { unzstd } from '../packed/unzstd.ts';

/** A decoder of a file in which one other is compressed. What came out before some damage is decoded on. */
function decodeWith(step: string, unpack: Unpack): Decoder {
  return function* decodeCompressed({ source, budget }) {
    const packed = source.read(0, source.size);
    let unpacked: Unpacked;
    try {
      unpacked = unpack(packed, budget.mostFrom(packed.length), () => budget.checkTime());
    } catch (error) {
      throw error instanceof OutputFull ? budget.tooMuch(packed.length) : error;
    }
    const { bytes, isDamaged, used = packed.length } = unpacked;
    budget.takeBytes(bytes.length);
    if (bytes.length > 0 || !isDamaged) yield { type: 'file', step, path: null, bytes: bytesInMemory(bytes) };
    if (isDamaged) throw new DamagedInput(`its ${step} data is damaged or cut short`);
    yield* behind(packed, used, step);
  };
}

/** Behind the sign and a digit: pi, or its root where nothing is in it. */
const bzip2Starts = ['314159265359', '177245385090'];

/** Three letters are soon met in other files. @throws OtherFormat */
export const decodeBzip2: Decoder = (input) => {
  if (!bzip2Starts.includes(input.source.read(4, 6).toString('hex'))) throw new OtherFormat();
  return decodeWith('bzip2', unbzip2)(input);
};
export const decodeXz = decodeWith('xz', unxz);
export const decodeLz4 = decodeWith('lz4', unlz4);
export const decodeLzma = decodeWith('lzma', unlzma);
export const decodeZstd = decodeWith('zstd', unzstd);
export const decodeZlib = decodeWith('zlib', unzlib);
