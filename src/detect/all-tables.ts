// All that a reader of bytes needs to know of a rule set, in tables: the automaton, and what is known of each anchor in it.
import { escapeMarkers } from '../model/escape-markers.ts';
import type { AnchorTables } from '../model/hit-judge.ts';
import type { Rule } from '../model/rule.ts';
import { anchorSieve } from './anchor-sieve.ts';
import { anchorTables } from './anchor-tables.ts';
import { type Automaton, maximumDepth } from './automaton/automaton.ts';
import { filterTables } from './filter-tables.ts';
import { unpackSieve } from './packed-sieve.ts';
import { type RuleKnowledge, unpackTables } from './packed-tables.ts';
import type { RuleFilters } from './rule-filters.ts';
import type { AnchorUse, RuleIndex } from './rule-index.ts';
import { sievedAnchors } from './sieved-anchors.ts';

export interface TableTerms {
  readonly automaton: Automaton;
  readonly index: RuleIndex;
  readonly ruleOf: (use: AnchorUse) => Rule;
  readonly filters: RuleFilters;
  /** What the build made of it; absent where that has to be done. */
  readonly loadBuilt?: (name: 'sieve' | 'tables') => Buffer;
}

/** What is known of the anchors by the rules that hang on them: every rule is loaded. */
export function rulesKnown({ automaton, index, ruleOf, filters }: TableTerms): RuleKnowledge {
  const anchorsAt = (output: number) => [
    ...automaton.outputs.subarray(automaton.outputStart[output], automaton.outputStart[output + 1]),
  ];
  const uses = (output: number) =>
    anchorsAt(output).flatMap((number) => index.usesOf(number).map((use) => ({ use, anchor: index.anchor(number) })));
  const markersAt = (output: number) =>
    anchorsAt(output)
      .map(index.anchor)
      .filter((anchor) => escapeMarkers.has(anchor));
  return {
    ...anchorTables(automaton, uses, ruleOf, markersAt),
    filters: filterTables({ automaton, uses, ruleOf, markersAt }, filters),
  };
}

export function allTables(terms: TableTerms): AnchorTables {
  const { automaton, index, filters, loadBuilt } = terms;
  const { classes, table, shift, firstAccepting } = automaton;
  const known = loadBuilt ? unpackTables(loadBuilt('tables')) : rulesKnown(terms);
  return {
    classes,
    table,
    shift,
    firstAccepting,
    depth: maximumDepth,
    reaches: known.reaches,
    guards: known.guards,
    filters: { ...known.filters, bytes: filters.bytes },
    sieve: loadBuilt
      ? unpackSieve(loadBuilt('sieve'), automaton.table.length >> automaton.shift)
      : anchorSieve(sievedAnchors(index), automaton),
  };
}
