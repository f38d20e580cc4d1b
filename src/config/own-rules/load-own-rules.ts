// Checks the rules of one's own in a config, and reads those in the files that it names.
import { ConfigError } from '../../model/errors.ts';
import type { Config } from '../config.ts';
import type { JsonObject, JsonValue } from '../json-value.ts';
import type { ReadPolicyFile } from '../load-policy.ts';
import { failIn, isObject, ruleId, shown } from '../parse-config.ts';
import { decodePolicyText } from '../policy-text.ts';
import { readJson } from '../read-json.ts';
import { readOwnRule } from './read-own-rule.ts';
import { mostOwnRules, type OwnRule, type OwnRuleEntry } from './rule-terms.ts';

/**
 * `config` with its own rules checked and ready.
 * @param ruleIds ids of the catalogue, which no rule of one's own may take
 * @throws ConfigError bad-config, naming file and key
 */
export async function loadOwnRules(
  config: Config,
  read: ReadPolicyFile,
  ruleIds?: ReadonlySet<string>,
): Promise<Config> {
  const entries = [...config.ownRuleEntries];
  for (const file of config.ruleFiles) {
    const bytes = await read(file);
    if (bytes === null)
      throw new ConfigError('bad-config', {
        file: config.file,
        key: 'ruleFiles',
        reason: `"ruleFiles" names ${file}, which is not there`,
      });
    entries.push(...entriesOf(readJson(decodePolicyText(bytes, file), file), file));
  }
  const ownRules = new Map<string, OwnRule>();
  for (const { id, value, file, key } of entries) {
    const fail = failIn(file);
    if (!ruleId.test(id)) fail(key, 'is no id for a rule: lower-case letters, digits, and dashes between them');
    if (ruleIds?.has(id)) fail(key, 'is the id of a rule of the catalogue; give yours another');
    if (ownRules.has(id)) fail(key, 'is the id of another rule of yours');
    if (ownRules.size >= mostOwnRules) fail('rules', `takes at most ${mostOwnRules} rules of your own`);
    ownRules.set(
      id,
      readOwnRule(id, value, file, (part, reason) => fail(`${key}.${part}`, reason)),
    );
  }
  return { ...config, ownRules };
}

/** A file of rules: an object with the key `rules`, rule id to rule. */
function entriesOf(value: JsonValue, file: string): OwnRuleEntry[] {
  const fail = failIn(file);
  const rules = isObject(value) ? value.get('rules') : undefined;
  if (!isObject(value) || rules === undefined || !isObject(rules))
    return fail('rules', 'takes an object: rule id to rule');
  for (const key of value.keys())
    if (key !== 'rules' && key !== '$schema') fail(shown(key), 'is not a key of a file of rules');
  return [...rules].map(([id, rule]) => {
    const key = `rules.${shown(id)}`;
    return {
      id,
      value: isObject(rule) ? (rule as JsonObject) : fail(key, 'takes an object with a "pattern"'),
      file,
      key,
    };
  });
}
