// Whether a file holds nothing that a run would tell of, for a survey that finds the anchors itself. Nearly all hold nothing.
import { mayHavePathRule } from '../decide/may-have-path-rule.ts';
import { pathRulesFor } from '../decide/path-rules.ts';
import { needsWhole } from '../decode/decode.ts';
import { alphabets } from '../decode/encoded/alphabets.ts';
import type { Detector } from '../detect/detector.ts';
import { contentKind } from '../model/hit-judge.ts';
import type { Layer } from '../model/layer.ts';
import { NeedsLibrary } from '../model/needs-library.ts';
import { MetEscapes } from './detect-escaped.ts';
import { detectNow } from './detect-in.ts';
import { plainLayer } from './plain-layer.ts';

/** Whether the name of a file alone does not call for a closer look. */
export function isPlainPath(path: string): boolean {
  return !mayHavePathRule(path) || pathRulesFor(path).length === 0;
}

/** A file with more signs of escapes is looked at closely: here they are kept until its end. */
const mostEscapes = 4096;

/** As `examine` of a file at a plain path sees it: no candidate, no part that was not looked at, no file in a container. */
export class CleanJudge {
  readonly #detector: Detector;
  #layer: Layer = plainLayer(Buffer.alloc(0), contentKind.text);
  #escapes: MetEscapes;
  /** What `setAlphabets` of the kernel takes. */
  readonly alphabets = alphabets;

  constructor(detector: Detector) {
    this.#detector = detector;
    this.#escapes = new MetEscapes(this.#layer, detector);
  }

  /**
   * Whether `bytes` are of a format or an encoding, so that anchors in them do not tell all.
   * @param hasNul whether a NUL stands in the first 8,000 bytes
   */
  isFormat(bytes: Buffer, hasNul: boolean): boolean {
    return needsWhole(bytes, hasNul);
  }

  /** The verdict on bytes of which more has to be known than the anchors in them: a format, something encoded. */
  isCleanDecoded(bytes: Buffer): boolean {
    try {
      const { layers, losses } = detectNow(bytes, this.#detector);
      return (
        losses.length === 0 &&
        layers.every(({ layer, candidates }) => candidates.length === 0 && layer.path === undefined)
      );
    } catch (error) {
      if (error instanceof NeedsLibrary) return false;
      throw error;
    }
  }

  /** Begins with bytes that are their own only layer; then `hasCandidate` is asked at each anchor, and `hasEscaped` at the end. */
  open(bytes: Buffer, hasNul: boolean): void {
    this.#layer = plainLayer(bytes, hasNul ? contentKind.binary : contentKind.text);
    this.#escapes = new MetEscapes(this.#layer, this.#detector);
  }

  /** Whether any rule finds something at the anchor that ends at `end` in the automaton's state `state`, or that is to be seen. */
  hasCandidate(end: number, state: number): boolean {
    return (
      this.#detector.hasCandidateAt(this.#layer, end, state, true, this.#escapes) || this.#escapes.count > mostEscapes
    );
  }

  /** Whether any rule finds something in what is written with the escapes that were met. */
  hasEscaped(): boolean {
    return this.#escapes.hasAny();
  }
}
