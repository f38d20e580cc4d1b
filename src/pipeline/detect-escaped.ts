// What is found where text is written with escapes: each sign that the pass over a layer came upon is looked at on its own.
import { escapedLayer } from '../decode/escapes/escaped-layer.ts';
import { isEscape } from '../decode/escapes/unescape.ts';
import { mostCandidates } from '../detect/candidate-set.ts';
import type { Detector, MarkerSink } from '../detect/detector.ts';
import type { Candidate } from '../model/candidate.ts';
import type { EscapeKind } from '../model/escape-markers.ts';
import type { Layer } from '../model/layer.ts';

/** A layer and what was found in it. */
export interface ExaminedLayer {
  readonly layer: Layer;
  readonly candidates: readonly Candidate[];
}

/** The escapes that a pass over one layer met, and what is found at them. */
export class MetEscapes implements MarkerSink {
  readonly #layer: Layer;
  readonly #detector: Detector;
  /** Of the piece of the pass that is under way: text can be all escapes. */
  #met: { readonly at: number; readonly kind: EscapeKind }[] = [];
  readonly found: ExaminedLayer[] = [];

  constructor(layer: Layer, detector: Detector) {
    this.#layer = layer;
    this.#detector = detector;
  }

  /** How many were met since the last piece ended. */
  get count(): number {
    return this.#met.length;
  }

  /** Whether there may be more than was looked at. */
  get isCut(): boolean {
    return this.found.length >= mostCandidates;
  }

  meet(at: number, kind: EscapeKind): void {
    if (isEscape(this.#layer.bytes, at, kind)) this.#met.push({ at, kind });
  }

  endPiece(): void {
    if (this.#met.length === 0) return;
    for (const examined of this.#detect()) if (!this.isCut) this.found.push(examined);
    this.#met = [];
  }

  /** Whether anything is found at what was met since the last piece ended. */
  hasAny(): boolean {
    return this.found.length > 0 || (this.#met.length > 0 && this.#detect().next().done !== true);
  }

  /** The layers around escapes in which rules find what they cannot find in the text as it is written. */
  *#detect(): Generator<ExaminedLayer> {
    for (const { at, kind } of this.#met) {
      const examined = examineEscape(this.#layer, at, kind, this.#detector);
      if (examined !== null) yield examined;
    }
  }
}

/** The layer around the escape at `at`, with what rules find there and cannot find in the text as it is written; null for nothing. */
export function examineEscape(layer: Layer, at: number, kind: EscapeKind, detector: Detector): ExaminedLayer | null {
  const escaped = escapedLayer(layer, at, kind);
  if (escaped === null) return null;
  // What holds no escape is found in the text itself, and what holds several by the first of them.
  const candidates = detector.detect(escaped).filter(({ start, end }) => escaped.isFirstIn(start, end));
  return candidates.length > 0 ? { layer: escaped, candidates } : null;
}
