// A rule set with one family more: rules of a repository's own beside those of the catalogue.
import type { RuleSpec } from '../model/rule.ts';
import { buildAutomaton } from './automaton/build-automaton.ts';
import type { RuleSet } from './detector.ts';
import { type AnchorUse, buildRuleIndex } from './rule-index.ts';

/**
 * `base` with `rules` as a family called `id`. The automaton is built anew over all anchors, so that one pass finds them all.
 * @param digest names the result; caches are keyed by it
 */
export function extendRuleSet(base: RuleSet, id: string, rules: readonly RuleSpec[], digest: string): RuleSet {
  const family = base.index.families.length;
  const own = buildRuleIndex([{ id, rules }], digest);
  const anchors = [...base.index.anchors];
  const uses: (readonly AnchorUse[])[] = [...base.index.uses];
  own.anchors.forEach((anchor, number) => {
    const mine = own.uses[number].map((use) => ({ ...use, family }));
    const known = anchors.indexOf(anchor);
    if (known < 0) {
      anchors.push(anchor);
      uses.push(mine);
    } else uses[known] = [...uses[known], ...mine];
  });
  const families = [...base.index.families, id];
  const ruleIds = [...base.index.ruleIds, ...own.ruleIds];
  return {
    index: { families, ruleIds, anchors, uses, digest },
    automaton: buildAutomaton(anchors),
    loadFamily: (name) => (name === id ? rules : base.loadFamily(name)),
  };
}
