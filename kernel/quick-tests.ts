// What every match of a rule holds: a run of bytes, and where it is an assignment its join and value. As src/detect/may-match.ts
// has it; what is let by is for the pattern to judge.

/** Tables of 256 bytes side by side, 1 for the bytes of a part of an assignment, in the order of `assignedTables` there. */
let parts: usize = 0;
const name: usize = 0;
const closer: usize = 256;
const mark: usize = 512;
const join: usize = 768;
const quote: usize = 1024;
const ending: usize = 1280;
const terminator: usize = 1536;
const below: usize = 1792;
const beginsBelow: usize = 2048;
const suffix: usize = 2304;

export function setParts(at: usize): void {
  parts = at;
}

// @ts-expect-error: decorator
@inline
function isIn(part: usize, at: usize): bool {
  return load<u8>(parts + part + <usize>load<u8>(at)) != 0;
}

// @ts-expect-error: decorator
@inline
function isBlank(at: usize): bool {
  return load<u8>(at) == 0x20 || load<u8>(at) == 0x09;
}

/** Whether `least` bytes of the set in `table` stand side by side in [from, to). */
export function hasRun(from: usize, to: usize, table: usize, least: u32): bool {
  for (let last = from + least - 1; last < to; ) {
    const floor = last - least;
    let at = last;
    while (at > floor && load<u8>(table + <usize>load<u8>(at)) != 0) at--;
    if (at == floor) return true;
    last = at + least;
  }
  return false;
}

function isKeyName(start: usize, anchor: usize, end: usize): bool {
  if ((load<u8>(anchor) | 0x20) != 0x6b || (load<u8>(anchor, 1) | 0x20) != 0x65) return true;
  if (anchor == start || !isIn(name, anchor - 1)) return false;
  // `_base64` is the longest of what may stand behind it.
  const rest = <isize>(end - anchor) - 3;
  return rest <= 0 || (rest <= 7 && isIn(suffix, anchor + 3));
}

function mayGoOnBelow(end: usize, to: usize): bool {
  let at = end;
  while (at < to && isIn(below, at)) at++;
  if (at >= to) return false;
  const byte: u32 = load<u8>(at);
  if (byte == 0x3c) return load<u8>(at, 1) == 0x2f;
  if (byte == 0x7b) return true;
  if (byte != 0x0a) return false;
  for (let before = end; before < at; before++) {
    const between: u32 = load<u8>(before);
    if (!isBlank(before) && between != 0x22 && between != 0x27 && between != 0x2c && between != 0x0d) return true;
  }
  let next = at + 1;
  while (next < to && isBlank(next)) next++;
  return next < to && isIn(beginsBelow, next);
}

/** Where to look for the value behind a name that ends at `end`; 0 for nowhere. */
function joinEnd(end: usize, to: usize): usize {
  let at = end;
  for (; at < to && isIn(closer, at); at++) if (isIn(mark, at)) return end;
  if (at == to || !isIn(join, at)) return 0;
  const byte: u32 = load<u8>(at);
  if (byte != 0x28 && byte != 0x7b) return end;
  let next = at + 1;
  while (next < to && isBlank(next)) next++;
  return next < to && (isIn(quote, next) || load<u8>(next) == 0x5c) ? end : 0;
}

function hasQuoted(from: usize, to: usize, closing: u32, least: u32, noBlank: bool): bool {
  let count: u32 = 0;
  for (let at = from; at < to && count < least; at++, count++) {
    const byte: u32 = load<u8>(at);
    if (byte == closing || (noBlank && byte == 0x20)) return false;
    if (byte == 0x5c) at++;
  }
  return count >= least;
}

function hasValue(from: usize, to: usize, least: u32, most: u32, noBlank: bool): bool {
  let run: u32 = 0;
  for (let at = from; at < to; at++) {
    if (!isIn(ending, at)) {
      if (++run >= most) return true;
      continue;
    }
    if (run >= least && isIn(terminator, at)) return true;
    run = 0;
    if (isIn(quote, at) && hasQuoted(at + 1, to, load<u8>(at), least, noBlank)) return true;
  }
  // The end of the text ends a value.
  return run >= least;
}

/** Forms of an assignment: its value stands below, holds no blank, its telling word is `key`. */
const isBelow: u32 = 2;
const noBlank: u32 = 4;
const isKey: u32 = 8;

/**
 * Whether the name around the anchor may be given a value in [anchor, to).
 * @param begin where a match may begin
 * @param mostLead bytes of a name before the anchor, at most
 * @param form flags as above; @param least @param most characters of the value
 */
export function mayBeAssigned(
  start: usize,
  anchor: usize,
  begin: usize,
  to: usize,
  mostLead: u32,
  form: u32,
  least: u32,
  most: u32,
): bool {
  let end = anchor;
  while (end < to && isIn(name, end)) end++;
  if ((form & isKey) != 0 && <u32>(end - begin) <= mostLead && !isKeyName(start, anchor, end)) return false;
  if ((form & isBelow) != 0) return mayGoOnBelow(end, to);
  const from = joinEnd(end, to);
  return from != 0 && hasValue(from, to, least, most, (form & noBlank) != 0);
}
