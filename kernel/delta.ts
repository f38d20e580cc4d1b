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

/**
 * Applies the delta to [source, source + sourceLength). Up to 16 bytes behind the result and behind the delta are touched.
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
  let joined: usize = 0;
  while (at < end) {
    const code = <u32>load<u8>(at++);
    if (code & 0x80) {
      let offset: u32 = 0;
      let n: u32 = 0;
      if (code & 1) offset = load<u8>(at++);
      if (code & 2) offset |= (<u32>load<u8>(at++)) << 8;
      if (code & 4) offset |= (<u32>load<u8>(at++)) << 16;
      if (code & 8) offset |= (<u32>load<u8>(at++)) << 24;
      if (code & 16) n = load<u8>(at++);
      if (code & 32) n |= (<u32>load<u8>(at++)) << 8;
      if (code & 64) n |= (<u32>load<u8>(at++)) << 16;
      if (n == 0) n = 0x10000;
      if (at > end) return damaged;
      if (<u64>offset + <u64>n > <u64>sourceLength || n > <u32>(outEnd - out)) return damaged;
      let from = source + offset;
      const start = <u32>(out - target);
      if (
        joined != 0 &&
        load<u32>(joined, 4) == start &&
        load<u32>(joined, 8) + (start - load<u32>(joined)) == offset
      ) {
        store<u32>(joined, start + n, 4);
      } else {
        store<u32>(op, start);
        store<u32>(op, start + n, 4);
        store<u32>(op, offset, 8);
        joined = op;
        op += 12;
      }
      if (n > 256) memory.copy(out, from, n);
      else {
        let to = out;
        for (const stop = out + n; to < stop; to += 8, from += 8) store<u64>(to, load<u64>(from));
      }
      out += n;
    } else {
      if (code == 0 || at + code > end || code > <u32>(outEnd - out)) return damaged;
      let to = out;
      let from = at;
      for (const stop = out + code; to < stop; to += 8, from += 8) store<u64>(to, load<u64>(from));
      out += code;
      at += code;
    }
  }
  copyCount = <i32>((op - ops) / 12);
  return out == outEnd ? 0 : damaged;
}
