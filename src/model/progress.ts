// How far a run has got, for whoever waits for it.

export interface Progress {
  /** Inputs looked at, in the unit of the run. */
  readonly objects: number;
  /** How many there are; an estimate until the end, absent or 0 while unknown. */
  readonly total?: number;
  readonly bytes: number;
  /** Matches so far; paths and policy are yet to be weighed. */
  readonly findings: number;
  /** Where what was found stands is looked up last, and is not counted in objects. */
  readonly isPlacing?: boolean;
}

/** Called often; whoever shows it decides how often to. */
export type TellProgress = (progress: Progress) => void;
