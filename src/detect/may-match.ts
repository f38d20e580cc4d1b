// Quick tests before a rule's pattern runs, by hand: they say no where no match can be, and so most patterns are not even
// compiled in a commit (2 ms each for the generic ones). The pattern decides; these only save it work.
import type { AssignedForm, Rule } from '../model/rule.ts';
import { tableOf } from './fits-head.ts';

/** Whether `least` bytes of the set stand side by side in bytes[from, to). */
export function hasRun(bytes: Uint8Array, from: number, to: number, set: string, least: number): boolean {
  const table = tableOf(set);
  // Looks at the last byte of where a run could be; one that is not in the set rules all of them out at once.
  for (let last = from + least - 1; last < to; ) {
    let at = last;
    while (at > last - least && table[bytes[at]] === 1) at--;
    if (at === last - least) return true;
    last = at + least;
  }
  return false;
}

function flags(text: string): Uint8Array {
  const table = new Uint8Array(256);
  for (let at = 0; at < text.length; at++) table[text.charCodeAt(at)] = 1;
  return table;
}

const alnum = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
/** The tables; made when first needed. Of the syntax in rules/assignment.ts. */
let tables: ReturnType<typeof makeTables> | null = null;
export const makeTables = () => ({
  name: flags(`${alnum}_.-`),
  /** What closes a key: quotes, brackets, a mark of a type; that may begin an operator, too. */
  closer: flags('\\"\'`])?!'),
  mark: flags('?!'),
  /** What joins a name to a value begins with one of these, after the closers. */
  join: flags(' \t=:<>|?!,({[-'),
  quote: flags('"\'`'),
  /** A bare value holds none of these. */
  end: flags('"\'`\\<>,;(){}[] \t\r\n&'),
  /** One of these stands behind a bare value. */
  terminator: flags('"\'`,;<)}] \t\r\n&'),
  /** Between the name and the line end before a value below: marks of YAML and strings. */
  below: flags(' \t\v\f\xa0\\"\'`:=|>+-0123456789(,@r\r'),
  /** `value`, `Default`, `"parameterValue"`, or the colon of an object. */
  beginsBelow: flags('"\'vVdDpP:\v\f\r\n\xa0'),
  suffix: flags('_.-0123456789pdltbhPDLTBH'),
});

const [tab, lineFeed, blank, doubleQuote, brace, less, slash, comma, round, backslash] = [
  9, 10, 32, 0x22, 0x7b, 0x3c, 0x2f, 0x2c, 0x28, 0x5c,
];

/** Where the name around the anchor ends. */
function nameEnd(bytes: Uint8Array, anchorAt: number, to: number, name: Uint8Array): number {
  let at = anchorAt;
  while (at < to && name[bytes[at]] === 1) at++;
  return at;
}

/** Behind the name: whether something joins a value to it on this line. @returns where to look for the value; -1 for nowhere */
function joinEnd(bytes: Uint8Array, end: number, to: number): number {
  const { closer, join, mark } = tables!;
  let at = end;
  for (; at < to && closer[bytes[at]] === 1; at++) if (mark[bytes[at]] === 1) return end;
  if (at === to || join[bytes[at]] !== 1) return -1;
  if (bytes[at] !== round && bytes[at] !== brace) return end;
  // A call or a list gives only what stands in quotes.
  let next = at + 1;
  while (next < to && (bytes[next] === blank || bytes[next] === tab)) next++;
  return next < to && (tables!.quote[bytes[next]] === 1 || bytes[next] === backslash) ? end : -1;
}

/** Whether a value of the form may stand in bytes[from, to): bare and ended, or in quotes. */
function hasValue(bytes: Uint8Array, from: number, to: number, { least, most, noBlank }: AssignedForm): boolean {
  const { quote, end, terminator } = tables!;
  let run = 0;
  for (let at = from; at <= to; at++) {
    const byte = at < to ? bytes[at] : lineFeed;
    if (at < to && end[byte] !== 1) {
      if (++run >= most) return true;
      continue;
    }
    if (run >= least && terminator[byte] === 1) return true;
    run = 0;
    if (at < to && quote[byte] === 1 && hasQuoted(bytes, at + 1, to, byte, least, noBlank === true)) return true;
  }
  return false;
}

/** Whether so many characters follow a quote before its like; one behind a backslash counts once with it. */
function hasQuoted(
  bytes: Uint8Array,
  from: number,
  to: number,
  quote: number,
  least: number,
  noBlank: boolean,
): boolean {
  let count = 0;
  for (let at = from; at < to && count < least; at++, count++) {
    const byte = bytes[at];
    if (byte === quote || (noBlank && byte === blank)) return false;
    if (byte === backslash) at++;
  }
  return count >= least;
}

/** The word `key` alone is no name of a secret, nor is one that goes on behind it, but for a few endings. */
function isKeyName(bytes: Uint8Array, anchorAt: number, end: number): boolean {
  const { name, suffix } = tables!;
  const isKey = (bytes[anchorAt] | 0x20) === 0x6b && (bytes[anchorAt + 1] | 0x20) === 0x65;
  if (!isKey) return true;
  if (anchorAt === 0 || name[bytes[anchorAt - 1]] !== 1) return false;
  const rest = end - anchorAt - 'key'.length;
  return rest <= 0 || (rest <= '_base64'.length && suffix[bytes[anchorAt + 'key'.length]] === 1);
}

/** Whether the name may be given a value on one of the next lines, or in an object or tag that it opens. */
function mayGoOnBelow(bytes: Uint8Array, end: number, to: number): boolean {
  const { below } = tables!;
  let at = end;
  while (at < to && below[bytes[at]] === 1) at++;
  if (at >= to) return false;
  const byte = bytes[at];
  if (byte === less) return bytes[at + 1] === slash;
  if (byte === brace) return true;
  if (byte !== lineFeed) return false;
  // Nothing, a quote or a comma before the line end: then the next line names the value.
  let isBare = true;
  for (let before = end; before < at; before++)
    if (![doubleQuote, 0x27, comma, blank, tab, 13].includes(bytes[before])) isBare = false;
  if (!isBare) return true;
  let next = at + 1;
  while (next < to && (bytes[next] === blank || bytes[next] === tab)) next++;
  return next < to && tables!.beginsBelow[bytes[next]] === 1;
}

/**
 * False where no match of `rule` can be for the anchor at `anchorAt`; true says nothing.
 * @param from where a match may begin; @param to the end of the rule's window
 */
export function mayMatch(rule: Rule, bytes: Uint8Array, anchorAt: number, from: number, to: number): boolean {
  if (rule.run && !hasRun(bytes, from, to, rule.run[0], rule.run[1])) return false;
  const { assigned } = rule;
  if (assigned === undefined) return true;
  tables ??= makeTables();
  const end = nameEnd(bytes, anchorAt, to, tables.name);
  // In a longer name another anchor stands too far from the beginning to be met by itself.
  const isShort = end - from <= (rule.lead?.max ?? 0);
  if (assigned.word === 'key' && isShort && !isKeyName(bytes, anchorAt, end)) return false;
  if (assigned.isBelow) return mayGoOnBelow(bytes, end, to);
  const join = joinEnd(bytes, end, to);
  return join >= 0 && hasValue(bytes, join, to, assigned);
}
