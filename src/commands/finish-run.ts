// The end of every scanning command: report → text → standard output or a file → exit code.
import { type ExitCode, exitCode } from '../model/exit-code.ts';
import type { Report } from '../model/report.ts';
import { cleanText } from '../report/clean-line.ts';
import { type ReportFormat, renderReport } from '../report/render-report.ts';
import { type RunVerdict, runVerdict } from '../report/run-verdict.ts';
import type { CommandContext } from './command-context.ts';
import { wipeProgress } from './show-progress.ts';

const codes: Record<RunVerdict, ExitCode> = {
  blocked: exitCode.findings,
  incomplete: exitCode.incomplete,
  warnings: exitCode.clean,
  clean: exitCode.clean,
};

function mayColor(context: CommandContext): boolean {
  if (context.flags['no-color'] || process.env.NO_COLOR || process.env.TERM === 'dumb') return false;
  return process.env.FORCE_COLOR ? process.env.FORCE_COLOR !== '0' : context.isReportTerminal;
}

/** How text for people looks. A clean run's one line goes without: asking for the terminal costs more than writing it. */
function appearance(context: CommandContext, verdict: RunVerdict): { color: boolean; width?: number } {
  if (context.flags.output !== undefined || verdict === 'clean') return { color: false };
  return { color: mayColor(context), width: context.width };
}

function textOf(report: Report, verdict: RunVerdict, context: CommandContext): string | Promise<string> {
  const { format = 'text', verbose, quiet } = context.flags;
  const isPlain = format === 'text' && verdict === 'clean' && quiet !== true;
  const line = isPlain ? cleanText(report) : null;
  if (line !== null) return line;
  const options = { ...appearance(context, verdict), verbose: verbose === true, quiet: quiet === true };
  return renderReport(report, format as ReportFormat, options);
}

/** Writes the report where the flags say and gives the exit code. */
export async function finishRun(report: Report, context: CommandContext): Promise<ExitCode> {
  wipeProgress();
  const verdict = runVerdict(report);
  const output = context.flags.output as string | undefined;
  const text = await textOf(report, verdict, context);
  if (output !== undefined) (await import('./write-report.ts')).writeReport(context.cwd, output, text);
  else if (text !== '') context.out(text);
  return codes[verdict];
}
