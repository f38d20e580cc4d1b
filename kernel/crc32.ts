// CRC-32 (ISO 3309, as in zip and in pack index v2), eight bytes at a time.

const tables = memory.data(8 * 256 * 4, 16);
let isReady: bool = false;

function prepare(): void {
  for (let byte: u32 = 0; byte < 256; byte++) {
    let value = byte;
    for (let bit = 0; bit < 8; bit++) value = (value >> 1) ^ (value & 1 ? 0xedb88320 : 0);
    store<u32>(tables + (byte << 2), value);
  }
  for (let byte: u32 = 0; byte < 256; byte++) {
    let value = load<u32>(tables + (byte << 2));
    for (let slice: u32 = 1; slice < 8; slice++) {
      value = (value >> 8) ^ load<u32>(tables + ((value & 255) << 2));
      store<u32>(tables + (((slice << 8) + byte) << 2), value);
    }
  }
  isReady = true;
}

// @ts-expect-error: decorator
@inline
function sliceOf(slice: u32, byte: u32): u32 {
  return load<u32>(tables + (((slice << 8) + (byte & 255)) << 2));
}

/** CRC-32 of [at, at + length), going on from `crc` (0 at the start). */
export function crc32(crc: u32, at: usize, length: usize): u32 {
  if (!isReady) prepare();
  let value = ~crc;
  const end = at + length;
  for (; at + 8 <= end; at += 8) {
    const low = load<u32>(at) ^ value;
    const high = load<u32>(at, 4);
    value =
      sliceOf(7, low) ^ sliceOf(6, low >> 8) ^ sliceOf(5, low >> 16) ^ sliceOf(4, low >> 24) ^
      sliceOf(3, high) ^ sliceOf(2, high >> 8) ^ sliceOf(1, high >> 16) ^ sliceOf(0, high >> 24);
  }
  for (; at < end; at++) value = (value >> 8) ^ sliceOf(0, value ^ <u32>load<u8>(at));
  return ~value;
}
