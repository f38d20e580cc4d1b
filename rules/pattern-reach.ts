// How many bytes a pattern can touch, worked out from its source, so that no rule states a wrong window.
// Reads the subset of regular expressions that rules use; test/rules checks the result against a full parser.

interface Cursor {
  readonly source: string;
  at: number;
}

/** The most bytes that a part consumes, and the furthest that it looks at. */
interface Extent {
  readonly consumed: number;
  readonly reach: number;
}

const nothing: Extent = { consumed: 0, reach: 0 };
const oneByte: Extent = { consumed: 1, reach: 1 };

function skipClass(cursor: Cursor): void {
  for (cursor.at++; cursor.source[cursor.at] !== ']'; cursor.at++) if (cursor.source[cursor.at] === '\\') cursor.at++;
  cursor.at++;
}

/** A look-ahead consumes nothing but reaches as far as it looks; a look-behind does neither. */
function groupExtent(cursor: Cursor): Extent {
  const opening = /\((?:\?(?:[:=!]|<[=!]|<\w+>))?/y;
  opening.lastIndex = cursor.at;
  const head = opening.exec(cursor.source)?.[0] ?? '(';
  cursor.at += head.length;
  const inner = alternativesExtent(cursor);
  cursor.at++;
  if (head === '(?<=' || head === '(?<!') return nothing;
  return head === '(?=' || head === '(?!' ? { consumed: 0, reach: inner.reach } : inner;
}

function atomExtent(cursor: Cursor): Extent {
  const letter = cursor.source[cursor.at];
  if (letter === '(') return groupExtent(cursor);
  if (letter === '[') skipClass(cursor);
  else if (letter === '\\') cursor.at += cursor.source[cursor.at + 1] === 'x' ? 4 : 2;
  else cursor.at++;
  return letter === '^' || letter === '$' ? nothing : oneByte;
}

/** The most repeats of the quantifier at the cursor; 1 where there is none. */
function repeats(cursor: Cursor): number {
  const quantifier = /(?:([?*+])|\{(\d+)(,?)(\d*)\})\??/y;
  quantifier.lastIndex = cursor.at;
  const found = quantifier.exec(cursor.source);
  if (!found) return 1;
  cursor.at += found[0].length;
  if (found[1]) return found[1] === '?' ? 1 : Number.POSITIVE_INFINITY;
  if (found[4]) return Number(found[4]);
  return found[3] ? Number.POSITIVE_INFINITY : Number(found[2]);
}

function repeated({ consumed, reach }: Extent, times: number): Extent {
  if (times === 0 || reach === 0) return nothing;
  return consumed === 0 ? { consumed, reach } : { consumed: consumed * times, reach: consumed * (times - 1) + reach };
}

function alternativesExtent(cursor: Cursor): Extent {
  let most = nothing;
  let present = nothing;
  const close = () => {
    most = { consumed: Math.max(most.consumed, present.consumed), reach: Math.max(most.reach, present.reach) };
    present = nothing;
  };
  while (cursor.at < cursor.source.length && cursor.source[cursor.at] !== ')') {
    if (cursor.source[cursor.at] === '|') {
      close();
      cursor.at++;
      continue;
    }
    const atom = atomExtent(cursor);
    const { consumed, reach } = repeated(atom, repeats(cursor));
    present = { consumed: present.consumed + consumed, reach: Math.max(present.reach, present.consumed + reach) };
  }
  close();
  return most;
}

/** An upper bound, in bytes, of what a match of `source` and its look-aheads touch; Infinity for an open repeat. */
export function patternReach(source: string): number {
  return alternativesExtent({ source, at: 0 }).reach;
}
