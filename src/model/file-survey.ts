// What a walk over files asks of whoever can look at many at once: which of them hold nothing, and need no second look.

export interface FileSurvey {
  /** Whether a file of that name may be asked about; the others are read one by one. @param shown the path as reports show it */
  isAskable(shown: string): boolean;
  /**
   * Looks at files. The answer hangs on their bytes alone.
   * @param paths on the disk
   * @returns for each the number of its bytes when there is nothing to tell of it, else a negative number: it is to be read
   */
  look(paths: readonly Buffer[]): Promise<Int32Array>;
}
