// Sorts the entries of a pack by where they begin.

export interface RankedOffsets {
  /** Offsets, rising. */
  readonly offsets: Float64Array;
  /** For each of the given ones its place among them. */
  readonly ranks: Int32Array;
}

const digitBits = 11;
const digits = 1 << digitBits;

/** Offsets in rising order, equal ones as they are given, and for each its rank. @param given whole numbers below 2^53 */
export function rankOffsets(given: Float64Array): RankedOffsets {
  const count = given.length;
  let highest = 0;
  for (let at = 0; at < count; at++) highest = Math.max(highest, given[at]);
  // By one digit after the other, the lowest first: as many passes as the highest offset has digits.
  let places = new Int32Array(count);
  for (let at = 0; at < count; at++) places[at] = at;
  let next = new Int32Array(count);
  const digitOf = new Uint16Array(count);
  for (let scale = 1; scale <= highest; scale *= digits) {
    const starts = digitsAt(given, scale, digitOf);
    for (let at = 0; at < count; at++) next[starts[digitOf[places[at]]]++] = places[at];
    [places, next] = [next, places];
  }
  const offsets = new Float64Array(count);
  const ranks = next;
  for (let rank = 0; rank < count; rank++) {
    offsets[rank] = given[places[rank]];
    ranks[places[rank]] = rank;
  }
  return { offsets, ranks };
}

/** Writes one digit of each number to `digitOf`. @returns how many have a lower one, by digit */
function digitsAt(given: Float64Array, scale: number, digitOf: Uint16Array): Int32Array {
  const starts = new Int32Array(digits + 1);
  for (let at = 0; at < given.length; at++) {
    // The lowest 32 bits of the quotient, of which the digit is a part.
    const digit = (given[at] / scale) & (digits - 1);
    digitOf[at] = digit;
    starts[digit + 1]++;
  }
  for (let digit = 0; digit < digits; digit++) starts[digit + 1] += starts[digit];
  return starts;
}
