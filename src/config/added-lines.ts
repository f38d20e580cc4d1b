// Which lines of a policy file the change under judgement brings: those whose text did not stand in it before.

/**
 * @param before empty when the file is new
 * @returns 1-based line numbers; a line that only moved is not among them, one that changed in any way is
 */
export function addedLines(now: string, before: string): ReadonlySet<number> {
  const old = new Set(before.split(/\r?\n/));
  const numbers = now.split(/\r?\n/).flatMap((line, at) => (old.has(line) ? [] : [at + 1]));
  return new Set(numbers);
}
