// Entries of trees, read from what changed: an entry that a delta copies whole is the base's entry.
import { copiesAt, countCopies } from './delta';
import { findId, sizeOfId, unknown } from './ids';
import { addName, full } from './names';

export const malformed: i32 = -1;
export const noRoom: i32 = -2;
export const tooManyNames: i32 = -3;

/** Kinds of entries, by their mode. */
const blob: u32 = 0;
const folder: u32 = 1;
const submodule: u32 = 2;

/** A record is 12 bytes: for a new entry kind, number of the child, number of the name; for kept ones `kept`, first, end. */
const recordBytes: usize = 12;
const kept: u32 = 3;
/** In place of a child's number: the id is not in this repository, or a submodule's; its offset in the tree follows instead. */
const stranger: u32 = 0x80000000;

let tree: usize = 0;
let treeEnd: usize = 0;
let entries: usize = 0;
let entriesEnd: usize = 0;
let records: usize = 0;
let recordsEnd: usize = 0;
let nextEntry: usize = 0;
let nextRecord: usize = 0;

export function countEntries(): u32 {
  return <u32>((nextEntry - entries) >> 2);
}

export function countRecords(): u32 {
  return <u32>((nextRecord - records) / recordBytes);
}

/** Reads the entry at `at`; its end, or 0 for a malformed one, 1 for no room, 2 for too many names. */
function readEntry(at: usize): usize {
  const start = at;
  let mode: u32 = 0;
  for (;;) {
    if (at >= treeEnd || at - start > 6) return 0;
    const byte = load<u8>(at++);
    if (byte == 0x20) break;
    const digit = <u32>byte - 0x30;
    if (digit > 7) return 0;
    mode = mode * 8 + digit;
  }
  if (at - start < 2) return 0;
  const name = at;
  while (at < treeEnd && load<u8>(at) != 0) at++;
  const id = at + 1;
  const end = id + sizeOfId();
  if (at == name || end > treeEnd) return 0;
  if (nextEntry + 4 > entriesEnd || nextRecord + recordBytes > recordsEnd) return 1;
  const type = mode & 0xf000;
  const kind = type == 0x4000 ? folder : type == 0xe000 ? submodule : blob;
  const number = addName(name, <u32>(at - name));
  if (number == full) return 2;
  let child = kind == submodule ? unknown : findId(id);
  if (child == unknown) child = stranger | <u32>(id - tree);
  store<u32>(nextRecord, kind);
  store<u32>(nextRecord, child, 4);
  store<u32>(nextRecord, number, 8);
  nextRecord += recordBytes;
  store<u32>(nextEntry, <u32>(start - tree));
  nextEntry += 4;
  return end;
}

function begin(
  treeAt: usize,
  length: u32,
  entriesAt: usize,
  entriesLimit: usize,
  recordsAt: usize,
  recordsLimit: usize,
): void {
  tree = treeAt;
  treeEnd = treeAt + length;
  entries = entriesAt;
  entriesEnd = entriesLimit;
  records = recordsAt;
  recordsEnd = recordsLimit;
  nextEntry = entries;
  nextRecord = records;
}

/**
 * Reads all entries. Writes the offset of each at `entriesAt`, a record of each at `recordsAt`.
 * @returns how many records, `malformed` or `noRoom`
 */
export function readTree(
  treeAt: usize,
  length: u32,
  entriesAt: usize,
  entriesLimit: usize,
  recordsAt: usize,
  recordsLimit: usize,
): i32 {
  begin(treeAt, length, entriesAt, entriesLimit, recordsAt, recordsLimit);
  return readUpTo(tree, treeEnd);
}

/** Reads entries from `at` until `stop` is reached or passed. */
function readUpTo(at: usize, stop: usize): i32 {
  while (at < stop) {
    const end = readEntry(at);
    if (end == 0) return malformed;
    if (end == 1) return noRoom;
    if (end == 2) return tooManyNames;
    at = end;
  }
  cursor = at;
  return <i32>((nextRecord - records) / recordBytes);
}

let cursor: usize = 0;

/** First entry of the base that begins at `offset` or later. */
function firstEntry(baseEntries: usize, count: u32, offset: u32): u32 {
  let low: u32 = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (load<u32>(baseEntries + ((<usize>middle) << 2)) < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** As `readTree`, for what the last delta made of a base whose entries are known. */
export function inheritTree(
  treeAt: usize,
  length: u32,
  baseLength: u32,
  baseEntries: usize,
  baseCount: u32,
  entriesAt: usize,
  entriesLimit: usize,
  recordsAt: usize,
  recordsLimit: usize,
): i32 {
  begin(treeAt, length, entriesAt, entriesLimit, recordsAt, recordsLimit);
  cursor = tree;
  let op = copiesAt();
  for (let left = countCopies(); left > 0; left--, op += 12) {
    const start = load<u32>(op);
    const from = load<u32>(op, 8);
    const fromEnd = from + (load<u32>(op, 4) - start);
    // Entries of the base that lie whole in the copied range: the last one that begins in it may end behind it.
    let first = firstEntry(baseEntries, baseCount, from);
    let end = firstEntry(baseEntries, baseCount, fromEnd);
    if (end > first) {
      const lastEnd = end < baseCount ? load<u32>(baseEntries + ((<usize>end) << 2)) : baseLength;
      if (lastEnd > fromEnd) end--;
    }
    // Where what came before was read past the first of them, go on at the first one that it has not reached.
    const move = start - from;
    for (; first < end; first++) {
      const at = tree + (load<u32>(baseEntries + ((<usize>first) << 2)) + move);
      if (at < cursor) continue;
      if (at > cursor) {
        const outcome = readUpTo(cursor, at);
        if (outcome < 0) return outcome;
      }
      if (at == cursor) break;
    }
    if (first >= end) continue;
    if (nextRecord + recordBytes > recordsEnd || nextEntry + ((<usize>(end - first)) << 2) > entriesEnd) return noRoom;
    store<u32>(nextRecord, kept);
    store<u32>(nextRecord, first, 4);
    store<u32>(nextRecord, end, 8);
    nextRecord += recordBytes;
    for (let entry = first; entry < end; entry++, nextEntry += 4) {
      store<u32>(nextEntry, load<u32>(baseEntries + ((<usize>entry) << 2)) + move);
    }
    cursor = tree + ((end < baseCount ? load<u32>(baseEntries + ((<usize>end) << 2)) : baseLength) + move);
  }
  return readUpTo(cursor, treeEnd);
}
