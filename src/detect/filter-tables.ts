// The filters of rules as a reader needs them that only sees bytes: by the state in which an anchor ends.
import { type EscapeKind, escapeMarkers } from '../model/escape-markers.ts';
import type { FilterTables } from '../model/hit-judge.ts';
import type { Rule } from '../model/rule.ts';
import type { UsesByState } from './anchor-tables.ts';
import { maximumDepth } from './automaton/automaton.ts';
import { tableOf } from './fits-head.ts';
import { leadTable, reachBehind } from './match-at-anchor.ts';
import { makeTables } from './may-match.ts';
import type { RuleFilters } from './rule-filters.ts';
import type { AnchorUse } from './rule-index.ts';

const flag = { startsWord: 1, spansLines: 2, isNear: 4 };
/** Of an assignment: that there is one, and what is known of it (kernel/quick-tests.ts). */
const form = { isAssigned: 1, isBelow: 2, noBlank: 4, isKey: 8 };
/** Numbers of a row. */
const rowLength = 9;
/** In the order in which the kernel has them. */
const partsInOrder = [
  'name',
  'closer',
  'mark',
  'join',
  'quote',
  'end',
  'terminator',
  'below',
  'beginsBelow',
  'suffix',
] as const;

/** @param filters the signs of escapes have none */
export function filterTables(
  { automaton, uses, ruleOf, markersAt }: UsesByState,
  filters: RuleFilters,
): Omit<FilterTables, 'bytes'> {
  const outputs = automaton.outputStart.length - 1;
  const starts = new Uint32Array(outputs + 1);
  const rows: number[] = [];
  const sets = new Sets();
  for (let output = 0; output < outputs; output++) {
    const markers = markersAt(output);
    if (markers.length > 0) rows.push(...rowOfMarker(markers, [...uses(output)].length > 0));
    else for (const { use, anchor } of uses(output)) rows.push(...rowOf(use, anchor, ruleOf(use), { filters, sets }));
    starts[output + 1] = rows.length / rowLength;
  }
  return { starts, uses: Uint32Array.from(rows), sets: sets.bytes(), parts: assignedParts() };
}

/** In the order in which the kernel numbers them, from one (kernel/escapes.ts). */
const escapeKinds: readonly EscapeKind[] = [
  'percent-encoding',
  'backslash escapes',
  'character references',
  'concatenation',
];

/** What a sign of escapes stands for can be looked at; where rules end with it, or another sign, they have to be asked. */
function rowOfMarker(markers: readonly string[], hasUses: boolean): number[] {
  const kind = escapeMarkers.get(markers[0]);
  const isAlone = markers.length === 1 && !hasUses && kind !== undefined;
  const last = isAlone ? ((escapeKinds.indexOf(kind) + 1) << 16) | (markers[0].length << 24) : 0;
  return [0, 0, 0, 0, 0, last, 0, 0, 0];
}

/** What the parts of an assignment are made of, each a table of 256 bytes. */
function assignedParts(): Uint8Array {
  const tables = makeTables();
  return Uint8Array.from(partsInOrder.flatMap((part) => [...tables[part]]));
}

function rowOf(
  { family, rule: number, startsWord }: AnchorUse,
  anchor: string,
  rule: Rule,
  { filters, sets }: { readonly filters: RuleFilters; readonly sets: Sets },
): number[] {
  const flags =
    (startsWord ? flag.startsWord : 0) | (rule.spansLines ? flag.spansLines : 0) | (rule.near ? flag.isNear : 0);
  const lead = rule.lead === undefined ? 0 : sets.placeOf(rule.lead.bytes, leadTable(rule, rule.lead.bytes)) + 1;
  const last = Math.min(anchor.length, maximumDepth) | (flags << 8);
  const place = filters.placeOf(family, number);
  return [place, lead, rule.lead?.max ?? 0, reachBehind(rule), rule.ahead, last, ...quickTests(rule, sets)];
}

/** What the rule's matches hold, as src/detect/may-match.ts looks for it; a reader of structures asks no such thing. */
function quickTests({ run, assigned, structure }: Rule, sets: Sets): [number, number, number] {
  if (structure !== undefined) return [0, 0, 0];
  const [set, leastOfRun] = run === undefined ? [0, 0] : [sets.placeOf(`run ${run[0]}`, tableOf(run[0])), run[1]];
  if (assigned === undefined) return [set, leastOfRun, 0];
  const { least, most, isBelow, noBlank, word } = assigned;
  const kinds = (isBelow ? form.isBelow : 0) | (noBlank ? form.noBlank : 0) | (word === 'key' ? form.isKey : 0);
  return [set, leastOfRun | ((form.isAssigned | kinds) << 16), least | (most << 16)];
}

/** Tables of sets of bytes, each once. */
class Sets {
  readonly #places = new Map<string, number>();
  readonly #tables: Uint8Array[] = [];

  placeOf(key: string, table: Uint8Array): number {
    let place = this.#places.get(key);
    if (place === undefined) {
      place = this.#tables.length * 256;
      this.#places.set(key, place);
      this.#tables.push(table);
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
