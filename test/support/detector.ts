// The engine over any families, built in memory as the build builds it on disk.
import { buildAutomaton } from '../../src/detect/automaton/build-automaton.ts';
import { Detector, type RuleSet } from '../../src/detect/detector.ts';
import { buildRuleTables, indexOver, type RuleFamily } from '../../src/detect/rule-index.ts';
import type { Candidate } from '../../src/model/candidate.ts';

export function createRuleSet(families: readonly RuleFamily[]): RuleSet {
  const tables = buildRuleTables(families, 'test');
  return {
    index: indexOver(tables),
    automaton: buildAutomaton(tables.anchors),
    loadRule: (family, rule) => families[family].rules[rule],
    loadFamily: (id) => families.find((family) => family.id === id)?.rules ?? [],
  };
}

export interface TestDetector {
  readonly detector: Detector;
  detect(text: string | Buffer): Candidate[];
}

/** A detector over `families`; `detect` takes text as UTF-8. */
export function createDetector(options: { families: readonly RuleFamily[] }): TestDetector {
  const detector = new Detector(createRuleSet(options.families));
  return {
    detector,
    detect: (text) => {
      const bytes = Buffer.isBuffer(text) ? text : Buffer.from(text);
      return detector.detect({ bytes, kind: bytes.includes(0) ? 'binary' : 'text', via: [] });
    },
  };
}
