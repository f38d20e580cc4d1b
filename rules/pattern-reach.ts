// How many bytes a pattern can touch, worked out from its source, so that no rule states a wrong window.
// Reads the subset of regular expressions that rules use; test/rules checks the result against a full parser.

interface Cursor {
  readonly source: string;
  at: number;
}

const unbounded = Number.POSITIVE_INFINITY;

function skipClass(cursor: Cursor): void {
  for (cursor.at++; cursor.source[cursor.at] !== ']'; cursor.at++) if (cursor.source[cursor.at] === '\\') cursor.at++;
  cursor.at++;
}

/** A group's bytes; a look-ahead reaches as far as it looks, a look-behind not at all. */
function groupReach(cursor: Cursor): number {
  const opening = /\((?:\?(?:[:=!]|<[=!]|<\w+>))?/y;
  opening.lastIndex = cursor.at;
  const head = opening.exec(cursor.source)?.[0] ?? '(';
  cursor.at += head.length;
  const inner = alternativesReach(cursor);
  cursor.at++;
  return head === '(?<=' || head === '(?<!' ? 0 : inner;
}

function atomReach(cursor: Cursor): number {
  const letter = cursor.source[cursor.at];
  if (letter === '(') return groupReach(cursor);
  if (letter === '[') skipClass(cursor);
  else if (letter === '\\') cursor.at += cursor.source[cursor.at + 1] === 'x' ? 4 : 2;
  else cursor.at++;
  return letter === '^' || letter === '$' ? 0 : 1;
}

/** The most repeats of the quantifier at the cursor; 1 where there is none. */
function repeats(cursor: Cursor): number {
  const quantifier = /(?:([?*+])|\{(\d+)(,?)(\d*)\})\??/y;
  quantifier.lastIndex = cursor.at;
  const found = quantifier.exec(cursor.source);
  if (!found) return 1;
  cursor.at += found[0].length;
  if (found[1]) return found[1] === '?' ? 1 : unbounded;
  if (found[4]) return Number(found[4]);
  return found[3] ? unbounded : Number(found[2]);
}

function alternativesReach(cursor: Cursor): number {
  let most = 0;
  let present = 0;
  while (cursor.at < cursor.source.length && cursor.source[cursor.at] !== ')') {
    if (cursor.source[cursor.at] === '|') {
      most = Math.max(most, present);
      present = 0;
      cursor.at++;
      continue;
    }
    const reach = atomReach(cursor);
    const times = repeats(cursor);
    present += reach === 0 ? 0 : reach * times;
  }
  return Math.max(most, present);
}

/** An upper bound, in bytes, of what a match of `source` and its look-aheads touch; Infinity for an open repeat. */
export function patternReach(source: string): number {
  return alternativesReach({ source, at: 0 });
}
