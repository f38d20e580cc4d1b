// One readable view of a Fragment: its bytes as they are, or after decoding.
import type { GapKind, SkipKind } from './receipt.ts';

/** What a layer's bytes are, a stated function of the bytes alone. */
export type LayerKind = 'text' | 'binary';

/** Byte offsets; the end is exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export interface Layer {
  /** UTF-8 or an ASCII superset; every rule works on these bytes. */
  readonly bytes: Buffer;
  readonly kind: LayerKind;
  /** How the layer was reached from the fragment, outermost first: `utf-16le`, `zip:app/.env`, `base64`, … Empty for the bytes as they are. */
  readonly via: readonly string[];
  /** Of a file inside a container: its path there, by which it is judged. Absent where the path of the fragment counts. */
  readonly path?: string;
  /** Where many small texts are one layer: what stands instead of the last step of `via` for the one in which a byte lies. */
  readonly stepAt?: (at: number) => string;
  /** Of what stands in the text of another layer: the way back to the place there. Lines and columns are those of that layer. */
  readonly back?: WayBack;
}

export interface WayBack {
  readonly layer: Layer;
  /** Where in `layer` the bytes [start, end) of this one stand. */
  readonly spanOf: (start: number, end: number) => Span;
  /** True where all of this layer has one place in `layer`: a file in an archive that stands encoded in a text. */
  readonly isOnePlace?: boolean;
  /** True where a person finds the place by its line within this layer, too (`cell 3 line 2`): the report says it. */
  readonly tellsLine?: boolean;
  /** True where the bytes are in `layer` in another encoding: what is found says that this is no encryption. */
  readonly isEncoded?: boolean;
}

/** A part of a fragment that was not looked at. */
export interface Loss {
  readonly kind: GapKind | SkipKind;
  /** False for what is left out by design: pixels, tensor bytes. */
  readonly isGap: boolean;
  /** Where, as in `Layer.via`. */
  readonly via: readonly string[];
  /** Why, as the end of a sentence: `it is encrypted`. Nothing of the content. */
  readonly reason: string;
}
