// The automaton that the build made of all anchors, and what tells of an anchor that no rule can match there.

/** A hit is 8 bytes: offset of the byte after the anchor (32 bits), state (16), flags (16). */
export const hitBytes: usize = 8;
/** The rules at this hit must be run (again): what they look at changed. */
export const todo: u32 = 1 << 17;
/** Only those that go over lines: for the others all is as in the base. */
export const todoOverLines: u32 = 1 << 18;

export let classes: usize = 0;
export let table: usize = 0;
export let shift: u32 = 0;
export let firstAccepting: u32 = 0;
/** Longest anchor of the automaton. */
export let depth: u32 = 0;
/** For each accepting state 16 bytes: how far its rules look, from the end of the anchor: within the line, and over lines. */
export let reaches: usize = 0;
/**
 * For each accepting state 40 bytes that tell at once whether any of its rules can match: length of the anchor (8 bits) where
 * every rule wants it at the start of a word, else 0; whether the byte behind it is limited (8 bits); length of the sign of
 * joined strings that it is (8 bits), else 0; 5 bytes unused; then a set of 256 bits, the bytes that may follow.
 */
let guards: usize = 0;
const guardBytes: usize = 40;
/** How far a guard looks when anchors are found: six bytes before the anchor, and this many behind it. */
export const guardBehind: u32 = 6;
export const guardAhead: u32 = 2;

export function setAutomaton(
  classesAt: usize,
  tableAt: usize,
  shiftBits: u32,
  accepting: u32,
  longest: u32,
  reachesAt: usize,
  guardsAt: usize,
): void {
  guards = guardsAt;
  classes = classesAt;
  table = tableAt;
  shift = shiftBits;
  firstAccepting = accepting;
  depth = longest;
  reaches = reachesAt;
}

// @ts-ignore: decorator
@inline
function isAlphanumeric(byte: u32): bool {
  return byte - 48 < 10 || (byte | 32) - 97 < 26;
}

// @ts-ignore: decorator
@inline
function isHexDigit(byte: u32): bool {
  return byte - 48 < 10 || (byte | 32) - 97 < 6;
}

/** As src/detect/boundary.ts has it: whether a word may begin at `at` of what begins at `start`. */
export function isWordStart(start: usize, at: usize): bool {
  if (at == start) return true;
  const before: u32 = load<u8>(at - 1);
  if (!isAlphanumeric(before)) return true;
  if (at - start >= 2 && load<u8>(at - 2) == 0x5c && (before == 0x6e || before == 0x72 || before == 0x74)) return true;
  return at - start >= 3 && load<u8>(at - 3) == 0x25 && isHexDigit(load<u8>(at - 2)) && isHexDigit(before);
}

/** As in src/decode/escapes/unescape.ts: characters that tokens are made of. */
export function isInToken(byte: u32): bool {
  return (
    isAlphanumeric(byte) ||
    byte == 0x2b ||
    (byte >= 0x2d && byte <= 0x2f) ||
    byte == 0x3d ||
    byte == 0x5f ||
    byte == 0x7e
  );
}

/** So much of a token stands before a string that only a line end parts from the next. */
export const leastSide: usize = 6;

/** How much indentation is looked through. */
const mostIndent: usize = 64;

/** Whether the line behind the quote and line end at `at` may begin with a string of the same quotes; yes where that is not seen. */
function mayGoOn(at: usize, last: usize): bool {
  const quote = load<u8>(at);
  let next = at + 2;
  const stop = last - next > mostIndent ? next + mostIndent : last;
  while (next < stop && (load<u8>(next) == 0x20 || load<u8>(next) == 0x09 || load<u8>(next) == 0x0a)) next++;
  if (next >= stop) return true;
  const byte: u32 = load<u8>(next);
  const letter = byte | 32;
  // A sign between them, or the prefix of a literal of Python.
  return (
    byte == quote ||
    byte == 0x2b ||
    byte == 0x2e ||
    byte == 0x26 ||
    letter == 0x72 ||
    letter == 0x62 ||
    letter == 0x66 ||
    letter == 0x75
  );
}

/** Whether a string may follow behind the sign that ends at `end`: `" +`, `".`, `"\\`; yes where that is not seen. */
function mayFollow(end: usize, last: usize): bool {
  if (end >= last) return true;
  const sign: u32 = load<u8>(end - 1);
  // `"."` is all of it.
  if (sign == 0x22 || sign == 0x27) return true;
  let next = end;
  if (sign != 0x5c) {
    const stop = last - end > mostIndent ? end + mostIndent : last;
    while (next < stop && (load<u8>(next) == 0x20 || load<u8>(next) == 0x09)) next++;
    if (next >= stop) return true;
  }
  const byte: u32 = load<u8>(next);
  if (byte == 0x0a || byte == 0x0d) return true;
  // A backslash as the sign escapes a line end, and nothing else.
  if (sign == 0x5c) return false;
  const letter = byte | 32;
  return (
    byte == 0x22 ||
    byte == 0x27 ||
    byte == 0x5c ||
    letter == 0x72 ||
    letter == 0x62 ||
    letter == 0x66 ||
    letter == 0x75
  );
}

/** Whether the quote at `at` may end a string of which the next goes on; no when it surely does not. */
function mayJoin(start: usize, at: usize): bool {
  if (at == start || !isInToken(load<u8>(at - 1))) return false;
  const next = load<u8>(at, 1);
  if (next != 10 && next != 13) return true;
  if (at - start < leastSide) return false;
  for (let back: usize = 2; back <= leastSide; back++) if (!isInToken(load<u8>(at - back))) return false;
  return true;
}

/** Whether the sign of joined strings that ends at `end` may join something, as far as the next line tells; yes for any other anchor. */
export function mayJoinNext(state: u32, end: usize, last: usize): bool {
  const sign = <usize>load<u8>(guards + <usize>(state - firstAccepting) * guardBytes, 2);
  if (sign == 0) return true;
  const next = load<u8>(end - sign, 1);
  return next == 10 || next == 13 ? mayGoOn(end - sign, last) : mayFollow(end, last);
}

/** Whether some rule may match at the anchor that ends at `end`. */
export function isPossible(state: u32, start: usize, end: usize, last: usize): bool {
  const guard = guards + <usize>(state - firstAccepting) * guardBytes;
  const sign = <usize>load<u8>(guard, 2);
  if (sign != 0) return mayJoin(start, end - sign);
  const length = <usize>load<u8>(guard);
  if (length != 0 && !isWordStart(start, end - length)) return false;
  if (load<u8>(guard, 1) == 0) return true;
  if (end >= last) return false;
  const next = load<u8>(end);
  return ((load<u32>(guard + 8 + (<usize>(next >> 5) << 2)) >> (next & 31)) & 1) != 0;
}

// @ts-expect-error: decorator
@inline
export function follow(state: u32, at: usize, kinds: usize, next: usize, bits: u32): u32 {
  return load<u16>(next + (((state << bits) | <u32>load<u8>(kinds + <usize>load<u8>(at))) << 1));
}

/** The automaton's state before `at`, for anchors that begin in [least, at). */
export function stateFrom(least: usize, at: usize): u32 {
  let state: u32 = 0;
  const back = <usize>depth - 1;
  for (let from = at - least > back ? at - back : least; from < at; from++)
    state = follow(state, from, classes, table, shift);
  return state;
}
