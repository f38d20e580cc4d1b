// Text of `.leakgateignore` or of the baseline → entries. A line that is not exactly right stops the run: half understood
// lines would hide things nobody meant to hide, or nothing where somebody relies on it.
import { ConfigError } from '../model/errors.ts';
import { mayBeIgnored, parseFingerprint } from '../model/fingerprint.ts';
import type { IgnoreEntry } from '../model/policy.ts';
import { isDate } from './calendar.ts';
import { isDeceptive } from './policy-text.ts';

export interface IgnoreSource {
  readonly file: string;
  readonly gives: IgnoreEntry['gives'];
  /** 1-based numbers of the lines that the change under judgement brings (`addedLines`). */
  readonly addedLines?: ReadonlySet<number>;
}

/** A path of 4096 bytes, each percent-encoded, with room for the rest. */
const maxLineLength = 16 * 1024;
const maxOwnerLength = 200;
const maxReasonLength = 1000;

/** What a line says, without where it stands. */
export type IgnoreTerms = Pick<IgnoreEntry, 'fingerprint' | 'owner' | 'until' | 'reason'>;

// generic-password:src/a%20b.ts:1f owner=ada@example.org until=2027-01-31 -- a made-up password of the demo
const grammar = /^(\S+) owner=(\S+) until=(\S+) -- (\S.*)$/;

/**
 * Reads all entries; empty lines and lines that begin with `#` are skipped, `\r\n` and trailing blanks tolerated.
 * @throws ConfigError bad-ignore-line with file and line number; never with the line's text
 */
export function parseIgnores(text: string, source: IgnoreSource): readonly IgnoreEntry[] {
  const { file, gives, addedLines } = source;
  return text.split('\n').flatMap((whole, at) => {
    const line = trimEnd(whole);
    if (line === '' || line.startsWith('#')) return [];
    const terms = readLine(line);
    if (typeof terms === 'string') {
      throw new ConfigError('bad-ignore-line', { file, line: String(at + 1), reason: terms });
    }
    return [{ ...terms, file, line: at + 1, gives, isFromChange: addedLines?.has(at + 1) ?? false }];
  });
}

/** Reads one line that is no comment; a sentence when it is wrong. */
export function readLine(line: string): IgnoreTerms | string {
  if (line.length > maxLineLength) return `it is longer than ${maxLineLength} characters`;
  if (/^[<=>|]{7}(?: |$)/.test(line)) return 'it is the mark of a merge conflict';
  const match = grammar.exec(line);
  if (match === null) return 'it does not have the form of an entry';
  const [, fingerprint, owner, until, reason] = match;
  const terms = { fingerprint, owner, until, reason };
  return findFault(terms) ?? terms;
}

/** What is wrong with the terms of an entry, as a sentence; null when nothing is. */
export function findFault({ fingerprint, owner, until, reason }: IgnoreTerms): string | null {
  const parsed = parseFingerprint(fingerprint);
  if (parsed === null) return 'the fingerprint is not one (rule:path:1a2b, path percent-encoded)';
  if (!mayBeIgnored(parsed)) return 'a fingerprint that ends in 2 digits needs a path, "*" would cover too much';
  if (owner === '' || owner.length > maxOwnerLength || /\s/.test(owner) || isDeceptive(owner)) {
    return 'the owner must be a name or address without spaces';
  }
  if (until !== 'never' && !isDate(until)) return 'until= takes a date as YYYY-MM-DD, or never';
  if (isDeceptive(reason)) return 'the reason holds control or invisible characters';
  if (!/[\p{L}\p{N}]/u.test(reason)) return 'the reason is empty';
  if (reason.length > maxReasonLength || reason !== reason.trim()) {
    return `the reason must be one line of at most ${maxReasonLength} characters`;
  }
  return null;
}

// Not String.trimEnd: that also takes away characters that `isDeceptive` has to see.
function trimEnd(line: string): string {
  let end = line.length;
  while (end > 0 && ' \t\r'.includes(line[end - 1])) end -= 1;
  return line.slice(0, end);
}
