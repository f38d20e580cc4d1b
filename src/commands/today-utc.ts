// The day that `until` dates are held against.

const dayLength = 24 * 60 * 60 * 1000;

/**
 * Today in UTC as `YYYY-MM-DD`, the same for everybody who judges the same commit. Counted, not asked of a Date: the first
 * one in a process looks up the time zone, and a commit waits for that. Years begin in March here, so that a leap day is
 * the last of its year; the numbers are days from 0000-03-01 to 1970-01-01, in 400 years, in 100, in 4 and in 1 (Howard
 * Hinnant, "chrono-compatible low-level date algorithms", civil_from_days).
 * @param now milliseconds since 1970
 */
export function todayUtc(now: number = Date.now()): string {
  const days = Math.floor(now / dayLength) + 719468;
  const era = Math.floor(days / 146097);
  const day = days - era * 146097;
  const year = Math.floor((day - Math.floor(day / 1460) + Math.floor(day / 36524) - Math.floor(day / 146096)) / 365);
  const inYear = day - (365 * year + Math.floor(year / 4) - Math.floor(year / 100));
  const fromMarch = Math.floor((5 * inYear + 2) / 153);
  const month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9;
  const text = (number: number, digits: number) => String(number).padStart(digits, '0');
  const dayOfMonth = inYear - Math.floor((153 * fromMarch + 2) / 5) + 1;
  return `${text(era * 400 + year + (month <= 2 ? 1 : 0), 4)}-${text(month, 2)}-${text(dayOfMonth, 2)}`;
}
