// `leakgate init`: shows what would change, asks, and puts the hooks in place; `--undo` takes all of it back.
import { join, relative } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { openRepository, type Repository } from '../git/repository.ts';
import { applyPlan } from '../install/apply-plan.ts';
import { planInstall } from '../install/plan-install.ts';
import { planUndo } from '../install/plan-undo.ts';
import { findRunningCopy } from '../install/running-copy.ts';
import type { Plan, Step } from '../install/step.ts';
import { UsageError } from '../model/errors.ts';
import { type ExitCode, exitCode } from '../model/exit-code.ts';
import { escapeControl } from '../report/escape-control.ts';
import type { CommandContext } from './command-context.ts';
import { version } from './version.ts';
import { withoutSecrets } from './without-secrets.ts';

/** What a step does, in one word; all of one width. */
function verbOf(step: Step): string {
  if (step.action === 'copy') return 'copy  ';
  if (step.action === 'write' && step.keepAs !== undefined) return 'chain ';
  if (step.action === 'write') return step.before === 'absent' ? 'create' : 'change';
  return step.action === 'remove' && step.restoreFrom !== undefined ? 'restore' : 'remove';
}

/** The plan as text: for each file its path, relative to the top level where it lies in it, and why. */
function describePlan(plan: Plan, repo: Repository): string {
  const shown = plan.steps.map((step) => {
    const inside = relative(repo.topLevel ?? repo.commonDir, step.path);
    return { step, path: escapeControl(inside.startsWith('..') ? step.path : inside.replaceAll('\\', '/')) };
  });
  const width = Math.max(0, ...shown.map(({ path }) => path.length));
  return shown
    .map(({ step, path }) => `  ${verbOf(step).padEnd(7)}  ${path.padEnd(width)}  ${escapeControl(step.why)}\n`)
    .join('');
}

function describeNotes(notes: readonly string[]): string {
  return notes.map((note) => `\n${note.split('\n').map(escapeControl).join('\n')}\n`).join('');
}

async function ask(context: CommandContext): Promise<boolean> {
  const lines = createInterface({ input: context.stdin, output: process.stderr });
  // At the end of input a question is never answered: without this the process would end as if all were well.
  const ended = new Promise<string>((resolve) => lines.once('close', () => resolve('')));
  try {
    const answer = await Promise.race([lines.question('Go ahead? [y/N] '), ended]);
    return /^y(es)?$/i.test(answer.trim());
  } finally {
    lines.close();
  }
}

/** Whether to go ahead, by `--yes` or by asking. */
async function mayApply(context: CommandContext): Promise<boolean> {
  if (context.flags.yes === true) return true;
  if (!context.isTerminal || !context.stdin.isTTY) throw new UsageError('needs-yes');
  return ask(context);
}

/** What is said after a plan with nothing to do, and its exit code. */
function tellNothingToDo(context: CommandContext, plan: Plan): ExitCode {
  const isUndo = context.flags.undo === true;
  const done = isUndo
    ? 'there is nothing of leakgate to take back here.'
    : 'everything is in place, nothing to change.';
  context.out(
    `leakgate: ${plan.isEffective ? done : 'nothing to change, but git runs no hook of leakgate here yet.'}\n`,
  );
  context.out(describeNotes(plan.notes));
  return plan.isEffective ? exitCode.clean : exitCode.incomplete;
}

/**
 * Runs `leakgate init`.
 * @returns 0 when the gate is in place (or gone, after --undo); 3 when git would run no hook of ours, or when the person
 *   said no
 * @throws UsageError extra-argument, needs-yes; ToolError of the planners; GitError
 */
export async function run(plain: CommandContext): Promise<ExitCode> {
  const context = withoutSecrets(plain);
  if (context.args.length > 0) throw new UsageError('extra-argument', { command: 'init', value: context.args[0] });
  const isUndo = context.flags.undo === true;
  const repo = openRepository(context.cwd);
  const running = findRunningCopy(join(context.installation, 'leakgate.js'), version);
  const plan = isUndo
    ? planUndo(repo, running.packageFolder)
    : await planInstall(repo, { running, isPlain: context.flags.plain === true });
  if (plan.steps.length === 0) return tellNothingToDo(context, plan);
  context.out(`leakgate ${isUndo ? 'init --undo' : 'init'} will do this:\n\n${describePlan(plan, repo)}`);
  context.out(describeNotes(plan.notes));
  if (context.flags['dry-run'] === true) return exitCode.clean;
  if (!(await mayApply(context))) {
    context.err('Nothing was changed.\n');
    return exitCode.incomplete;
  }
  applyPlan(plan);
  return tellDone(context, plan, repo.isBare);
}

function tellDone(context: CommandContext, plan: Plan, isServer: boolean): ExitCode {
  if (context.flags.undo === true) context.out('\nDone: leakgate is out of this repository.\n');
  else if (plan.isEffective)
    context.out(
      isServer
        ? '\nDone. Every push to this repository is checked from now on.\n'
        : '\nDone. Commit the new files that git status shows, so that everybody has them.\n',
    );
  else
    context.err('\nleakgate: the files are in place, but git runs no hook of leakgate here yet; see the note above.\n');
  return plan.isEffective ? exitCode.clean : exitCode.incomplete;
}
