// Members of a zip file whose directory is missing: each has a header of its own before its data (APPNOTE.TXT, 4.3.7).
import { inflateRawSync } from 'node:zlib';
import type { ByteSource } from '../../model/byte-source.ts';
import { type DecodeBudget, LimitReached } from '../decode-budget.ts';
import type { Inflated } from '../packed/inflate.ts';
import { localHeader, nameOf, wideNumbers, type ZipEntry, zipFlags } from './zip-entry.ts';

const localSign = 0x04034b50;
const inflating = 8;
const firstPiece = 64 * 1024;
const pieceGrowth = 8;

/** Bytes of the deflate data at `at`, which tells its own end. 0 where it is damaged or too large. */
function lengthOfDeflate(source: ByteSource, at: number, budget: DecodeBudget): { packed: number; size: number } {
  const most = Math.min(budget.limits.fileBytes, source.size - at);
  // A piece that grows: most members are small, and the rest of the archive is not read for each of them.
  for (let length = Math.min(most, firstPiece); ; length = Math.min(most, length * pieceGrowth))
    try {
      budget.checkTime();
      const options = { maxOutputLength: budget.mostFrom(most), info: true };
      const { engine, buffer } = inflateRawSync(source.read(at, length), options) as unknown as Inflated;
      return { packed: engine.bytesWritten, size: buffer.length };
    } catch (error) {
      const isCut = (error as NodeJS.ErrnoException).code === 'Z_BUF_ERROR';
      if (error instanceof LimitReached) throw error;
      if (!isCut || length === most) return { packed: most, size: 0 };
    }
}

/**
 * Entries as the headers tell them, one behind the other, until something else stands there.
 * @returns where that is
 */
export function* recoverMembers(source: ByteSource, budget: DecodeBudget): Generator<ZipEntry, number> {
  let at = 0;
  while (at + localHeader <= source.size) {
    const header = source.read(at, localHeader);
    if (header.readUInt32LE(0) !== localSign) return at;
    const [nameLength, extraLength] = [header.readUInt16LE(26), header.readUInt16LE(28)];
    const rawName = source.read(at + localHeader, nameLength);
    const extra = source.read(at + localHeader + nameLength, extraLength);
    const dataAt = at + localHeader + nameLength + extraLength;
    const [flags, method] = [header.readUInt16LE(6), header.readUInt16LE(8)];
    let [size, packedSize] = wideNumbers(extra, [header.readUInt32LE(22), header.readUInt32LE(18)]);
    const isOpen = (flags & zipFlags.descriptor) !== 0 && packedSize === 0;
    if (isOpen && method === inflating) ({ packed: packedSize, size } = lengthOfDeflate(source, dataAt, budget));
    const name = nameOf(rawName, extra);
    const crc = isOpen ? readCrc(source, dataAt + packedSize) : header.readUInt32LE(14);
    const room = Math.max(0, source.size - dataAt);
    yield {
      ...{ name, isFolder: name.endsWith('/'), flags, method, crc, at, rawName, comment: Buffer.alloc(0) },
      ...{ packedSize: Math.min(packedSize, room), size },
    };
    at = dataAt + packedSize + (isOpen ? descriptorLength(source, dataAt + packedSize) : 0);
  }
  return Math.min(at, source.size);
}

const descriptorSign = 0x08074b50;
const nextSigns = [localSign, 0x02014b50];

function readCrc(source: ByteSource, at: number): number {
  const bytes = source.read(at, 8);
  if (bytes.length < 8) return 0;
  return bytes.readUInt32LE(0) === descriptorSign ? bytes.readUInt32LE(4) : bytes.readUInt32LE(0);
}

/** A data descriptor has a sign or none, and sizes of four bytes or of eight: what fits is followed by the next header. */
function descriptorLength(source: ByteSource, at: number): number {
  const lengths = [16, 12, 24, 20];
  return (
    lengths.find((length) => {
      const next = source.read(at + length, 4);
      return next.length === 4 && nextSigns.includes(next.readUInt32LE(0));
    }) ?? lengths[0]
  );
}
