// `leakgate history [repository]`: everything the repository holds, reachable or not.
import { resolve } from 'node:path';
import type { PolicySource } from '../config/load-policy.ts';
import { mayHavePathRule } from '../decide/may-have-path-rule.ts';
import { isHeadUnborn } from '../git/head-state.ts';
import { openSweepFile } from '../git/memory/sweep-file.ts';
import { type BackendName, openHistory } from '../git/open-history.ts';
import type { ThreadTerms } from '../git/pack/sweep-thread.ts';
import { objectText } from '../git/parse-commit.ts';
import { openRepository, type Repository } from '../git/repository.ts';
import { UsageError } from '../model/errors.ts';
import type { ExitCode } from '../model/exit-code.ts';
import type { Report } from '../model/report.ts';
import { type SweepTerms, sweepHistory } from '../pipeline/sweep-history.ts';
import type { CommandContext } from './command-context.ts';
import { endOnSignal } from './end-on-signal.ts';
import { finishRun } from './finish-run.ts';
import { jobsOf } from './jobs-of.ts';
import { memoryTerms } from './memory-terms.ts';
import { openDetector } from './open-detector.ts';
import { ownRulesOf } from './own-rules-of.ts';
import { noPolicyFiles, policyFiles } from './policy-files.ts';
import { scanTerms } from './scan-terms.ts';
import { wipeProgress } from './show-progress.ts';
import { readShard, termsDigest } from './sweep-shard.ts';
import { loadKernel, SweepThreads, type ThreadRules } from './sweep-threads.ts';

/** A day in UTC, or a full ISO 8601 time. */
function parseSince(value: unknown): Date | undefined {
  if (typeof value !== 'string') return undefined;
  const date = /^\d{4}-\d{2}-\d{2}(?:T[\d:.]+(?:Z|[+-]\d{2}:\d{2})?)?$/.test(value)
    ? new Date(value)
    : new Date(Number.NaN);
  if (Number.isNaN(date.getTime()))
    throw new UsageError('bad-value', { name: '--since', value, allowed: 'a date such as 2026-01-31' });
  return date;
}

/** Only the repository one stands in is trusted to say what is harmless in it. */
function policyOf(
  repo: Repository,
  context: CommandContext,
  isOther: boolean,
  isPortable: boolean,
): Pick<PolicySource, 'read'> {
  if (isHeadUnborn(repo) || (isOther && !context.flags['trust-repo-config'])) return noPolicyFiles;
  const from = context.flags['policy-from'];
  if (!isPortable) return policyFiles(repo, { side: { rev: 'HEAD' } }, from);
  const rev = typeof from === 'string' ? from : 'HEAD';
  return { read: async (name) => (await import('../git/portable-policy.ts')).portablePolicyText(repo, rev, name) };
}

/**
 * The sweep of the repository that the context names.
 * @param policy the policy files to judge by; those of HEAD where absent
 */
export async function sweep(context: CommandContext, policy?: Pick<PolicySource, 'read'>): Promise<Report> {
  const { args, flags, cwd } = context;
  if (args.length > 1) throw new UsageError('extra-argument', { command: 'history', value: args[1] });
  const since = parseSince(flags.since);
  const shard = readShard(context);
  const isRecursive = flags['recurse-submodules'] === true;
  // Every object is hashed, so a part of them cannot be what is told of.
  if (flags.verify === true && (shard !== undefined || since !== undefined || isRecursive))
    throw new UsageError('bad-value', { name: '--verify', value: 'more or less', allowed: 'one whole repository' });
  // A part of the objects is a part of one repository's.
  if (isRecursive && shard !== undefined)
    throw new UsageError('bad-value', {
      name: '--shard',
      value: String(flags.shard),
      allowed: 'one repository at a time',
    });
  endOnSignal('objects', context);
  const isOther = args.length === 1;
  const repo = openRepository(isOther ? resolve(cwd, args[0]) : cwd, { isOther });
  const backend = (flags.backend as BackendName | undefined) ?? 'auto';
  const engine = openDetector(context.installation);
  // Threads start once the policy is known: it may bring rules of its own.
  let rules: ThreadRules = { detector: engine.detector };
  let threads: SweepThreads | undefined;
  const packTerms = () => {
    const { installation } = context;
    const jobs = jobsOf(context);
    const all = new SweepThreads(rules, { installation, jobs, isAsked: flags.jobs !== undefined });
    threads = all;
    return {
      jobs,
      kernel: loadKernel(installation),
      startThread: (thread: ThreadTerms) => all.start(thread),
      readyThreads: (entries: number) => all.ready(entries),
    };
  };
  const open = (one: Repository) => openHistory(one, { backend, since, shard, wantsName: mayHavePathRule, packTerms });
  const keeps = flags['no-cache'] !== true && !isRecursive && shard === undefined;
  const memory = () => openSweepFile(repo, memoryTerms(rules.detector.digest, context.installation));
  const history = await openHistory(repo, {
    ...{ backend, since, shard, wantsName: mayHavePathRule, packTerms },
    memory: keeps ? memory : undefined,
  });
  const files = policy ?? policyOf(repo, context, isOther, !history.usesGit);
  // Shards run on machines that need not have the same .env.
  const knownIn = isOther || shard !== undefined ? undefined : repo;
  const run = { command: 'history', unit: 'objects', isChange: false, knownIn, isSweep: true };
  const terms = await scanTerms(context, run, files, engine);
  rules = { detector: terms.detector, own: ownRulesOf(terms.policy) };
  const digest = termsDigest(terms.detector.digest, terms.policy);
  const sweepTerms: SweepTerms = {
    ...terms,
    keptUnder: keeps ? digest : undefined,
    textOf: objectText,
    layersTold: (content) => threads?.layersIn(content),
    // Lines that match nothing here may match in another shard, or in a submodule.
    coversAll: since === undefined && shard === undefined && !isRecursive,
    shard: shard && { ...shard, terms: digest },
  };
  try {
    let report = await sweepHistory(history, sweepTerms);
    if (flags.verify === true) {
      const { verifyObjects } = await import('./verify-objects.ts');
      report = await verifyObjects(repo, report, terms.policy.acceptedGaps);
    }
    if (!isRecursive) return report;
    const { addSubmodules } = await import('./sweep-submodules.ts');
    return await addSubmodules(repo, report, { open, terms: sweepTerms });
  } finally {
    // Whatever is said next, a failure too, begins on a line of its own.
    wipeProgress();
  }
}

export async function run(context: CommandContext): Promise<ExitCode> {
  return finishRun(await sweep(context), context);
}
