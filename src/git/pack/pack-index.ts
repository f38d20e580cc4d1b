// Reads the index of a pack (gitformat-pack: version 1 and 2, 64-bit offsets): which object begins where.
import { readFileSync } from 'node:fs';
import { endianness } from 'node:os';

export interface PackIndex {
  /** Raw ids, sorted, one after the other. */
  readonly ids: Buffer;
  readonly count: number;
  /** Offset of each id's entry in the pack. */
  readonly offsets: Float64Array;
  /** CRC-32 of each entry as packed; null in version 1, which holds none. */
  readonly checksums: Uint32Array | null;
}

const magic = 0xff744f63;
const fanoutBytes = 256 * 4;
/** In a 32-bit offset of version 2: the rest is an index into the table of 64-bit offsets. */
const isLarge = 0x80000000;

const isLowestFirst = endianness() === 'LE';

/** A file of a pack that is not what it should be. The message is a sentence's end: "… is damaged: <message>". */
export class PackDamage extends Error {}

/**
 * Reads `path`, an `.idx` file.
 * @param idBytes 20 for SHA-1, 32 for SHA-256
 * @throws PackDamage when its structure does not hold; an error of the file system
 */
export function readPackIndex(path: string, idBytes: number): PackIndex {
  const bytes = readFileSync(path);
  if (bytes.length < fanoutBytes + 2 * idBytes) throw new PackDamage('its index is too short');
  if (bytes.readUInt32BE(0) !== magic) return parseFirst(bytes, idBytes);
  const version = bytes.readUInt32BE(4);
  if (version !== 2) throw new PackDamage(`its index has version ${version}, which is not known here`);
  return parseSecond(bytes, idBytes);
}

/** The fan-out table must rise; its last number is how many ids there are. */
function countOf(bytes: Buffer, at: number): number {
  let last = 0;
  for (let slot = 0; slot < 256; slot++) {
    const next = bytes.readUInt32BE(at + slot * 4);
    if (next < last) throw new PackDamage('its index is out of order');
    last = next;
  }
  return last;
}

// fan-out | count x (offset, id) | pack checksum | index checksum
function parseFirst(bytes: Buffer, idBytes: number): PackIndex {
  const count = countOf(bytes, 0);
  const step = 4 + idBytes;
  if (bytes.length !== fanoutBytes + count * step + 2 * idBytes) throw new PackDamage('its index has the wrong size');
  const ids = Buffer.allocUnsafe(count * idBytes);
  const offsets = new Float64Array(count);
  for (let at = 0, from = fanoutBytes; at < count; at++, from += step) {
    offsets[at] = bytes.readUInt32BE(from);
    bytes.copy(ids, at * idBytes, from + 4, from + step);
  }
  return checked({ ids, count, offsets, checksums: null }, idBytes);
}

// magic, version | fan-out | ids | CRC-32s | 32-bit offsets | 64-bit offsets | pack checksum | index checksum
function parseSecond(bytes: Buffer, idBytes: number): PackIndex {
  const count = countOf(bytes, 8);
  const idsAt = 8 + fanoutBytes;
  const checksumsAt = idsAt + count * idBytes;
  const offsetsAt = checksumsAt + count * 4;
  const largeAt = offsetsAt + count * 4;
  const largeBytes = bytes.length - 2 * idBytes - largeAt;
  if (largeBytes < 0 || largeBytes % 8 !== 0) throw new PackDamage('its index has the wrong size');
  const checksums = wordsIn(bytes, checksumsAt, count);
  const words = wordsIn(bytes, offsetsAt, count);
  const offsets = new Float64Array(count);
  for (let at = 0; at < count; at++) {
    const offset = words[at];
    if (offset < isLarge) offsets[at] = offset;
    else {
      const slot = (offset - isLarge) * 8;
      if (slot >= largeBytes) throw new PackDamage('its index names an offset that is not there');
      offsets[at] = bytes.readUInt32BE(largeAt + slot) * 2 ** 32 + bytes.readUInt32BE(largeAt + slot + 4);
    }
  }
  return checked({ ids: bytes.subarray(idsAt, checksumsAt), count, offsets, checksums }, idBytes);
}

/** So many numbers of four bytes each, the highest first. */
function wordsIn(bytes: Buffer, at: number, count: number): Uint32Array {
  const words = new Uint32Array(count);
  const copy = Buffer.from(words.buffer);
  bytes.copy(copy, 0, at, at + copy.length);
  if (isLowestFirst) copy.swap32();
  return words;
}

/** Ids must rise: a look-up by halving would say of ids out of order that they are not there. */
function checked(index: PackIndex, idBytes: number): PackIndex {
  const { ids, count } = index;
  for (let here = idBytes; here < count * idBytes; here += idBytes) {
    let at = here;
    const end = here + idBytes;
    while (at < end && ids[at] === ids[at - idBytes]) at++;
    if (at === end || ids[at] < ids[at - idBytes]) throw new PackDamage('its index is out of order');
  }
  return index;
}
