// The xz file format 1.1.0 and, before it, .lzma: streams of blocks of LZMA2.
import { crc32 } from '../crc32.ts';
import { DamagedData, type Output, type Unpack, unpackInto } from '../packed/unpacked.ts';
import { crc64 } from './crc64.ts';
import { LzmaDecoder } from './lzma-decoder.ts';
import { unlzma2 } from './unlzma2.ts';

const streamSign = Buffer.from('\xfd7zXZ\0', 'latin1');
const streamHeader = 12;
/** Bytes of the check behind a block, by its type. */
const checkBytes = [0, 4, 4, 4, 8, 8, 8, 16, 16, 16, 32, 32, 32, 64, 64, 64];
const lzma2Filter = 0x21;
const deltaFilter = 3;
/** Filters that change the addresses in machine code (x86 to RISC-V): text comes out the same whether they are undone or not. */
const lastCodeFilter = 0x0b;

/** A number of up to nine bytes, seven bits each. */
function variable(bytes: Buffer, at: number): { value: number; next: number } {
  let value = 0;
  for (let index = 0; index < 9; index++) {
    const byte = bytes[at + index];
    if (byte === undefined) break;
    value += (byte & 0x7f) * 2 ** (7 * index);
    if (byte < 0x80) return { value, next: at + index + 1 };
  }
  throw new DamagedData();
}

/** Undoes the delta filter on what came out from `from` on. */
function undelta(output: Output, from: number, distance: number): void {
  for (let at = from + distance; at < output.size; at++)
    output.bytes[at] = (output.bytes[at] + output.bytes[at - distance]) & 0xff;
}

interface Filters {
  /** Distances of the delta filters, outermost first. */
  readonly distances: readonly number[];
  /** With those of machine code left as they are the check of the block cannot be right. */
  readonly isChecked: boolean;
}

/** @throws DamagedData for filters that are not known */
function readFilters(header: Buffer): Filters {
  let at = 2;
  if (header[1] & 0x40) at = variable(header, at).next;
  if (header[1] & 0x80) at = variable(header, at).next;
  const distances: number[] = [];
  let last = 0;
  let isChecked = true;
  for (let left = (header[1] & 3) + 1; left > 0; left--) {
    const id = variable(header, at);
    const size = variable(header, id.next);
    if (id.value === deltaFilter) distances.push(header[size.next] + 1);
    else if (id.value !== lzma2Filter) {
      if (id.value < deltaFilter || id.value > lastCodeFilter) throw new DamagedData();
      isChecked = false;
    }
    last = id.value;
    at = size.next + size.value;
  }
  if (last !== lzma2Filter) throw new DamagedData();
  return { distances, isChecked };
}

function checkBlock(type: number, told: Buffer, data: Buffer): void {
  const isRight =
    type === 1
      ? told.readUInt32LE(0) === crc32(data)
      : type === 4
        ? told.equals(crc64(data))
        : told.length === checkBytes[type];
  if (!isRight) throw new DamagedData();
}

/** @returns where the next block begins */
function block(packed: Buffer, at: number, checkType: number, output: Output): number {
  const headerSize = (packed[at] + 1) * 4;
  const header = packed.subarray(at, at + headerSize);
  if (header.length < headerSize || header.readUInt32LE(headerSize - 4) !== crc32(header.subarray(0, -4)))
    throw new DamagedData();
  const { distances, isChecked } = readFilters(header);
  const from = output.size;
  let length: number;
  try {
    length = unlzma2(packed, at + headerSize, output);
  } finally {
    for (const distance of [...distances].reverse()) undelta(output, from, distance);
  }
  const checkAt = at + headerSize + Math.ceil(length / 4) * 4;
  const end = checkAt + checkBytes[checkType];
  if (isChecked) checkBlock(checkType, packed.subarray(checkAt, end), output.bytes.subarray(from, output.size));
  return end;
}

/** The index tells the sizes of the blocks once more. @returns where it ends */
function skipIndex(packed: Buffer, start: number): number {
  let { value: count, next: at } = variable(packed, start + 1);
  for (; count > 0; count--) at = variable(packed, variable(packed, at).next).next;
  return start + Math.ceil((at - start) / 4) * 4 + 4;
}

function stream(packed: Buffer, start: number, output: Output): number {
  const isStream = packed.subarray(start, start + streamSign.length).equals(streamSign);
  if (!isStream || packed.length < start + streamHeader) throw new DamagedData();
  const checkType = packed[start + 7] & 0x0f;
  let at = start + streamHeader;
  while (packed[at] !== 0) {
    if (at >= packed.length) throw new DamagedData();
    at = block(packed, at, checkType, output);
  }
  const end = skipIndex(packed, at) + streamHeader;
  if (packed.toString('latin1', end - 2, end) !== 'YZ') throw new DamagedData();
  return end;
}

export const unxz: Unpack = (packed, most, checkTime) =>
  unpackInto(
    most,
    (output) => {
      for (let at = 0; at < packed.length; ) {
        // Streams may be padded with zeros.
        if (at > 0 && packed[at] === 0) at++;
        else at = stream(packed, at, output);
      }
    },
    checkTime,
  );

const lzmaHeader = 13;
const unknownSize = 0xffffffffffffffffn;

/** `.lzma`: properties, the size of the dictionary, the size of what comes out or all ones, data. */
export const unlzma: Unpack = (packed, most) =>
  unpackInto(most, (output) => {
    if (packed.length < lzmaHeader) throw new DamagedData();
    const decoder = new LzmaDecoder(output);
    decoder.setProperties(packed[0]);
    const size = packed.readBigUInt64LE(5);
    const data = packed.subarray(lzmaHeader);
    return lzmaHeader + decoder.decode(data, size === unknownSize ? Number.POSITIVE_INFINITY : Number(size));
  });
