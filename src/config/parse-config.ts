// Text of leakgate.json → Config. Whatever is not understood is refused: a key that is misspelt must not pass for policy.
import { ConfigError } from '../model/errors.ts';
import { type GapKind, gapKinds } from '../model/receipt.ts';
import { type Severity, severities } from '../model/severity.ts';
import { type Config, defaultConfig } from './config.ts';
import type { JsonObject, JsonValue } from './json-value.ts';
import { readTerms } from './own-rules/read-terms.ts';
import type { OwnRuleEntry, RuleTerms } from './own-rules/rule-terms.ts';
import { readPlainJson } from './plain-json.ts';
import { isDeceptive } from './policy-text.ts';
import { checkGlobs } from './read-glob.ts';
import { readJson } from './read-json.ts';

export interface ConfigSource {
  /** Where the text stands, for messages. */
  readonly file: string;
  /** When given, a rule that is not among them is refused. */
  readonly ruleIds?: ReadonlySet<string>;
}

export type Fail = (key: string, reason: string) => never;
type Reader = (value: JsonValue, fail: Fail, source: ConfigSource) => Partial<Config>;

const mostRuleFiles = 20;

export const ruleId = /^(?=.{1,100}$)[a-z0-9]+(?:-[a-z0-9]+)*$/;
/** 16 random bytes as hex have 32; the default has 8. Short ones would let digests be compared across repositories. */
const saltText = /^[\x21-\x7e]{8,128}$/;

const readers: Readonly<Record<string, Reader>> = {
  $schema: (value, fail) => (typeof value === 'string' ? {} : fail('$schema', 'takes a text')),
  rules: readRules,
  ruleFiles: (value, fail) => ({ ruleFiles: readRuleFiles(value, fail) }),
  paths: (value, fail) => ({ ignoredPaths: readPaths(value, fail) }),
  severity: (value, fail) => ({
    severity: oneOf(severities, value) ?? fail('severity', `takes ${severities.join(', ')}`),
  }),
  acceptGaps: (value, fail) => ({ acceptGaps: readGaps(value, fail) }),
  salt: (value, fail) =>
    typeof value === 'string' && saltText.test(value)
      ? { salt: value }
      : fail('salt', 'takes 8 to 128 ASCII characters without spaces'),
  baseline: (value, fail) => ({
    baseline: isInnerPath(value)
      ? value
      : fail('baseline', 'takes a path inside the repository, relative to its top level'),
  }),
};

/**
 * Reads leakgate.json: comments and trailing commas allowed, data only.
 * @throws ConfigError bad-config, naming file and key
 */
export function parseConfig(text: string, source: ConfigSource): Config {
  return checkConfig(readPlainJson(text) ?? readJson(text, source.file), source);
}

export function failIn(file: string): Fail {
  return (key, reason) => {
    throw new ConfigError('bad-config', { file, key, reason: `"${key}" ${reason}` });
  };
}

/** Checks the value of a config that was read already. Throws as `parseConfig`. */
export function checkConfig(value: JsonValue, source: ConfigSource): Config {
  const fail = failIn(source.file);
  if (!isObject(value)) {
    throw new ConfigError('bad-config', { file: source.file, reason: 'it must hold an object: { … }' });
  }
  const config = { ...defaultConfig, file: source.file };
  for (const [key, part] of value) {
    const reader = Object.hasOwn(readers, key) ? readers[key] : undefined;
    if (reader === undefined) return fail(shown(key), 'is not a key of the config');
    Object.assign(config, reader(part, fail, source));
  }
  return config;
}

/** By rule id: `off`, a severity, narrower terms, or (with a pattern) a rule of the repository's own, which is checked later. */
function readRules(value: JsonValue, fail: Fail, { ruleIds, file }: ConfigSource): Partial<Config> {
  if (!isObject(value)) return fail('rules', 'takes an object: rule id to "off", a severity, or an object');
  const rules = new Map<string, 'off' | Severity>();
  const ruleTerms = new Map<string, RuleTerms>();
  const ownRuleEntries: OwnRuleEntry[] = [];
  for (const [id, setting] of value) {
    const key = `rules.${shown(id)}`;
    if (isObject(setting) && setting.has('pattern')) {
      ownRuleEntries.push({ id, value: setting, file, key });
      continue;
    }
    const isId = ruleIds?.has(id) ?? ruleId.test(id);
    if (!isId) fail(key, 'names no rule; `leakgate rules` lists them, and a rule of your own has a "pattern"');
    if (isObject(setting)) {
      const { severity, ...terms } = readTerms(setting, (part, reason) => fail(`${key}.${part}`, reason));
      if (severity) rules.set(id, severity);
      if (Object.keys(terms).length > 0) ruleTerms.set(id, terms);
      continue;
    }
    const plain = oneOf(['off', ...severities] as const, setting);
    rules.set(id, plain ?? fail(key, `takes off, ${severities.join(', ')}, or an object`));
  }
  return { rules, ruleTerms, ownRuleEntries };
}

function readRuleFiles(value: JsonValue, fail: Fail): readonly string[] {
  if (!isTextList(value) || value.length > mostRuleFiles)
    return fail('ruleFiles', `takes a list of at most ${mostRuleFiles} paths`);
  value.forEach((path, at) => {
    if (!isInnerPath(path)) fail(`ruleFiles[${at}]`, 'takes a path inside the repository, relative to its top level');
  });
  return value;
}

function readPaths(value: JsonValue, fail: Fail): readonly string[] {
  if (!isObject(value)) return fail('paths', 'takes an object with the key "ignore"');
  for (const key of value.keys()) if (key !== 'ignore') fail(`paths.${shown(key)}`, 'is not a key of the config');
  const globs = value.get('ignore') ?? [];
  if (!isTextList(globs)) return fail('paths.ignore', 'takes a list of globs');
  const fault = checkGlobs(globs);
  return fault === null ? globs : fail(fault.at === null ? 'paths.ignore' : `paths.ignore[${fault.at}]`, fault.reason);
}

function readGaps(value: JsonValue, fail: Fail): ReadonlySet<GapKind> {
  if (!isTextList(value)) return fail('acceptGaps', 'takes a list of kinds of gap');
  const gaps = value.map(
    (kind, at) => oneOf(gapKinds, kind) ?? fail(`acceptGaps[${at}]`, `takes ${gapKinds.join(', ')}`),
  );
  return new Set(gaps);
}

function isInnerPath(value: JsonValue): value is string {
  if (typeof value !== 'string' || value === '' || value.length > 1000 || isDeceptive(value)) return false;
  return (
    !/^[A-Za-z]:|\\/.test(value) &&
    !value.split('/').some((part) => ['', '.', '..', '.git'].includes(part.toLowerCase()))
  );
}

export function isObject(value: JsonValue): value is JsonObject {
  return value instanceof Map;
}

function isTextList(value: JsonValue): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

function oneOf<T extends string>(allowed: readonly T[], value: JsonValue): T | undefined {
  return allowed.find((item) => item === value);
}

// Somebody may have pasted anything in the place of a key; only what looks like a name is repeated.
export function shown(key: string): string {
  return /^[A-Za-z$][A-Za-z0-9_$.-]{0,39}$/.test(key) ? key : '…';
}
