// What a reader that only sees bytes needs to know of the rules: how far they look from an anchor, and what rules a hit out.

import { escapeReach, markerNeeds } from '../model/escape-markers.ts';
import type { AnchorTables } from '../model/hit-judge.ts';
import type { Rule } from '../model/rule.ts';
import { type Automaton, maximumDepth } from './automaton/automaton.ts';
import { reachBehind } from './match-at-anchor.ts';
import type { AnchorUse } from './rule-index.ts';

/** A rule at an anchor. */
export interface UseOfAnchor {
  readonly use: AnchorUse;
  readonly anchor: string;
}

/** What the tables are made from. */
export interface UsesByState {
  readonly automaton: Automaton;
  /** The rules at an accepting state, counted from the first one. */
  readonly uses: (output: number) => Iterable<UseOfAnchor>;
  readonly ruleOf: (use: AnchorUse) => Rule;
  /** The signs of escapes that end there. */
  readonly markersAt: (output: number) => readonly string[];
}

const guardBytes = 40;

/** How far a rule looks from the end of its anchor as the automaton sees it, with the byte beyond each end of its window. */
function reachFrom(rule: Rule, anchorLength: number): { behind: number; ahead: number } {
  const seen = Math.min(anchorLength, maximumDepth);
  return { behind: seen + reachBehind(rule) + 1, ahead: Math.max(rule.ahead, anchorLength) - seen + 1 };
}

/** How far rules look at each accepting state, and what rules a hit out there (model/hit-judge.ts says how they are laid out). */
export function anchorTables({
  automaton,
  uses: usesOf,
  ruleOf,
  markersAt,
}: UsesByState): Pick<AnchorTables, 'reaches' | 'guards'> {
  const outputs = automaton.outputStart.length - 1;
  const reaches = new Uint32Array(outputs * 4);
  const guards = new Uint8Array(outputs * guardBytes);
  for (let output = 0; output < outputs; output++) {
    const uses = [...usesOf(output)];
    for (const { use, anchor } of uses) {
      const rule = ruleOf(use);
      const { behind, ahead } = reachFrom(rule, anchor.length);
      const at = output * 4 + (rule.spansLines ? 2 : 0);
      reaches[at] = Math.max(reaches[at], behind);
      reaches[at + 1] = Math.max(reaches[at + 1], ahead);
    }
    const markers = markersAt(output);
    for (const marker of markers) {
      reaches[output * 4 + 2] = Math.max(reaches[output * 4 + 2], marker.length + escapeReach.behind + 1);
      reaches[output * 4 + 3] = Math.max(reaches[output * 4 + 3], escapeReach.ahead + 1);
    }
    const guard = guards.subarray(output * guardBytes, (output + 1) * guardBytes);
    if (markers.length === 0) guard[0] = wordLength(uses);
    else if (markers.length === 1 && uses.length === 0) guardMarker(markers[0], guard);
  }
  return { reaches, guards };
}

/** Where only a sign of escapes ends: what must stand before it, and may follow. */
function guardMarker(marker: string, guard: Uint8Array): void {
  const { follow, isJoin } = markerNeeds(marker);
  if (isJoin) guard[2] = marker.length;
  if (follow === null) return;
  guard[1] = 1;
  for (let byte = 0; byte < 256; byte++)
    if (follow.test(String.fromCharCode(byte))) guard[8 + (byte >> 3)] |= 1 << (byte & 7);
}

/** Length of the anchor, as the automaton sees it, where every rule wants it at the start of a word; else 0. */
function wordLength(uses: readonly UseOfAnchor[]): number {
  const lengths = new Set(uses.map(({ anchor }) => Math.min(anchor.length, maximumDepth)));
  return lengths.size === 1 && uses.every(({ use }) => use.startsWord) ? [...lengths][0] : 0;
}
