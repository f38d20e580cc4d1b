// The tables of a rule set as a file, made by the build: working them out takes every thread that begins 200 to 300 ms, most of it
// for loading all rules.
import type { AnchorTables, FilterTables, SieveTables } from '../model/hit-judge.ts';

/** What is worked out from the rules; all else in AnchorTables is the automaton, or read from filters.bin. */
export interface WorkedOut extends Pick<AnchorTables, 'reaches' | 'guards'> {
  readonly filters: Omit<FilterTables, 'bytes'>;
  /** Length of the filters in which the places of `filters.uses` lie. */
  readonly filterBytes: number;
  readonly sieve: SieveTables;
}

/** What the tables have to fit to. */
export interface TableFit {
  /** States of the automaton that accept, and all. */
  readonly outputs: number;
  readonly states: number;
  /** Length of the filters. */
  readonly filterBytes: number;
}

/** Numbers of 32 bits for each accepting state, and bytes of its guard (model/hit-judge.ts). */
const reachesOf = 4;
const guardBytes = 40;
const numbersOfUse = 9;
const numbersOfPair = 2;
const hashBytes = 65536 / 8;
/** Four masks, then how long those are that the automaton does not tell: the filters, uses, sets, parts. */
const headNumbers = 8;

/** Lowest bytes first, the parts of 32-bit numbers before those of bytes. */
export function packTables({ reaches, guards, filters, filterBytes, sieve }: WorkedOut): Buffer {
  const { starts, uses, sets, parts } = filters;
  const { plain, three, four, six } = sieve.masks;
  const head = Uint32Array.of(plain, three, four, six, filterBytes, uses.length, sets.length, parts.length);
  const all = [head, reaches, starts, uses, sieve.pairs, guards, sets, parts, sieve.hashes, sieve.depths];
  return Buffer.concat(all.map((part) => Buffer.from(part.buffer, part.byteOffset, part.byteLength)));
}

/**
 * The tables in what `packTables` made, on the same byte order. Views where aligned, else of a copy.
 * @throws RangeError when it is cut short or belongs to another automaton
 */
export function unpackTables(packed: Buffer, { outputs, states, filterBytes }: TableFit): WorkedOut {
  const bytes = packed.byteOffset % 4 === 0 ? packed : Uint8Array.from(packed);
  let at = 0;
  const take = (length: number): Uint8Array => {
    if (at + length > bytes.length) throw new RangeError('tables.bin is cut short');
    at += length;
    return bytes.subarray(at - length, at);
  };
  const numbers = (length: number): Uint32Array => {
    const { buffer, byteOffset } = take(length * 4);
    return new Uint32Array(buffer, byteOffset, length);
  };
  const [plain, three, four, six, filterLength, usesLength, setsLength, partsLength] = numbers(headNumbers);
  const reaches = numbers(outputs * reachesOf);
  const starts = numbers(outputs + 1);
  const uses = numbers(usesLength);
  const pairs = numbers(65536 * numbersOfPair);
  const guards = take(outputs * guardBytes);
  const filters = { starts, uses, sets: take(setsLength), parts: take(partsLength) };
  const sieve = { masks: { plain, three, four, six }, pairs, hashes: take(hashBytes), depths: take(states) };
  if (at !== bytes.length || filterLength !== filterBytes || starts[outputs] * numbersOfUse !== usesLength)
    throw new RangeError('tables.bin belongs to other rules');
  return { reaches, guards, filters, filterBytes, sieve };
}
