// All that a reader of bytes needs to know of a rule set, in tables: the automaton, and what is known of each anchor in it.
import { ToolError } from '../model/errors.ts';
import { escapeMarkers } from '../model/escape-markers.ts';
import type { AnchorTables } from '../model/hit-judge.ts';
import type { Rule } from '../model/rule.ts';
import { anchorSieve } from './anchor-sieve.ts';
import { anchorTables } from './anchor-tables.ts';
import { type Automaton, maximumDepth } from './automaton/automaton.ts';
import { filterTables } from './filter-tables.ts';
import { unpackTables, type WorkedOut } from './packed-tables.ts';
import { noFilters, type RuleFilters } from './rule-filters.ts';
import type { AnchorUse, RuleIndex } from './rule-index.ts';
import { sievedAnchors } from './sieved-anchors.ts';

export interface TableTerms {
  readonly automaton: Automaton;
  readonly index: RuleIndex;
  readonly ruleOf: (use: AnchorUse) => Rule;
  /** Absent where there are none. */
  readonly loadFilters?: () => RuleFilters;
  /** Absent where the tables have to be worked out. */
  readonly loadTables?: () => Buffer;
}

/** @throws ToolError broken-installation when what the build packed is not there, cut short, or belongs to other rules */
export function allTables(terms: TableTerms): AnchorTables {
  const { automaton, loadFilters, loadTables } = terms;
  const { classes, table, shift, firstAccepting, outputStart } = automaton;
  const counts = { outputs: outputStart.length - 1, states: table.length >> shift };
  const filters = loadFilters ? fromInstallation(loadFilters) : noFilters;
  const worked = loadTables
    ? fromInstallation(() => unpackTables(loadTables(), { ...counts, filterBytes: filters.bytes.length }))
    : workOut(terms, filters);
  const known = { classes, table, shift, firstAccepting, depth: maximumDepth };
  const { reaches, guards, sieve } = worked;
  return { ...known, reaches, guards, sieve, filters: { ...worked.filters, bytes: filters.bytes } };
}

function fromInstallation<Part>(read: () => Part): Part {
  try {
    return read();
  } catch (cause) {
    throw new ToolError('broken-installation', {}, { cause });
  }
}

/** Loads all rules. */
function workOut({ automaton, index, ruleOf }: TableTerms, filters: RuleFilters): WorkedOut {
  const anchorsAt = (output: number) => [
    ...automaton.outputs.subarray(automaton.outputStart[output], automaton.outputStart[output + 1]),
  ];
  const uses = (output: number) =>
    anchorsAt(output).flatMap((number) => index.usesOf(number).map((use) => ({ use, anchor: index.anchor(number) })));
  const markersAt = (output: number) =>
    anchorsAt(output)
      .map(index.anchor)
      .filter((anchor) => escapeMarkers.has(anchor));
  const rows = { automaton, uses, ruleOf, markersAt };
  return {
    ...anchorTables(rows),
    filters: filterTables(rows, filters),
    filterBytes: filters.bytes.length,
    sieve: anchorSieve(sievedAnchors(index), automaton),
  };
}
