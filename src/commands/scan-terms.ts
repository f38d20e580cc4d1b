// Flags → the terms of a scan: engine, policy flags, progress.

import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { PolicyFlags } from '../config/build-policy.ts';
import { loadPolicy, type PolicySource } from '../config/load-policy.ts';
import { knownValueRule } from '../detect/known-rule-id.ts';
import type { Repository } from '../git/repository.ts';
import { ToolError, UsageError } from '../model/errors.ts';
import type { Policy } from '../model/policy.ts';
import { type GapKind, gapKinds } from '../model/receipt.ts';
import type { Severity } from '../model/severity.ts';
import { leavesAnyPath, leavesWorkingRule } from '../pipeline/canary.ts';
import type { ScanTerms } from '../pipeline/scan-items.ts';
import { envNames } from '../sources/known-files.ts';
import type { CommandContext } from './command-context.ts';
import { type Engine, openDetector } from './open-detector.ts';
import { showProgress } from './show-progress.ts';
import { todayUtc } from './today-utc.ts';
import { uptime } from './uptime.ts';
import { version } from './version.ts';

function listOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? (value as string[]) : [];
}

function policyFlags({ flags }: CommandContext): PolicyFlags {
  const acceptGaps = listOf(flags['accept-gap']);
  for (const kind of acceptGaps)
    if (!(gapKinds as readonly string[]).includes(kind))
      throw new UsageError('bad-value', { name: '--accept-gap', value: kind, allowed: gapKinds.join(', ') });
  return {
    severity: flags.severity as Severity | undefined,
    rules: listOf(flags.rule),
    acceptGaps: acceptGaps as readonly GapKind[],
    noInlineAllow: flags['no-inline-allow'] === true,
    isPolicyFromElsewhere: flags['policy-from'] !== undefined,
  };
}

function namedFile(context: CommandContext, flag: 'config' | 'baseline') {
  const file = context.flags[flag];
  if (typeof file !== 'string') return undefined;
  try {
    return { file, bytes: readFileSync(resolve(context.cwd, file)) };
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? 'unknown';
    throw reason === 'ENOENT'
      ? new UsageError('no-such-path', { path: file })
      : new ToolError('unreadable-path', { path: file, reason });
  }
}

async function readPolicy(
  context: CommandContext,
  engine: Engine,
  files: Pick<PolicySource, 'read' | 'readBefore'>,
): Promise<Policy> {
  const policy = await loadPolicy({
    ...files,
    config: namedFile(context, 'config'),
    baseline: namedFile(context, 'baseline'),
    flags: policyFlags(context),
    today: todayUtc(),
    get ruleIds() {
      return engine.ruleIds;
    },
  });
  const ownIds = (policy.ownRules ?? []).map(({ id }) => id);
  for (const id of policy.onlyRules)
    if (!engine.ruleIds.has(id) && !ownIds.includes(id)) throw new UsageError('unknown-rule', { id });
  if (
    (policy.rules.size > 0 || policy.narrowed !== undefined) &&
    !leavesWorkingRule(
      policy,
      [...engine.ruleIds, ...ownIds].filter((id) => id !== knownValueRule),
    )
  )
    throw new UsageError('no-working-rule', { file: policy.configFile });
  if (!leavesAnyPath(policy.configChange?.now ?? policy))
    throw new UsageError('no-path-left', { file: policy.configFile });
  return policy;
}

export interface RunTerms {
  /** As the user typed it, `hook pre-push`. */
  readonly command: string;
  readonly unit: string;
  readonly isChange: boolean;
  /** The repository whose own .env values are looked for; none where it is not the user's own. */
  readonly knownIn?: Repository;
  /** A history is swept by threads, which take rules of one's own alone. */
  readonly isSweep?: boolean;
}

/** The engine with the rules of the config, and with the values of the user's own .env. */
async function detectorFor(engine: Engine, policy: Policy, { knownIn, isSweep }: RunTerms) {
  const known =
    knownIn !== undefined && envNames(knownIn).own.length > 0
      ? (await import('./known-rules.ts')).knownRules(knownIn)
      : null;
  if (known !== null && isSweep !== true && policy.rulesText === undefined)
    return { policy, detector: (await import('./extend-engine.ts')).pairEngine(engine, known) };
  if (known === null && policy.rulesText === undefined) return { policy, detector: engine.detector };
  const extended: Policy = {
    ...policy,
    ownRules: [...(policy.ownRules ?? []), ...(known?.rules ?? [])],
    rulesText: `${policy.rulesText ?? ''}${known?.digest ?? ''}`,
  };
  return { policy: extended, detector: (await import('./extend-engine.ts')).extendEngine(engine, extended) };
}

/** Everything a scanning command needs besides its source. `files` reads the policy files of what is judged. */
export async function scanTerms(
  context: CommandContext,
  terms: RunTerms,
  files: Pick<PolicySource, 'read' | 'readBefore'>,
  engine: Engine = openDetector(context.installation),
): Promise<ScanTerms> {
  const { policy, detector } = await detectorFor(engine, await readPolicy(context, engine, files), terms);
  const { command, unit, isChange } = terms;
  return {
    command,
    unit,
    isChange,
    version,
    detector,
    policy,
    now: uptime,
    progress: context.flags.quiet === true ? undefined : showProgress(terms.unit, context),
  };
}
