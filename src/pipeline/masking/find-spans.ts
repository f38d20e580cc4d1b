// Which bytes of some lines of a stream are secrets, by the rules: detect and decide on bounded pieces, so that the answer for
// a line depends on that line and what came within `contextBytes` before it, and on nothing that may or may not have arrived.
import { mayBeDocumented } from '../../decide/documented-ranges.ts';
import { resolveOverlaps } from '../../decide/resolve-overlaps.ts';
import { Surroundings } from '../../decide/weigh-surroundings.ts';
import { mostCandidates } from '../../detect/candidate-set.ts';
import type { Detector, MarkerSink } from '../../detect/detector.ts';
import type { Candidate } from '../../model/candidate.ts';
import type { Layer } from '../../model/layer.ts';
import type { MaskSpan } from '../../model/mask-span.ts';

/** How far back a line's verdict may look, and how far on within a line without end: no rule but those of key blocks looks further. */
export const contextBytes = 16 * 1024;

/** Lines of a stream, with what stands before them. */
export interface LinesAsked {
  readonly view: Buffer;
  /** The lines are view[from, to); a secret counts that begins in them. */
  readonly from: number;
  readonly to: number;
  /** Places where anchors end, by place, and the automaton's states there, as `Detector.detectAt` takes them. */
  readonly hits: Int32Array;
}

/** By what lines are judged. */
export interface Judges {
  readonly detector: Detector;
  readonly isWanted: IsWanted;
}

/** Whether what was found counts: the policy's word. */
export type IsWanted = (candidate: Candidate, bytes: Buffer) => boolean;

export function isLineEnd(byte: number): boolean {
  return byte === 10 || byte === 13;
}

/** Where the line of `at` ends, its first line end taken in; at most `contextBytes` away. */
function lineEndBehind(view: Buffer, at: number): number {
  const most = Math.min(view.length, at + contextBytes);
  for (let end = at; end < most; end++) if (isLineEnd(view[end])) return end + 1;
  return most;
}

function shifted(candidate: Candidate, by: number): Candidate {
  const { start, end, secretStart, secretEnd } = candidate;
  return { ...candidate, start: start + by, end: end + by, secretStart: secretStart + by, secretEnd: secretEnd + by };
}

interface Cut {
  readonly layer: Layer;
  /** Where it begins in the view. */
  readonly from: number;
}

/** The bytes that decide about what stands at `at`: nothing behind its line. */
function cutAround(view: Buffer, at: number): Cut {
  const from = Math.max(0, at - contextBytes);
  return { layer: { bytes: view.subarray(from, lineEndBehind(view, at)), kind: 'text', via: [] }, from };
}

/** What a rule that goes over lines finds in the cut alone, at the anchors that may lead to `found`. */
function findInCut({ rule, secretStart }: Candidate, { layer, from }: Cut, hits: Int32Array, detector: Detector) {
  const inCut: number[] = [];
  const least = Math.max(from, secretStart - rule.ahead);
  for (let at = firstBehind(hits, least); at < hits.length && hits[at] <= from + layer.bytes.length; at += 2)
    inCut.push(hits[at] - from, hits[at + 1]);
  const again = detector.detectAt(layer, Int32Array.from(inCut), undefined, false);
  return again.filter((one) => one.rule === rule);
}

/** The place in `hits` of the first that ends behind `least`. */
function firstBehind(hits: Int32Array, least: number): number {
  let low = 0;
  let high = hits.length / 2;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (hits[2 * middle] <= least) low = middle + 1;
    else high = middle;
  }
  return 2 * low;
}

/**
 * What a rule that goes over lines finds line by line, given that it found something in the whole view: in each line from where that
 * match begins, since what came later may have led it past a value that the line alone shows.
 */
function findByLine(found: Candidate, { view, hits }: LinesAsked, detector: Detector): [Cut, Candidate][] {
  const finds: [Cut, Candidate][] = [];
  for (let line = found.start; line <= found.secretStart; ) {
    const cut = cutAround(view, line);
    const end = cut.from + cut.layer.bytes.length;
    for (const own of findInCut(found, cut, hits, detector))
      if (own.secretStart + cut.from >= line && own.secretStart + cut.from < end) finds.push([cut, own]);
    line = end;
  }
  return finds;
}

/** The finds that count, each by the bytes that may decide about it. */
function settle(finds: readonly Candidate[], lines: LinesAsked, { detector, isWanted }: Judges): Candidate[] {
  const settled = new Map<string, Candidate>();
  const isPlain = finds.length > 0 && !mayBeDocumented(lines.view);
  const take = ({ layer, from }: Cut, own: Candidate) => {
    // Over several lines only key blocks go; those are followed as they come.
    if (own.secretEnd > layer.bytes.length) return;
    const key = `${own.rule.id} ${own.secretStart + from} ${own.secretEnd + from}`;
    if (settled.has(key)) return;
    const weighed = new Surroundings(layer.bytes, !isPlain).weigh(own);
    if (weighed && isWanted(weighed, layer.bytes)) settled.set(key, shifted(weighed, from));
  };
  for (const found of finds)
    if (found.rule.spansLines) for (const [cut, own] of findByLine(found, lines, detector)) take(cut, own);
    else {
      const cut = cutAround(lines.view, found.secretStart);
      take(cut, shifted(found, -cut.from));
    }
  return [...settled.values()].filter(({ secretStart }) => secretStart >= lines.from && secretStart < lines.to);
}

/** One span for each winner; what only losers covered goes with the winner beside it. */
export function spansOf(candidates: readonly Candidate[]): MaskSpan[] {
  const spans: MaskSpan[] = [];
  const all = [...candidates].sort((a, b) => a.secretStart - b.secretStart);
  for (let at = 0; at < all.length; ) {
    const { secretStart: start } = all[at];
    let end = all[at].secretEnd;
    const first = at;
    for (at++; at < all.length && all[at].secretStart < end; at++) end = Math.max(end, all[at].secretEnd);
    const winners = resolveOverlaps(all.slice(first, at)).sort((a, b) => a.secretStart - b.secretStart);
    winners.forEach(({ rule, secret, secretStart }, index) => {
      spans.push({
        start: index === 0 ? start : secretStart,
        end: winners[index + 1]?.secretStart ?? end,
        mask: secret.mask,
        rule: rule.id,
      });
    });
  }
  return spans;
}

/**
 * The spans of secrets that begin in view[from, to), by place. Both halves of a pair, and what a wider match covers, too.
 * @param markers is told of the signs of escapes at the hits
 */
export function findSpans(lines: LinesAsked, judges: Judges, markers?: MarkerSink): MaskSpan[] {
  const { view, from, to, hits } = lines;
  if (hits.length === 0) return [];
  const found = judges.detector.detectAt({ bytes: view, kind: 'text', via: [] }, hits, markers);
  // So many that some may be missing: nothing of these lines is shown.
  if (found.length >= mostCandidates) return [{ start: from, end: to, mask: '\u2026', rule: 'too-many' }];
  const near = found.filter(({ rule, secretStart }) => secretStart >= from && (rule.spansLines || secretStart < to));
  return spansOf(settle(near, lines, judges));
}
