// Reads the head of a commit as git writes nearly all of them, without making strings: a sweep meets hundreds of thousands.
// Of any other head nothing is said here; parse-commit.ts reads those.

/** Where things stand in a commit, as offsets of its first byte. */
export interface UsualHead {
  /** Hex digits of the tree's id, and of each parent's. */
  readonly tree: number;
  readonly parents: readonly number[];
  /** The values of two headers: [start, end). */
  readonly author: number;
  readonly authorEnd: number;
  readonly committer: number;
  readonly committerEnd: number;
  /** Committer time in seconds since 1970. */
  readonly seconds: number;
  /** First byte behind the empty line. */
  readonly message: number;
}

const lineEnd = 0x0a;
const blank = 0x20;
const closing = 0x3e;
const treeWord = Buffer.from('tree ');
const parentWord = Buffer.from('parent ');
const authorWord = Buffer.from('author ');
const committerWord = Buffer.from('committer ');
const emptyLine = Buffer.from('\n\n');
/** What may follow the two persons: headers that are no text. */
const usualRest = /^(?:encoding [\w.-]{1,32}\n)?(?:gpgsig [^\n]*\n(?: [^\n]*\n)*)?$/;
/** More digits are no time. */
const mostDigits = 12;

const isHex = Uint8Array.from({ length: 256 }, (_, byte) =>
  Number('0123456789abcdef'.includes(String.fromCharCode(byte))),
);

function standsAt(bytes: Uint8Array, at: number, word: Uint8Array): boolean {
  for (let place = 0; place < word.length; place++) if (bytes[at + place] !== word[place]) return false;
  return true;
}

/** Whether an id and a line end stand there. */
function isIdAt(bytes: Uint8Array, at: number, hexLength: number): boolean {
  for (let place = at; place < at + hexLength; place++) if (isHex[bytes[place]] !== 1) return false;
  return bytes[at + hexLength] === lineEnd;
}

/** The time behind the last `>` of [from, to); -1 where no plain number stands there. */
function secondsIn(bytes: Uint8Array, from: number, to: number): number {
  let at = to - 1;
  while (at >= from && bytes[at] !== closing) at--;
  if (at < from || bytes[at + 1] !== blank) return -1;
  let seconds = 0;
  const first = at + 2;
  for (at = first; at < to && bytes[at] >= 0x30 && bytes[at] <= 0x39; at++) seconds = seconds * 10 + bytes[at] - 0x30;
  return at === first || at - first > mostDigits || bytes[at] !== blank ? -1 : seconds;
}

/** Null for a head that is not the usual one. */
export function readUsualHead(bytes: Buffer, hexLength: 40 | 64): UsualHead | null {
  const tree = treeWord.length;
  if (!standsAt(bytes, 0, treeWord) || !isIdAt(bytes, tree, hexLength)) return null;
  const parents: number[] = [];
  let at = tree + hexLength + 1;
  for (; standsAt(bytes, at, parentWord); at += parentWord.length + hexLength + 1) {
    if (!isIdAt(bytes, at + parentWord.length, hexLength)) return null;
    parents.push(at + parentWord.length);
  }
  if (!standsAt(bytes, at, authorWord)) return null;
  const author = at + authorWord.length;
  const authorEnd = bytes.indexOf(lineEnd, author);
  if (authorEnd < 0 || !standsAt(bytes, authorEnd + 1, committerWord)) return null;
  const committer = authorEnd + 1 + committerWord.length;
  const committerEnd = bytes.indexOf(lineEnd, committer);
  if (committerEnd < 0) return null;
  const seconds = secondsIn(bytes, committer, committerEnd);
  const end = bytes[committerEnd + 1] === lineEnd ? committerEnd : bytes.indexOf(emptyLine, committerEnd + 1);
  if (seconds < 0 || end < 0) return null;
  if (end > committerEnd && !usualRest.test(bytes.toString('latin1', committerEnd + 1, end + 1))) return null;
  return { tree, parents, author, authorEnd, committer, committerEnd, seconds, message: end + 2 };
}
