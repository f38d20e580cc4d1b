// What each rule costs on real files: how often its anchors stand there, how often its pattern runs, what it finds, and its
// share of the time. Goes through the same steps as detect/detector.ts, with a clock around each.
import { families } from '../rules/index.ts';
import { findNextHits, Hits, maximumDepth, PassState } from '../src/detect/automaton/automaton.ts';
import { buildAutomaton } from '../src/detect/automaton/build-automaton.ts';
import { isWordStart } from '../src/detect/boundary.ts';
import { readyRule } from '../src/detect/detector.ts';
import { weigh } from '../src/detect/evidence.ts';
import { matchAtAnchor } from '../src/detect/match-at-anchor.ts';
import { buildRuleTables } from '../src/detect/rule-index.ts';
import { WindowCutter } from '../src/detect/window-cutter.ts';

export interface RuleCost {
  readonly id: string;
  /** Times its pattern ran. */
  tries: number;
  matches: number;
  candidates: number;
  /** Milliseconds in its pattern and its evidence. */
  time: number;
}

export interface Costs {
  bytes: number;
  /** Milliseconds of the pass over the bytes, and of sorting its hits out. */
  pass: number;
  sorting: number;
  readonly rules: Map<string, RuleCost>;
  /** How often each anchor stood in the files, in either case. */
  readonly anchors: Map<string, number>;
}

const index = buildRuleTables(families, 'bench');
const automaton = buildAutomaton(index.anchors);
const rules = families.map(({ id, rules: specs }) => specs.map((spec) => readyRule(spec, id)));

export function noCosts(): Costs {
  return { bytes: 0, pass: 0, sorting: 0, rules: new Map(), anchors: new Map() };
}

const lowerCase = (bytes: Buffer, at: number, length: number) =>
  bytes.toString('latin1', at, at + length).replace(/[A-Z]/g, (letter) => letter.toLowerCase());

function stands(bytes: Buffer, at: number, text: string): boolean {
  return bytes.toString('latin1', at, at + text.length) === text;
}

/** Adds what one file costs. */
export function addCosts(costs: Costs, bytes: Buffer): void {
  const pass = new PassState();
  const hits = new Hits();
  const cutter = new WindowCutter(bytes);
  costs.bytes += bytes.length;
  for (;;) {
    const began = performance.now();
    const isMore = findNextHits(automaton, bytes, pass, hits);
    const found = performance.now();
    costs.pass += found - began;
    if (!isMore) return;
    let spent = 0;
    for (let at = 0; at < hits.length; at += 2) {
      const output = hits.pairs[at + 1] - automaton.firstAccepting;
      for (let slot = automaton.outputStart[output]; slot < automaton.outputStart[output + 1]; slot++)
        spent += tryAnchor(costs, { bytes, cutter, end: hits.pairs[at] }, automaton.outputs[slot]);
    }
    costs.sorting += performance.now() - found - spent;
  }
}

interface Hit {
  readonly bytes: Buffer;
  readonly cutter: WindowCutter;
  /** Offset of the byte after the anchor, as far as the automaton holds it. */
  readonly end: number;
}

/** @returns milliseconds spent in rules */
function tryAnchor(costs: Costs, { bytes, cutter, end }: Hit, number: number): number {
  const anchor = index.anchors[number];
  const anchorAt = end - Math.min(anchor.length, maximumDepth);
  if (anchor.length > maximumDepth && lowerCase(bytes, anchorAt, anchor.length) !== anchor) return 0;
  costs.anchors.set(anchor, (costs.anchors.get(anchor) ?? 0) + 1);
  let spent = 0;
  for (const use of index.uses[number]) {
    if (use.exact !== null && !stands(bytes, anchorAt, use.exact)) continue;
    if (use.startsWord && !isWordStart(bytes, anchorAt)) continue;
    const rule = rules[use.family][use.rule];
    const cost = costs.rules.get(rule.id) ?? { id: rule.id, tries: 0, matches: 0, candidates: 0, time: 0 };
    costs.rules.set(rule.id, cost);
    const began = performance.now();
    for (const match of matchAtAnchor(rule, cutter, anchorAt)) {
      cost.matches++;
      if (weigh(rule, match)) cost.candidates++;
    }
    const time = performance.now() - began;
    cost.tries++;
    cost.time += time;
    spent += time;
  }
  return spent;
}
