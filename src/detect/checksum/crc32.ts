// CRC-32 as in zip and PNG (IEEE 802.3, reflected). Written out because zlib.crc32 is missing from Node 20.

const polynomial = 0xedb88320;

let table: Uint32Array | undefined;

/** The 256 remainders, made on first use: most runs meet no value with a checksum. */
function makeTable(): Uint32Array {
  return Uint32Array.from({ length: 256 }, (_, byte) => {
    let value = byte;
    for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ polynomial : value >>> 1;
    return value;
  });
}

/** CRC-32 of latin1 text, as an unsigned 32-bit number. */
export function crc32(text: string): number {
  table ??= makeTable();
  let value = 0xffffffff;
  for (let at = 0; at < text.length; at++) value = (value >>> 8) ^ table[(value ^ text.charCodeAt(at)) & 0xff];
  return (value ^ 0xffffffff) >>> 0;
}

/** The number's four bytes, lowest first. */
export function littleEndian(value: number): Buffer {
  return Buffer.from([value & 0xff, (value >>> 8) & 0xff, (value >>> 16) & 0xff, value >>> 24]);
}
