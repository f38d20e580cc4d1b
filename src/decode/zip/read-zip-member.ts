// One member of a zip file → its bytes: stored ones as a view of the archive, compressed ones decompressed within the budget.
import { type ByteSource, bytesInMemory, viewOf } from '../../model/byte-source.ts';
import type { GapKind } from '../../model/receipt.ts';
import { crc32 } from '../crc32.ts';
import { type DecodeBudget, LimitReached } from '../decode-budget.ts';
import { unlzma, unxz } from '../lzma/unxz.ts';
import { inflateRaw } from '../packed/inflate.ts';
import { unbzip2 } from '../packed/unbzip2.ts';
import { OutputFull, type Unpack } from '../packed/unpacked.ts';
import { unzstd } from '../packed/unzstd.ts';
import { aesMethod, localHeader, type ZipEntry, zipFlags } from './zip-entry.ts';

export interface ZipMember {
  /** Null where nothing of it can be read. */
  readonly bytes: ByteSource | null;
  /** What is wrong with it; the reason is the end of a sentence. */
  readonly losses: readonly { readonly kind: GapKind; readonly reason: string }[];
}

const localSign = 0x04034b50;
/** A stored member that is larger is not read for its checksum alone. */
const mostChecked = 1024 * 1024;

const lost = (kind: GapKind, reason: string): ZipMember => ({ bytes: null, losses: [{ kind, reason }] });

/** Where the data of an entry begins, and what its local header says otherwise than the directory. */
export function findData(source: ByteSource, entry: ZipEntry): { at: number; disagrees: boolean } | null {
  if (entry.at < 0 || entry.at + localHeader > source.size) return null;
  const header = source.read(entry.at, localHeader);
  if (header.readUInt32LE(0) !== localSign) return null;
  const [nameLength, extraLength] = [header.readUInt16LE(26), header.readUInt16LE(28)];
  const at = entry.at + localHeader + nameLength + extraLength;
  const name = source.read(entry.at + localHeader, nameLength);
  return { at, disagrees: !name.equals(entry.rawName) || header.readUInt16LE(8) !== entry.method };
}

/** LZMA in zip has its properties behind a version and their length, and no size of its own (APPNOTE.TXT, 5.8.8). */
function unlzmaInZip({ size }: ZipEntry): Unpack {
  const sizeBytes = Buffer.alloc(8);
  sizeBytes.writeBigUInt64LE(BigInt(size));
  return (packed, most) => unlzma(Buffer.concat([packed.subarray(4, 9), sizeBytes, packed.subarray(9)]), most);
}

const lzmaMethod = 14;

/** By the number of the method. */
const unpackers: Readonly<Record<number, Unpack>> = {
  8: inflateRaw,
  12: unbzip2,
  20: unzstd,
  93: unzstd,
  95: unxz,
};

/** What a member of `entry` becomes. Counts what it decompresses. @throws LimitReached when all is over, not one member alone; NeedsLibrary */
export function readZipMember(source: ByteSource, entry: ZipEntry, budget: DecodeBudget): ZipMember {
  if ((entry.flags & (zipFlags.encrypted | zipFlags.strong)) !== 0 || entry.method === aesMethod)
    return lost('encrypted', 'it is encrypted');
  const data = findData(source, entry);
  if (data === null || data.at + entry.packedSize > source.size)
    return lost('damaged', 'it lies where the archive has nothing of the kind');
  const losses: ZipMember['losses'][number][] = [];
  if (data.disagrees) losses.push({ kind: 'damaged', reason: 'its own header and the list of members disagree' });
  if (entry.method === 0) {
    const bytes = viewOf(source, data.at, entry.packedSize);
    const isBad =
      entry.size !== entry.packedSize || (bytes.size <= mostChecked && crc32(bytes.read(0, bytes.size)) !== entry.crc);
    if (isBad) losses.push({ kind: 'damaged', reason: 'its checksum or its size is wrong' });
    return { bytes, losses };
  }
  const unpack = entry.method === lzmaMethod ? unlzmaInZip(entry) : unpackers[entry.method];
  if (unpack === undefined)
    return lost('unreadable', `it is compressed in a way that is not read (method ${entry.method} of zip)`);
  try {
    if (entry.packedSize > budget.limits.fileBytes) throw budget.tooMuch(entry.packedSize);
    const most = budget.mostFrom(entry.packedSize, entry.size);
    const packed = source.read(data.at, entry.packedSize);
    const { bytes, isDamaged } = unpack(packed, most, () => budget.checkTime());
    budget.takeBytes(bytes.length);
    if (isDamaged || bytes.length !== entry.size || crc32(bytes) !== entry.crc)
      losses.push({ kind: 'damaged', reason: 'its checksum or its size is wrong' });
    return { bytes: bytesInMemory(bytes), losses };
  } catch (error) {
    const limit = error instanceof OutputFull ? budget.tooMuch(entry.packedSize) : error;
    if (!(limit instanceof LimitReached) || !limit.isOfOne) throw error;
    return lost('limit', limit.message);
  }
}
