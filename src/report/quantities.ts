// Numbers as people read them: counts, sizes and durations.

/** `70235` → `70,235`. */
export function formatCount(count: number): string {
  return count < 1000 ? String(count) : String(count).replace(/\B(?=(?:\d{3})+$)/g, ',');
}

/** `1 secret`, `2 secrets`; `plural` for words that do not end in a mere `s`. */
export function countOf(count: number, word: string, plural = `${word}s`): string {
  return `${formatCount(count)} ${count === 1 ? word : plural}`;
}

const byteUnits = ['B', 'kB', 'MB', 'GB', 'TB'];

/** Decimal units, two digits of meaning below ten: `512 B`, `1.2 kB`, `302 MB`. */
export function formatBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  // 999.5 and more would be rounded to 1000.
  while (value >= 999.5 && unit < byteUnits.length - 1) {
    value /= 1000;
    unit++;
  }
  const rounded = unit > 0 && value < 9.95 ? value.toFixed(1) : String(Math.round(value));
  return `${rounded} ${byteUnits[unit]}`;
}

const second = 1000;
const minute = 60 * second;

/** `31 ms`, `4.3 s`, `2 min 5 s`. */
export function formatDuration(milliseconds: number): string {
  if (milliseconds < second) return `${Math.round(milliseconds)} ms`;
  if (milliseconds < minute) return `${(milliseconds / second).toFixed(1)} s`;
  const seconds = Math.round(milliseconds / second);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
