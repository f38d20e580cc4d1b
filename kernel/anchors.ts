// Finds where anchors end (the automaton that the build made of all rules) and carries what was found from a base to what a
// delta makes of it: only changed places are looked at again.
import { copiesAt, countCopies } from './delta';

/** There was no room for all hits. */
export const noRoom: i32 = -2;

/** A hit is 8 bytes: offset of the byte after the anchor (32 bits), state (16), flags (16). */
const hitBytes: usize = 8;
/** The rules at this hit must be run (again): what they look at changed. */
export const todo: u32 = 1 << 17;
/** Only those that go over lines: for the others all is as in the base. */
export const todoOverLines: u32 = 1 << 18;

let classes: usize = 0;
let table: usize = 0;
let shift: u32 = 0;
let firstAccepting: u32 = 0;
/** Longest anchor of the automaton. */
let depth: u32 = 0;
/** For each accepting state 16 bytes: how far its rules look, from the end of the anchor: within the line, and over lines. */
let reaches: usize = 0;
/**
 * For each accepting state 40 bytes that tell at once whether any of its rules can match: length of the anchor (8 bits) where
 * every rule wants it at the start of a word, else 0; whether the byte behind it is limited (8 bits); length of the sign of
 * joined strings that it is (8 bits), else 0; 5 bytes unused; then a set of 256 bits, the bytes that may follow.
 */
let guards: usize = 0;
const guardBytes: usize = 40;
/** How far a guard looks when anchors are found: six bytes before the anchor, and this many behind it. */
const guardBehind: u32 = 6;
const guardAhead: u32 = 2;

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
function isInToken(byte: u32): bool {
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
const leastSide: usize = 6;

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
function isPossible(state: u32, start: usize, end: usize, last: usize): bool {
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
function follow(state: u32, at: usize, kinds: usize, next: usize, bits: u32): u32 {
  return load<u16>(next + (((state << bits) | <u32>load<u8>(kinds + <usize>load<u8>(at))) << 1));
}

/** The automaton's state before `at`, for anchors that begin in [least, at). */
function stateFrom(least: usize, at: usize): u32 {
  let state: u32 = 0;
  const back = <usize>depth - 1;
  for (let from = at - least > back ? at - back : least; from < at; from++)
    state = follow(state, from, classes, table, shift);
  return state;
}

/** Fewer bytes are not worth being parted. */
const leastParted: usize = 48;
/** Longest part of a piece. */
const longestPart: usize = 1024;
/** Hits of the second, third and fourth part of a piece. */
const partHits = memory.data(3 * 1024 * 8, 16);

// @ts-expect-error: decorator
@inline
function note(state: u32, bytes: usize, end: usize, last: usize, out: usize): usize {
  if (!isPossible(state, bytes, end, last)) return out;
  store<u32>(out, <u32>(end - bytes));
  store<u32>(out, state | todo, 4);
  return out + hitBytes;
}

/**
 * Appends at `hits` every possible anchor that ends in (from, to] and begins at `start` or later; the new end, or 0 for no room.
 * Four parts of a piece are walked side by side: each step waits for the memory that the one before named.
 */
function scan(bytes: usize, length: u32, start: u32, from: u32, to: u32, hits: usize, hitsEnd: usize): usize {
  const accepting = firstAccepting;
  const kinds = classes;
  const next = table;
  const bits = shift;
  const last = bytes + length;
  const least = bytes + start;
  const end = bytes + to;
  let one = bytes + from;
  let stateOne = stateFrom(least, one);
  let out = hits;
  for (let left = end - one; left >= leastParted; left = end - one) {
    const part = left < longestPart * 4 ? left >> 2 : longestPart;
    if (out + part * hitBytes > hitsEnd) break;
    let two = one + part;
    let three = two + part;
    let four = three + part;
    let outTwo: usize = partHits;
    let outThree: usize = partHits + longestPart * hitBytes;
    let outFour: usize = partHits + longestPart * 2 * hitBytes;
    let stateTwo = stateFrom(least, two);
    let stateThree = stateFrom(least, three);
    let stateFour = stateFrom(least, four);
    for (const stop = two; one < stop; one++, two++, three++, four++) {
      stateOne = follow(stateOne, one, kinds, next, bits);
      stateTwo = follow(stateTwo, two, kinds, next, bits);
      stateThree = follow(stateThree, three, kinds, next, bits);
      stateFour = follow(stateFour, four, kinds, next, bits);
      if (stateOne >= accepting) out = note(stateOne, bytes, one + 1, last, out);
      if (stateTwo >= accepting) outTwo = note(stateTwo, bytes, two + 1, last, outTwo);
      if (stateThree >= accepting) outThree = note(stateThree, bytes, three + 1, last, outThree);
      if (stateFour >= accepting) outFour = note(stateFour, bytes, four + 1, last, outFour);
    }
    const ofTwo = outTwo - partHits;
    const ofThree = outThree - (partHits + longestPart * hitBytes);
    const ofFour = outFour - (partHits + longestPart * 2 * hitBytes);
    if (out + ofTwo + ofThree + ofFour > hitsEnd) return 0;
    if (ofTwo != 0) memory.copy(out, partHits, ofTwo);
    out += ofTwo;
    if (ofThree != 0) memory.copy(out, partHits + longestPart * hitBytes, ofThree);
    out += ofThree;
    if (ofFour != 0) memory.copy(out, partHits + longestPart * 2 * hitBytes, ofFour);
    out += ofFour;
    one = four;
    stateOne = stateFour;
  }
  for (; one < end; one++) {
    stateOne = follow(stateOne, one, kinds, next, bits);
    if (stateOne >= accepting && isPossible(stateOne, bytes, one + 1, last)) {
      if (out + hitBytes > hitsEnd) return 0;
      store<u32>(out, <u32>(one + 1 - bytes));
      store<u32>(out, stateOne | todo, 4);
      out += hitBytes;
    }
  }
  return out;
}

/** All hits of [bytes, bytes + length), to be judged each. @returns how many, or `noRoom` */
export function scanWhole(bytes: usize, length: u32, hits: usize, hitsEnd: usize): i32 {
  const end = scan(bytes, length, 0, 0, length, hits, hitsEnd);
  return end == 0 ? noRoom : <i32>((end - hits) / hitBytes);
}

/** As `scanWhole`, of those that end in (from, to]. */
export function scanPart(bytes: usize, length: u32, from: u32, to: u32, hits: usize, hitsEnd: usize): i32 {
  const back = depth - 1;
  const end = scan(bytes, length, from > back ? from - back : 0, from, to, hits, hitsEnd);
  return end == 0 ? noRoom : <i32>((end - hits) / hitBytes);
}

// @ts-expect-error: decorator
@inline
function isLineEnd(byte: u8): bool {
  return byte == 10 || byte == 13;
}

function hasLineEnd(at: usize, end: usize): bool {
  for (; at < end; at++) if (isLineEnd(load<u8>(at))) return true;
  return false;
}

/** First hit of the base that ends at `end` or later. */
function firstHit(hits: usize, count: u32, end: u32): usize {
  let low: u32 = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (load<u32>(hits + <usize>middle * hitBytes) < end) low = middle + 1;
    else high = middle;
  }
  return hits + <usize>low * hitBytes;
}

/**
 * The hits of what the last delta made: those of the base within copied ranges, and those around seams and in inserted bytes.
 * A hit whose rules look beyond its copied range is to be judged again; all others keep the base's verdict.
 * @returns how many, or `noRoom`
 */
export function inheritHits(
  bytes: usize,
  length: u32,
  baseLength: u32,
  baseHits: usize,
  baseCount: u32,
  hits: usize,
  hitsEnd: usize,
): i32 {
  let out = hits;
  /** All ends up to here are done. */
  let done: u32 = 0;
  let op = copiesAt();
  const baseHitsEnd = baseHits + <usize>baseCount * hitBytes;
  for (let left = countCopies(); left > 0; left--, op += 12) {
    const start = load<u32>(op);
    const end = load<u32>(op, 4);
    const from = load<u32>(op, 8);
    const isAtStart = start == 0 && from == 0;
    const isAtEnd = end == length && from + (end - start) == baseLength;
    // An anchor that ends this far into the copy lies in it whole, with what its guard looks at.
    const sure: u32 = isAtStart ? 1 : start + depth + guardBehind;
    const lastSure: u32 = isAtEnd ? end : end > guardAhead ? end - guardAhead : 0;
    if (sure > lastSure) continue;
    if (sure - 1 > done) {
      const back = depth - 1;
      out = scan(bytes, length, done > back ? done - back : 0, done, sure - 1, out, hitsEnd);
      if (out == 0) return noRoom;
    }
    const move = start - from;
    const last = lastSure - move;
    for (let hit = firstHit(baseHits, baseCount, sure - move); hit < baseHitsEnd; hit += hitBytes) {
      const baseAt = load<u32>(hit);
      if (baseAt > last) break;
      const at = baseAt + move;
      let word = load<u32>(hit, 4) & ~(todo | todoOverLines);
      const reach = reaches + ((<usize>((word & 0xffff) - firstAccepting)) << 4);
      const lineBehind = load<u32>(reach);
      const lineAhead = load<u32>(reach, 4);
      const behind = load<u32>(reach, 8);
      const ahead = load<u32>(reach, 12);
      let isCut = false;
      let isCutOverLines = false;
      if (!isAtStart) {
        isCutOverLines = behind > at - start;
        isCut = lineBehind > at - start && !hasLineEnd(bytes + start, bytes + at - 1);
      }
      if (!isAtEnd) {
        isCutOverLines = isCutOverLines || ahead > end - at;
        isCut = isCut || (lineAhead > end - at && !hasLineEnd(bytes + at, bytes + end));
      }
      if (isCut) word = (word & 0xffff) | todo;
      else if (isCutOverLines) word |= todoOverLines;
      if (out + hitBytes > hitsEnd) return noRoom;
      store<u32>(out, at);
      store<u32>(out, word, 4);
      out += hitBytes;
    }
    done = lastSure;
  }
  if (done < length) {
    const back = depth - 1;
    out = scan(bytes, length, done > back ? done - back : 0, done, length, out, hitsEnd);
    if (out == 0) return noRoom;
  }
  return <i32>((out - hits) / hitBytes);
}

/** Whether a NUL stands in the bytes. */
export function hasNul(at: usize, length: u32): bool {
  const end = at + length;
  for (; at + 8 <= end; at += 8) {
    const word = load<u64>(at);
    if (((word - 0x0101010101010101) & ~word & 0x8080808080808080) != 0) return true;
  }
  for (; at < end; at++) if (load<u8>(at) == 0) return true;
  return false;
}

/** How many parts of a text are walked side by side. */
const lanes: u32 = 4;

// @ts-expect-error: decorator
@inline
function enter(state: u32, bytes: usize, end: usize, last: usize, out: usize): usize {
  if (!isPossible(state, bytes, end, last) || !mayJoinNext(state, end, last)) return out;
  store<u32>(out, <u32>(end - bytes));
  store<u32>(out, state, 4);
  return out + hitBytes;
}

/**
 * All hits of [bytes + from, bytes + length) that `isPossible` lets by, as `scanWhole` has them. Four parts are walked side by
 * side: each step waits for the memory that the one before named, so four wait together.
 * @param from how far in the first hit may end; what stands before it, the longest anchor and a guard's look back at least, is read too
 * @param hits room for one hit for each byte
 * @returns how many
 */
export function scanBeside(bytes: usize, length: u32, from: u32, hits: usize): i32 {
  const last = bytes + length;
  const lane = <usize>((length - from) / lanes);
  // What the loop reads each time: the compiler does not keep variables of the module.
  const accepting = firstAccepting;
  const kinds = classes;
  const next = table;
  const bits = shift;
  let one = bytes + from;
  let two = one + lane;
  let three = two + lane;
  let four = three + lane;
  const hitsTwo = hits + lane * hitBytes;
  const hitsThree = hitsTwo + lane * hitBytes;
  const hitsFour = hitsThree + lane * hitBytes;
  let outOne = hits;
  let outTwo = hitsTwo;
  let outThree = hitsThree;
  let outFour = hitsFour;
  let stateOne = stateFrom(bytes, one);
  let stateTwo = stateFrom(bytes, two);
  let stateThree = stateFrom(bytes, three);
  let stateFour = stateFrom(bytes, four);
  for (const end = two; one < end; one++, two++, three++, four++) {
    stateOne = follow(stateOne, one, kinds, next, bits);
    stateTwo = follow(stateTwo, two, kinds, next, bits);
    stateThree = follow(stateThree, three, kinds, next, bits);
    stateFour = follow(stateFour, four, kinds, next, bits);
    if (stateOne >= accepting) outOne = enter(stateOne, bytes, one + 1, last, outOne);
    if (stateTwo >= accepting) outTwo = enter(stateTwo, bytes, two + 1, last, outTwo);
    if (stateThree >= accepting) outThree = enter(stateThree, bytes, three + 1, last, outThree);
    if (stateFour >= accepting) outFour = enter(stateFour, bytes, four + 1, last, outFour);
  }
  for (; four < last; four++) {
    stateFour = follow(stateFour, four, kinds, next, bits);
    if (stateFour >= accepting) outFour = enter(stateFour, bytes, four + 1, last, outFour);
  }
  let end = outOne;
  memory.copy(end, hitsTwo, outTwo - hitsTwo);
  end += outTwo - hitsTwo;
  memory.copy(end, hitsThree, outThree - hitsThree);
  end += outThree - hitsThree;
  memory.copy(end, hitsFour, outFour - hitsFour);
  end += outFour - hitsFour;
  return <i32>((end - hits) / hitBytes);
}
