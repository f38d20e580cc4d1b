// CRC-64 as in xz (ECMA-182, reflected), in two halves of 32 bits.

const [polynomialHigh, polynomialLow] = [0xc96c5795, 0xd7870f42];

let tables: { high: Int32Array; low: Int32Array } | undefined;

function makeTables() {
  const [high, low] = [new Int32Array(256), new Int32Array(256)];
  for (let byte = 0; byte < 256; byte++) {
    let [h, l] = [0, byte];
    for (let bit = 0; bit < 8; bit++) {
      const isOdd = (l & 1) === 1;
      l = (l >>> 1) | (h << 31);
      h >>>= 1;
      if (isOdd) [h, l] = [h ^ polynomialHigh, l ^ polynomialLow];
    }
    [high[byte], low[byte]] = [h, l];
  }
  return { high, low };
}

/** The eight bytes of the checksum, lowest first. */
export function crc64(bytes: Uint8Array): Buffer {
  tables ??= makeTables();
  const { high, low } = tables;
  let [h, l] = [-1, -1];
  for (let at = 0; at < bytes.length; at++) {
    const index = (l ^ bytes[at]) & 0xff;
    l = ((l >>> 8) | (h << 24)) ^ low[index];
    h = (h >>> 8) ^ high[index];
  }
  const sum = Buffer.alloc(8);
  sum.writeInt32LE(~l, 0);
  sum.writeInt32LE(~h, 4);
  return sum;
}
