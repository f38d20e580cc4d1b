// The end of every scanning command: report → text → standard output or a file → exit code.
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { ToolError } from '../model/errors.ts';
import { type ExitCode, exitCode } from '../model/exit-code.ts';
import type { Report } from '../model/report.ts';
import { type ReportFormat, renderReport } from '../report/render-report.ts';
import { type RunVerdict, runVerdict } from '../report/run-verdict.ts';
import type { CommandContext } from './command-context.ts';

const codes: Record<RunVerdict, ExitCode> = {
  blocked: exitCode.findings,
  incomplete: exitCode.incomplete,
  warnings: exitCode.clean,
  clean: exitCode.clean,
};

function mayColor(context: CommandContext, toFile: boolean): boolean {
  if (context.flags['no-color'] || toFile || process.env.NO_COLOR) return false;
  return process.env.FORCE_COLOR ? process.env.FORCE_COLOR !== '0' : context.isReportTerminal;
}

function writeReport(path: string, text: string): void {
  try {
    writeFileSync(path, text);
  } catch (error) {
    throw new ToolError('cannot-write', { path, reason: (error as NodeJS.ErrnoException).code ?? 'unknown' });
  }
}

/** Writes the report where the flags say and gives the exit code. */
export async function finishRun(report: Report, context: CommandContext): Promise<ExitCode> {
  const { flags } = context;
  const output = flags.output as string | undefined;
  const format = (flags.format as ReportFormat | undefined) ?? 'text';
  const options = {
    color: mayColor(context, output !== undefined),
    width: context.width,
    verbose: flags.verbose === true,
    quiet: flags.quiet === true,
  };
  const text = await renderReport(report, format, options);
  if (output !== undefined) writeReport(resolve(context.cwd, output), text);
  else if (text !== '') context.out(text);
  return codes[runVerdict(report)];
}
