// A piece of a text that is too large to be looked at whole.

export interface TextPart {
  /** What of the piece is its own; the rest are bytes of its neighbours, so that nothing is cut at a border. Byte offsets. */
  readonly from: number;
  readonly to: number;
  /** Place of the piece's first byte in the whole text; both from 1, the column in UTF-16 units. */
  readonly line: number;
  readonly column: number;
  /** False for the pieces after the first: they are no inputs of their own. */
  readonly isFirst: boolean;
}
