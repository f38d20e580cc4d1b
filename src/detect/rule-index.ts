// Which rules hang on which anchor: no pattern, no text, only anchors and rule numbers. `packed-rules.ts` has its file form.
import { escapeMarkers } from '../model/escape-markers.ts';
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

/** What the engine asks while it runs. */
export interface RuleIndex {
  readonly families: readonly string[];
  /** Ids of all rules, in order of family and place in it. */
  readonly ruleIds: readonly string[];
  /** Changes whenever any rule changes: the key of caches. */
  readonly digest: string;
  readonly anchorCount: number;
  /** Lower-cased text of an anchor; its number is that of the automaton. */
  readonly anchor: (number: number) => string;
  readonly usesOf: (number: number) => readonly AnchorUse[];
}

/** All of an index at once. */
export interface RuleTables extends Pick<RuleIndex, 'families' | 'ruleIds' | 'digest'> {
  /** Distinct; the number of an anchor is its place here. */
  readonly anchors: readonly string[];
  /** Uses by anchor number. */
  readonly uses: readonly (readonly AnchorUse[])[];
}

/** The index over tables in memory. */
export function indexOver({ anchors, uses, ...rest }: RuleTables): RuleIndex {
  const { length: anchorCount } = anchors;
  return { ...rest, anchorCount, anchor: (number) => anchors[number], usesOf: (number) => uses[number] };
}

/** The same index under another name. */
export function withDigest({ families, ruleIds, anchorCount, anchor, usesOf }: RuleIndex, digest: string): RuleIndex {
  return { families, ruleIds, digest, anchorCount, anchor, usesOf };
}

/** All of `index` at once: what is built anew from it needs every anchor. */
export function tablesOf({ families, ruleIds, digest, anchorCount, anchor, usesOf }: RuleIndex): RuleTables {
  const numbers = Array.from({ length: anchorCount }, (_, number) => number);
  return { families, ruleIds, digest, anchors: numbers.map(anchor), uses: numbers.map(usesOf) };
}

/** The tables of `families`. `digest` comes from the build, which hashes the rules' sources. */
export function buildRuleTables(families: readonly RuleFamily[], digest: string): RuleTables {
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
  // Signs of escapes are anchors that no rule uses: the pass over the bytes finds them by the way.
  for (const marker of escapeMarkers.keys()) uses.set(marker, uses.get(marker) ?? []);
  const anchors = [...uses.keys()].sort();
  return {
    families: families.map((family) => family.id),
    ruleIds: families.flatMap((family) => family.rules.map((rule) => rule.id)),
    anchors,
    uses: anchors.map((anchor) => uses.get(anchor) ?? []),
    digest,
  };
}
