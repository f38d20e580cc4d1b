// A piece of text with its escapes of one kind undone, and the way back: for readers that look at a line once, whole.
import type { EscapeKind } from '../../model/escape-markers.ts';
import type { Span } from '../../model/layer.ts';
import { beginsWith, escapeAt, escapeByte, escapeLength, noEscape } from './unescape.ts';

/** Kinds that begin with one byte and stand for one; strings that are joined do neither. */
export type InlineEscape = Exclude<EscapeKind, 'concatenation'>;

/** A text and where it came from. */
export interface UnescapedText {
  readonly bytes: Buffer;
  /** Where bytes [start, end) of the text stand in the original. */
  readonly spanOf: (start: number, end: number) => Span;
  /** Whether bytes [start, end) of the text hold what was written as an escape. */
  readonly holdsEscape: (start: number, end: number) => boolean;
}

/** How many of the rising `list` are less than `value`. */
function countBelow(list: readonly number[], value: number): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (list[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The text of bytes[from, to). Work is linear in its length. */
export function unescapeRange(bytes: Buffer, from: number, to: number, kind: InlineEscape): UnescapedText {
  const first = beginsWith(kind);
  const original = bytes.subarray(from, to);
  const text = Buffer.allocUnsafe(to - from);
  /** Of each escape: its place in the text, and the offset behind it in `original`. */
  const places: number[] = [];
  const behind: number[] = [];
  let length = 0;
  let done = 0;
  for (let at = original.indexOf(first); at >= 0; at = original.indexOf(first, at)) {
    const met = escapeAt(original, at, kind);
    if (met === noEscape) {
      at++;
      continue;
    }
    length += original.copy(text, length, done, at);
    places.push(length);
    text[length++] = escapeByte(met);
    at += escapeLength(met);
    done = at;
    behind.push(done);
  }
  length += original.copy(text, length, done);
  const startOf = (place: number) => {
    const before = countBelow(places, place);
    return before === 0 ? from + place : from + behind[before - 1] + place - places[before - 1] - 1;
  };
  return {
    bytes: text.subarray(0, length),
    spanOf(start, end) {
      const last = countBelow(places, end - 1);
      return { start: startOf(start), end: places[last] === end - 1 ? from + behind[last] : startOf(end - 1) + 1 };
    },
    holdsEscape(start, end) {
      const next = countBelow(places, start);
      return next < places.length && places[next] < end;
    },
  };
}
