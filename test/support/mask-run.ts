// Masks texts as `leakgate mask` does, piece by piece, without a process.
import { wordHitFinder } from '../../src/detect/automaton/find-word-hits.ts';
import type { Detector } from '../../src/detect/detector.ts';
import type { NamedValue } from '../../src/detect/known-forms.ts';
import { MaskStream } from '../../src/pipeline/masking/mask-stream.ts';

export interface MaskRun {
  readonly detector: Detector;
  readonly known?: readonly NamedValue[];
  readonly counted?: string[];
}

/** A stream that masks what the rules of `detector` find. */
export function maskStream({ detector, known = [], counted = [] }: MaskRun): MaskStream {
  const findHits = wordHitFinder(detector.automaton, detector.wordLengths());
  const count = (rule: string) => counted.push(rule);
  return new MaskStream({ detector, findHits, mayHoldEncoded: () => true, isWanted: () => true, known, count });
}

/** All that comes out for `pieces`, one behind the other. */
export function maskAll(pieces: readonly Buffer[], run: MaskRun): Buffer {
  const stream = maskStream(run);
  const out = pieces.flatMap((piece) => stream.push(piece));
  return Buffer.concat([...out, ...stream.end()]);
}

/** `bytes` cut at `places`. */
export function cutAt(bytes: Buffer, places: readonly number[]): Buffer[] {
  const sorted = [0, ...places.map((place) => place % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  return sorted.slice(1).map((end, at) => bytes.subarray(sorted[at], end));
}
