// The day that `until` dates are held against.

/** Today in UTC as `YYYY-MM-DD`, the same for everybody who judges the same commit. */
export function todayUtc(): string {
  return new Date().toISOString().slice(0, 10);
}
