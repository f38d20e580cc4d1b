// The built-in rules and a few that are made at run time, side by side: building one automaton over all of them would cost a
// commit 50 ms.
import type { Candidate } from '../model/candidate.ts';
import type { Layer } from '../model/layer.ts';
import type { RuleSpec } from '../model/rule.ts';
import { buildAutomaton } from './automaton/build-automaton.ts';
import { Detector, type MarkerSink, type RuleSet } from './detector.ts';
import { buildRuleTables, indexOver } from './rule-index.ts';

/** A rule set of its own over `rules`. */
export function ruleSetOf(id: string, rules: readonly RuleSpec[], digest: string): RuleSet {
  const tables = buildRuleTables([{ id, rules }], digest);
  return {
    index: indexOver(tables),
    automaton: buildAutomaton(tables.anchors),
    loadFamily: (name) => (name === id ? rules : []),
    loadRule: (_, rule) => rules[rule],
  };
}

export class PairedDetector extends Detector {
  readonly #beside: Detector;
  readonly #digest: string;

  /** @param digest names both sets together */
  constructor(ruleSet: RuleSet, beside: RuleSet, digest: string) {
    super(ruleSet);
    this.#beside = new Detector(beside);
    this.#digest = digest;
  }

  override get digest(): string {
    return this.#digest;
  }

  override hasAnchor(bytes: Buffer): boolean {
    return super.hasAnchor(bytes) || this.#beside.hasAnchor(bytes);
  }

  override detect(layer: Layer, markers?: MarkerSink): Candidate[] {
    const more = this.#beside.detect(layer);
    if (more.length === 0) return super.detect(layer, markers);
    return [...super.detect(layer, markers), ...more].sort(
      (a, b) => a.start - b.start || a.secretStart - b.secretStart,
    );
  }
}
