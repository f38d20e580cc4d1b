// The engine over the rules that the build left beside the running bundle.
import { builtRules } from '../config/built-rules.ts';
import { unpackAutomaton } from '../detect/automaton/automaton.ts';
import { Detector, type RuleSet } from '../detect/detector.ts';
import type { RuleIndex } from '../detect/rule-index.ts';
import { ToolError } from '../model/errors.ts';

export interface Engine {
  readonly detector: Detector;
  readonly ruleIds: ReadonlySet<string>;
  readonly families: readonly string[];
  /** What the detector runs; `extendEngine` adds to it. */
  readonly ruleSet: RuleSet;
}

/**
 * Opens the rules in `installation`, the folder of the bundle.
 * @throws ToolError broken-installation when they cannot be read
 */
export function openDetector(installation: string): Engine {
  try {
    const { index, automaton, loadFamily } = builtRules(installation);
    const parsed = JSON.parse(index) as RuleIndex;
    const ruleSet = { index: parsed, automaton: unpackAutomaton(automaton), loadFamily };
    const detector = new Detector(ruleSet);
    return { detector, ruleIds: new Set(parsed.ruleIds), families: parsed.families, ruleSet };
  } catch (cause) {
    throw new ToolError('broken-installation', {}, { cause });
  }
}
