// Finds runs of base64 and hex that may be readable when decoded, in what is new. It says yes wherever
// src/decode/encoded/find-encoded.ts does, and at times more often: its caller decodes what is left and decides.
import { copiesAt, countCopies } from './delta';

/** As in src/decode/encoded/: the shortest run of base64, of hex, what must be readable of it, and what may be glued before it. */
const leastBase64: u32 = 24;
const leastHex: u32 = 32;
const probe: u32 = 12;
const mostGlued: u32 = 3;
/** A line of wrapped text has at least so many characters, and the next one follows within so many bytes. */
const leastLine: u32 = 40;
const mostBetween: u32 = 160;

let values: usize = 0;
let digits: usize = 0;
let readable: usize = 0;

/** Three tables of 256 bytes: what base64 characters stand for (above 63: none), what hex digits do (above 15: none), 1 for text. */
export function setAlphabets(base64: usize, hex: usize, text: usize): void {
  values = base64;
  digits = hex;
  readable = text;
}

/** What compressed files and containers begin with, as the first four characters of their base64. */
function isPacked(at: usize): bool {
  const first = load<u8>(at);
  if (first == 0x65) {
    const second = load<u8>(at, 1);
    return second == 0x41 || second == 0x46 || second == 0x4a || second == 0x4e;
  }
  const text = load<u32>(at);
  // H4sI UEsD /Td6 Qlpo KLUv JVBE U1FM N3q8
  return (
    text == 0x49733448 ||
    text == 0x44734555 ||
    text == 0x3664542f ||
    text == 0x6f706c51 ||
    text == 0x76554c4b ||
    text == 0x4542564a ||
    text == 0x4d463155 ||
    text == 0x3871334e
  );
}

function isReadableBase64(from: usize, end: usize): bool {
  let count: u32 = 0;
  for (let at = from; at + 4 <= end && count < probe; at += 4) {
    const bits =
      (<u32>load<u8>(values + <usize>load<u8>(at)) << 18) |
      (<u32>load<u8>(values + <usize>load<u8>(at, 1)) << 12) |
      (<u32>load<u8>(values + <usize>load<u8>(at, 2)) << 6) |
      <u32>load<u8>(values + <usize>load<u8>(at, 3));
    for (let shift: i32 = 16; shift >= 0; shift -= 8, count++) {
      const byte = (bits >> shift) & 0xff;
      if (load<u8>(readable + byte) == 0 && !(byte == 0 && (count & 1) == 1)) return false;
    }
  }
  return count >= probe;
}

function isReadableHex(from: usize, end: usize): bool {
  let count: u32 = 0;
  for (let at = from; at + 2 <= end && count < probe; at += 2, count++) {
    const high = <u32>load<u8>(digits + <usize>load<u8>(at));
    const low = <u32>load<u8>(digits + <usize>load<u8>(at, 1));
    if (high > 15 || low > 15 || load<u8>(readable + high * 16 + low) == 0) return false;
  }
  return count >= probe;
}

function isPossibleRun(start: usize, end: usize): bool {
  const length = <u32>(end - start);
  const digitsAt: u32 = load<u8>(start, 1) == 0x78 ? 2 : 0;
  if (length >= leastHex + digitsAt && isReadableHex(start + digitsAt, end)) return true;
  if (isPacked(start)) return true;
  for (let at = start; at <= start + mostGlued; at++)
    if (<u32>(end - at) >= leastBase64 && isReadableBase64(at, end)) return true;
  return false;
}

/** One bit for each of 16 bytes that is in neither alphabet of base64, the first byte lowest. */
// @ts-expect-error: decorator
@inline
function othersOf16(at: usize): u32 {
  const bytes = v128.load(at);
  const letters = i8x16.lt_u(i8x16.sub(v128.or(bytes, i8x16.splat(0x20)), i8x16.splat(0x61)), i8x16.splat(26));
  // 0x2f is the slash, the digits follow.
  const digits = i8x16.lt_u(i8x16.sub(bytes, i8x16.splat(0x2f)), i8x16.splat(11));
  const plus = i8x16.eq(bytes, i8x16.splat(0x2b));
  const minus = i8x16.eq(bytes, i8x16.splat(0x2d));
  const under = i8x16.eq(bytes, i8x16.splat(0x5f));
  const all = v128.or(v128.or(letters, digits), v128.or(plus, v128.or(minus, under)));
  return <u32>i8x16.bitmask(v128.not(all));
}

// The ends of runs, sixteen bytes at a time; up to as many beyond `stop` are read.

/** The first place in [from, stop) whose byte is in an alphabet; `stop` where none is. */
// @ts-expect-error: decorator
@inline
function nextIn(from: usize, stop: usize): usize {
  for (let at = from; at < stop; at += 16) {
    const found = othersOf16(at) ^ 0xffff;
    if (found != 0) return min(at + ctz(found), stop);
  }
  return stop;
}

/** The first place in [from, stop) whose byte is in none; `stop` where all are. */
// @ts-expect-error: decorator
@inline
function nextOut(from: usize, stop: usize): usize {
  for (let at = from; at < stop; at += 16) {
    const found = othersOf16(at);
    if (found != 0) return min(at + ctz(found), stop);
  }
  return stop;
}

/** Behind the last place in [stop, end) whose byte is in an alphabet; `stop` where none is. */
// @ts-expect-error: decorator
@inline
function endOfIn(end: usize, stop: usize): usize {
  for (let at = end; at > stop; at -= 16) {
    const found = othersOf16(at - 16) ^ 0xffff;
    if (found != 0) return max(at + 16 - clz(found), stop);
  }
  return stop;
}

/** Behind the last place in [stop, end) whose byte is in none; `stop` where all are. */
// @ts-expect-error: decorator
@inline
function endOfOut(end: usize, stop: usize): usize {
  for (let at = end; at > stop; at -= 16) {
    const found = othersOf16(at - 16);
    if (found != 0) return max(at + 16 - clz(found), stop);
  }
  return stop;
}

/** Whether a possible run begins in [from, to) of what ends at `last`; no run reaches over `from`. */
function findIn(from: usize, to: usize, last: usize): bool {
  let at = from + leastBase64 - 1;
  while (at < to) {
    const others = othersOf16(at - 15);
    if (others != 0) {
      at = at - 15 + (31 - clz(others)) + leastBase64;
      continue;
    }
    const floor = at - leastBase64 + 1;
    // Of the sixteen from there on the last eight are known.
    const before = othersOf16(floor);
    if (before != 0) {
      at = floor + (31 - clz(before)) + leastBase64;
      continue;
    }
    const start = endOfOut(floor, from);
    const end = nextOut(at + 1, last);
    if (isPossibleRun(start, end)) return true;
    at = end + leastBase64;
  }
  return false;
}

/** Whether anything encoded may be readable in [bytes, bytes + length). */
export function findEncoded(bytes: usize, length: u32): bool {
  const last = bytes + length;
  // A run that begins just before the end is shorter than any that counts.
  return findIn(bytes, last, last);
}

/** Letters between two lines that are no line: those of a line end that is written out, a sign of a comment. */
const mostSign: u32 = 2;

/** Bytes that are looked at together beside a seam: most often they tell where its run and the one next to it end. */
const near: usize = 32;

/** As `backOver`, from the bytes nearby alone; 0 where they do not tell. */
// @ts-expect-error: decorator
@inline
function backOverNear(from: usize): usize {
  // The byte before `from` highest.
  const others = othersOf16(from - 32) | (othersOf16(from - 16) << 16);
  if (others == 0 || others == u32.MAX_VALUE) return 0;
  const touching = clz(others);
  let rest = others << touching;
  while (true) {
    rest <<= clz(~rest);
    if (rest == 0) return 0;
    const run = clz(rest);
    if (run > mostSign) return from - touching;
    rest <<= run;
  }
}

/** As `forthOver`, from the bytes nearby alone; 0 where they do not tell. */
// @ts-expect-error: decorator
@inline
function forthOverNear(from: usize): usize {
  const others = othersOf16(from) | (othersOf16(from + 16) << 16);
  if (others == 0 || others == u32.MAX_VALUE) return 0;
  let count = ctz(others);
  let rest = others >> count;
  while (true) {
    const gap = ctz(~rest);
    rest >>= gap;
    if (rest == 0) return 0;
    const run = ctz(rest);
    count += gap + run;
    if (run > mostSign) return from + count;
    rest >>= run;
  }
}

/** Where the run that ends or goes on at `from` begins, with the wrapped lines before it; not before `least`. */
function backOver(from: usize, least: usize): usize {
  if (from - least >= near) {
    const start = backOverNear(from);
    if (start != 0) return start;
  }
  let start = endOfOut(from, least);
  let end = start;
  let stop = start - least > <usize>mostBetween ? start - mostBetween : least;
  while (true) {
    end = endOfIn(end, stop);
    if (end <= stop) return start;
    const at = endOfOut(end, least);
    const length = <u32>(end - at);
    end = at;
    if (length <= mostSign) continue;
    if (length < leastLine) return start;
    start = at;
    stop = start - least > <usize>mostBetween ? start - mostBetween : least;
  }
}

/** Where the run at `from` ends, with the wrapped lines behind it and the shorter one that may end them. */
function forthOver(from: usize, last: usize): usize {
  if (last - from >= near) {
    const end = forthOverNear(from);
    if (end != 0) return end;
  }
  let end = nextOut(from, last);
  let at = end;
  let stop = last - end > <usize>mostBetween ? end + mostBetween : last;
  while (true) {
    at = nextIn(at, stop);
    if (at >= stop) return end;
    const start = at;
    at = nextOut(at, last);
    const length = <u32>(at - start);
    if (length <= mostSign) continue;
    end = at;
    if (length < leastLine) return end;
    stop = last - end > <usize>mostBetween ? end + mostBetween : last;
  }
}

/** Whether anything encoded that the last delta touched may be readable; the rest is as it is in the base. */
export function findEncodedChanged(bytes: usize, length: u32, baseLength: u32): bool {
  const last = bytes + length;
  let op = copiesAt();
  let done = bytes;
  /** End of what is as in the base, so far; and whether it ends where the base does not go on otherwise. */
  let known: u32 = 0;
  let isSame = true;
  for (let left = countCopies(); left >= 0; left--, op += 12) {
    const isEnd = left == 0;
    const start = isEnd ? length : load<u32>(op);
    const end = isEnd ? length : load<u32>(op, 4);
    const source = isEnd ? baseLength : load<u32>(op, 8);
    // The first copy may begin where both do, and the last end where both do: no seam then.
    const isSeam = isEnd ? !(known == length && isSame) : !(start == 0 && source == 0);
    if (isSeam) {
      // What an earlier seam reached over is done; the run that this one touches may begin there all the same.
      const from = bytes + known > done ? bytes + known : done;
      const low = backOver(from, done);
      const to = bytes + start > low ? bytes + start : low;
      const high = forthOver(to, last);
      if (findIn(low, high, last)) return true;
      done = high;
    }
    known = end;
    isSame = source + (end - start) == baseLength;
  }
  return false;
}
