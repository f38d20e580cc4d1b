// Marvin32, the keyed hash that Microsoft's identifiable keys carry as their checksum.
// Source: the Microsoft.Security.Utilities library (github.com/microsoft/security-utilities).

function rotate(value: number, bits: number): number {
  return (value << bits) | (value >>> (32 - bits));
}

/**
 * Marvin32 of `data` as an unsigned 32-bit number.
 * @param seed eight ASCII characters, read as one big-endian 64-bit number
 */
export function marvin32(data: Uint8Array, seed: string): number {
  const key = Buffer.from(seed, 'latin1');
  let high = key.readInt32BE(0);
  let low = key.readInt32BE(4);
  const mix = (word: number) => {
    low = (low + word) | 0;
    high ^= low;
    low = (rotate(low, 20) + high) | 0;
    high = rotate(high, 9) ^ low;
    low = (rotate(low, 27) + high) | 0;
    high = rotate(high, 19);
  };
  let at = 0;
  for (; at + 4 <= data.length; at += 4)
    mix(data[at] | (data[at + 1] << 8) | (data[at + 2] << 16) | (data[at + 3] << 24));
  // The last partial word ends in 0x80, then zeros.
  let last = 0x80;
  for (let left = data.length - 1; left >= at; left--) last = (last << 8) | data[left];
  mix(last);
  mix(0);
  return (low ^ high) >>> 0;
}
