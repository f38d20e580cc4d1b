// The policy files of one repository → Policy. Reading is handed in: from the index, a commit, or the disk.
import { ConfigError } from '../model/errors.ts';
import type { IgnoreEntry, Policy } from '../model/policy.ts';
import { addedLines } from './added-lines.ts';
import { buildPolicy, type PolicyFlags } from './build-policy.ts';
import { type Config, defaultConfig, policyFileNames } from './config.ts';
import type { ConfigSource } from './parse-config.ts';
import { parseIgnores } from './parse-ignores.ts';
import { decodePolicyText } from './policy-text.ts';

/** Content of a file by its path from the top level; null when it is not there. */
export type ReadPolicyFile = (path: string) => Uint8Array | null | Promise<Uint8Array | null>;

export interface PolicySource {
  /** The state that is judged: the index, the end of a range, HEAD, or what `--policy-from` names. */
  readonly read: ReadPolicyFile;
  /** The state before the change under judgement; leave it away when no change is judged, or with `--policy-from`. */
  readonly readBefore?: ReadPolicyFile;
  /** `--config` and `--baseline`: files that were read already, standing in for those of the repository. */
  readonly config?: NamedFile;
  readonly baseline?: NamedFile;
  readonly flags: PolicyFlags;
  /** `YYYY-MM-DD`. */
  readonly today: string;
  readonly ruleIds?: ReadonlySet<string>;
}

export interface NamedFile {
  readonly file: string;
  readonly bytes: Uint8Array;
}

/**
 * Reads config, ignores and baseline, compares them with the state before, and builds the policy.
 * @throws ConfigError bad-config, two-configs, bad-ignore-line
 */
export async function loadPolicy(source: PolicySource): Promise<Policy> {
  const { flags, today } = source;
  const config = await withOwnRules(
    source.config ? await parseNamed(source.config, source) : await readConfig(source.read, source),
    source.read,
    source,
  );
  const configBefore =
    source.readBefore && !source.config ? await configBeforeChange(source.readBefore, source.read, config) : config;
  const isConfigEdited = !isSameConfig(configBefore, config);
  const ignores = await readEntries({ file: policyFileNames.ignores, gives: 'allowed' }, source);
  // A file that the change makes the baseline is compared with the baseline as it was, not with its own past.
  const baseline = { file: config.baseline, fileBefore: configBefore.baseline, gives: 'known' } as const;
  const known = source.baseline ? parseEntries(source.baseline, 'known') : await readEntries(baseline, source);
  const entries = [...ignores, ...known];
  const edited = entries.filter((entry) => entry.isFromChange).map((entry) => entry.file);
  const files = [...new Set([...(isConfigEdited ? [config.file] : []), ...edited])];
  const change = source.readBefore && { files, ...(isConfigEdited ? { configBefore } : {}) };
  return buildPolicy({ config, entries, flags, today, change });
}

/**
 * The config of a repository: leakgate.json, the `leakgate` key of package.json, or the defaults.
 * @throws ConfigError bad-config, two-configs
 */
export async function readConfig(read: ReadPolicyFile, terms: Pick<PolicySource, 'ruleIds'> = {}): Promise<Config> {
  const [own, manifest] = await configTexts(read);
  const inManifest = manifest === null ? null : await readManifest(manifest, terms);
  if (own === null) return inManifest ?? defaultConfig;
  if (inManifest !== null) throw new ConfigError('two-configs');
  return parseNamed({ file: policyFileNames.config, bytes: own }, terms);
}

async function configTexts(read: ReadPolicyFile): Promise<readonly [Uint8Array | null, Uint8Array | null]> {
  return [await read(policyFileNames.config), await read(policyFileNames.package)];
}

async function parseNamed({ file, bytes }: NamedFile, terms: Pick<PolicySource, 'ruleIds'>): Promise<Config> {
  const { parseConfig } = await import('./parse-config.ts');
  return parseConfig(decodePolicyText(bytes, file), sourceOf(file, terms));
}

/** Few configs name a rule, and the list of all takes a moment. */
function sourceOf(file: string, terms: Pick<PolicySource, 'ruleIds'>): ConfigSource {
  return {
    file,
    get ruleIds() {
      return terms.ruleIds;
    },
  };
}

async function readManifest(bytes: Uint8Array, terms: Pick<PolicySource, 'ruleIds'>): Promise<Config | null> {
  const file = policyFileNames.package;
  const { configFromPackageJson } = await import('./config-from-package.ts');
  return configFromPackageJson(decodePolicyText(bytes, file), sourceOf(file, terms));
}

// A config that was broken before must not keep anyone from repairing it: then the defaults are what is compared with.
async function configBeforeChange(readBefore: ReadPolicyFile, read: ReadPolicyFile, now: Config): Promise<Config> {
  // The very same bytes, as nearly always: they need no second look.
  const [texts, textsBefore] = [await configTexts(read), await configTexts(readBefore)];
  if (now.ruleFiles.length === 0 && texts.every((text, at) => text === textsBefore[at])) return now;
  try {
    return await withOwnRules(await readConfig(readBefore), readBefore);
  } catch (error) {
    if (error instanceof ConfigError) return defaultConfig;
    throw error;
  }
}

/** Rules of one's own are rare: their checks are loaded only for a config that has some. */
async function withOwnRules(
  config: Config,
  read: ReadPolicyFile,
  terms: Pick<PolicySource, 'ruleIds'> = {},
): Promise<Config> {
  if (config.ownRuleEntries.length === 0 && config.ruleFiles.length === 0) return config;
  const { loadOwnRules } = await import('./own-rules/load-own-rules.ts');
  return loadOwnRules(config, read, terms.ruleIds);
}

function isSameConfig(a: Config, b: Config): boolean {
  if (a === b) return true;
  const text = ({ file: _, ownRuleEntries: __, ...config }: Config) =>
    JSON.stringify({
      ...config,
      rules: [...config.rules].sort(),
      ruleTerms: [...config.ruleTerms].sort(),
      ownRules: [...config.ownRules.values()].map(({ spec: _, ...rule }) => rule),
      acceptGaps: [...config.acceptGaps].sort(),
    });
  return text(a) === text(b);
}

interface EntryFile {
  readonly file: string;
  /** Its name before the change, where that differs. */
  readonly fileBefore?: string;
  readonly gives: IgnoreEntry['gives'];
}

async function readEntries(
  { file, fileBefore, gives }: EntryFile,
  { read, readBefore }: PolicySource,
): Promise<readonly IgnoreEntry[]> {
  const bytes = await read(file);
  if (bytes === null) return [];
  if (readBefore === undefined) return parseEntries({ file, bytes }, gives);
  const before = await readBefore(fileBefore ?? file);
  return parseEntries({ file, bytes }, gives, before === null ? '' : Buffer.from(before).toString('utf8'));
}

/** @param before text before the change under judgement, when one is judged */
function parseEntries({ file, bytes }: NamedFile, gives: IgnoreEntry['gives'], before?: string) {
  const text = decodePolicyText(bytes, file);
  return parseIgnores(text, { file, gives, addedLines: before === undefined ? undefined : addedLines(text, before) });
}
