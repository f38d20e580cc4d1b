// CRC-32 (ISO 3309, as in zip and in pack index v2), sixteen bytes at a time.

const tables = memory.data(16 * 256 * 4, 16);
let isReady: bool = false;

function prepare(): void {
  for (let byte: u32 = 0; byte < 256; byte++) {
    let value = byte;
    for (let bit = 0; bit < 8; bit++) value = (value >> 1) ^ (value & 1 ? 0xedb88320 : 0);
    store<u32>(tables + (byte << 2), value);
  }
  for (let byte: u32 = 0; byte < 256; byte++) {
    let value = load<u32>(tables + (byte << 2));
    for (let slice: u32 = 1; slice < 16; slice++) {
      value = (value >> 8) ^ load<u32>(tables + ((value & 255) << 2));
      store<u32>(tables + (((slice << 8) + byte) << 2), value);
    }
  }
  isReady = true;
}

// @ts-expect-error: decorator
@inline
function sliceOf(slice: u32, byte: u32): u32 {
  return load<u32>(tables + (slice << 10) + ((byte & 255) << 2));
}

/** What four bytes give that stand so many bytes before the end, behind a CRC of nought. */
// @ts-expect-error: decorator
@inline
function fourOf(behind: u32, word: u32): u32 {
  return (
    sliceOf(behind + 3, word) ^ sliceOf(behind + 2, word >> 8) ^ sliceOf(behind + 1, word >> 16) ^ sliceOf(behind, word >> 24)
  );
}

/** CRC-32 of [at, at + length), going on from `crc` (0 at the start). Up to 8 bytes behind the end are read. */
export function crc32(crc: u32, at: usize, length: usize): u32 {
  if (!isReady) prepare();
  let value = ~crc;
  const end = at + length;
  for (; at + 16 <= end; at += 16) {
    value =
      fourOf(12, load<u32>(at) ^ value) ^
      (fourOf(8, load<u32>(at, 4)) ^ (fourOf(4, load<u32>(at, 8)) ^ fourOf(0, load<u32>(at, 12))));
  }
  if (at + 8 <= end) {
    value = fourOf(4, load<u32>(at) ^ value) ^ fourOf(0, load<u32>(at, 4));
    at += 8;
  }
  const rest = <u64>(end - at) << 3;
  if (rest == 0) return ~value;
  // The last bytes are taken as the last ones of eight, with nought before them.
  const last = (load<u64>(at) ^ <u64>value) << (64 - rest);
  return ~(fourOf(4, <u32>last) ^ fourOf(0, <u32>(last >> 32)) ^ <u32>((<u64>value) >> rest));
}
