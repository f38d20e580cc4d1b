// The pre-receive hook of a server: everything that a push brought and no ref reached before, judged by the policy that the
// target had before the push. Writes nothing to the repository but the log of pushes that were let through on request.
import { join } from 'node:path';
import { parseReceivedLines, type RefUpdate } from '../git/push-lines.ts';
import { openRepository, type Repository } from '../git/repository.ts';
import { ToolError } from '../model/errors.ts';
import { type ExitCode, exitCode } from '../model/exit-code.ts';
import type { Report } from '../model/report.ts';
import { hideInPlace } from '../pipeline/hide-in-place.ts';
import { scanItems } from '../pipeline/scan-items.ts';
import { receivedItems } from '../sources/push.ts';
import { readUpTo } from '../sources/read-up-to.ts';
import { untilDeadline } from '../sources/until-deadline.ts';
import { breakGlass, logBreakGlass, refusal } from './break-glass.ts';
import type { CommandContext } from './command-context.ts';
import { finishRun } from './finish-run.ts';
import { openDetector } from './open-detector.ts';
import { type PushPolicy, receivePolicy } from './receive-policy.ts';
import { type ReceiveSettings, receiveSettings } from './receive-settings.ts';
import { runWithin } from './run-within.ts';
import { scanTerms } from './scan-terms.ts';
import { uptime } from './uptime.ts';

/** As for pre-push. */
const mostInput = 64 * 1024 * 1024;

/** The share of the time after which we stop by ourselves and tell what was found, before the process is ended. */
const softShare = 0.8;

interface Received {
  readonly repo: Repository;
  readonly settings: ReceiveSettings;
  readonly updates: readonly RefUpdate[];
  readonly lines: string;
}

/** git gives this hook no arguments; `--within <ms>` is what we give ourselves. */
export async function run(context: CommandContext): Promise<ExitCode> {
  const { bytes, isWhole } = await readUpTo(context.stdin, mostInput);
  if (!isWhole) throw new ToolError('too-much-input', { limit: `${mostInput / 1024 / 1024} MiB` });
  const lines = bytes.toString('utf8');
  const repo = openRepository(context.cwd);
  const received = { repo, lines, updates: parseReceivedLines(lines), settings: receiveSettings(repo) };
  const { deadline } = received.settings;
  const within = context.args[0] === '--within' ? Number(context.args[1]) : undefined;
  if (deadline === undefined || within !== undefined) return check(context, received, within);
  return checkWithin(context, received, deadline);
}

/** What the hook file says stands above the settings of the server. */
function policyFromOf({ flags }: CommandContext, settings: ReceiveSettings): string {
  const given = flags['policy-from'];
  return typeof given === 'string' ? given : settings.policyFrom;
}

function optionsOf({ flags }: CommandContext): readonly string[] {
  const given = flags['policy-from'];
  return typeof given === 'string' ? ['--policy-from', given] : [];
}

async function checkWithin(context: CommandContext, received: Received, deadline: number): Promise<ExitCode> {
  const code = await runWithin({
    cli: join(context.installation, 'leakgate.js'),
    args: ['hook', 'pre-receive', ...optionsOf(context), '--within', String(Math.round(deadline * softShare))],
    cwd: context.cwd,
    input: received.lines,
    milliseconds: deadline,
  });
  if (code !== null) return code as ExitCode;
  const isAccepted = received.settings.onDeadline === 'accept';
  const verdict = isAccepted ? 'lets this push pass unchecked' : 'blocked this push';
  context.err(`leakgate ${verdict}: the time that this server allows for the check was over\n`);
  if (isAccepted) return exitCode.clean;
  return letThrough(context, received, { code: exitCode.incomplete, fingerprints: [] });
}

async function check(context: CommandContext, received: Received, within?: number): Promise<ExitCode> {
  try {
    const report = await judge(context, received, within);
    const code = await finishRun(report, context);
    const fingerprints = report.verdicts.filter(({ blocks }) => blocks).map(({ fingerprint }) => fingerprint);
    return code === exitCode.clean ? code : letThrough(context, received, { code, fingerprints });
  } catch (error) {
    if (!(error instanceof ToolError)) throw error;
    context.err(`leakgate: ${error.message}\n  ${error.hint}\n`);
    return letThrough(context, received, { code: error.exitCode, fingerprints: [] });
  }
}

async function judge(context: CommandContext, received: Received, within?: number): Promise<Report> {
  const { repo, settings, updates } = received;
  const policy: PushPolicy = receivePolicy(repo, updates, policyFromOf(context, settings));
  const acceptGap = settings.onDeadline === 'accept' ? ['deadline'] : [];
  // `policy-from` says that the push itself has no say: its comments count as little as its files.
  const flags = { ...context.flags, 'policy-from': policy.from, 'accept-gap': acceptGap };
  const terms = await scanTerms(
    { ...context, flags },
    { command: 'hook pre-receive', unit: 'contents and texts', isChange: true },
    policy.files,
  );
  const all = receivedItems(repo, updates);
  const items = within === undefined ? all : untilDeadline(all, () => uptime() > within);
  return scanItems(items, terms, [...policy.notes]);
}

/** The end of a push that is not clean: refused, unless its sender breaks the glass and the server allows it. */
function letThrough(
  context: CommandContext,
  { repo, settings, updates }: Received,
  { code, fingerprints }: { readonly code: ExitCode; readonly fingerprints: readonly string[] },
): ExitCode {
  const glass = breakGlass(process.env);
  if (glass === null) return code;
  const no = refusal(glass, settings);
  if (no !== null) {
    context.err(`leakgate: ${no}\n`);
    return code;
  }
  // What somebody types, and the names of refs, may hold a secret themselves.
  const { detector } = openDetector(context.installation);
  const hide = (text: string) => hideInPlace({ origin: 'ref', path: null, ref: text }, detector).ref ?? '';
  const hidden = updates.map((update) => ({ ...update, remoteRef: hide(update.remoteRef) }));
  logBreakGlass(repo, settings, { reason: hide(glass.reason), updates: hidden, fingerprints, code }, process.env);
  context.err('leakgate: let through on request (leakgate.skip); this push is in the log of the server.\n');
  return exitCode.clean;
}
