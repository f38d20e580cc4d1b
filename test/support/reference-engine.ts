// The naive engine that the fast one must agree with: every rule at every place of the whole text. No automaton, no lazy
// families, no windows cut out: the pattern runs on the full text, so a rule that looks beyond its stated reach shows up.

import { readyRule } from '../../src/detect/detector.ts';
import { weigh } from '../../src/detect/evidence.ts';
import type { Match } from '../../src/detect/match-at-anchor.ts';
import type { RuleFamily } from '../../src/detect/rule-index.ts';
import { structureReaders } from '../../src/detect/structures/index.ts';
import type { Candidate } from '../../src/model/candidate.ts';
import type { Rule, RuleSpec } from '../../src/model/rule.ts';

/** The last text and itself in lower case: every rule asks for the same one. */
let lowered = { text: '', lower: '' };
function lowerOf(text: string): string {
  if (lowered.text !== text) lowered = { text, lower: text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase()) };
  return lowered.lower;
}

/** Offsets at which `anchor` stands in `text`, found one by one. */
function occurrences(text: string, anchor: string, anyCase: boolean): number[] {
  const hay = anyCase ? lowerOf(text) : text;
  const needle = anyCase ? anchor.toLowerCase() : anchor;
  const places: number[] = [];
  for (let at = hay.indexOf(needle); at >= 0; at = hay.indexOf(needle, at + 1)) places.push(at);
  return places;
}

/** The text with everything beyond the rule's reach of the anchor blanked out by line ends, at full length. */
function bounds(rule: Rule, text: string, at: number): [number, number] {
  const behind = Math.max(rule.behind ?? 0, (rule.lead?.max ?? 0) + 1, 3);
  let from = Math.max(0, at - behind);
  let to = Math.min(text.length, at + rule.ahead);
  if (!rule.spansLines) {
    const before = text.slice(from, at);
    from += Math.max(before.lastIndexOf('\n'), before.lastIndexOf('\r')) + 1;
    const after = /[\r\n]/.exec(text.slice(at, to));
    if (after) to = at + after.index;
  }
  // Beyond the next anchor to each side the window is that of another anchor.
  const [least, most] = [from, to];
  for (const anchor of rule.near ? rule.anchors : [])
    for (const place of occurrences(text, anchor, rule.anyCase === true)) {
      if (place < least || place + anchor.length > most) continue;
      if (place < at) from = Math.max(from, Math.min(at, place + anchor.length));
      if (place > at) to = Math.min(to, place);
    }
  return [from, to];
}

function startsOf(rule: Rule, text: string, at: number, [from, to]: [number, number]): number[] {
  if (rule.near) return Array.from({ length: Math.max(0, to - from) }, (_, offset) => from + offset);
  if (rule.lead) {
    const byte = new RegExp(`[${rule.lead.bytes}]`);
    let start = at;
    while (start > from && at - start < rule.lead.max && byte.test(text[start - 1])) start--;
    return [start];
  }
  const before = text.slice(Math.max(0, at - 3), at);
  return /[A-Za-z0-9]$/.test(before) && !/\\[nrt]$/.test(before) && !/%[0-9A-Fa-f]{2}$/.test(before) ? [] : [at];
}

/** What a reader of structures finds around the anchor at `at`. */
function structureMatches(rule: Rule, text: string, at: number, [from, to]: [number, number]): Match[] {
  if (!rule.structure || startsOf(rule, text, at, [from, to]).length === 0) return [];
  const seen = text.slice(from, to);
  const window = { text: seen, anchorAt: at - from, isCutBefore: from > 0, isCutBehind: to < text.length };
  return structureReaders[rule.structure](window).map(({ start, secretStart, secretEnd, facts }) => ({
    start: from + start,
    end: from + secretEnd,
    secretStart: from + secretStart,
    secretEnd: from + secretEnd,
    groups: {},
    text: seen.slice(start, secretEnd),
    facts,
  }));
}

/** Rules made ready once for all texts of a test. */
const ready = new WeakMap<RuleSpec, { rule: Rule; sticky: RegExp }>();
function readyFor(spec: RuleSpec, family: string): { rule: Rule; sticky: RegExp } {
  const made = ready.get(spec) ?? { rule: readyRule(spec, family), sticky: new RegExp(spec.pattern.source, 'yd') };
  ready.set(spec, made);
  return made;
}

/**
 * All candidates of `bytes` under `families`, in the order of the fast engine.
 * @param isBinary as the layer says; text that was decoded may hold a NUL
 */
export function referenceDetect(
  families: readonly RuleFamily[],
  bytes: Buffer,
  isBinary = bytes.subarray(0, 8000).includes(0),
): Candidate[] {
  const text = bytes.toString('latin1');
  const found = new Map<string, Candidate>();
  const enter = (rule: Rule, match: Match): void => {
    const candidate = weigh(rule, match);
    const key = `${rule.id} ${match.secretStart} ${match.secretEnd}`;
    const other = found.get(key);
    const isWider = !other || match.start < other.start || (match.start === other.start && match.end > other.end);
    if (candidate && isWider) found.set(key, candidate);
  };
  for (const family of families)
    for (const spec of family.rules) {
      if (spec.byPath || (spec.needs && 'text' in spec.needs && spec.needs.text && isBinary)) continue;
      const { rule, sticky } = readyFor(spec, family.id);
      if (rule.structure) {
        // Two anchors may lay claim to one value: the first in the text has it.
        const places = spec.anchors.flatMap((anchor) => occurrences(text, anchor, rule.anyCase === true));
        for (const at of places.sort((a, b) => a - b))
          for (const match of structureMatches(rule, text, at, bounds(rule, text, at))) enter(rule, match);
        continue;
      }
      for (const anchor of spec.anchors)
        for (const at of occurrences(text, anchor, rule.anyCase === true)) {
          const [from, to] = bounds(rule, text, at);
          // Of a window cut out of a line, what touches the cut does not count (near rules only).
          const isCut = (edge: number) =>
            rule.near && edge > 0 && edge < text.length && !/[\r\n]/.test(text.slice(edge - 1, edge + 1));
          // The end of the reach counts as the end of the text: `$` and look-ahead must not see what lies behind it.
          const seen = text.slice(0, to);
          let next = 0;
          for (const start of startsOf(rule, text, at, [from, to])) {
            if (start < next || start > to || (start === from && isCut(from))) continue;
            sticky.lastIndex = start;
            const result = sticky.exec(seen);
            const span = result?.indices?.groups?.secret;
            if (!result || !span) continue;
            next = start + Math.max(1, result[0].length);
            if (next === to && isCut(to)) continue;
            const match: Match = {
              start,
              end: start + result[0].length,
              secretStart: span[0],
              secretEnd: span[1],
              groups: result.groups ?? {},
              text: result[0],
            };
            enter(rule, match);
          }
        }
    }
  return [...found.values()].sort(
    (a, b) => a.start - b.start || a.secretStart - b.secretStart || (a.rule.id < b.rule.id ? -1 : 1),
  );
}
