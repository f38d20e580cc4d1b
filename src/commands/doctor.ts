// `leakgate doctor`: whether git really runs leakgate here, with what, and what would lead past it. Nothing is taken on
// trust: a made-up key is planted in a scratch repository with the hooks of this one, and has to be stopped.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { loadPolicy } from '../config/load-policy.ts';
import { openRepository, type Repository } from '../git/repository.ts';
import { runGitSync } from '../git/run-git.ts';
import { type TrialOutcome, tryCloneHooks, tryServerHooks } from '../git/try-hooks.ts';
import { findHooksFolder, type HooksFolder } from '../install/find-hooks-folder.ts';
import { type HookName, hookNames, serverHookNames } from '../install/hook-files.ts';
import { inspectBypass } from '../install/inspect-bypass.ts';
import { inspectHook, inspectHooksPath, mayStart, scriptFolders } from '../install/inspect-hooks.ts';
import { keepRuntime } from '../install/keep-runtime.ts';
import { managerConfigs } from '../install/other-managers.ts';
import { findRunningCopy, type RunningCopy } from '../install/running-copy.ts';
import type { Check, Diagnosis } from '../model/check.ts';
import { ToolError, UsageError } from '../model/errors.ts';
import { type ExitCode, exitCode } from '../model/exit-code.ts';
import { leavesWorkingRule, makeCanary } from '../pipeline/canary.ts';
import { loadColors } from '../report/colors.ts';
import { renderDoctorJson, renderDoctorText } from '../report/render-doctor.ts';
import type { CommandContext } from './command-context.ts';
import { openDetector } from './open-detector.ts';
import { policyFiles } from './policy-files.ts';
import { todayUtc } from './today-utc.ts';
import { version } from './version.ts';
import { withoutSecrets } from './without-secrets.ts';

/** Runs `leakgate doctor`. @returns 3 when the gate is not effective */
export async function run(plain: CommandContext): Promise<ExitCode> {
  const context = withoutSecrets(plain);
  if (context.args.length > 0) throw new UsageError('extra-argument', { command: 'doctor', value: context.args[0] });
  const format = context.flags.format ?? 'text';
  if (format !== 'text' && format !== 'json')
    throw new UsageError('bad-value', { name: '--format', value: String(format), allowed: 'text, json' });
  const diagnosis = await diagnose(context);
  const isColored = context.isReportTerminal && !context.flags['no-color'] && !process.env.NO_COLOR;
  context.out(
    format === 'json' ? renderDoctorJson(diagnosis) : renderDoctorText(diagnosis, await loadColors(isColored)),
  );
  return diagnosis.isEffective ? exitCode.clean : exitCode.incomplete;
}

async function diagnose(context: CommandContext): Promise<Diagnosis> {
  const repo = openRepository(context.cwd);
  const running = findRunningCopy(join(context.installation, 'leakgate.js'), version);
  const checks: Check[] = [...versions(repo, running), ...inspectBypass(repo, process.env)];
  checks.push(await inspectPolicy(repo, context));
  try {
    const hooks = findHooksFolder(repo, repo.topLevel ?? repo.gitDir);
    checks.push(...inspectHooksPath(repo, hooks));
    const gate = fileChecks(repo, hooks);
    // Where nothing of ours stands, nothing of ours is written.
    if (gate.some(({ status }) => status === 'ok')) checks.push(keepRuntime(repo, hooks, running));
    checks.push(...withTrial(repo, hooks, context, gate));
  } catch (error) {
    if (!(error instanceof ToolError)) throw error;
    checks.push({ id: 'hooks-path', status: 'fail', message: error.message, fix: error.hint });
  }
  return { version, checks, isEffective: checks.every(({ status }) => status !== 'fail') };
}

function versions(repo: Repository, running: RunningCopy): Check[] {
  const git = runGitSync(['version'], repo).toString().trim();
  return [
    { id: 'leakgate', status: 'info', message: `leakgate ${version}, ${running.cli}` },
    { id: 'node', status: 'info', message: `Node ${process.version}, ${running.node}` },
    { id: 'git', status: 'info', message: git },
  ];
}

/** The policy as the next commit will meet it, or that of HEAD on a server. */
async function inspectPolicy(repo: Repository, context: CommandContext): Promise<Check> {
  const id = 'config';
  try {
    const engine = openDetector(context.installation);
    const side = repo.isBare ? ({ rev: 'HEAD' } as const) : 'index';
    const files = repo.isBare && !hasHead(repo) ? { read: () => null } : policyFiles(repo, { side }, undefined);
    const policy = await loadPolicy({ ...files, flags: {}, today: todayUtc(), ruleIds: engine.ruleIds });
    const off = [...policy.rules].filter(([, setting]) => setting === 'off').map(([rule]) => rule);
    if (!leavesWorkingRule(policy, [...engine.ruleIds]))
      return {
        id,
        status: 'fail',
        message: `${policy.configFile} switches every rule off.`,
        fix: 'Switch some on again.',
      };
    const rules = `${engine.ruleIds.size - off.length} of ${engine.ruleIds.size} rules work`;
    const lines = `${policy.entries.length} allowed or known`;
    const message = `${rules}, ${policy.blocksFrom} and above block, ${lines} (${policy.configFile}).`;
    return {
      id,
      status: off.length > 0 ? 'warn' : 'ok',
      message,
      fix: off.length > 0 ? `Off: ${off.join(', ')}.` : undefined,
    };
  } catch (error) {
    if (!(error instanceof ToolError)) throw error;
    return { id, status: 'fail', message: error.message, fix: error.hint };
  }
}

function hasHead(repo: Repository): boolean {
  try {
    runGitSync(['rev-parse', '--verify', '--quiet', 'HEAD^{commit}'], repo);
    return true;
  } catch (error) {
    if (error instanceof ToolError) return false;
    throw error;
  }
}

function fileChecks(repo: Repository, hooks: HooksFolder): readonly Check[] {
  const names = repo.isBare ? serverHookNames : hookNames;
  return names.map((name) => inspectHook(hooks, name, repo.topLevel));
}

/** What stands in the files, and then what really happens: the latter decides. */
function withTrial(repo: Repository, hooks: HooksFolder, context: CommandContext, files: readonly Check[]) {
  if (context.flags['no-live'] === true) return files;
  const live = liveChecks(repo, hooks);
  const isStopped = (name: string) => live.some(({ id, status }) => id === `live.${name}` && status === 'ok');
  // A hook that reaches leakgate in a way that its text does not show is no problem.
  const told = files.map((check): Check => {
    const isFine = check.status === 'fail' && isStopped(check.id.slice('hook.'.length));
    return isFine ? { ...check, status: 'info', fix: undefined } : check;
  });
  return [...told, ...live];
}

function liveChecks(repo: Repository, hooks: HooksFolder): Check[] {
  const planted = `id = ${makeCanary()}\n`;
  const hooksPath = hooks.kind === 'husky' ? join(hooks.folder, '_') : hooks.folder;
  const { topLevel } = repo;
  const configs = topLevel === null ? [] : managerConfigs.filter((name) => existsSync(join(topLevel, name)));
  const folders = topLevel === null ? [] : scriptFolders(hooks.folder, topLevel);
  const mayTry = (name: HookName) => mayStart(hooks, name);
  const trial = { hooksPath, configs, folders, mayTry };
  const tried = repo.isBare ? tryServerHooks(repo, trial, planted) : tryCloneHooks(repo, trial, planted);
  return tried.map(liveCheck);
}

function liveCheck({ hook, isStopped, text }: TrialOutcome): Check {
  const id = `live.${hook}`;
  if (isStopped && /leakgate blocked this (?:commit|merge|push): 1 secret/.test(text))
    return { id, status: 'ok', message: `${hook}: a made-up key, planted in a scratch repository, was stopped.` };
  if (!isStopped)
    return { id, status: 'fail', message: `${hook}: a made-up key, planted in a scratch repository, passed.` };
  const own = text.split('\n').find((line) => /leakgate\b.*\bblocked\b/.test(line));
  const why = own === undefined ? 'something else than leakgate stopped it' : own.replace(/^remote: /, '').trim();
  return { id, status: 'fail', message: `${hook}: the made-up key was not judged: ${why}` };
}
