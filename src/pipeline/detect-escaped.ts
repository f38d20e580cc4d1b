// What is found where text is written with escapes: each sign that the pass over a layer came upon is looked at on its own.
import { escapedLayer } from '../decode/escapes/escaped-layer.ts';
import { isEscape } from '../decode/escapes/unescape.ts';
import type { Detector } from '../detect/detector.ts';
import type { Candidate } from '../model/candidate.ts';
import type { EscapeKind } from '../model/escape-markers.ts';
import type { Layer } from '../model/layer.ts';

/** A layer and what was found in it. */
export interface ExaminedLayer {
  readonly layer: Layer;
  readonly candidates: readonly Candidate[];
}

/** The escapes that a pass over one layer met. */
export class MetEscapes {
  readonly #layer: Layer;
  readonly #met: { readonly at: number; readonly kind: EscapeKind }[] = [];

  constructor(layer: Layer) {
    this.#layer = layer;
  }

  readonly meet = (at: number, kind: EscapeKind): void => {
    if (isEscape(this.#layer.bytes, at, kind)) this.#met.push({ at, kind });
  };

  /** The layers around escapes in which rules find what they cannot find in the text as it is written. */
  *detect(detector: Detector): Generator<ExaminedLayer> {
    for (const { at, kind } of this.#met) {
      const layer = escapedLayer(this.#layer, at, kind);
      if (layer === null || !detector.hasAnchor(layer.bytes)) continue;
      // What holds no escape is found in the text itself, and what holds several by the first of them.
      const holds = ({ start, end }: Candidate) => layer.isFirstIn(start, end);
      const candidates = detector.detect(layer).filter(holds);
      if (candidates.length > 0) yield { layer, candidates };
    }
  }

  /** Whether there is any such layer. */
  hasAny(detector: Detector): boolean {
    return this.#met.length > 0 && this.detect(detector).next().done !== true;
  }
}
