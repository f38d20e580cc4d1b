// Which bytes of some lines of a stream are secrets, by the rules: detect and decide on bounded pieces, so that the answer for
// a line depends on that line and what came within `contextBytes` before it, and on nothing that may or may not have arrived.
import { resolveOverlaps } from '../../decide/resolve-overlaps.ts';
import { Surroundings } from '../../decide/weigh-surroundings.ts';
import { mostCandidates } from '../../detect/candidate-set.ts';
import type { Detector } from '../../detect/detector.ts';
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
  readonly hits: readonly number[];
}

/** Whether what was found counts: the policy's word. */
export type IsWanted = (candidate: Candidate, bytes: Buffer) => boolean;

function isLineEnd(byte: number): boolean {
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

/** The bytes that decide about what stands at `at`: nothing behind its line. */
function cutAround(view: Buffer, at: number): { layer: Layer; from: number } {
  const from = Math.max(0, at - contextBytes);
  return { layer: { bytes: view.subarray(from, lineEndBehind(view, at)), kind: 'text', via: [] }, from };
}

/** The same find in the cut alone; null where it hung on what came later. */
function findInCut(
  found: Candidate,
  { layer, from }: ReturnType<typeof cutAround>,
  hits: readonly number[],
  detector: Detector,
) {
  const inCut: number[] = [];
  for (let at = 0; at < hits.length; at += 2)
    if (hits[at] > from && hits[at] <= from + layer.bytes.length) inCut.push(hits[at] - from, hits[at + 1]);
  const again = detector.detectAt(layer, Int32Array.from(inCut));
  const start = found.secretStart - from;
  return again.find(({ rule, secretStart }) => rule === found.rule && secretStart === start) ?? null;
}

function settle(found: Candidate, lines: LinesAsked, detector: Detector, isWanted: IsWanted): Candidate | null {
  const cut = cutAround(lines.view, found.secretStart);
  // Over several lines only key blocks go; those are followed as they come.
  if (found.secretEnd > cut.from + cut.layer.bytes.length) return null;
  const own = found.rule.spansLines ? findInCut(found, cut, lines.hits, detector) : shifted(found, -cut.from);
  const weighed = own && new Surroundings(cut.layer.bytes).weigh(own);
  return weighed && isWanted(weighed, cut.layer.bytes) ? shifted(weighed, cut.from) : null;
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

/** The spans of secrets that begin in view[from, to), by place. Both halves of a pair, and what a wider match covers, too. */
export function findSpans(lines: LinesAsked, detector: Detector, isWanted: IsWanted): MaskSpan[] {
  const { view, from, to, hits } = lines;
  if (hits.length === 0) return [];
  const found = detector.detectAt({ bytes: view, kind: 'text', via: [] }, Int32Array.from(hits));
  // So many that some may be missing: nothing of these lines is shown.
  if (found.length >= mostCandidates) return [{ start: from, end: to, mask: '\u2026', rule: 'too-many' }];
  const settled = found
    .filter(({ secretStart }) => secretStart >= from && secretStart < to)
    .map((candidate) => settle(candidate, lines, detector, isWanted))
    .filter((candidate) => candidate !== null);
  return spansOf(settled);
}
