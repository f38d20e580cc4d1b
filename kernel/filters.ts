// Says of an anchor that no rule can match there: each rule has an automaton that lets by all that its pattern may match
// (build/pattern-filters.mjs). What is let by is for the pattern to judge.
import { isWordStart, mayJoinNext, todo, todoOverLines } from './automaton';
import { escapedPlace, escapedText, isLineEnd, undoEscapes } from './escapes';
import { hasRun, mayBeAssigned, setParts } from './quick-tests';
import { sift } from './sieve';

const hitBytes: usize = 8;

let firstAccepting: u32 = 0;
/** For each accepting state the number of its first use, and one more for the end. */
let starts: usize = 0;
/**
 * The uses, 36 bytes each: place of the filter in `filters`, 0 for none; place in `sets` of its lead and one, 0 for none; bytes
 * that are walked back over; bytes behind and ahead of the anchor's begin that the rule sees (32 bits each); length of the
 * anchor, 0 for a sign of escapes (8 bits); flags (8 bits); of such a sign the kind of escapes, 0 where more than that has to be
 * asked, and its length (8 bits each); place in `sets` of the bytes of a run that every
 * match holds (32 bits), how many of them at least, 0 for no such run; form of an assignment (kernel/quick-tests.ts), 0 for none;
 * characters of its value, at least and at most (16 bits each).
 */
let uses: usize = 0;
const useBytes: usize = 36;
/** Tables of 256 bytes, 1 for a byte of the set. */
let sets: usize = 0;
/** Filters: class of each byte (256 bytes), number of classes (16 bits), two unused, then the next state by state and class (16 bits). */
let filters: usize = 0;

const startsWord: u32 = 1;
const spansLines: u32 = 2;
const isNear: u32 = 4;

const mayMatchHere: u32 = 1;
const first: u32 = 2;

export function setFilters(
  accepting: u32,
  startsAt: usize,
  usesAt: usize,
  setsAt: usize,
  partsAt: usize,
  filtersAt: usize,
): void {
  firstAccepting = accepting;
  starts = startsAt;
  uses = usesAt;
  sets = setsAt;
  filters = filtersAt;
  setParts(partsAt);
}

/** Where a match of the rule at `use` begins, or its window: as src/detect/match-at-anchor.ts has it. */
function beginOf(use: usize, flags: u32, start: usize, anchor: usize): usize {
  const leadAt = <usize>load<u32>(use, 4);
  if (leadAt == 0 && (flags & isNear) == 0) return anchor;
  const isInLine = (flags & spansLines) == 0;
  const behind = <usize>load<u32>(use, 12);
  let least = anchor - start > behind ? anchor - behind : start;
  if (leadAt != 0) {
    const most = <usize>load<u32>(use, 8);
    if (anchor - least > most) least = anchor - most;
  }
  else if (!isInLine) return least;
  const table = sets + leadAt - 1;
  let at = anchor;
  while (at > least) {
    const byte: u32 = load<u8>(at - 1);
    if (isInLine && isLineEnd(byte)) break;
    if (leadAt != 0 && load<u8>(table + byte) == 0) break;
    at--;
  }
  return at;
}

/** Whether the automaton at `place` lets by what begins at `begin`. */
function isLetBy(place: usize, begin: usize, to: usize, isInLine: bool): bool {
  const classes = filters + place;
  const count: u32 = load<u16>(classes, 256);
  const table = classes + 260;
  let state = first;
  for (let at = begin; at < to; at++) {
    const byte: u32 = load<u8>(at);
    if (isInLine && isLineEnd(byte)) return false;
    state = load<u16>(table + ((state * count + load<u8>(classes + byte)) << 1));
    if (state < first) return state == mayMatchHere;
  }
  return false;
}

/** The line end in [from, to) that comes first; `to` where none is. */
function lineEndOf(from: usize, to: usize): usize {
  let at = from;
  while (at < to && !isLineEnd(load<u8>(at))) at++;
  return at;
}

/** Whether the rule at `use` may match at its anchor that ends at `end`, in what begins at `start` and ends at `last`. */
function mayMatch(use: usize, start: usize, end: usize, last: usize): bool {
  const length = <usize>load<u8>(use, 20);
  if (length == 0) return mayBeEscaped(use, start, end, last);
  const anchor = end - length;
  const flags: u32 = load<u8>(use, 21);
  if ((flags & startsWord) != 0 && !isWordStart(start, anchor)) return false;
  const ahead = <usize>load<u32>(use, 16);
  let to = last - anchor > ahead ? anchor + ahead : last;
  const isInLine = (flags & spansLines) == 0;
  const begin = beginOf(use, flags, start, anchor);
  const least: u32 = load<u16>(use, 28);
  // The automaton of a match that may begin anywhere never ends before its window does: a run is sooner looked for.
  const isNearby = (flags & isNear) != 0;
  if (isNearby && least != 0) {
    if (isInLine) to = lineEndOf(anchor, to);
    if (!hasRun(begin, to, sets + <usize>load<u32>(use, 24), least)) return false;
  }
  const place = <usize>load<u32>(use);
  if (place != 0 && !isLetBy(place, begin, to, isInLine)) return false;
  const form: u32 = load<u16>(use, 30);
  if (least == 0 && form == 0) return true;
  if (isInLine) to = lineEndOf(anchor, to);
  if (!isNearby && least != 0 && !hasRun(begin, to, sets + <usize>load<u32>(use, 24), least)) return false;
  if (form == 0) return true;
  return mayBeAssigned(start, anchor, begin, to, load<u32>(use, 8), form, load<u16>(use, 32), load<u16>(use, 34));
}

/** Hits in the text around an escape: one for each of its bytes at most. */
const escapedRoom: usize = 8 * (192 + 448);
const escapedHits = memory.data(8 * (192 + 448), 8);

/** Whether a rule may match what is written with the escape whose sign at `use` ends at `end`, and holds it. */
function mayBeEscaped(use: usize, start: usize, end: usize, last: usize): bool {
  const kind: u32 = load<u8>(use, 22);
  if (kind == 0) return true;
  const length = undoEscapes(kind, end - <usize>load<u8>(use, 23), start, last);
  if (length == 0) return false;
  const hitsEnd = sift(escapedText, length, 0, length, 0, length, escapedHits, escapedHits + escapedRoom);
  if (hitsEnd == 0) return true;
  const place = escapedPlace;
  const textEnd = escapedText + length;
  for (let hit = escapedHits; hit < hitsEnd; hit += hitBytes) {
    const slot = starts + ((<usize>((load<u32>(hit, 4) & 0xffff) - firstAccepting)) << 2);
    const usesEnd = uses + <usize>load<u32>(slot, 4) * useBytes;
    for (let inner = uses + <usize>load<u32>(slot) * useBytes; inner < usesEnd; inner += useBytes) {
      const anchorLength = <usize>load<u8>(inner, 20);
      const anchorEnd = escapedText + load<u32>(hit);
      if (anchorLength == 0) {
        if (load<u8>(inner, 22) == 0) return true;
        continue;
      }
      const anchor = anchorEnd - anchorLength;
      // What it matches lies within what it sees, and is told here only where it holds the escape.
      if (anchor + <usize>load<u32>(inner, 16) < place || anchor > place + <usize>load<u32>(inner, 12)) continue;
      if (mayMatch(inner, escapedText, anchorEnd, textEnd)) return true;
    }
  }
  return false;
}

/**
 * Looks at all hits that are to be judged, and takes off the mark of those at which no rule can match.
 * @returns how many hits are marked still, or have a verdict that some rule matches
 */
export function settleHits(bytes: usize, length: u32, hits: usize, count: u32): u32 {
  const last = bytes + length;
  let left: u32 = 0;
  for (let hit = hits, end = hits + <usize>count * hitBytes; hit < end; hit += hitBytes) {
    const word = load<u32>(hit, 4);
    if (word <= 0xffff) continue;
    if ((word & (todo | todoOverLines)) == 0) {
      left++;
      continue;
    }
    const slot = starts + ((<usize>((word & 0xffff) - firstAccepting)) << 2);
    const isAll = (word & todo) != 0;
    let use = uses + <usize>load<u32>(slot) * useBytes;
    const usesEnd = uses + <usize>load<u32>(slot, 4) * useBytes;
    let isPossible = false;
    if (!mayJoinNext(word & 0xffff, bytes + load<u32>(hit), last)) use = usesEnd;
    for (; use < usesEnd && !isPossible; use += useBytes) {
      if (!isAll && load<u8>(use, 20) != 0 && (load<u8>(use, 21) & spansLines) == 0) continue;
      isPossible = mayMatch(use, bytes, bytes + load<u32>(hit), last);
    }
    if (isPossible) {
      left++;
      continue;
    }
    const settled = isAll ? word & 0xffff : word & ~todoOverLines;
    store<u32>(hit, settled, 4);
    if (settled > 0xffff) left++;
  }
  return left;
}
