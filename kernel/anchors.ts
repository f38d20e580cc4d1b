// Finds where anchors end and carries what was found from a base to what a delta makes of it: only changed places are looked at
// again.
import {
  depth,
  firstAccepting,
  follow,
  classes,
  guardAhead,
  guardBehind,
  hitBytes,
  isPossible,
  mayJoinNext,
  reaches,
  shift,
  stateFrom,
  table,
  todo,
  todoOverLines,
} from './automaton';
import { copiesAt, countCopies } from './delta';
import { depthOf, insert, sift } from './sieve';

/** There was no room for all hits. */
export const noRoom: i32 = -2;

/** All hits of [bytes, bytes + length), to be judged each. @returns how many, or `noRoom` */
export function scanWhole(bytes: usize, length: u32, hits: usize, hitsEnd: usize): i32 {
  const end = sift(bytes, length, 0, length, 0, length, hits, hitsEnd);
  return end == 0 ? noRoom : <i32>((end - hits) / hitBytes);
}

/** As `scanWhole`, of those that end in (from, to]. */
export function scanPart(bytes: usize, length: u32, from: u32, to: u32, hits: usize, hitsEnd: usize): i32 {
  const back = depth - 1;
  const end = sift(bytes, length, from > back ? from - back : 0, to, from, to, hits, hitsEnd);
  return end == 0 ? noRoom : <i32>((end - hits) / hitBytes);
}

/** Whether a line ends in [from, end); up to sixteen bytes behind it are read. */
function hasLineEnd(from: usize, end: usize): bool {
  for (let at = from; at < end; at += 16) {
    const bytes = v128.load(at);
    const ends = <u32>(
      i8x16.bitmask(v128.or(i8x16.eq(bytes, i8x16.splat(10)), i8x16.eq(bytes, i8x16.splat(13))))
    );
    if (ends != 0) return at + ctz(ends) < end;
  }
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

/** An anchor has two bytes at least. */
const leastAnchor: u32 = 2;

/**
 * Up to where anchors have to be looked for that begin before `sure`: a hit of the base may stand for two that end there, of which
 * the longer one is gone and the shorter one begins behind.
 */
function beginsBefore(first: usize, end: usize, sure: u32): u32 {
  let begins = sure;
  for (let hit = first; hit < end; hit += hitBytes) {
    const at = load<u32>(hit);
    if (at >= sure + depth) break;
    if (at < sure + depthOf(load<u32>(hit, 4) & 0xffff)) begins = at;
  }
  return begins;
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
  const back = depth - 1;
  const baseHitsEnd = baseHits + <usize>baseCount * hitBytes;
  for (let left = countCopies(); left > 0; left--, op += 12) {
    const start = load<u32>(op);
    const end = load<u32>(op, 4);
    const from = load<u32>(op, 8);
    const isAtStart = start == 0 && from == 0;
    const isAtEnd = end == length && from + (end - start) == baseLength;
    // An anchor that begins this far into the copy lies in it whole, with what its guard looks at; and as far as one ends here.
    const sure: u32 = isAtStart ? 0 : start + guardBehind;
    const lastSure: u32 = isAtEnd ? end : end > guardAhead ? end - guardAhead : 0;
    if (sure + leastAnchor > lastSure) continue;
    const move = start - from;
    const first = firstHit(baseHits, baseCount, sure + leastAnchor - move);
    const gap = out;
    if (sure > done) {
      const begins = isAtStart ? 0 : beginsBefore(first, baseHitsEnd, sure - move) + move;
      out = sift(bytes, length, done > back ? done - back : 0, begins, done, lastSure, out, hitsEnd);
      if (out == 0) return noRoom;
    }
    const last = lastSure - move;
    for (let hit = first; hit < baseHitsEnd; hit += hitBytes) {
      const baseAt = load<u32>(hit);
      if (baseAt > last) break;
      const at = baseAt + move;
      // Found anew, as far as it is still there.
      if (at < sure + depthOf(load<u32>(hit, 4) & 0xffff)) continue;
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
      out = insert(at, word, gap, out);
    }
    done = lastSure;
  }
  if (done < length) {
    out = sift(bytes, length, done > back ? done - back : 0, length, done, length, out, hitsEnd);
    if (out == 0) return noRoom;
  }
  return <i32>((out - hits) / hitBytes);
}

/** Whether a NUL stands in the bytes. */
export function hasNul(at: usize, length: u32): bool {
  const end = at + length;
  // The lowest byte of 64, without a sign: zero where one of them is.
  for (; at + 64 <= end; at += 64) {
    const lowest = i8x16.min_u(
      i8x16.min_u(v128.load(at), v128.load(at, 16)),
      i8x16.min_u(v128.load(at, 32), v128.load(at, 48)),
    );
    if (!i8x16.all_true(lowest)) return true;
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
