// Which rules of a repository's own a change takes away or alters.
import type { OwnRule } from './rule-terms.ts';

/** All that a rule says, as text. */
export function ruleText({ spec: _, ...rule }: OwnRule): string {
  return JSON.stringify(rule);
}

/** Rules of `before` that are not among `now`, or not as they were. */
export function formerRules(
  { ownRules }: { readonly ownRules: ReadonlyMap<string, OwnRule> },
  now: ReadonlyMap<string, OwnRule>,
): readonly OwnRule[] {
  return [...ownRules.values()].filter((rule) => {
    const other = now.get(rule.id);
    return other === undefined || ruleText(other) !== ruleText(rule);
  });
}
