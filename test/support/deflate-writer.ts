// Writes deflate streams that zlib never would: any complete codes, up to 15 bits long, and codes that are none.
import { deflateSync } from 'node:zlib';

/** Numbers below `n` of a sequence that its seed decides (mulberry32). */
export type Draw = (n: number) => number;

export function drawFrom(seed: number): Draw {
  let state = seed | 0;
  return (n) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % n;
  };
}

class BitWriter {
  readonly bytes: number[] = [0x78, 0x9c];
  #bits = 0;
  #count = 0;

  /** Lowest bit first. */
  put(value: number, count: number): void {
    for (let bit = 0; bit < count; bit++) {
      this.#bits |= ((value >> bit) & 1) << this.#count++;
      if (this.#count === 8) this.align();
    }
  }

  /** Highest bit first, as codes are. */
  putCode(code: Code): void {
    for (let bit = code.length - 1; bit >= 0; bit--) this.put((code.bits >> bit) & 1, 1);
  }

  align(): void {
    if (this.#count > 0) this.bytes.push(this.#bits);
    this.#bits = 0;
    this.#count = 0;
  }
}

interface Code {
  readonly bits: number;
  readonly length: number;
}

/** Lengths of a complete code for `used` of `symbols`, none above `most`: leaves of a tree are split until there are enough. */
function completeLengths(draw: Draw, symbols: number, used: readonly number[], most: number): number[] {
  const leaves = [0];
  // Mostly the last leaf, or any: deep codes and flat ones.
  const deep = draw(4);
  while (leaves.length < used.length) {
    const at = draw(4) < deep ? leaves.length - 1 : draw(leaves.length);
    if (leaves[at] === most) {
      const other = leaves.findIndex((depth) => depth < most);
      leaves[other]++;
      leaves.push(leaves[other]);
    } else {
      leaves[at]++;
      leaves.push(leaves[at]);
    }
  }
  const lengths = new Array<number>(symbols).fill(0);
  for (const symbol of used) lengths[symbol] = Math.max(1, leaves.splice(draw(leaves.length), 1)[0]);
  return lengths;
}

/** The canonical codes of RFC 1951, 3.2.2. */
function codesOf(lengths: readonly number[]): Code[] {
  const codes: Code[] = lengths.map((length) => ({ bits: 0, length }));
  let bits = 0;
  for (let length = 1; length <= 15; length++) {
    for (let symbol = 0; symbol < lengths.length; symbol++)
      if (lengths[symbol] === length) codes[symbol] = { bits: bits++, length };
    bits <<= 1;
  }
  return codes;
}

const lengthOrder = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

function pick(draw: Draw, from: number, to: number, share: number): number[] {
  const picked: number[] = [];
  for (let symbol = from; symbol < to; symbol++) if (draw(16) < share) picked.push(symbol);
  return picked;
}

/** Lengths in pieces: symbol of the code lengths, extra value, bits of it. */
function runsOf(draw: Draw, lengths: readonly number[]): [number, number, number][] {
  const runs: [number, number, number][] = [];
  for (let at = 0; at < lengths.length; ) {
    let run = 1;
    while (at + run < lengths.length && lengths[at + run] === lengths[at]) run++;
    const isRepeat = at > 0 && lengths[at - 1] === lengths[at] && run >= 3;
    if (draw(8) > 0 && lengths[at] === 0 && run >= 11) {
      run = Math.min(run, 138);
      runs.push([18, run - 11, 7]);
    } else if (draw(8) > 0 && lengths[at] === 0 && run >= 3) {
      run = Math.min(run, 10);
      runs.push([17, run - 3, 3]);
    } else if (draw(8) > 0 && isRepeat) {
      run = Math.min(run, 6);
      runs.push([16, run - 3, 2]);
    } else {
      run = 1;
      runs.push([lengths[at], 0, 0]);
    }
    at += run;
  }
  return runs;
}

const extraOfLength = (at: number) => (at < 8 || at === 28 ? 0 : (at >> 2) - 1);
const extraOfDistance = (at: number) => (at < 4 ? 0 : (at >> 1) - 1);
const baseOf = (at: number, extra: (at: number) => number, first: number) => {
  let base = first;
  for (let before = 0; before < at; before++) base += 2 ** extra(before);
  return base;
};
const lengthBases = Array.from({ length: 29 }, (_, at) => (at === 28 ? 258 : baseOf(at, extraOfLength, 3)));
const distanceBases = Array.from({ length: 30 }, (_, at) => baseOf(at, extraOfDistance, 1));

/** A code that is not quite one, every now and then. */
function perturb(draw: Draw, lengths: number[]): void {
  const at = draw(lengths.length);
  lengths[at] = draw(2) === 0 ? 0 : draw(16);
}

function writeHead(draw: Draw, to: BitWriter, symbols: readonly number[], distances: readonly number[]): void {
  const runs = runsOf(draw, [...symbols, ...distances]);
  const met = [...new Set([...runs.map(([symbol]) => symbol), draw(19)])];
  const ofLengths = completeLengths(draw, 19, met.length > 1 ? met : [met[0], (met[0] + 1) % 19], 7);
  if (draw(40) === 0) perturb(draw, ofLengths);
  let sent = 19;
  while (sent > 4 && ofLengths[lengthOrder[sent - 1]] === 0) sent--;
  to.put(symbols.length - 257, 5);
  to.put(distances.length - 1, 5);
  to.put(sent - 4, 4);
  for (const symbol of lengthOrder.slice(0, sent)) to.put(ofLengths[symbol] & 7, 3);
  const codes = codesOf(ofLengths);
  for (const [symbol, extra, bits] of runs) {
    to.putCode(codes[symbol]);
    to.put(extra, bits);
  }
}

/** Appends a copy. Now and then it begins before all output: whoever reads that must refuse it. */
function writeCopy(
  draw: Draw,
  to: BitWriter,
  out: number[],
  [codes, symbol]: readonly [readonly Code[], number],
  [farCodes, far]: readonly [readonly Code[], number],
): void {
  const extra = draw(2 ** extraOfLength(symbol - 257));
  const extraFar = draw(2 ** extraOfDistance(far));
  const distance = distanceBases[far] + extraFar;
  if (distance > out.length && draw(1000) > 0) return;
  to.putCode(codes[symbol]);
  to.put(extra, extraOfLength(symbol - 257));
  to.putCode(farCodes[far]);
  to.put(extraFar, extraOfDistance(far));
  for (let n = lengthBases[symbol - 257] + extra; n > 0; n--) out.push(out[out.length - distance] ?? 0);
}

/** Appends a block of literals and copies to `out`, as far as its codes allow. */
function writeBlock(draw: Draw, to: BitWriter, out: number[], isLast: boolean): void {
  const symbolCount = 257 + draw(30);
  const distanceCount = 1 + draw(30);
  const used = [...pick(draw, 0, 256, draw(17)), 256, ...pick(draw, 257, symbolCount, draw(17))];
  const far = pick(draw, 0, distanceCount, draw(17));
  const symbols = completeLengths(draw, symbolCount, used, 15);
  const distances = completeLengths(draw, distanceCount, far, 15);
  if (draw(30) === 0) perturb(draw, symbols);
  if (draw(30) === 0) perturb(draw, distances);
  to.put(Number(isLast), 1);
  to.put(2, 2);
  writeHead(draw, to, symbols, distances);
  const [codes, farCodes] = [codesOf(symbols), codesOf(distances)];
  for (let left = draw(300); left > 0; left--) {
    const symbol = used[draw(used.length)];
    if (symbol < 256) {
      out.push(symbol);
      to.putCode(codes[symbol]);
    } else if (symbol > 256 && far.length > 0)
      writeCopy(draw, to, out, [codes, symbol], [farCodes, far[draw(far.length)]]);
  }
  to.putCode(codes[256]);
}

/** A zlib stream of blocks with codes of their own, and what it stands for where it is sound. */
export function writeDeflate(draw: Draw): { packed: Buffer; bytes: Buffer } {
  const to = new BitWriter();
  const out: number[] = [];
  for (let left = draw(3); left >= 0; left--) writeBlock(draw, to, out, left === 0);
  to.align();
  const bytes = Buffer.from(out);
  return { packed: Buffer.concat([Buffer.from(to.bytes), deflateSync(bytes).subarray(-4)]), bytes };
}
