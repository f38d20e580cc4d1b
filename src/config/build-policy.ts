// Config, entries and flags → Policy, the one thing that decide/ sees of them.
import type { IgnoreEntry, Narrowing, Policy, Settings } from '../model/policy.ts';
import type { GapKind } from '../model/receipt.ts';
import type { Severity } from '../model/severity.ts';
import type { Config } from './config.ts';
import { findLoosened } from './find-loosened.ts';
import { matchPaths, matchPlainPaths } from './match-paths.ts';
import { formerRules, ruleText } from './own-rules/former-rules.ts';

/** What the command line says about policy. */
export interface PolicyFlags {
  /** `--severity`; stands above the config. */
  readonly severity?: Severity;
  /** `--rule`, any number of times. */
  readonly rules?: readonly string[];
  /** `--accept-gap`; added to those of the config. */
  readonly acceptGaps?: readonly GapKind[];
  /** `--no-inline-allow`. */
  readonly noInlineAllow?: boolean;
  /** `--policy-from` was given: comments in the change under judgement count as little as its files. */
  readonly isPolicyFromElsewhere?: boolean;
}

export interface PolicyParts {
  readonly config: Config;
  /** Entries of the ignore file and the baseline. */
  readonly entries: readonly IgnoreEntry[];
  readonly flags: PolicyFlags;
  /** `YYYY-MM-DD`. */
  readonly today: string;
  /** The change under judgement, when it touches policy files. `configBefore` only when it edits the config. */
  readonly change?: { readonly files: readonly string[]; readonly configBefore?: Config };
}

/** @throws ConfigError bad-config for a glob that is refused */
export async function buildPolicy({ config, entries, flags, today, change }: PolicyParts): Promise<Policy> {
  const now = await settingsOf(config, flags);
  const configBefore = change?.configBefore;
  const before = configBefore === undefined ? now : await settingsOf(configBefore, flags);
  return {
    ...now,
    isIgnoredPath: (path) => now.isIgnoredPath(path) && before.isIgnoredPath(path),
    isRuleOff: (id) => now.rules.get(id) === 'off' && before.rules.get(id) === 'off',
    ...ownRulesOf(config, configBefore),
    ignoredPaths: config.ignoredPaths,
    onlyRules: new Set(flags.rules ?? []),
    salt: config.salt,
    entries,
    acceptedGaps: new Set([...config.acceptGaps, ...(flags.acceptGaps ?? [])]),
    usesAllowComments: flags.noInlineAllow !== true && flags.isPolicyFromElsewhere !== true,
    today,
    configFile: config.file,
    filesFromChange: change?.files ?? [],
    ...(configBefore === undefined ? {} : { configChange: { now, before } }),
    changeNotes: configBefore === undefined ? [] : findLoosened(configBefore, config),
  };
}

/**
 * Nothing for the usual config, which has neither rules of its own nor narrowed ones. Rules that a change takes away or alters
 * are among them as they were.
 */
function ownRulesOf({ ownRules, ruleTerms }: Config, before?: Config): Pick<Policy, 'ownRules' | 'rulesText'> {
  const former = before === undefined ? [] : formerRules(before, ownRules);
  if (ownRules.size === 0 && ruleTerms.size === 0 && former.length === 0) return {};
  const own = [...ownRules.values()];
  const specs = [...own.map(({ spec }) => spec), ...former.map(({ spec }) => ({ ...spec, isFormer: true as const }))];
  const rulesText = JSON.stringify([own.map(ruleText), former.map(ruleText), [...ruleTerms].sort()]);
  return { rulesText, ...(specs.length > 0 ? { ownRules: specs } : {}) };
}

const never = () => false;

async function settingsOf(config: Config, flags: PolicyFlags): Promise<Settings> {
  return {
    blocksFrom: flags.severity ?? config.severity,
    rules: config.rules,
    ...(config.ruleTerms.size === 0 ? {} : { narrowed: await narrowedRules(config) }),
    isIgnoredPath: config.ignoredPaths.length === 0 ? never : await matchPaths(config.ignoredPaths, config.file),
  };
}

async function narrowedRules({ ruleTerms }: Config): Promise<ReadonlyMap<string, Narrowing>> {
  const narrowed = new Map<string, Narrowing>();
  for (const [id, { paths, ignorePaths, ...terms }] of ruleTerms) {
    const isIn = paths && (await matchPlainPaths(paths));
    const isOut = ignorePaths && (await matchPlainPaths(ignorePaths));
    const isWantedPath =
      isIn || isOut ? (path: string) => (isIn?.(path) ?? true) && !(isOut?.(path) ?? false) : undefined;
    narrowed.set(id, { ...terms, isWantedPath });
  }
  return narrowed;
}
