// Tables that tell where no anchor can begin, by the six bytes there and the two before. The kernel asks them of every place
// (kernel/sieve.ts) and follows the automaton only where they let by: one place in a hundred.
import type { SieveTables } from '../model/hit-judge.ts';
import { type Automaton, maximumDepth } from './automaton/automaton.ts';

/** What the byte before an anchor must be: anything, none of a word, or one of a token. */
export type Before = 'any' | 'word' | 'token';

/** An anchor, and what is known of the bytes around it wherever it counts. */
export interface SievedAnchor {
  /** ASCII, two bytes at least. */
  readonly text: string;
  readonly isAnyCase: boolean;
  readonly before: Before;
  /** The bytes that may follow it; null for all. */
  readonly follow: readonly number[] | null;
}

/** For each byte of a pattern the values that it may have. */
type Pattern = readonly (readonly number[])[];

/** Anchors of a group share a bit of the tables: few enough, and alike, so that the bit says something. */
interface Group {
  readonly holds: (length: number, before: Before) => boolean;
  /** Over so many bits the group is spread, in the order of the alphabet. */
  readonly bits: number;
}

// Sixteen bits in all. Short anchors have bits of their own: they say nothing of the bytes behind them.
const groups: readonly Group[] = [
  { holds: (length, before) => before === 'token' && length <= 3, bits: 1 },
  { holds: (length) => length === 2, bits: 1 },
  { holds: (length, before) => length === 3 && before === 'word', bits: 2 },
  { holds: (length) => length === 3, bits: 1 },
  { holds: (length, before) => length <= 5 && before === 'word', bits: 2 },
  { holds: (length) => length <= 5, bits: 2 },
  { holds: (_, before) => before === 'word', bits: 3 },
  { holds: () => true, bits: 4 },
];

/** Bytes of an anchor that are looked at. */
const sievedBytes = 6;
const pairs = 65536;
const hashBits = 65536;

/** 1 for each byte that is a character of `signs`. */
function tableOf(signs: RegExp): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, byte) => Number(signs.test(String.fromCharCode(byte))));
}

const alphanumeric = tableOf(/[0-9A-Za-z]/);
const hexDigits = tableOf(/[0-9A-Fa-f]/);
const inToken = tableOf(/[0-9A-Za-z+./=_~-]/);
const escapedEnds = tableOf(/[nrt]/);
const backslash = 0x5c;

/**
 * For each pair of bytes the groups of anchors before which it may stand. A word may begin behind a letter that ends an escape:
 * `isWordStart` looks at a third byte where two are hexadecimal digits.
 */
function setsBefore({ any, word, token }: Readonly<Record<Before, number>>): Uint16Array {
  const sets = new Uint16Array(pairs);
  for (let second = 0; second < 256; second++) {
    const sure = any | (inToken[second] === 1 ? token : 0) | (alphanumeric[second] === 0 ? word : 0);
    const behindDigit = hexDigits[second] === 1 ? sure | word : sure;
    for (let first = 0; first < 256; first++) sets[first | (second << 8)] = hexDigits[first] === 1 ? behindDigit : sure;
    if (escapedEnds[second] === 1) sets[backslash | (second << 8)] |= word;
  }
  return sets;
}

const allBytes = Array.from({ length: 256 }, (_, byte) => byte);
/** For each byte a list of it alone, and of the letter that it is in both cases. */
const alone = allBytes.map((byte) => [byte]);
const letters = tableOf(/[A-Za-z]/);
const bothCases = allBytes.map((byte) => (letters[byte] === 1 ? [byte | 32, byte & ~32] : [byte]));

function patternOf({ text, isAnyCase, follow }: SievedAnchor): Pattern {
  const pattern: (readonly number[])[] = [];
  const values = isAnyCase ? bothCases : alone;
  for (let at = 0; at < Math.min(text.length, maximumDepth); at++) pattern.push(values[text.charCodeAt(at)]);
  if (follow !== null && text.length <= maximumDepth) pattern.push(follow);
  return pattern;
}

/** A list of 65,536 sets of sixteen bits, by two bytes as they lie in memory (the first one lowest). */
class PairSets {
  readonly sets = new Uint16Array(pairs);
  #everywhere = 0;

  add(bit: number, first: readonly number[] | null, second: readonly number[] | null): void {
    if (first === null && second === null) this.#everywhere |= bit;
    else
      for (const low of first ?? allBytes) for (const high of second ?? allBytes) this.sets[low | (high << 8)] |= bit;
  }

  of(pair: number): number {
    return this.sets[pair] | this.#everywhere;
  }
}

/** What the two cases of a letter differ by. */
const foldBit = 0x20;

/** The first three, four or six bytes as one number, as kernel/sieve.ts makes it: letters in lower case. */
function numberOf(bytes: readonly number[]): number {
  const start = bytes[0] | (bytes[1] << 8) | (bytes[2] << 16);
  if (bytes.length === 3) return start | 0x202020;
  const head = start | (bytes[3] << 24) | 0x20202020;
  return bytes.length === 4 ? head : head ^ Math.imul(bytes[4] | (bytes[5] << 8) | 0x2020, 0x85ebca6b);
}

/** Where the number's bit is, of 65,536 (Fibonacci hashing, Knuth, "Sorting and Searching", 6.4). */
const hashOf = (number: number) => Math.imul(number, 0x9e3779b1) >>> 16;

/** Notes the hash of each way to choose values at `length` places. Letters in both cases have one hash. */
function noteHashes(hashes: Uint8Array, pattern: Pattern, length: number, chosen: number[] = []): void {
  if (chosen.length === length) {
    const hash = hashOf(numberOf(chosen));
    hashes[hash >> 3] |= 1 << (hash & 7);
    return;
  }
  const values = pattern[chosen.length];
  const isLetter = values.length === 2 && (values[0] ^ values[1]) === foldBit;
  for (const value of isLetter ? values.slice(1) : values) {
    chosen.push(value);
    noteHashes(hashes, pattern, length, chosen);
    chosen.pop();
  }
}

/** How many bytes of a pattern are hashed: none of two. */
const hashedBytes = (length: number) => (length >= sievedBytes ? sievedBytes : length >= 4 ? 4 : length === 3 ? 3 : 0);

/** The bit of each anchor: those of a group in the order of the alphabet, by their first two letters. */
function spread(anchors: readonly SievedAnchor[], patterns: readonly Pattern[]): Uint16Array {
  const bits = new Uint16Array(anchors.length);
  const groupOf = anchors.map(({ before }, at) => groups.findIndex(({ holds }) => holds(patterns[at].length, before)));
  let first = 0;
  const heads = anchors.map(({ text }) => text.slice(0, 2).toLowerCase());
  groups.forEach((group, number) => {
    const own = [...new Set(heads.filter((_, at) => groupOf[at] === number))].sort();
    const ranks = new Map(own.map((head, rank) => [head, rank]));
    heads.forEach((head, at) => {
      const rank = ranks.get(head) ?? 0;
      if (groupOf[at] === number) bits[at] = 1 << (first + Math.floor((rank * group.bits) / own.length));
    });
    first += group.bits;
  });
  return bits;
}

/** How many bytes lead to each state from the first one, by the shortest way: those of an anchor that it stands for. */
export function stateDepths({ table, shift }: Pick<Automaton, 'table' | 'shift'>): Uint8Array {
  const depths = new Uint8Array(table.length >> shift).fill(255);
  depths[0] = 0;
  const queue = [0];
  for (const state of queue)
    for (let at = state << shift; at < (state + 1) << shift; at++) {
      if (depths[table[at]] !== 255) continue;
      depths[table[at]] = depths[state] + 1;
      queue.push(table[at]);
    }
  return depths;
}

/** The tables for these anchors, which are those of `automaton`. Whatever is no place of one is let by at times, never the reverse. */
export function anchorSieve(
  anchors: readonly SievedAnchor[],
  automaton: Pick<Automaton, 'table' | 'shift'>,
): SieveTables {
  const patterns = anchors.map(patternOf);
  const bits = spread(anchors, patterns);
  const fields = [new PairSets(), new PairSets(), new PairSets()];
  const hashes = new Uint8Array(hashBits / 8);
  const masks = { plain: 0, three: 0, four: 0, six: 0 };
  const befores = { any: 0, word: 0, token: 0 };
  patterns.forEach((pattern, at) => {
    for (const part of [0, 1, 2]) fields[part].add(bits[at], pattern[2 * part] ?? null, pattern[2 * part + 1] ?? null);
    befores[anchors[at].before] |= bits[at];
    const hashed = hashedBytes(pattern.length);
    masks[({ 0: 'plain', 3: 'three', 4: 'four', 6: 'six' } as const)[hashed]] |= bits[at];
    if (hashed > 0) noteHashes(hashes, pattern, hashed);
  });
  const before = setsBefore(befores);
  const table = new Uint32Array(2 * pairs);
  for (let pair = 0; pair < pairs; pair++) {
    table[2 * pair] = before[pair] | (fields[0].of(pair) << 16);
    table[2 * pair + 1] = fields[1].of(pair) | (fields[2].of(pair) << 16);
  }
  return { pairs: table, hashes, masks, depths: stateDepths(automaton) };
}
