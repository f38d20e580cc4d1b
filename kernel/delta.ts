// Applies a git delta: "copy this range of the base, insert these bytes" (gitformat-pack, "Deltified representation").

/** Answers below zero: what is wrong with the delta. */
export const damaged: i32 = -1;

/** Where the last delta said what it was made of: copies as triples of (start, end, start in the base), joined where they run on. */
let copies: usize = 0;
let copyCount: i32 = 0;

export function copiesAt(): usize {
  return copies;
}

export function countCopies(): i32 {
  return copyCount;
}

/** Bytes of the variable-length number at `at` (7 bits a byte, lowest first); `size` takes its value. */
let size: u64 = 0;
function readSize(at: usize, end: usize): usize {
  size = 0;
  let shift: u64 = 0;
  while (at < end && shift < 63) {
    const byte = load<u8>(at++);
    size |= (<u64>(byte & 0x7f)) << shift;
    if ((byte & 0x80) == 0) return at;
    shift += 7;
  }
  return 0;
}

/** The size of what the delta makes, or -1 when the delta is damaged or made for a base of another size. */
export function resultSize(delta: usize, length: usize, baseLength: usize): f64 {
  const end = delta + length;
  let at = readSize(delta, end);
  if (at == 0 || size != <u64>baseLength) return -1;
  at = readSize(at, end);
  return at == 0 ? -1 : <f64>size;
}

/** Bytes from which on a copy is left to the host, whose call takes as long as some hundred of them. */
const mostInline: u32 = 512;

/** For each of the 128 kinds of copies, which of the bytes that follow are those of offset (4) and length (3, and none). */
const argumentPlaces = memory.data(128 * 8, 16);
let isReady: bool = false;

function prepare(): void {
  for (let kind: u32 = 0; kind < 128; kind++) {
    let next: u32 = 0;
    for (let byte: u32 = 0; byte < 8; byte++) {
      const isThere = byte < 7 && (kind & (1 << byte)) != 0;
      // Beyond the vector: nought.
      store<u8>(argumentPlaces + (kind << 3) + byte, <u8>(isThere ? next++ : 255));
    }
  }
  isReady = true;
}

// @ts-expect-error: decorator
@inline
function copyBytes(to: usize, from: usize, n: u32): void {
  if (n > mostInline) {
    memory.copy(to, from, n);
    return;
  }
  // Most are shorter than 32 bytes: the first step is made without asking.
  let at: u32 = 0;
  do {
    v128.store(to + at, v128.load(from + at));
    v128.store(to + at, v128.load(from + at, 16), 16);
    at += 32;
  } while (at < n);
}

/**
 * Applies the delta to [source, source + sourceLength). Up to 32 bytes behind source, delta and result are touched.
 * @param ops room for 12 bytes for each copy; a delta of n bytes holds at most n / 2
 * @returns 0, or `damaged`
 */
export function applyDelta(
  source: usize,
  sourceLength: usize,
  delta: usize,
  length: usize,
  target: usize,
  targetLength: usize,
  ops: usize,
): i32 {
  if (!isReady) prepare();
  const end = delta + length;
  copies = ops;
  copyCount = 0;
  let op = ops;
  let at = readSize(delta, end);
  if (at == 0) return damaged;
  at = readSize(at, end);
  if (at == 0) return damaged;
  let out = target;
  const outEnd = target + targetLength;
  // The last copy: where it ends, and how far its bytes lie from those of the base. No copy begins at the end of none.
  let lastEnd: u32 = 0xffffffff;
  let lastShift: u32 = 0;
  while (at < end) {
    const code = <u32>load<u8>(at++);
    if (code & 0x80) {
      const places = v128.load64_zero(argumentPlaces + ((code & 0x7f) << 3));
      const both = i64x2.extract_lane(i8x16.swizzle(v128.load64_zero(at), places), 0);
      at += popcnt(code & 0x7f);
      const offset = <u32>both;
      let n = <u32>(both >> 32);
      if (n == 0) n = 0x10000;
      if (at > end) return damaged;
      if (<u64>offset + <u64>n > <u64>sourceLength || n > <u32>(outEnd - out)) return damaged;
      const start = <u32>(out - target);
      if (start != lastEnd || offset - start != lastShift) {
        store<u32>(op, start);
        store<u32>(op, offset, 8);
        op += 12;
        lastShift = offset - start;
      }
      lastEnd = start + n;
      store<u32>(op - 12, lastEnd, 4);
      copyBytes(out, source + offset, n);
      out += n;
    } else {
      if (code == 0 || at + code > end || code > <u32>(outEnd - out)) return damaged;
      copyBytes(out, at, code);
      out += code;
      at += code;
    }
  }
  copyCount = <i32>((op - ops) / 12);
  return out == outEnd ? 0 : damaged;
}
