import { describe, expect, it } from 'vitest';
import { families } from '../../../rules/index.ts';
import { packRules } from '../../../src/detect/pack-rules.ts';
import { PackedIndex, readPackedRule } from '../../../src/detect/packed-rules.ts';
import { buildRuleTables } from '../../../src/detect/rule-index.ts';

const tables = buildRuleTables(families, 'digest of the rules');
const specs = families.map(({ rules }) => rules);
const packed = packRules(tables, specs);

describe('the packed rules', () => {
  it('say of every anchor what the tables say', () => {
    const index = new PackedIndex(packed.index);
    expect(index.digest).toBe(tables.digest);
    expect(index.families).toEqual(tables.families);
    expect(index.ruleIds).toEqual(tables.ruleIds);
    expect(tables.anchors.map((_, number) => index.anchor(number))).toEqual(tables.anchors);
    expect(tables.anchors.map((_, number) => index.usesOf(number))).toEqual(tables.uses);
  });

  it('give every rule back but its examples', () => {
    const index = new PackedIndex(packed.index);
    for (const [family, rules] of specs.entries()) {
      expect(index.rulesIn(family)).toBe(rules.length);
      for (const [rule, spec] of rules.entries()) {
        const read = readPackedRule(packed.rules.subarray(...index.placeOf(family, rule)));
        const plain = JSON.parse(JSON.stringify({ ...spec, pattern: spec.pattern.source }));
        expect({ ...read, pattern: read.pattern.source }).toEqual({ ...plain, examples: { match: [], ignore: [] } });
      }
    }
  });

  it('are read from any offset, and refused in another form', () => {
    const shifted = Buffer.concat([Buffer.from([0]), packed.index]).subarray(1);
    expect(new PackedIndex(shifted).anchor(7)).toBe(tables.anchors[7]);
    const other = Buffer.from(packed.index);
    other[0] = 99;
    expect(() => new PackedIndex(other)).toThrow(/form 99/);
  });
});
