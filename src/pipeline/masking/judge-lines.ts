// All that is to be masked in some lines of a stream: by the rules, encoded, with escapes, known values, and beside the codes of
// terminals.
import { type Codes, joinOverCodes } from '../../decode/escape-codes.ts';
import type { FindHits } from '../../detect/automaton/find-word-hits.ts';
import type { FormFinder } from '../../detect/form-finder.ts';
import type { MaskSpan } from '../../model/mask-span.ts';
import { EscapedLines } from './escaped-lines.ts';
import { findEncodedSpans } from './find-encoded-spans.ts';
import { findSpans, type Judges, type LinesAsked } from './find-spans.ts';
import type { HitList } from './hit-list.ts';

/** By which a kernel answers `MayHoldEncoded`. */
export { alphabets } from '../../decode/encoded/alphabets.ts';

/** Whether anything that is encoded may begin in `bytes` from `from` on: the cheap question before it is looked for. */
export type MayHoldEncoded = (bytes: Buffer, from: number) => boolean;

export interface JudgeTerms extends Judges {
  /** Finds the anchors of the detector's rules. */
  readonly findHits: FindHits;
  readonly mayHoldEncoded: MayHoldEncoded;
}

export interface StreamLines extends LinesAsked {
  /** The bytes of the view as they came, with codes of terminals, which are blank in the view. */
  readonly raw: Buffer;
  readonly codes: Codes;
  /** Whether a line begins at `from`. */
  readonly isLineStart: boolean;
}

export class LineJudge {
  readonly #terms: JudgeTerms;
  readonly #forms: FormFinder;
  readonly #hits: HitList;

  /** @param hits says what is of use among the anchors of another view */
  constructor(terms: JudgeTerms, forms: FormFinder, hits: HitList) {
    this.#terms = terms;
    this.#forms = forms;
    this.#hits = hits;
  }

  /** The spans that begin in view[from, to), in any order. */
  spansOf(lines: StreamLines): MaskSpan[] {
    const { view, codes, from, to } = lines;
    const { findHits, mayHoldEncoded } = this.#terms;
    const escapes = new EscapedLines(lines);
    const spans = findSpans(lines, this.#terms, escapes);
    spans.push(...escapes.spans(findHits, this.#terms));
    if (mayHoldEncoded(view, from)) spans.push(...findEncodedSpans(lines, this.#terms));
    spans.push(...this.#forms.find(view, from, to));
    if (codes.length > 0) spans.push(...this.#besideCodes(lines));
    return spans;
  }

  /** Secrets that a code cuts in two, and those that a view without codes would miss. */
  #besideCodes({ raw, codes, from, to, isLineStart }: StreamLines): MaskSpan[] {
    const joined = joinOverCodes(raw, codes);
    const find = (view: Buffer, start: number, end: number) => {
      const hits = this.#hits.in(view, start, isLineStart);
      return [...findSpans({ view, from: start, to: end, hits }, this.#terms), ...this.#forms.find(view, start, end)];
    };
    const spans = find(joined.bytes, joined.place(from), joined.place(to)).map((span) => ({
      ...span,
      start: joined.origin(span.start),
      end: joined.origin(span.end - 1) + 1,
    }));
    return [...find(raw, from, to), ...spans];
  }
}
