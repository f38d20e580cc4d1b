// Which entries are made from which: the deltas of a pack as trees, bases before children (kernel/forests.ts).

export interface Forests {
  /** Entries that are no delta, each with its whole tree's cost in packed bytes. */
  readonly roots: Int32Array;
  readonly costs: Float64Array;
  /** Entries that hang on no root: their bases are absent, damaged, or made from themselves. */
  readonly lost: readonly number[];
}
