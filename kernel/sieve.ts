// Finds anchors by a sieve: tables tell of nearly every place, by the six bytes there and the two before, that no anchor begins
// there (src/detect/anchor-sieve.ts makes them). Only from the others the automaton is followed, as far as it knows the way.
import { classes, firstAccepting, follow, hitBytes, isPossible, shift, table, todo } from './automaton';

/**
 * For each pair of bytes, the first one lowest, four sets of sixteen groups of anchors: those that have the pair as first and
 * second bytes, third and fourth, fifth and sixth, and those before which it may stand.
 */
let pairs: usize = 0;
/** A bit for each hash of the bytes that an anchor begins with. */
let hashes: usize = 0;
/** For each state how many bytes it stands for. */
let depths: usize = 0;
/** The groups of which so many bytes are hashed. */
let plain: u32 = 0;
let three: u32 = 0;
let four: u32 = 0;
let six: u32 = 0;

export function setSieve(
  pairsAt: usize,
  hashesAt: usize,
  depthsAt: usize,
  plainGroups: u32,
  threeGroups: u32,
  fourGroups: u32,
  sixGroups: u32,
): void {
  pairs = pairsAt;
  hashes = hashesAt;
  depths = depthsAt;
  plain = plainGroups;
  three = threeGroups;
  four = fourGroups;
  six = sixGroups;
  fillOrders();
}

/** All bits where an anchor begins with bytes of this hash, else none. */
// @ts-expect-error: decorator
@inline
function hashed(bytes: u32): u32 {
  const hash = (bytes * 0x9e3779b1) >> 16;
  return -((<u32>load<u8>(hashes + (hash >> 3)) >> (hash & 7)) & 1);
}

/** Whether an anchor of `groups` may begin at `at`. Without branches: nothing foretells them. */
// @ts-expect-error: decorator
@inline
function mayBegin(groups: u32, at: usize): bool {
  const head = load<u32>(at) | 0x20202020;
  const tail = (<u32>load<u16>(at, 4) | 0x2020) * 0x85ebca6b;
  const likely = (six & hashed(head ^ tail)) | (four & hashed(head)) | (three & hashed(head & 0xffffff)) | plain;
  return (groups & likely) != 0;
}

/** What is looked through: [bytes, bytes + length), anchors that end in (after, stop]; and the list of hits with its room. */
let bytes: usize = 0;
let last: usize = 0;
let after: usize = 0;
let stop: usize = 0;
let list: usize = 0;
let listEnd: usize = 0;
/** Whether there was room for all. */
let hasRoom: bool = true;

/**
 * Puts the hit that ends at `end` in its place: anchors that begin later may end sooner. Of two at one place the longer one stays,
 * whose state stands for both.
 */
function enter(state: u32, end: usize, out: usize): usize {
  if (!isPossible(state, bytes, end, last)) return out;
  const offset = <u32>(end - bytes);
  if (out + hitBytes > listEnd) {
    hasRoom = false;
    return out;
  }
  const grown = insert(offset, state | todo, list, out);
  if (grown > out) return grown;
  let at = out - hitBytes;
  while (load<u32>(at) != offset) at -= hitBytes;
  if (depthOf(load<u32>(at, 4) & 0xffff) < depthOf(state)) store<u32>(at, state | todo, 4);
  return out;
}

/** Enters the anchors that begin at `at`, if any. @returns the end of the list */
function beginAt(at: usize, out: usize): usize {
  let state: u32 = 0;
  for (let end = at; end < stop; ) {
    state = follow(state, end, classes, table, shift);
    end++;
    if (<usize>load<u8>(depths + state) != end - at) break;
    if (state >= firstAccepting && end > after) out = enter(state, end, out);
  }
  return out;
}

/** So many places are looked at before what is left of them is. */
const pieceBytes: usize = 4096;
/** Places that the sieve lets by, from the begin of the piece, and the groups of each; 16 bits each, with room for eight more. */
const places = memory.data(2 * (4096 + 8), 16);
const groupsOf = memory.data(2 * (4096 + 8), 16);

/** For each set of eight lanes the bytes of those in it, in the order of their places (the lanes hold the even ones first). */
const orders = memory.data(256 * 16, 16);

function fillOrders(): void {
  for (let set: usize = 0; set < 256; set++) {
    let at = orders + (set << 4);
    for (let place: u32 = 0; place < 8; place++) {
      const lane = (place >> 1) | ((place & 1) << 2);
      if (((<u32>set >> lane) & 1) == 0) continue;
      store<u8>(at, lane << 1);
      store<u8>(at, (lane << 1) | 1, 1);
      at += 2;
    }
  }
}

/** The sets of the pairs at `at` and at the byte behind it. */
// @ts-expect-error: decorator
@inline
function setsAt(sets: usize, at: usize): v128 {
  const first = v128.load64_zero(sets + ((<usize>load<u16>(at)) << 3));
  return v128.load64_lane(sets + ((<usize>load<u16>(at, 1)) << 3), first, 1);
}

/** What the sets of two places, two bytes apart, have in common, those beside each other at the same bits. */
// @ts-expect-error: decorator
@inline
function both(first: v128, second: v128): v128 {
  return v128.and(first, v128.shr<u64>(second, 16));
}

/** The same of what `both` gave, four bytes apart: the lowest sixteen bits tell of the place two bytes behind `first`. */
// @ts-expect-error: decorator
@inline
function all(first: v128, second: v128): v128 {
  return v128.and(first, v128.shr<u64>(second, 32));
}

/**
 * Lists the places in [from, to) at which the sieve does not rule out that an anchor begins; of up to seven behind it, too.
 * Without branches: nothing foretells them, and each wrong guess costs as much as five places.
 * @param known so many bytes before `from` the text begins: nothing is known of what stands before it
 */
function siftPiece(from: usize, to: usize, known: usize): usize {
  const sets = pairs;
  let count: usize = 0;
  let numbers = i16x8(0, 2, 4, 6, 1, 3, 5, 7);
  let before = setsAt(sets, from - 2);
  if (known == 0) before = v128.or(before, i64x2.splat(0xffff));
  else if (known == 1) before = v128.or(before, i64x2(0xffff, 0));
  const second = setsAt(sets, from);
  let a = both(before, second);
  let third = setsAt(sets, from + 2);
  let b = both(second, third);
  for (let at = from; at < to; at += 8) {
    const fourth = setsAt(sets, at + 4);
    const fifth = setsAt(sets, at + 6);
    const sixth = setsAt(sets, at + 8);
    const seventh = setsAt(sets, at + 10);
    const c = both(third, fourth);
    const d = both(fourth, fifth);
    const e = both(fifth, sixth);
    const f = both(sixth, seventh);
    // Side by side: sixteen bits for each place, those of even ones first.
    const groups = v128.or(
      v128.or(all(a, c), v128.shl<u64>(all(b, d), 16)),
      v128.or(v128.shl<u64>(all(c, e), 32), v128.shl<u64>(all(d, f), 48)),
    );
    const left = <u32>i16x8.bitmask(i16x8.ne(groups, i16x8.splat(0)));
    const order = v128.load(orders + (<usize>left << 4));
    v128.store(places + (count << 1), i8x16.swizzle(numbers, order));
    v128.store(groupsOf + (count << 1), i8x16.swizzle(groups, order));
    count += <usize>popcnt(left);
    numbers = i16x8.add(numbers, i16x8.splat(8));
    a = e;
    b = f;
    third = seventh;
  }
  return count;
}

/** Of the listed places those at which an anchor may begin by its hash. */
function siftByHash(from: usize, count: usize): usize {
  let left: usize = 0;
  for (let at: usize = 0; at < count << 1; at += 2) {
    const place = load<u16>(places + at);
    store<u16>(places + left, place);
    left += mayBegin(load<u16>(groupsOf + at), from + place) ? 2 : 0;
  }
  return left >> 1;
}

/**
 * Appends at `hits` every possible anchor of [text, text + length) that begins in [start, begins) and ends in (from, to], by place;
 * the new end, or 0 for no room. Up to 32 bytes behind the text are read, and two before it.
 */
export function sift(
  text: usize,
  length: u32,
  start: u32,
  begins: u32,
  from: u32,
  to: u32,
  hits: usize,
  hitsEnd: usize,
): usize {
  bytes = text;
  last = text + length;
  after = text + from;
  stop = text + to;
  list = hits;
  listEnd = hitsEnd;
  hasRoom = true;
  let out = hits;
  const end = text + begins;
  for (let at = text + start; at < end; at += pieceBytes) {
    const pieceEnd = min(at + pieceBytes, end);
    const count = siftByHash(at, siftPiece(at, pieceEnd, at - text));
    for (let place: usize = 0; place < count; place++) {
      const begin = at + load<u16>(places + (place << 1));
      if (begin < pieceEnd) out = beginAt(begin, out);
    }
  }
  return hasRoom ? out : 0;
}

/** Bytes that a state stands for: as many as the longest anchor that ends there, or more. */
// @ts-expect-error: decorator
@inline
export function depthOf(state: u32): u32 {
  return load<u8>(depths + state);
}

/**
 * Puts a hit in its place in the list that begins at `least` and ends at `out`, and has room for it; one that is there stays.
 * @returns the end of the list
 */
export function insert(end: u32, word: u32, least: usize, out: usize): usize {
  let at = out;
  while (at > least && load<u32>(at - hitBytes) > end) at -= hitBytes;
  if (at > least && load<u32>(at - hitBytes) == end) return out;
  if (at < out) memory.copy(at + hitBytes, at, out - at);
  store<u32>(at, end);
  store<u32>(at, word, 4);
  return out + hitBytes;
}
