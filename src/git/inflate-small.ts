// Unpacks small zlib data without node:zlib, whose loading (streams come with it) takes a commit 3 ms: more than a few small
// files take here. RFC 1950 and RFC 1951; decoding by counts of code lengths, as in Mark Adler's description of "puff".
// Whatever is not sound gives null, and node:zlib has the last word on it.

/** Most bits of a code (RFC 1951, 3.2.7). */
const maxBits = 15;
const literals = 288;
const distances = 32;
const endOfBlock = 256;

// RFC 1951, 3.2.5: what length symbols 257 and up and distance symbols stand for: first value and extra bits.
const lengthBase = [
  3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258,
];
const lengthExtra = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];
const distanceBase = [
  1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145,
  8193, 12289, 16385, 24577,
];
const distanceExtra = [
  0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13,
];
/** The order in which the lengths of the length codes come (3.2.7). */
const codeOrder = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

/** Unsound data; never leaves this file. */
class Unsound extends Error {}

/** A canonical Huffman code: how many codes of each length, and the symbols in order of their codes. */
class Code {
  readonly counts = new Uint16Array(maxBits + 1);
  readonly symbols: Uint16Array;

  constructor(lengths: Uint8Array) {
    for (let symbol = 0; symbol < lengths.length; symbol++) this.counts[lengths[symbol]]++;
    const next = new Uint16Array(maxBits + 2);
    for (let bits = 1; bits <= maxBits; bits++) next[bits + 1] = next[bits] + this.counts[bits];
    this.symbols = new Uint16Array(lengths.length);
    for (let symbol = 0; symbol < lengths.length; symbol++)
      if (lengths[symbol] !== 0) this.symbols[next[lengths[symbol]]++] = symbol;
    this.counts[0] = 0;
    let left = 1;
    for (let bits = 1; bits <= maxBits; bits++) {
      left = left * 2 - this.counts[bits];
      if (left < 0) throw new Unsound();
    }
  }
}

/** Unpacks DEFLATE data from `start` on. Plain variables in one closure: private fields cost the interpreter twice as much. */
function inflate(bytes: Uint8Array, start: number, limit: number): { out: Uint8Array; length: number; end: number } {
  const out = new Uint8Array(limit);
  let length = 0;
  let at = start;
  let hold = 0;
  let held = 0;

  const take = (count: number): number => {
    while (held < count) {
      if (at >= bytes.length) throw new Unsound();
      hold |= bytes[at++] << held;
      held += 8;
    }
    const value = hold & ((1 << count) - 1);
    hold >>>= count;
    held -= count;
    return value;
  };

  const symbolOf = ({ counts, symbols }: Code): number => {
    let code = 0;
    let first = 0;
    let index = 0;
    for (let bits = 1; bits <= maxBits; bits++) {
      if (held === 0) {
        if (at >= bytes.length) throw new Unsound();
        hold = bytes[at++];
        held = 8;
      }
      code |= hold & 1;
      hold >>>= 1;
      held--;
      const count = counts[bits];
      if (code - count < first) return symbols[index + (code - first)];
      index += count;
      first = (first + count) << 1;
      code <<= 1;
    }
    throw new Unsound();
  };

  const stored = (): void => {
    // What is left of the byte is padding.
    hold = 0;
    held = 0;
    const count = take(16);
    if ((take(16) ^ 0xffff) !== count) throw new Unsound();
    if (at + count > bytes.length || length + count > limit) throw new Unsound();
    out.set(bytes.subarray(at, at + count), length);
    at += count;
    length += count;
  };

  const copy = (lengthSymbol: number, distance: Code): void => {
    if (lengthSymbol >= lengthBase.length) throw new Unsound();
    const count = lengthBase[lengthSymbol] + take(lengthExtra[lengthSymbol]);
    const symbol = symbolOf(distance);
    if (symbol >= distanceBase.length) throw new Unsound();
    const from = length - distanceBase[symbol] - take(distanceExtra[symbol]);
    if (from < 0 || length + count > limit) throw new Unsound();
    // Where the copy reaches into itself, what it has written is copied again: byte by byte, or piece by piece.
    for (let done = 0; done < count; ) {
      const piece = Math.min(count - done, length - from);
      out.copyWithin(length, from, from + piece);
      length += piece;
      done += piece;
    }
  };

  const compressed = ([literal, distance]: Codes): void => {
    for (let symbol = symbolOf(literal); symbol !== endOfBlock; symbol = symbolOf(literal)) {
      if (symbol > endOfBlock) copy(symbol - endOfBlock - 1, distance);
      else if (length === limit) throw new Unsound();
      else out[length++] = symbol;
    }
  };

  for (let isLast = false; !isLast; ) {
    isLast = take(1) === 1;
    const kind = take(2);
    if (kind === 0) stored();
    else if (kind === 1) compressed(fixedCodes());
    else if (kind === 2) compressed(dynamicCodes(take, symbolOf));
    else throw new Unsound();
  }
  return { out, length, end: at };
}

type Codes = readonly [Code, Code];

/** RFC 1951, 3.2.7. */
function dynamicCodes(take: (count: number) => number, symbolOf: (code: Code) => number): Codes {
  const literalCount = take(5) + 257;
  const distanceCount = take(5) + 1;
  const codeCount = take(4) + 4;
  if (literalCount > 286 || distanceCount > 30) throw new Unsound();
  const codeLengths = new Uint8Array(codeOrder.length);
  for (let at = 0; at < codeCount; at++) codeLengths[codeOrder[at]] = take(3);
  const code = new Code(codeLengths);
  const lengths = new Uint8Array(literalCount + distanceCount);
  for (let at = 0; at < lengths.length; ) {
    const symbol = symbolOf(code);
    if (symbol < 16) {
      lengths[at++] = symbol;
      continue;
    }
    if (symbol === 16 && at === 0) throw new Unsound();
    const value = symbol === 16 ? lengths[at - 1] : 0;
    const times = symbol === 16 ? 3 + take(2) : symbol === 17 ? 3 + take(3) : 11 + take(7);
    if (at + times > lengths.length) throw new Unsound();
    lengths.fill(value, at, at + times);
    at += times;
  }
  if (lengths[endOfBlock] === 0) throw new Unsound();
  return [new Code(lengths.subarray(0, literalCount)), new Code(lengths.subarray(literalCount))];
}

let fixed: Codes | null = null;

/** RFC 1951, 3.2.6. */
function fixedCodes(): Codes {
  if (fixed === null) {
    const lengths = new Uint8Array(literals).fill(8, 0, 144).fill(9, 144, 256).fill(7, 256, 280).fill(8, 280);
    fixed = [new Code(lengths), new Code(new Uint8Array(distances).fill(5))];
  }
  return fixed;
}

/** RFC 1950, 8.2. */
function adler32(bytes: Uint8Array, length: number): number {
  let low = 1;
  let high = 0;
  for (let at = 0; at < length; ) {
    // So many steps keep both sums within 32 bits.
    for (const end = Math.min(length, at + 5552); at < end; at++) {
      low += bytes[at];
      high += low;
    }
    low %= 65521;
    high %= 65521;
  }
  return (high * 65536 + low) >>> 0;
}

/**
 * The content of zlib data, checked by its checksum.
 * @param limit most bytes of content
 * @returns null for more than that, for anything unsound, and for what git does not write (a preset dictionary)
 */
export function inflateSmall(packed: Uint8Array, limit: number): Buffer | null {
  const [method = 0, flags = 0] = packed;
  if ((method & 0x0f) !== 8 || method >>> 4 > 7 || (method * 256 + flags) % 31 !== 0 || flags & 0x20) return null;
  try {
    const { out, length, end } = inflate(packed, 2, limit);
    const sum = new DataView(packed.buffer, packed.byteOffset, packed.byteLength).getUint32(end);
    return sum === adler32(out, length) ? Buffer.from(out.buffer, 0, length) : null;
  } catch (error) {
    // A RangeError says that the checksum is cut off.
    if (error instanceof Unsound || error instanceof RangeError) return null;
    throw error;
  }
}
