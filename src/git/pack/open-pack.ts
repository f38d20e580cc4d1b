// Opens a pack for the plan of a sweep: its index goes to the kernel's memory, and is checked and sorted there.
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import type { Kernel } from './kernel.ts';
import type { PackFile } from './object-folders.ts';
import { idsOutOfOrder, indexHeadBytes, layoutOf, PackDamage } from './pack-index.ts';

/** What an index says. Places are in the kernel's memory. */
export interface PackIndex {
  readonly count: number;
  /** Raw ids, sorted, one after the other. */
  readonly ids: number;
  /** For each id the rank of its entry by offset, 32 bits. */
  readonly ranks: number;
  /** Offsets, rising; doubles. */
  readonly offsets: number;
  /** CRC-32 of each entry as packed, 32 bits with the highest byte first, in the order of ids; null where the index holds none. */
  readonly checksums: number | null;
}

export interface OpenPack {
  readonly file: PackFile;
  readonly index: PackIndex;
  /** Where its entries end. */
  readonly end: number;
}

const packHeader = 12;
/** Bytes of the largest index that is read here, one of some 70 million objects: it is held in memory. */
const largestIndex = 2 ** 31 - 1;

/** @throws PackDamage when its structure does not hold; an error of the file system */
export function openPack(kernel: Kernel, file: PackFile, idBytes: number): OpenPack {
  const index = readIndex(kernel, `${file.path}.idx`, idBytes);
  const handle = openSync(`${file.path}.pack`, 'r');
  try {
    const { size } = fstatSync(handle);
    const count = packCount((bytes) => readSync(handle, bytes, 0, bytes.length, 0));
    const end = size - idBytes;
    if (end < packHeader) throw new PackDamage('it is cut short');
    if (count !== index.count) throw new PackDamage('it holds another number of objects than its index');
    return { file, index, end };
  } finally {
    closeSync(handle);
  }
}

/**
 * How many objects a pack says it holds.
 * @param read fills a buffer from the beginning of the file
 * @throws PackDamage when it is none
 */
export function packCount(read: (bytes: Buffer) => number): number {
  const header = Buffer.alloc(packHeader);
  if (read(header) < packHeader || header.toString('latin1', 0, 4) !== 'PACK')
    throw new PackDamage('it does not begin as a pack');
  const version = header.readUInt32BE(4);
  if (version !== 2 && version !== 3) throw new PackDamage(`it has version ${version}, which is not known here`);
  return header.readUInt32BE(8);
}

function readIndex(kernel: Kernel, path: string, idBytes: number): PackIndex {
  const handle = openSync(path, 'r');
  try {
    const { size } = fstatSync(handle);
    if (size > largestIndex) throw new PackDamage('its index has more than 2 GiB, which is not read here');
    const head = Buffer.alloc(Math.min(size, indexHeadBytes));
    const layout = layoutOf(head.subarray(0, readSync(handle, head, 0, head.length, 0)), size, idBytes);
    const file = kernel.take(size);
    readWhole(handle, kernel.bytes.subarray(file, file + size));
    const { calls } = kernel;
    const { count, version, idsAt, checksumsAt, offsetsAt, largeAt, largeBytes } = layout;
    const ids = version === 1 ? kernel.take(count * idBytes) : file + idsAt;
    const ranks = kernel.take(count * 4);
    const offsets = kernel.take(count * 8);
    const given = kernel.take(count * 8);
    if (version === 1) calls.readFirstTable(file + idsAt, count, idBytes, ids, given);
    else if (calls.readOffsets(file + offsetsAt, count, file + largeAt, largeBytes, given) === 0)
      throw new PackDamage('its index names an offset that is not there');
    if (calls.areRising(ids, count, idBytes) === 0) throw new PackDamage(idsOutOfOrder);
    calls.rankOffsets(given, count, offsets, ranks, kernel.take(count * 16));
    kernel.giveBack(given);
    return { count, ids, ranks, offsets, checksums: checksumsAt === null ? null : file + checksumsAt };
  } finally {
    closeSync(handle);
  }
}

function readWhole(handle: number, target: Buffer): void {
  for (let at = 0; at < target.length; ) {
    const read = readSync(handle, target, at, target.length - at, at);
    if (read === 0) throw new PackDamage('its index is too short');
    at += read;
  }
}
