// One readable view of a Fragment: its bytes as they are, or after decoding.

/** What a layer's bytes are, a stated function of the bytes alone. */
export type LayerKind = 'text' | 'binary';

export interface Layer {
  /** UTF-8 or an ASCII superset; every rule works on these bytes. */
  readonly bytes: Buffer;
  readonly kind: LayerKind;
  /** How the layer was reached from the fragment, outermost first: `utf-16le`, `base64`, … Empty for the bytes as they are. */
  readonly via: readonly string[];
}
