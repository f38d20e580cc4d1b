// The engine over the rules that the build left beside the running bundle.
import { builtRules } from '../config/built-rules.ts';
import { unpackAutomaton } from '../detect/automaton/automaton.ts';
import { Detector, type RuleSet } from '../detect/detector.ts';
import { knownValueRule } from '../detect/known-rule-id.ts';
import { PackedIndex, readPackedRule } from '../detect/packed-rules.ts';
import type { RuleFilters } from '../detect/rule-filters.ts';
import { readWhole } from '../git/read-whole.ts';
import { ToolError } from '../model/errors.ts';
import type { RuleSpec } from '../model/rule.ts';

/** Memory that src/launch.ts read the code into: its pages are there already. Not in tests. */
declare const __spare: Buffer | undefined;
let spare = typeof __spare === 'undefined' ? undefined : __spare;

/** Once: a second automaton would lie over the first. */
function takeSpare(): Buffer | undefined {
  const taken = spare;
  spare = undefined;
  return taken;
}

export interface Engine {
  readonly detector: Detector;
  readonly ruleIds: ReadonlySet<string>;
  readonly families: readonly string[];
  /** What the detector runs; `extendEngine` adds to it. */
  readonly ruleSet: RuleSet;
}

function broken(cause: unknown): ToolError {
  return new ToolError('broken-installation', {}, { cause });
}

/** The filters that the build left in `bytes`: a list of their places by rule number, then the filters. */
function openFilters(bytes: Buffer, index: PackedIndex): RuleFilters {
  return { bytes, placeOf: (family, rule) => bytes.readUInt32LE(4 * index.numberOf(family, rule)) };
}

/**
 * Opens the rules in `installation`, the folder of the bundle.
 * @throws ToolError broken-installation when they cannot be read; from the detector, too
 */
export function openDetector(installation: string): Engine {
  try {
    const built = builtRules(installation, readWhole, takeSpare());
    const index = new PackedIndex(built.index);
    const loadRule = (family: number, rule: number): RuleSpec => {
      try {
        return readPackedRule(built.rules(...index.placeOf(family, rule)));
      } catch (cause) {
        throw broken(cause);
      }
    };
    const loadFamily = (id: string) => {
      const family = index.families.indexOf(id);
      return Array.from({ length: index.rulesIn(family) }, (_, rule) => loadRule(family, rule));
    };
    const loadFilters = () => openFilters(built.filters(), index);
    const ruleSet = {
      index,
      automaton: unpackAutomaton(built.automaton),
      loadFamily,
      loadRule,
      loadFilters,
      loadTables: built.tables,
    };
    let ruleIds: ReadonlySet<string> | null = null;
    return {
      detector: new Detector(ruleSet),
      ruleSet,
      families: index.families,
      get ruleIds() {
        ruleIds ??= new Set([...index.ruleIds, knownValueRule]);
        return ruleIds;
      },
    };
  } catch (cause) {
    throw broken(cause);
  }
}
