// Writes the file form of the rule index and of the rules, which `packed-rules.ts` describes and reads. Run by the build.
import type { RuleSpec } from '../model/rule.ts';
import { formVersion, noExact, startsWordFlag, useWords } from './packed-rules.ts';
import type { RuleTables } from './rule-index.ts';

export interface PackedRules {
  readonly index: Buffer;
  readonly rules: Buffer;
}

/** The JSON of a rule as it is stored; its examples are for tests alone. */
function ruleJson({ examples: _, pattern, ...spec }: RuleSpec): string {
  return JSON.stringify({ ...spec, pattern: pattern.source });
}

/** Packs tables and rules, for the build to write. `specs` are in the order of `tables.ruleIds`. */
export function packRules(tables: RuleTables, specs: readonly (readonly RuleSpec[])[]): PackedRules {
  const texts: string[] = [...tables.anchors];
  let textLength = texts.join('').length;
  const firstRules = startsOf(specs.map(({ length }) => length));
  const useRows = tables.uses.flat().flatMap(({ family, rule, exact, startsWord }) => {
    const spelling = exact === null ? noExact : textLength;
    if (exact !== null) {
      texts.push(exact);
      textLength += exact.length;
    }
    return [firstRules[family] + rule, startsWord ? startsWordFlag : 0, spelling];
  });
  const bodies = specs.flat().map((spec) => Buffer.from(ruleJson(spec)));
  const words = [
    ...[formVersion, specs.length, bodies.length, tables.anchors.length, useRows.length / useWords, textLength],
    ...startsOf(bodies.map(({ length }) => length)),
    ...firstRules,
    ...startsOf(tables.anchors.map(({ length }) => length)),
    ...startsOf(tables.uses.map(({ length }) => length)),
    ...useRows,
  ];
  const names = [tables.digest, tables.families.join(' '), tables.ruleIds.join(' ')].join('\n');
  const packed = Buffer.from(Uint32Array.from(words).buffer);
  const index = Buffer.concat([packed, Buffer.from(texts.join(''), 'latin1'), Buffer.from(names, 'latin1')]);
  return { index, rules: Buffer.concat(bodies) };
}

/** Running sums: where each of pieces of these lengths begins, and the end of the last. */
function startsOf(lengths: readonly number[]): number[] {
  const starts = [0];
  for (const length of lengths) starts.push(starts[starts.length - 1] + length);
  return starts;
}
