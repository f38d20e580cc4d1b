// The quick test before a rule's pattern runs: do the bytes at the anchor look like the beginning of a match?
import type { Rule } from '../model/rule.ts';

/** 256 flags, by byte. */
type Table = Uint8Array;

const tablesBySet = new Map<string, Table>();
const tablesOfRules = new WeakMap<Rule, readonly Table[]>();

/** 256 flags, by byte, of a set in hex. */
export function tableOf(set: string): Table {
  let table = tablesBySet.get(set);
  if (!table) {
    const bits = Buffer.from(set, 'hex');
    table = new Uint8Array(256);
    for (let byte = 0; byte < 256; byte++) table[byte] = (bits[byte >> 3] >> (byte & 7)) & 1;
    tablesBySet.set(set, table);
  }
  return table;
}

function tablesOf(rule: Rule): readonly Table[] {
  let tables = tablesOfRules.get(rule);
  if (!tables) {
    tables = (rule.head ?? []).flatMap(([set, times]) => new Array<Table>(times).fill(tableOf(set)));
    tablesOfRules.set(rule, tables);
  }
  return tables;
}

/** False when no match of `rule` begins at bytes[at]; true says nothing. */
export function fitsHead(rule: Rule, bytes: Uint8Array, at: number): boolean {
  const tables = tablesOf(rule);
  // The end first: it is where texts that only look alike differ.
  for (let offset = tables.length - 1; offset >= 0; offset--)
    if (tables[offset][bytes[at + offset]] !== 1) return false;
  return true;
}
