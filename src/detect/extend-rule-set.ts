// A rule set with one family more: rules of a repository's own beside those of the catalogue.
import type { RuleSpec } from '../model/rule.ts';
import { buildAutomaton } from './automaton/build-automaton.ts';
import type { RuleSet } from './detector.ts';
import { noFilters } from './rule-filters.ts';
import { type AnchorUse, buildRuleTables, indexOver, tablesOf } from './rule-index.ts';

/**
 * `base` with `rules` as a family called `id`. The automaton is built anew over all anchors, so that one pass finds them all.
 * @param digest names the result; caches are keyed by it
 */
export function extendRuleSet(base: RuleSet, id: string, rules: readonly RuleSpec[], digest: string): RuleSet {
  const known = tablesOf(base.index);
  const family = known.families.length;
  const own = buildRuleTables([{ id, rules }], digest);
  const anchors = [...known.anchors];
  const uses: (readonly AnchorUse[])[] = [...known.uses];
  own.anchors.forEach((anchor, number) => {
    const mine = own.uses[number].map((use) => ({ ...use, family }));
    const at = anchors.indexOf(anchor);
    if (at < 0) {
      anchors.push(anchor);
      uses.push(mine);
    } else uses[at] = [...uses[at], ...mine];
  });
  const families = [...known.families, id];
  const ruleIds = [...known.ruleIds, ...own.ruleIds];
  return {
    index: indexOver({ families, ruleIds, anchors, uses, digest }),
    automaton: buildAutomaton(anchors),
    loadFamily: (name) => (name === id ? rules : base.loadFamily(name)),
    loadFilters: () => {
      const { bytes, placeOf } = base.loadFilters?.() ?? noFilters;
      return { bytes, placeOf: (number, rule) => (number === family ? 0 : placeOf(number, rule)) };
    },
    loadRule: (number, rule) => (number === family ? rules[rule] : base.loadRule(number, rule)),
  };
}
