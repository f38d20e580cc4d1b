// The filters of rules as a reader needs them that only sees bytes: by the state in which an anchor ends.
import type { FilterTables } from '../model/hit-judge.ts';
import type { Rule } from '../model/rule.ts';
import type { UseOfAnchor } from './anchor-tables.ts';
import { type Automaton, maximumDepth } from './automaton/automaton.ts';
import { leadTable, reachBehind } from './match-at-anchor.ts';
import type { RuleFilters } from './rule-filters.ts';
import type { AnchorUse } from './rule-index.ts';

const flag = { startsWord: 1, spansLines: 2, isNear: 4 };

export interface FilterTerms {
  readonly automaton: Automaton;
  /** The rules at an accepting state, counted from the first one. */
  readonly uses: (output: number) => Iterable<UseOfAnchor>;
  readonly ruleOf: (use: AnchorUse) => Rule;
  /** The signs of escapes that end there: those have to be asked about. */
  readonly markersAt: (output: number) => readonly string[];
}

export function filterTables({ automaton, uses, ruleOf, markersAt }: FilterTerms, filters: RuleFilters): FilterTables {
  const outputs = automaton.outputStart.length - 1;
  const starts = new Uint32Array(outputs + 1);
  const rows: number[] = [];
  const leads = new Leads();
  for (let output = 0; output < outputs; output++) {
    if (markersAt(output).length > 0) rows.push(0, 0, 0, 0, 0, 0);
    else for (const { use, anchor } of uses(output)) rows.push(...rowOf(use, anchor, ruleOf(use), { filters, leads }));
    starts[output + 1] = rows.length / 6;
  }
  return { starts, uses: Uint32Array.from(rows), leads: leads.bytes(), bytes: filters.bytes };
}

function rowOf(
  { family, rule: number, startsWord }: AnchorUse,
  anchor: string,
  rule: Rule,
  { filters, leads }: { readonly filters: RuleFilters; readonly leads: Leads },
): number[] {
  const flags =
    (startsWord ? flag.startsWord : 0) | (rule.spansLines ? flag.spansLines : 0) | (rule.near ? flag.isNear : 0);
  const lead = rule.lead === undefined ? 0 : leads.placeOf(rule, rule.lead.bytes) + 1;
  const last = Math.min(anchor.length, maximumDepth) | (flags << 8);
  return [filters.placeOf(family, number), lead, rule.lead?.max ?? 0, reachBehind(rule), rule.ahead, last];
}

/** The tables of all leads, each once. */
class Leads {
  readonly #places = new Map<string, number>();
  readonly #tables: Uint8Array[] = [];

  placeOf(rule: Rule, body: string): number {
    let place = this.#places.get(body);
    if (place === undefined) {
      place = this.#tables.length * 256;
      this.#places.set(body, place);
      this.#tables.push(leadTable(rule, body));
    }
    return place;
  }

  bytes(): Uint8Array {
    const all = new Uint8Array(this.#tables.length * 256);
    this.#tables.forEach((table, at) => {
      all.set(table, at * 256);
    });
    return all;
  }
}
