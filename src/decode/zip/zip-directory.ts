// The central directory of a zip file, which lies at its end: read by pieces, so that an archive may be larger than memory.
import type { ByteSource } from '../../model/byte-source.ts';
import { DamagedInput } from '../decoder.ts';
import { directoryHeader, type ZipEntry, zipEntry } from './zip-entry.ts';

const endSign = 0x06054b50;
const endSize = 22;
const longestComment = 0xffff;
const wideEndSign = 0x06064b50;
const wideEndSize = 56;
const locatorSign = 0x07064b50;
const locatorSize = 20;
const entrySign = 0x02014b50;
/** Numbers that are full of ones stand in the zip64 record instead. */
const full16 = 0xffff;
const full32 = 0xffffffff;
/** Bytes of the directory that are read at a time; an entry is at most 192 KiB long. */
const pieceBytes = 1024 * 1024;

export interface ZipDirectory {
  /** In bytes of the source: where the archive begins behind what stands before it, a program for instance. */
  readonly start: number;
  readonly comment: Buffer;
  /** True for one part of an archive that lies in several files. */
  readonly isPart: boolean;
  /** How many it says it holds. */
  readonly count: number;
  /** Where the list of members begins, and where all of the archive ends. */
  readonly listAt: number;
  readonly end: number;
  /** Entry by entry. @throws DamagedInput where the directory ends early */
  entries(): Generator<ZipEntry>;
}

interface End {
  readonly at: number;
  readonly record: Buffer;
  readonly comment: Buffer;
}

/** The end record is the last thing but a comment; one whose comment reaches exactly to the end is preferred. */
function findEnd(source: ByteSource): End | null {
  const length = Math.min(source.size, endSize + longestComment);
  const from = source.size - length;
  const tail = source.read(from, length);
  let found: End | null = null;
  for (let at = tail.length - endSize; at >= 0; at--) {
    if (tail[at] !== 0x50 || tail.readUInt32LE(at) !== endSign) continue;
    const commentEnd = at + endSize + tail.readUInt16LE(at + 20);
    if (commentEnd > tail.length) continue;
    const end = {
      at: from + at,
      record: tail.subarray(at, at + endSize),
      comment: tail.subarray(at + endSize, commentEnd),
    };
    if (commentEnd === tail.length) return end;
    found ??= end;
  }
  return found;
}

interface Extent {
  readonly disk: number;
  readonly directoryDisk: number;
  readonly countHere: number;
  readonly count: number;
  readonly size: number;
  readonly offset: number;
  /** Where the directory ends. */
  readonly end: number;
}

function narrowExtent({ at, record }: End): Extent {
  return {
    disk: record.readUInt16LE(4),
    directoryDisk: record.readUInt16LE(6),
    countHere: record.readUInt16LE(8),
    count: record.readUInt16LE(10),
    size: record.readUInt32LE(12),
    offset: record.readUInt32LE(16),
    end: at,
  };
}

/** The zip64 record, where the locator says, or right before the locator where something stands before the archive. */
function wideExtent(source: ByteSource, end: End): Extent | null {
  const locator = source.read(Math.max(0, end.at - locatorSize), locatorSize);
  if (end.at < locatorSize || locator.readUInt32LE(0) !== locatorSign) return null;
  for (const at of [Number(locator.readBigUInt64LE(8)), end.at - locatorSize - wideEndSize]) {
    if (at < 0 || at + wideEndSize > end.at) continue;
    const record = source.read(at, wideEndSize);
    if (record.readUInt32LE(0) !== wideEndSign) continue;
    return {
      disk: record.readUInt32LE(16),
      directoryDisk: record.readUInt32LE(20),
      countHere: Number(record.readBigUInt64LE(24)),
      count: Number(record.readBigUInt64LE(32)),
      size: Number(record.readBigUInt64LE(40)),
      offset: Number(record.readBigUInt64LE(48)),
      end: at,
    };
  }
  return null;
}

/** Offsets count from the start of the archive, which is the start of the file unless something was put before it. */
function findStart(source: ByteSource, { size, offset, end, count }: Extent): number | null {
  if (count === 0) return Math.max(0, end - size - offset);
  for (const start of [end - size - offset, 0]) {
    const at = start + offset;
    if (start < 0 || at < 0 || at + directoryHeader > end) continue;
    if (source.read(at, 4).readUInt32LE(0) === entrySign) return start;
  }
  return null;
}

function* readEntries(source: ByteSource, extent: Extent, start: number): Generator<ZipEntry> {
  let piece: Buffer = Buffer.alloc(0);
  let pieceAt = start + extent.offset;
  let at = 0;
  for (let count = 0; pieceAt + at < extent.end; count++) {
    if (at + directoryHeader + 3 * full16 > piece.length && pieceAt + piece.length < extent.end) {
      pieceAt += at;
      at = 0;
      piece = source.read(pieceAt, Math.min(pieceBytes, extent.end - pieceAt));
    }
    const header = piece.subarray(at, at + directoryHeader);
    if (header.length < directoryHeader || header.readUInt32LE(0) !== entrySign) {
      // Behind the entries may stand a signature, and the zip64 record.
      if (count % (full16 + 1) === extent.count % (full16 + 1)) return;
      throw new DamagedInput('its list of members ends early');
    }
    const [name, extra, comment] = [28, 30, 32].map((field) => header.readUInt16LE(field));
    const nameAt = at + directoryHeader;
    const next = nameAt + name + extra + comment;
    if (next > piece.length) throw new DamagedInput('its list of members ends early');
    const tail = {
      name: piece.subarray(nameAt, nameAt + name),
      extra: piece.subarray(nameAt + name, nameAt + name + extra),
      comment: piece.subarray(nameAt + name + extra, next),
    };
    yield zipEntry(header, tail, start);
    at = next;
  }
}

/** @throws DamagedInput where there is no directory */
export function readZipDirectory(source: ByteSource): ZipDirectory {
  const end = findEnd(source);
  if (end === null) throw new DamagedInput('the list of its members is missing: it is cut short or damaged');
  const narrow = narrowExtent(end);
  const isWide = [narrow.count, narrow.disk].includes(full16) || [narrow.size, narrow.offset].includes(full32);
  const extent = (isWide ? wideExtent(source, end) : null) ?? narrow;
  const isPart = extent.disk !== 0 || extent.directoryDisk !== 0 || extent.countHere !== extent.count;
  const start = findStart(source, extent);
  if (start === null && !isPart) throw new DamagedInput('the list of its members is not where it should be');
  return {
    start: start ?? 0,
    comment: end.comment,
    isPart,
    count: extent.count,
    listAt: (start ?? 0) + extent.offset,
    end: end.at + endSize + end.comment.length,
    entries: () => readEntries(source, extent, start ?? 0),
  };
}
