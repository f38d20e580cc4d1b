// Secrets in the lines of a stream that are written with escapes, `\u003d`, `%3D`, `&quot;`: each line that holds a sign of them
// is looked at once more, as what it stands for.
import { Surroundings } from '../../decide/weigh-surroundings.ts';
import { isEscape } from '../../decode/escapes/unescape.ts';
import { type InlineEscape, type UnescapedText, unescapeRange } from '../../decode/escapes/unescape-range.ts';
import type { FindHits } from '../../detect/automaton/find-word-hits.ts';
import { mostCandidates } from '../../detect/candidate-set.ts';
import type { MarkerSink } from '../../detect/detector.ts';
import type { EscapeKind } from '../../model/escape-markers.ts';
import type { MaskSpan } from '../../model/mask-span.ts';
import { isLineEnd, type Judges, type LinesAsked, spansOf } from './find-spans.ts';

type Range = readonly [from: number, to: number];
type Asked = Pick<LinesAsked, 'view' | 'from' | 'to'>;

const lineFeed = Buffer.from('\n');

/** The line of `at` as far as it is seen, without its end. */
function lineAround(view: Buffer, at: number): Range {
  let [from, to] = [at, at];
  while (from > 0 && !isLineEnd(view[from - 1])) from--;
  while (to < view.length && !isLineEnd(view[to])) to++;
  return [from, to];
}

/** Told of signs of escapes by place; each line is kept once for each kind. */
export class EscapedLines implements MarkerSink {
  readonly #asked: Asked;
  readonly #lines = new Map<InlineEscape, Range[]>();

  constructor(asked: Asked) {
    this.#asked = asked;
  }

  meet(at: number, kind: EscapeKind): void {
    // What is joined over lines is not told in a stream, which knows one of them.
    if (kind === 'concatenation') return;
    const { view, from } = this.#asked;
    const lines = this.#lines.get(kind) ?? [];
    const last = lines[lines.length - 1];
    if ((last !== undefined && at < last[1]) || !isEscape(view, at, kind)) return;
    const line = lineAround(view, at);
    if (line[1] <= from) return;
    lines.push(line);
    this.#lines.set(kind, lines);
  }

  endPiece(): void {}

  /** The spans of the secrets in the lines that were met. */
  spans(findHits: FindHits, judges: Judges): MaskSpan[] {
    const { view, from, to } = this.#asked;
    return [...this.#lines]
      .flatMap(([kind, lines]) => {
        const texts = lines.map(([start, end]) => unescapeRange(view, start, end, kind));
        return spansIn(texts, findHits, judges);
      })
      .filter(({ start }) => start >= from && start < to);
  }
}

/** The spans of what is found in `texts`, each by itself; the anchors of all are looked for at once. */
function spansIn(texts: readonly UnescapedText[], findHits: FindHits, judges: Judges): MaskSpan[] {
  const all = Buffer.concat(texts.flatMap(({ bytes }) => [bytes, lineFeed]));
  const hits: number[] = [];
  findHits(all, 0, all.length, (end, state) => hits.push(end, state));
  let next = 0;
  let start = 0;
  return texts.flatMap((text) => {
    const own: number[] = [];
    for (; next < hits.length && hits[next] <= start + text.bytes.length; next += 2)
      own.push(hits[next] - start, hits[next + 1]);
    start += text.bytes.length + 1;
    return own.length === 0 ? [] : judge(text, Int32Array.from(own), judges);
  });
}

/** The spans in one text, of what holds an escape: all else is found in the line as it is written. */
function judge(text: UnescapedText, hits: Int32Array, { detector, isWanted }: Judges): MaskSpan[] {
  const { bytes } = text;
  const found = detector.detectAt({ bytes, kind: 'text', via: [] }, hits);
  // So many that some may be missing.
  if (found.length >= mostCandidates) return [{ ...text.spanOf(0, bytes.length), mask: '\u2026', rule: 'too-many' }];
  const surroundings = new Surroundings(bytes);
  const wanted = found
    .filter(({ start, end }) => text.holdsEscape(start, end))
    .map((candidate) => surroundings.weigh(candidate))
    .filter((candidate) => candidate !== null)
    .filter((candidate) => isWanted(candidate, bytes));
  return spansOf(wanted).map((span) => ({ ...span, ...text.spanOf(span.start, span.end) }));
}
