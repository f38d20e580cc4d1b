// The rules as the build left them beside the command: the index and automaton at start, a family when an anchor hits.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RuleSpec } from '../model/rule.ts';

export interface BuiltRules {
  /** JSON of the rule index. */
  readonly index: string;
  /** The packed automaton. */
  readonly automaton: Buffer;
  readonly loadFamily: (id: string) => readonly RuleSpec[];
}

/** Reads `rules/` in `folder`, the folder of the running bundle. Throws when the installation is damaged. */
export function builtRules(folder: string): BuiltRules {
  const rules = join(folder, 'rules');
  const loaded = new Map<string, readonly RuleSpec[]>();
  return {
    index: readFileSync(join(rules, 'index.json'), 'utf8'),
    automaton: readFileSync(join(rules, 'automaton.bin')),
    loadFamily(id) {
      let family = loaded.get(id);
      if (!family) {
        family = require(join(rules, `${id}.js`)) as readonly RuleSpec[];
        loaded.set(id, family);
      }
      return family;
    },
  };
}
