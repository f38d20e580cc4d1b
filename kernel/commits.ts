// Reads the head of a commit as git writes nearly all of them: a sweep meets hundreds of thousands. Of any other head nothing is
// said here; src/git/parse-commit.ts reads those.

const lineEnd: u32 = 0x0a;
const blank: u32 = 0x20;
const closing: u32 = 0x3e;
/** More digits are no time. */
const mostDigits: usize = 12;
/** Longest name of an encoding. */
const mostName: usize = 32;

// @ts-expect-error: decorator
@inline
function isHexDigit(byte: u32): bool {
  return byte - 0x30 < 10 || byte - 0x61 < 6;
}

/** Whether the bytes at `at` are those of a word of eight bytes at most, lowest first; `mask` takes those that count. */
// @ts-expect-error: decorator
@inline
function standsAt(at: usize, end: usize, word: u64, length: usize): bool {
  return at + length <= end && (load<u64>(at) & (u64.MAX_VALUE >> ((8 - length) << 3))) == word;
}

/** Whether an id and a line end stand there. */
function isIdAt(at: usize, end: usize, hexLength: usize): bool {
  if (at + hexLength >= end || load<u8>(at + hexLength) != lineEnd) return false;
  for (let digit = at; digit < at + hexLength; digit++) if (!isHexDigit(load<u8>(digit))) return false;
  return true;
}

/** The line end at `at` or behind it; `end` where there is none. */
function lineEndAt(at: usize, end: usize): usize {
  while (at < end && load<u8>(at) != lineEnd) at++;
  return at;
}

/** The time behind the last `>` of [from, to); -1 where no plain number stands there. */
function secondsIn(from: usize, to: usize): f64 {
  let at = to;
  while (at > from && load<u8>(at - 1) != closing) at--;
  if (at == from || at >= to || load<u8>(at) != blank) return -1;
  const first = at + 1;
  let seconds: f64 = 0;
  for (at = first; at < to && <u32>load<u8>(at) - 0x30 < 10; at++) seconds = seconds * 10 + <f64>(<u32>load<u8>(at) - 0x30);
  return at == first || at - first > mostDigits || at >= to || load<u8>(at) != blank ? -1 : seconds;
}

/** Where the message begins behind the headers that are no text; 0 where other ones stand there. */
function messageAt(from: usize, end: usize): usize {
  let at = from;
  // `encoding `, `gpgsig `
  if (standsAt(at, end, 0x676e69646f636e65, 8) && at + 8 < end && load<u8>(at + 8) == blank) {
    const name = at + 9;
    for (at = name; at < end; at++) {
      const byte: u32 = load<u8>(at);
      const isLetter = (byte | 0x20) - 0x61 < 26 || byte - 0x30 < 10;
      if (!isLetter && byte != 0x5f && byte != 0x2e && byte != 0x2d) break;
    }
    if (at == name || at - name > mostName || at >= end || load<u8>(at) != lineEnd) return 0;
    at++;
  }
  if (standsAt(at, end, 0x20676973677067, 7)) {
    at = lineEndAt(at, end) + 1;
    while (at < end && load<u8>(at) == blank) at = lineEndAt(at, end) + 1;
  }
  return at < end && load<u8>(at) == lineEnd ? at + 1 : 0;
}

/**
 * Reads the head of the commit [commit, commit + length). Writes at `out`, 32 bits each: how many parents it names; where the values
 * of the author and the committer begin and end, where the message begins, all as offsets; then the committer's time (a double, in
 * seconds since 1970). The ids stand where git writes them: `tree ` and the first, then a line `parent ` each.
 * @returns whether the head is a usual one
 */
export function readHead(commit: usize, length: u32, hexLength: u32, out: usize): bool {
  const end = commit + length;
  // `tree `
  if (!standsAt(commit, end, 0x2065657274, 5) || !isIdAt(commit + 5, end, hexLength)) return false;
  let at = commit + 5 + hexLength + 1;
  let parents: u32 = 0;
  // `parent `
  for (; standsAt(at, end, 0x20746e65726170, 7); at += 7 + hexLength + 1, parents++)
    if (!isIdAt(at + 7, end, hexLength)) return false;
  // `author `
  if (!standsAt(at, end, 0x20726f68747561, 7)) return false;
  const author = at + 7;
  const authorEnd = lineEndAt(author, end);
  // `committer `
  const committer = authorEnd + 11;
  if (!standsAt(authorEnd + 1, end, 0x657474696d6d6f63, 8) || !standsAt(authorEnd + 9, end, 0x2072, 2)) return false;
  const committerEnd = lineEndAt(committer, end);
  if (committerEnd >= end) return false;
  const message = messageAt(committerEnd + 1, end);
  const seconds = secondsIn(committer, committerEnd);
  if (message == 0 || seconds < 0) return false;
  store<u32>(out, parents);
  store<u32>(out, <u32>(author - commit), 4);
  store<u32>(out, <u32>(authorEnd - commit), 8);
  store<u32>(out, <u32>(committer - commit), 12);
  store<u32>(out, <u32>(committerEnd - commit), 16);
  store<u32>(out, <u32>(message - commit), 20);
  store<f64>(out, seconds, 24);
  return true;
}
