// What a reader of structures is: it is handed the window of a rule at an anchor and gives every value that the rule is about.

/** What a reader may look at, and where the anchor stands in it. */
export interface StructureWindow {
  /** The bytes of the window as latin1. */
  readonly text: string;
  readonly anchorAt: number;
  /** Whether the bytes go on before and behind the window: what touches a cut is not known whole. */
  readonly isCutBefore: boolean;
  readonly isCutBehind: boolean;
}

/** One value; offsets are those of the window. */
export interface StructureValue {
  /** Where the key of the value begins. */
  readonly start: number;
  readonly secretStart: number;
  readonly secretEnd: number;
  /** Where the value stands in the structure: names, nothing secret. */
  readonly facts: Readonly<Record<string, string>>;
}

/** Reads no more than the window, a few times at most, however hostile the text is. */
export type StructureReader = (window: StructureWindow) => readonly StructureValue[];
