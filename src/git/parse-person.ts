// The person and time of a commit or tag: `Ada Lovelace <ada@example.org> 1767225600 +0530`.
import { pathText } from './path-text.ts';

export interface Person {
  /** `Name <mail>`, as text. */
  readonly name: string;
  /** ISO 8601 with the person's zone; absent when the header holds no sensible time. */
  readonly date?: string;
  /** Seconds since 1970; 0 when the header holds no sensible time. */
  readonly seconds: number;
}

/** The last second of the year 9999: ISO dates beyond it need another form, and nobody commits then. */
const lastSecond = 253_402_300_799;

/** Reads the value of an author, committer or tagger header. Whatever is odd in it is left out, nothing is thrown. */
export function parsePerson(value: Buffer): Person {
  // Like git: the time is what follows the last `>`.
  const end = value.lastIndexOf('>');
  const name = pathText(value.subarray(0, end < 0 ? value.length : end + 1)).trim();
  const time = /^ *(-?\d+)(?: +([+-]\d{4}))?/.exec(value.toString('latin1', end + 1));
  const seconds = Number(time?.[1] ?? Number.NaN);
  if (end < 0 || !(Math.abs(seconds) <= lastSecond)) return { name, seconds: 0 };
  return { name, seconds, date: isoDate(seconds, time?.[2] ?? '+0000') };
}

function isoDate(seconds: number, zone: string): string | undefined {
  const hours = Number(zone.slice(1, 3));
  const minutes = Number(zone.slice(3));
  // No place on earth is further from UTC than 14 hours: a zone beyond that is a broken one, and the time is given as UTC.
  const isReal = minutes < 60 && hours * 60 + minutes <= 14 * 60;
  const offset = isReal ? (zone[0] === '-' ? -1 : 1) * (hours * 60 + minutes) : 0;
  const shown = isReal && offset !== 0 ? `${zone.slice(0, 3)}:${zone.slice(3)}` : 'Z';
  const local = new Date((seconds + offset * 60) * 1000);
  const year = local.getUTCFullYear();
  return year >= 0 && year <= 9999 ? `${local.toISOString().slice(0, 19)}${shown}` : undefined;
}
