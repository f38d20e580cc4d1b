// CRC-32 of bytes as in zip, gzip, xz and 7z (IEEE 802.3, reflected), four bytes a step: zlib.crc32 is missing from Node 20.
import * as zlib from 'node:zlib';

const polynomial = 0xedb88320;

let tables: readonly Int32Array[] | undefined;

function makeTables(): readonly Int32Array[] {
  const first = new Int32Array(256);
  for (let byte = 0; byte < 256; byte++) {
    let value = byte;
    for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ polynomial : value >>> 1;
    first[byte] = value;
  }
  const all = [first];
  for (let at = 1; at < 4; at++) all.push(all[at - 1].map((value) => (value >>> 8) ^ first[value & 0xff]));
  return all;
}

function inTables(bytes: Uint8Array): number {
  tables ??= makeTables();
  const [a, b, c, d] = tables;
  let value = -1;
  let at = 0;
  for (const end = bytes.length - 3; at < end; at += 4) {
    value ^= bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16) | (bytes[at + 3] << 24);
    value = d[value & 0xff] ^ c[(value >>> 8) & 0xff] ^ b[(value >>> 16) & 0xff] ^ a[value >>> 24];
  }
  for (; at < bytes.length; at++) value = (value >>> 8) ^ a[(value ^ bytes[at]) & 0xff];
  return (value ^ -1) >>> 0;
}

/** The checksum as an unsigned 32-bit number. */
export const crc32: (bytes: Uint8Array) => number =
  (zlib as { crc32?: (bytes: Uint8Array) => number }).crc32 ?? inTables;
