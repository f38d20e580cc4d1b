// Filters that the build works out of patterns: what they do not let by, no rule can match.

export interface RuleFilters {
  readonly bytes: Uint8Array;
  /** Where the filter of a rule begins, 0 for none. */
  readonly placeOf: (family: number, rule: number) => number;
}

export const noFilters: RuleFilters = { bytes: new Uint8Array(4), placeOf: () => 0 };
