// LZMA (the LZMA SDK's lzma-specification.txt): a range coder, adaptive probabilities, matches in what came out before.
// Our own, since no library on npm decodes xz synchronously and gives its output up at a limit.
import { DamagedData, type Output } from '../packed/unpacked.ts';

const half = 1024;
const states = 12;
const posStates = 16;
/** A length coder: choice, choice2, low and mid for each position state, high. */
const lengthProbs = 2 + posStates * 16 + 256;
/** Where each kind of probability begins in one array. */
const isMatch = 0;
const isRep = isMatch + states * posStates;
const isRepG0 = isRep + states;
const isRepG1 = isRepG0 + states;
const isRepG2 = isRepG1 + states;
const isRep0Long = isRepG2 + states;
const posSlot = isRep0Long + states * posStates;
const posSpecial = posSlot + 4 * 64;
const align = posSpecial + 128;
const matchLength = align + 16;
const repLength = matchLength + lengthProbs;
const literals = repLength + lengthProbs;
const perLiteral = 0x300;
const mostProperties = 9 * 5 * 5;
/** Of lc + lp, as LZMA2 allows (xz file format, 5.3.1); LZMA alone may have lc 8 and lp 4. */
export const mostOfLzma2 = 4;
const endMarker = 0xffffffff;

export class LzmaDecoder {
  readonly #output: Output;
  #probs = new Uint16Array(0);
  #lc = 0;
  #lpMask = 0;
  #pbMask = 0;
  #state = 0;
  #reps: [number, number, number, number] = [0, 0, 0, 0];
  #dictionaryStart = 0;
  #input: Buffer = Buffer.alloc(0);
  #at = 0;
  #range = 0;
  #code = 0;

  constructor(output: Output) {
    this.#output = output;
    this.resetDictionary();
  }

  /** Nothing before this point is referred to. */
  resetDictionary(): void {
    this.#dictionaryStart = this.#output.size;
  }

  /**
   * @param byte lc, lp and pb in one
   * @param most of lc + lp: each more doubles a table that is filled anew
   * @throws DamagedData
   */
  setProperties(byte: number, most = 12): void {
    this.#lc = byte % 9;
    const rest = Math.floor(byte / 9);
    const sum = this.#lc + (rest % 5);
    if (!(byte < mostProperties) || sum > most) throw new DamagedData();
    this.#lpMask = (1 << (rest % 5)) - 1;
    this.#pbMask = (1 << Math.floor(rest / 5)) - 1;
    const length = literals + (perLiteral << sum);
    if (this.#probs.length !== length) this.#probs = new Uint16Array(length);
    this.resetState();
  }

  resetState(): void {
    this.#probs.fill(half);
    this.#state = 0;
    this.#reps = [0, 0, 0, 0];
  }

  #bit(index: number): number {
    const probs = this.#probs;
    const prob = probs[index];
    const bound = (this.#range >>> 11) * prob;
    let bit = 0;
    if (this.#code < bound) {
      this.#range = bound;
      probs[index] = prob + ((2048 - prob) >> 5);
    } else {
      this.#range -= bound;
      this.#code -= bound;
      probs[index] = prob - (prob >> 5);
      bit = 1;
    }
    if (this.#range < 0x1000000) this.#normalize();
    return bit;
  }

  #normalize(): void {
    if (this.#at > this.#input.length) throw new DamagedData();
    this.#range = (this.#range << 8) >>> 0;
    this.#code = ((this.#code << 8) | (this.#input[this.#at++] ?? 0)) >>> 0;
  }

  #tree(base: number, bits: number): number {
    let node = 1;
    for (let left = bits; left > 0; left--) node = (node << 1) | this.#bit(base + node);
    return node - (1 << bits);
  }

  #reverseTree(base: number, bits: number): number {
    let node = 1;
    let value = 0;
    for (let at = 0; at < bits; at++) {
      const bit = this.#bit(base + node);
      node = (node << 1) | bit;
      value |= bit << at;
    }
    return value;
  }

  #direct(bits: number): number {
    let value = 0;
    for (let left = bits; left > 0; left--) {
      this.#range >>>= 1;
      const bit = this.#code >= this.#range ? 1 : 0;
      if (bit === 1) this.#code -= this.#range;
      value = value * 2 + bit;
      if (this.#range < 0x1000000) this.#normalize();
    }
    return value;
  }

  #length(base: number, posState: number): number {
    if (this.#bit(base) === 0) return 2 + this.#tree(base + 2 + posState * 8, 3);
    if (this.#bit(base + 1) === 0) return 10 + this.#tree(base + 2 + posStates * 8 + posState * 8, 3);
    return 18 + this.#tree(base + 2 + posStates * 16, 8);
  }

  #distance(length: number): number {
    const slot = this.#tree(posSlot + Math.min(length - 2, 3) * 64, 6);
    if (slot < 4) return slot;
    const direct = (slot >> 1) - 1;
    const base = (2 | (slot & 1)) * 2 ** direct;
    if (slot < 14) return base + this.#reverseTree(posSpecial + base - slot, direct);
    return base + this.#direct(direct - 4) * 16 + this.#reverseTree(align, 4);
  }

  #literal(): void {
    const { bytes, size } = this.#output;
    const position = size - this.#dictionaryStart;
    const before = position > 0 ? bytes[size - 1] : 0;
    const context = ((position & this.#lpMask) << this.#lc) + (before >> (8 - this.#lc));
    const base = literals + perLiteral * context;
    let symbol = 1;
    if (this.#state >= 7) {
      let match = this.#behind(this.#reps[0]);
      while (symbol < 0x100) {
        const matchBit = (match >> 7) & 1;
        match = (match << 1) & 0xff;
        const bit = this.#bit(base + ((1 + matchBit) << 8) + symbol);
        symbol = (symbol << 1) | bit;
        if (bit !== matchBit) break;
      }
    }
    while (symbol < 0x100) symbol = (symbol << 1) | this.#bit(base + symbol);
    bytes[this.#output.size++] = symbol & 0xff;
    this.#state = this.#state < 4 ? 0 : this.#state < 10 ? this.#state - 3 : this.#state - 6;
  }

  /** The byte `distance` + 1 before the next. @throws DamagedData */
  #behind(distance: number): number {
    const { bytes, size } = this.#output;
    const at = size - distance - 1;
    if (at < this.#dictionaryStart) throw new DamagedData();
    return bytes[at];
  }

  /** The length of a repeated match, its distance put first; 0 for one byte that was written here. */
  #repeated(posState: number): number {
    const state = this.#state;
    const [rep0, rep1, rep2, rep3] = this.#reps;
    if (this.#bit(isRepG0 + state) === 0) {
      if (this.#bit(isRep0Long + state * posStates + posState) === 0) {
        this.#state = state < 7 ? 9 : 11;
        const byte = this.#behind(rep0);
        this.#output.bytes[this.#output.size++] = byte;
        return 0;
      }
    } else if (this.#bit(isRepG1 + state) === 0) this.#reps = [rep1, rep0, rep2, rep3];
    else if (this.#bit(isRepG2 + state) === 0) this.#reps = [rep2, rep0, rep1, rep3];
    else this.#reps = [rep3, rep0, rep1, rep2];
    const length = this.#length(repLength, posState);
    this.#state = state < 7 ? 8 : 11;
    return length;
  }

  #copy(length: number, end: number): void {
    const output = this.#output;
    const distance = this.#reps[0] + 1;
    const { bytes } = output;
    if (output.size - distance < this.#dictionaryStart || output.size + length > end) throw new DamagedData();
    for (let to = output.size, stop = to + length; to < stop; to++) bytes[to] = bytes[to - distance];
    output.size += length;
  }

  /**
   * Decodes one run of the range coder.
   * @param size bytes to come out; Infinity where only a marker tells the end
   * @returns how many bytes of `input` it took
   * @throws DamagedData, OutputFull
   */
  decode(input: Buffer, size: number): number {
    if (input.length < 5 || this.#probs.length === 0) throw new DamagedData();
    this.#input = input;
    this.#range = 0xffffffff;
    this.#code = input.readUInt32BE(1);
    this.#at = 5;
    const output = this.#output;
    const isKnown = size !== Number.POSITIVE_INFINITY;
    const longestMatch = 273;
    if (isKnown) output.need(size);
    const end = isKnown ? output.size + size : size;
    while (output.size < end) {
      if (!isKnown) output.need(longestMatch);
      const posState = (output.size - this.#dictionaryStart) & this.#pbMask;
      if (this.#bit(isMatch + this.#state * posStates + posState) === 0) this.#literal();
      else if (this.#bit(isRep + this.#state) === 1) {
        const length = this.#repeated(posState);
        if (length > 0) this.#copy(length, end);
      } else {
        const [rep0, rep1, rep2] = this.#reps;
        const length = this.#length(matchLength, posState);
        this.#state = this.#state < 7 ? 7 : 10;
        const distance = this.#distance(length);
        if (distance === endMarker) {
          if (isKnown) throw new DamagedData();
          return this.#at;
        }
        this.#reps = [distance, rep0, rep1, rep2];
        this.#copy(length, end);
      }
    }
    // A whole run ends with nothing left in the coder; an end marker may follow where LZMA stands alone.
    if (this.#at > input.length) throw new DamagedData();
    return this.#at;
  }
}
