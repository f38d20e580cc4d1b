// One member of a zip file → its bytes: stored ones as a view of the archive, compressed ones decompressed within the budget.
import { constants, inflateRawSync } from 'node:zlib';
import { type ByteSource, bytesInMemory, viewOf } from '../../model/byte-source.ts';
import type { GapKind } from '../../model/receipt.ts';
import { crc32 } from '../crc32.ts';
import { type DecodeBudget, LimitReached } from '../decode-budget.ts';
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
function findData(source: ByteSource, entry: ZipEntry): { at: number; disagrees: boolean } | null {
  if (entry.at < 0 || entry.at + localHeader > source.size) return null;
  const header = source.read(entry.at, localHeader);
  if (header.readUInt32LE(0) !== localSign) return null;
  const [nameLength, extraLength] = [header.readUInt16LE(26), header.readUInt16LE(28)];
  const at = entry.at + localHeader + nameLength + extraLength;
  const name = source.read(entry.at + localHeader, nameLength);
  return { at, disagrees: !name.equals(entry.rawName) || header.readUInt16LE(8) !== entry.method };
}

interface Unpacked {
  readonly bytes: Buffer;
  readonly isCut: boolean;
}

/** Takes what comes out before the damage where the end is missing. @throws LimitReached */
function inflate(packed: Buffer, entry: ZipEntry, budget: DecodeBudget): Unpacked {
  const maxOutputLength = Math.max(1, budget.mostFrom(packed.length, entry.size));
  for (const finishFlush of [constants.Z_FINISH, constants.Z_SYNC_FLUSH])
    try {
      const bytes = inflateRawSync(packed, { maxOutputLength, finishFlush });
      return { bytes, isCut: finishFlush !== constants.Z_FINISH };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw budget.tooMuch(packed.length);
    }
  return { bytes: Buffer.alloc(0), isCut: true };
}

const inflating = 8;

/** What a member of `entry` becomes. Counts what it decompresses. @throws LimitReached when all is over, not one member alone */
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
  if (entry.method !== inflating)
    return lost('unreadable', `it is compressed in a way that is not read (method ${entry.method} of zip)`);
  try {
    if (entry.packedSize > budget.limits.fileBytes) throw budget.tooMuch(entry.packedSize);
    const { bytes, isCut } = inflate(source.read(data.at, entry.packedSize), entry, budget);
    budget.takeBytes(bytes.length);
    if (isCut || bytes.length !== entry.size || crc32(bytes) !== entry.crc)
      losses.push({ kind: 'damaged', reason: 'its checksum or its size is wrong' });
    return { bytes: bytesInMemory(bytes), losses };
  } catch (error) {
    if (!(error instanceof LimitReached) || !error.isOfOne) throw error;
    return lost('limit', error.message);
  }
}
