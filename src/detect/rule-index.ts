// Which rules hang on which anchor, small enough to load at every start: no pattern, no text, only anchors and rule numbers.
import type { RuleSpec } from '../model/rule.ts';

export interface RuleFamily {
  readonly id: string;
  readonly rules: readonly RuleSpec[];
}

/** One use of an anchor by a rule. */
export interface AnchorUse {
  /** Index into `families`. */
  readonly family: number;
  /** Index of the rule in its family. */
  readonly rule: number;
  /** The anchor must stand exactly as written; null when its letters match in either case. */
  readonly exact: string | null;
  /** The byte before the anchor may not continue a word: the match begins at the anchor itself. */
  readonly startsWord: boolean;
}

export interface RuleIndex {
  readonly families: readonly string[];
  /** Ids of all rules, in order of family and place in it. */
  readonly ruleIds: readonly string[];
  /** Lower-cased, distinct; the number of an anchor is its place here and in the automaton. */
  readonly anchors: readonly string[];
  /** Uses by anchor number. */
  readonly uses: readonly (readonly AnchorUse[])[];
  /** Changes whenever any rule changes: the key of caches. */
  readonly digest: string;
}

/** The index over `families`. `digest` comes from the build, which hashes the rules' sources. */
export function buildRuleIndex(families: readonly RuleFamily[], digest: string): RuleIndex {
  const uses = new Map<string, AnchorUse[]>();
  families.forEach((family, familyNumber) => {
    family.rules.forEach((rule, ruleNumber) => {
      const startsWord = rule.lead === undefined && rule.near === undefined;
      for (const anchor of rule.anchors) {
        const folded = anchor.toLowerCase();
        const list = uses.get(folded) ?? [];
        list.push({ family: familyNumber, rule: ruleNumber, exact: rule.anyCase ? null : anchor, startsWord });
        uses.set(folded, list);
      }
    });
  });
  const anchors = [...uses.keys()].sort();
  return {
    families: families.map((family) => family.id),
    ruleIds: families.flatMap((family) => family.rules.map((rule) => rule.id)),
    anchors,
    uses: anchors.map((anchor) => uses.get(anchor) ?? []),
    digest,
  };
}
