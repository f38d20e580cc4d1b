// The index of a pack (gitformat-pack: version 1 and 2, 64-bit offsets): where in the file which table stands.
import { readFileSync } from 'node:fs';

/** Places are offsets in the file. */
export interface IndexLayout {
  readonly version: 1 | 2;
  readonly count: number;
  /** Where ids stand one after the other; in version 1 an offset of 32 bits stands before each. */
  readonly idsAt: number;
  /** CRC-32 of each entry as packed; null in version 1, which holds none. */
  readonly checksumsAt: number | null;
  readonly offsetsAt: number;
  /** The table of 64-bit offsets. */
  readonly largeAt: number;
  readonly largeBytes: number;
}

const magic = 0xff744f63;
const headBytes = 8;
const fanoutBytes = 256 * 4;
/** What `layoutOf` looks at. */
export const indexHeadBytes = headBytes + fanoutBytes;

/** A file of a pack that is not what it should be. The message is a sentence's end: "… is damaged: <message>". */
export class PackDamage extends Error {}

/**
 * @param head the first bytes of an index, `indexHeadBytes` or all that there are
 * @param size of the whole file
 * @param idBytes 20 for SHA-1, 32 for SHA-256
 * @throws PackDamage when its structure does not hold
 */
export function layoutOf(head: Buffer, size: number, idBytes: number): IndexLayout {
  if (size < fanoutBytes + 2 * idBytes || head.length < Math.min(size, indexHeadBytes))
    throw new PackDamage('its index is too short');
  if (head.readUInt32BE(0) !== magic) {
    // fan-out | count x (offset, id) | pack checksum | index checksum
    const count = countOf(head, 0);
    if (size !== fanoutBytes + count * (4 + idBytes) + 2 * idBytes)
      throw new PackDamage('its index has the wrong size');
    const idsAt = fanoutBytes;
    return { version: 1, count, idsAt, checksumsAt: null, offsetsAt: idsAt, largeAt: size, largeBytes: 0 };
  }
  const version = head.readUInt32BE(4);
  if (version !== 2) throw new PackDamage(`its index has version ${version}, which is not known here`);
  // magic, version | fan-out | ids | CRC-32s | 32-bit offsets | 64-bit offsets | pack checksum | index checksum
  const count = countOf(head, headBytes);
  const idsAt = indexHeadBytes;
  const checksumsAt = idsAt + count * idBytes;
  const offsetsAt = checksumsAt + count * 4;
  const largeAt = offsetsAt + count * 4;
  const largeBytes = size - 2 * idBytes - largeAt;
  if (largeBytes < 0 || largeBytes % 8 !== 0) throw new PackDamage('its index has the wrong size');
  return { version, count, idsAt, checksumsAt, offsetsAt, largeAt, largeBytes };
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

/** Ids must rise: a look-up by halving would say of ids out of order that they are not there. */
export const idsOutOfOrder = 'its index is out of order';

/**
 * The raw ids in `path`, an `.idx` file, sorted, one after the other.
 * @throws PackDamage when its structure does not hold; an error of the file system
 */
export function readPackIds(path: string, idBytes: number): Buffer {
  const bytes = readFileSync(path);
  const { version, count, idsAt } = layoutOf(bytes.subarray(0, indexHeadBytes), bytes.length, idBytes);
  if (version === 2) return checked(bytes.subarray(idsAt, idsAt + count * idBytes), idBytes);
  const ids = Buffer.allocUnsafe(count * idBytes);
  for (let at = 0, from = idsAt + 4; at < count; at++, from += 4 + idBytes)
    bytes.copy(ids, at * idBytes, from, from + idBytes);
  return checked(ids, idBytes);
}

function checked(ids: Buffer, idBytes: number): Buffer {
  for (let here = idBytes; here < ids.length; here += idBytes) {
    let at = here;
    const end = here + idBytes;
    while (at < end && ids[at] === ids[at - idBytes]) at++;
    if (at === end || ids[at] < ids[at - idBytes]) throw new PackDamage(idsOutOfOrder);
  }
  return ids;
}
