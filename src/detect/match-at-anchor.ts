// Runs one rule at one anchor: cuts the window that the rule may look at, and matches in it.
import type { Rule } from '../model/rule.ts';
import { isWordStart } from './boundary.ts';
import { fitsHead } from './fits-head.ts';
import { mayMatch } from './may-match.ts';
import { structureReaders } from './structures/index.ts';
import { isLineEnd, type WindowCutter } from './window-cutter.ts';

/** A match inside a window; offsets are those of the layer. */
export interface Match {
  readonly start: number;
  readonly end: number;
  readonly secretStart: number;
  readonly secretEnd: number;
  readonly groups: Readonly<Record<string, string | undefined>>;
  readonly text: string;
  /** What a reader of structures says of the place. */
  readonly facts?: Readonly<Record<string, string>>;
}

/** A line, for matching, is clipped to this many bytes each side of the anchor (design: 4 KiB). */
export const lineReach = 4096;
/** What a word-boundary test may read before the match. */
const boundaryReach = 3;

/** The bytes before the anchor that a rule's match and its look-behind may touch. */
export function reachBehind(rule: Rule): number {
  return Math.max(rule.behind ?? 0, (rule.lead?.max ?? 0) + 1, boundaryReach);
}

/** Window [from, to) of the rule around the anchor, clipped to the anchor's line unless the rule spans lines. */
function windowOf(rule: Rule, cutter: WindowCutter, anchorAt: number): [number, number] {
  const behind = reachBehind(rule);
  if (!rule.spansLines) return cutter.inLine(anchorAt, behind, rule.ahead);
  return [Math.max(0, anchorAt - behind), Math.min(cutter.bytes.length, anchorAt + rule.ahead)];
}

/** 256 flags for the class body of `lead.bytes`, made once a rule. */
const leadTables = new WeakMap<Rule, Uint8Array>();
export function leadTable(rule: Rule, body: string): Uint8Array {
  let table = leadTables.get(rule);
  if (!table) {
    const test = new RegExp(`[${body}]`);
    table = Uint8Array.from({ length: 256 }, (_, byte) => Number(test.test(String.fromCharCode(byte))));
    leadTables.set(rule, table);
  }
  return table;
}

function matchStart(rule: Rule, bytes: Uint8Array, anchorAt: number, from: number): number {
  if (!rule.lead) return anchorAt;
  const table = leadTable(rule, rule.lead.bytes);
  const least = Math.max(from, anchorAt - rule.lead.max);
  let at = anchorAt;
  while (at > least && table[bytes[at - 1]] === 1) at--;
  return at;
}

function toMatch(found: RegExpExecArray, offset: number): Match | null {
  const span = found.indices?.groups?.secret;
  if (!span) return null;
  return {
    start: offset + found.index,
    end: offset + found.index + found[0].length,
    secretStart: offset + span[0],
    secretEnd: offset + span[1],
    groups: found.groups ?? {},
    text: found[0],
  };
}

/**
 * The window of a `near` rule between the anchors before and after this one: what lies beyond them is theirs to find, so that text
 * full of anchors is read a few times and not once for each.
 */
function betweenAnchors(rule: Rule, window: string, at: number): [number, number] {
  // Of one character a byte none changes its length; anchors are ASCII, so that accents do not matter.
  const text = rule.anyCase ? window.toLowerCase() : window;
  let [from, to] = [0, window.length];
  for (const anchor of rule.anchors) {
    const before = at > 0 ? text.lastIndexOf(anchor, at - 1) : -1;
    const behind = text.indexOf(anchor, at + 1);
    if (before >= 0) from = Math.max(from, before + anchor.length);
    if (behind >= 0) to = Math.min(to, behind);
  }
  return [Math.min(from, at), to];
}

/**
 * All matches in the window of a `near` rule. Where the window was cut out of a longer line, a match that touches the cut is
 * left out: what lies beyond it could not be seen.
 */
function matchNear(rule: Rule, cutter: WindowCutter, anchorAt: number, [least, most]: [number, number]): Match[] {
  const { matcher } = rule;
  const { bytes } = cutter;
  const whole = cutter.text(least, most);
  const [first, last] = betweenAnchors(rule, whole, anchorAt - least);
  const [from, to] = [least + first, least + last];
  const window = whole.slice(first, last);
  const isCut = (at: number) => at > 0 && at < bytes.length && !isLineEnd(bytes[at - 1]) && !isLineEnd(bytes[at]);
  const matches: Match[] = [];
  matcher.lastIndex = isCut(from) ? 1 : 0;
  for (let found = matcher.exec(window); found; found = matcher.exec(window)) {
    const match = toMatch(found, from);
    if (match && !(match.end === to && isCut(to))) matches.push(match);
    if (found[0].length === 0) matcher.lastIndex++;
  }
  return matches;
}

/** The values that a rule's reader of structures finds in the window. */
function matchStructure(rule: Rule, { bytes }: WindowCutter, text: string, anchorAt: number, from: number): Match[] {
  const [isCutBefore, isCutBehind] = [from > 0, from + text.length < bytes.length];
  const window = { text, anchorAt: anchorAt - from, isCutBefore, isCutBehind };
  const read = rule.structure ? structureReaders[rule.structure](window) : [];
  return read.map(({ start, secretStart, secretEnd, facts }) => ({
    start: from + start,
    end: from + secretEnd,
    secretStart: from + secretStart,
    secretEnd: from + secretEnd,
    groups: {},
    text: text.slice(start, secretEnd),
    facts,
  }));
}

/**
 * Every match of `rule` for the anchor that begins at `anchorAt`; at most one unless the rule is `near` or reads a structure.
 * @param cutter kept over the anchors of one layer
 */
export function matchAtAnchor(rule: Rule, cutter: WindowCutter, anchorAt: number): Match[] {
  const { bytes } = cutter;
  if (!rule.lead && !rule.near && !(isWordStart(bytes, anchorAt) && fitsHead(rule, bytes, anchorAt))) return [];
  const [from, to] = windowOf(rule, cutter, anchorAt);
  if (rule.structure) return matchStructure(rule, cutter, cutter.text(from, to), anchorAt, from);
  const start = rule.near ? from : matchStart(rule, bytes, anchorAt, from);
  if (!mayMatch(rule, bytes, anchorAt, start, to)) return [];
  if (rule.near) return matchNear(rule, cutter, anchorAt, [from, to]);
  rule.matcher.lastIndex = start - from;
  const found = rule.matcher.exec(cutter.text(from, to));
  const match = found && toMatch(found, from);
  return match ? [match] : [];
}

/** The rule's pattern as the engine runs it: sticky at the anchor or the lead, global for `near`; with group offsets. */
export function compileMatcher(pattern: RegExp, isNear: boolean): RegExp {
  return new RegExp(pattern.source, isNear ? 'gd' : 'yd');
}
