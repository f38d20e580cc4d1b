// Bytes in, masked bytes out, as they come and in bounded memory. A line is judged when it has ended; what is written never
// changes any more. A line without end is judged in pieces, as soon as no rule can look further.
import { blankCodes, codesOf, codesWithin } from '../../decode/escape-codes.ts';
import { FormFinder } from '../../detect/form-finder.ts';
import { KeyBlockFollower } from '../../detect/key-block-follower.ts';
import type { NamedValue } from '../../detect/known-forms.ts';
import { joinSpans, type MaskSpan } from '../../model/mask-span.ts';
import { contextBytes } from './find-spans.ts';
import { HitList } from './hit-list.ts';
import { shownOf } from './hold-back.ts';
import { type JudgeTerms, LineJudge, type StreamLines } from './judge-lines.ts';

/** A line that is longer is judged in pieces. */
const longLine = 64 * 1024;
/** A rule's window reaches so far on, and begins so far back, at most (`contextBytes` covers the first). */
const windowBytes = contextBytes + 8 * 1024;
/** So much is judged at a time: bounds what is found at once. */
const mostAtOnce = 256 * 1024;

type Seen = Pick<StreamLines, 'view' | 'raw' | 'codes'>;

export interface MaskTerms extends JudgeTerms {
  /** Values that are masked wherever they stand. */
  readonly known: readonly NamedValue[];
  /** Told of each secret that was masked, by rule. */
  readonly count: (rule: string) => void;
}

export class MaskStream {
  readonly #count: MaskTerms['count'];
  readonly #judge: LineJudge;
  readonly #forms: FormFinder;
  readonly #hits: HitList;
  readonly #blocks = new KeyBlockFollower();
  /** The stream from `#base` on. */
  #held: Buffer = Buffer.alloc(0);
  #base = 0;
  /** Up to here lines are judged; from here on stands a line that has not ended. */
  #settled = 0;
  /** Up to here all is written. */
  #written = 0;
  /** Whether a line begins at `#settled`. */
  #isLineStart = true;

  constructor(terms: MaskTerms) {
    this.#count = terms.count;
    this.#forms = new FormFinder(terms.known);
    this.#hits = new HitList(terms.detector, terms.findHits);
    this.#judge = new LineJudge(terms, this.#forms, this.#hits);
  }

  /** Takes what came and gives what can be written of all that came so far. */
  push(chunk: Buffer): Buffer[] {
    const out: Buffer[] = [];
    for (let at = 0; at < chunk.length; at += mostAtOnce) {
      this.#take(chunk.subarray(at, at + mostAtOnce));
      const end = this.#lastLineEnd();
      if (end > this.#settled) this.#settle(end, true, out);
      this.#settlePieces(out);
    }
    return out;
  }

  /** What may be shown of a line that has not ended, after nothing came for a while: never what may be part of a secret. */
  idle(): Buffer[] {
    const out: Buffer[] = [];
    if (this.#end <= this.#written || this.#blocks.isInside) return out;
    const seen = this.#see(this.#end);
    const { view } = seen;
    const from = this.#settled - this.#base;
    const tail = view.subarray(from);
    const spans = joinSpans(this.#spansIn(seen, view.length, this.#hits.in(view, from, this.#isLineStart)));
    let shown = Math.min(shownOf(tail.toString('latin1')), this.#forms.openFrom(tail)) + from;
    shown = Math.min(shown, KeyBlockFollower.firstIn(view, from, view.length));
    // What may go on behind the last byte is not settled.
    for (const { start, end } of spans.toReversed()) if (end >= shown && start < shown) shown = start;
    this.#write(
      spans.filter(({ start }) => start < shown),
      this.#base + shown,
      out,
    );
    return out;
  }

  /** Nothing more will come: gives the rest. */
  end(): Buffer[] {
    const out: Buffer[] = [];
    if (this.#end > this.#settled) this.#settle(this.#end, true, out);
    return out;
  }

  /** Whether something is held back, of which a pause may show more. */
  get isOpen(): boolean {
    return this.#end > this.#written;
  }

  get #end(): number {
    return this.#base + this.#held.length;
  }

  #take(chunk: Buffer): void {
    const drop = Math.max(0, Math.min(this.#settled, this.#written) - contextBytes - this.#base);
    this.#held = Buffer.concat([this.#held.subarray(drop), chunk]);
    this.#base += drop;
    this.#hits.forget(this.#settled, this.#base);
  }

  #lastLineEnd(): number {
    const open = this.#held.subarray(this.#settled - this.#base);
    return this.#settled + Math.max(open.lastIndexOf(10), open.lastIndexOf(13)) + 1;
  }

  /** Of a line that is long already, settles what no rule can reach any more. */
  #settlePieces(out: Buffer[]): void {
    const reach = Math.max(windowBytes, 2 * this.#forms.longest);
    if (this.#end - this.#settled < Math.max(longLine, 3 * reach)) return;
    this.#settle(this.#end - reach, false, out);
  }

  /** The bytes held up to `end`, as they came and with codes of terminals blanked. */
  #see(end: number): Seen {
    const raw = this.#held.subarray(0, end - this.#base);
    const codes = codesOf(raw);
    return { raw, codes, view: blankCodes(raw, codes) };
  }

  /** What is to be masked from `#settled` up to `to`, by offsets in what is held. */
  #spansIn(seen: Seen, to: number, hits: Int32Array): MaskSpan[] {
    const from = this.#settled - this.#base;
    return this.#judge.spansOf({ ...seen, from, to, hits, isLineStart: this.#isLineStart });
  }

  /** Where a piece of a line ends that may end at `to`: not within a secret, nor within the header of a key. */
  #pieceEnd(view: Buffer, from: number, to: number, found: readonly MaskSpan[]): number {
    let end = KeyBlockFollower.openIn(view, from + 1, to);
    for (const span of joinSpans(found).reverse())
      if (span.end > end && span.start > from) end = Math.min(end, span.start);
    return end;
  }

  /** Judges what stands between `#settled` and `to`, and writes it. @param isLineEnd whether `to` is the end of a line */
  #settle(to: number, isLineEnd: boolean, out: Buffer[]): void {
    const end = isLineEnd ? to : this.#end;
    const seen = this.#see(end);
    const { view } = seen;
    const from = this.#settled - this.#base;
    this.#hits.readTo(view, end);
    const found = this.#spansIn(seen, to - this.#base, this.#hits.around(this.#settled, this.#isLineStart));
    const until = isLineEnd ? to : this.#base + this.#pieceEnd(view, from, to - this.#base, found);
    const mayBegin = this.#blocks.isInside || this.#hits.hasFar(this.#settled);
    const blocks = mayBegin ? this.#blocks.follow(view, from, until - this.#base) : [];
    const spans = joinSpans([...found.filter(({ start }) => start + this.#base < until), ...blocks]);
    this.#write(spans, until, out);
    this.#settled = until;
    this.#isLineStart = isLineEnd;
  }

  /** Writes up to `to` with `spans` (offsets in what is held) masked. */
  #write(spans: readonly MaskSpan[], to: number, out: Buffer[]): void {
    let at = this.#written - this.#base;
    const end = to - this.#base;
    for (const span of spans) {
      if (span.end <= at) continue;
      if (span.start > at) out.push(this.#held.subarray(at, span.start));
      const codes = codesWithin(this.#held.subarray(Math.max(at, span.start), span.end));
      // What a pause let through of it (a few bytes) is not said again.
      const mask = span.start < at ? span.mask.slice(Math.max(0, span.mask.indexOf('\u2026'))) : span.mask;
      out.push(Buffer.from(mask), codes);
      this.#count(span.rule);
      at = span.end;
    }
    if (at < end) out.push(this.#held.subarray(at, end));
    this.#written = Math.max(to, this.#base + at);
  }
}
