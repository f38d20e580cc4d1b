// Encoded text that is wrapped over lines (MIME: 76 characters, PEM: 64) as one run, and the way back to each character.
import type { Span } from '../../model/layer.ts';
import { base64Value } from './alphabets.ts';
import type { Run } from './find-encoded.ts';

/** A line that is wrapped has at least so many characters; shorter ones stand there by chance. */
const leastLine = 40;
/** What may stand between two lines besides the line end: indentation, a comment sign, a literal `\n`, quotes, a plus. */
const mostBetween = 160;

export interface Joined {
  /** Pieces of the text, in its order; together they are what is encoded. */
  readonly pieces: readonly Span[];
  /** Where all of it ends, its padding included. */
  readonly end: number;
}

function endOfRun(bytes: Buffer, at: number, isIn: (byte: number) => boolean): number {
  let end = at;
  while (end < bytes.length && isIn(bytes[end])) end++;
  return end;
}

/** Whether [from, to) is nothing but a line end with blanks, or a line end written as `\n`, around quotes, commas and signs. */
const between = /^(?:["'`]?[ \t]*(?:[+.,\\][ \t]*)?\r?\n[ \t>#*/-]*["'`]?|(?:\\r)?\\n["'`]?\s*(?:[+.,]\s*)?["'`]?)$/;

/** Where the next line of the same text begins; -1 when none does. */
function nextLine(bytes: Buffer, end: number, isIn: (byte: number) => boolean): number {
  let at = end;
  const most = Math.min(bytes.length, end + mostBetween);
  // A literal `\n` ends in a character of the alphabet.
  if (bytes[at] === 0x5c) {
    if (bytes[at + 1] === 0x72 && bytes[at + 2] === 0x5c) at += 2;
    if (bytes[at + 1] === 0x6e) at += 2;
  }
  while (at < most && !isIn(bytes[at])) at++;
  return at < most && between.test(bytes.toString('latin1', end, at)) ? at : -1;
}

/** The run with the lines that follow it, as long as each is as long as the first; the last may be shorter. */
export function joinLines(bytes: Buffer, run: Run): Joined {
  const isIn = (byte: number) => base64Value[byte] < 64;
  const pieces: Span[] = [{ start: run.start, end: run.end }];
  const length = run.end - run.start;
  let end = run.end;
  if (length >= leastLine) {
    for (let at = nextLine(bytes, end, isIn); at >= 0; at = nextLine(bytes, end, isIn)) {
      const next = endOfRun(bytes, at, isIn);
      if (next - at > length) break;
      pieces.push({ start: at, end: next });
      end = next;
      if (next - at < length) break;
    }
  }
  while (bytes[end] === 0x3d && end < bytes.length) end++;
  return { pieces, end };
}

/** The encoded text itself, without what stands between its lines. */
export function textOf(bytes: Buffer, { pieces }: Joined): string {
  return pieces.map(({ start, end }) => bytes.toString('latin1', start, end)).join('');
}

/** The place in the text of the characters [from, to) of what `textOf` gives. All pieces but the last have one length. */
export function placeOf({ pieces }: Joined, from: number, to: number): Span {
  const length = pieces[0].end - pieces[0].start;
  const pieceAt = (character: number) => Math.min(pieces.length - 1, Math.floor(character / length));
  const [first, last] = [pieceAt(from), pieceAt(Math.max(from, to - 1))];
  const end = pieces[last].start + Math.max(0, to - last * length);
  return { start: pieces[first].start + (from - first * length), end: Math.min(pieces[last].end, end) };
}

/** How many characters are encoded. */
export function lengthOf({ pieces }: Joined): number {
  const [first, last] = [pieces[0], pieces[pieces.length - 1]];
  return (pieces.length - 1) * (first.end - first.start) + (last.end - last.start);
}
