// `leakgate rules test`: runs the examples of one's own rules through the engine, alone and beside the whole catalogue.
import { ownFamily } from '../config/own-rules/rule-terms.ts';
import type { RuleSet } from '../detect/detector.ts';
import { Detector } from '../detect/detector.ts';
import { extendRuleSet } from '../detect/extend-rule-set.ts';
import { fillTemplate } from '../detect/fill-template.ts';
import type { RuleSpec } from '../model/rule.ts';

/** How often each template is filled anew. */
const seeds = [1, 2, 3];

/** What is wrong with the examples of a rule, a sentence each; empty when all hold. Examples are named by place, never shown. */
function faultsOf({ id, examples }: RuleSpec, detector: Detector): string[] {
  const finds = (template: string) =>
    seeds.filter((seed) => {
      const bytes = Buffer.from(fillTemplate(template, seed));
      return detector.detect({ bytes, kind: 'text', via: [] }).some(({ rule }) => rule.id === id);
    }).length;
  const faults =
    examples.match.length === 0 ? ['has no example that must match: nothing shows that it finds anything'] : [];
  examples.match.forEach((template, at) => {
    const times = finds(template);
    if (times < seeds.length)
      faults.push(`examples.match[${at}] is not found${times > 0 ? ' each time it is filled' : ''}`);
  });
  examples.ignore.forEach((template, at) => {
    if (finds(template) > 0) faults.push(`examples.ignore[${at}] is found`);
  });
  return faults;
}

/** One line a rule, and how many failed. */
export function testOwnRules(
  rules: readonly RuleSpec[],
  base: RuleSet,
): { readonly lines: readonly string[]; readonly failed: number } {
  const detector = new Detector(extendRuleSet(base, ownFamily, rules, ''));
  let failed = 0;
  const lines = rules.flatMap((rule) => {
    const faults = faultsOf(rule, detector);
    if (faults.length > 0) failed++;
    const { match, ignore } = rule.examples;
    return faults.length === 0
      ? [`ok      ${rule.id}: finds ${match.length}, passes over ${ignore.length}`]
      : faults.map((fault) => `failed  ${rule.id}: ${fault}`);
  });
  return { lines, failed };
}
