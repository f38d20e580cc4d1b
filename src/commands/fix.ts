// `leakgate fix --strip-outputs <notebook…>`: clears the outputs that hold findings, and leaves every other byte alone.
import { resolve } from 'node:path';
import { UsageError } from '../model/errors.ts';
import { type ExitCode, exitCode } from '../model/exit-code.ts';
import type { Verdict } from '../model/finding.ts';
import { type ClearedOutput, isNotebook, type Stripped, stripOutputs } from '../pipeline/strip-outputs.ts';
import { runVerdict } from '../report/run-verdict.ts';
import type { CommandContext } from './command-context.ts';
import { policyHere } from './policy-here.ts';
import { type ReadFile, readToReplace, replaceFile } from './replace-file.ts';
import { scanTerms } from './scan-terms.ts';
import { wipeProgress } from './show-progress.ts';
import { withoutSecrets } from './without-secrets.ts';

const example = 'leakgate fix --strip-outputs report.ipynb';

/** All notebooks, before any is changed. */
function readNotebooks({ args, flags, cwd }: CommandContext): ReadFile[] {
  if (flags['strip-outputs'] !== true)
    throw new UsageError('missing-argument', {
      command: 'fix',
      what: 'to be told what to fix (--strip-outputs)',
      example,
    });
  if (args.length === 0) throw new UsageError('missing-argument', { command: 'fix', what: 'a notebook', example });
  return args.map((path) => {
    const file = readToReplace(resolve(cwd, path), path);
    if (!isNotebook(file.bytes)) throw new UsageError('not-a-notebook', { path });
    return file;
  });
}

const outputName = ({ cell, output, titles }: ClearedOutput) => `cell ${cell} output ${output} (${titles.join(', ')})`;

function leftSentence({ layer, region, rule }: Verdict, shown: string): string {
  const where = layer[0]?.startsWith('cell') ? layer[0] : 'its metadata';
  return `${shown}:${region.line}:${region.column} still holds a secret in ${where}: ${rule.title}\n`;
}

/** What was done, and what is left for the user to do. */
function describe({ cleared, report }: Stripped, { shown }: ReadFile, isDry: boolean): string {
  const verb = isDry ? 'would clear' : 'cleared';
  const lines = cleared.map((output) => `${shown}: ${verb} ${outputName(output)}\n`);
  if (cleared.length === 0) lines.push(`${shown}: no output holds a secret, nothing to clear\n`);
  const left = report.verdicts.filter(({ status }) => status === 'new');
  for (const verdict of left) lines.push(leftSentence(verdict, shown));
  if (left.length > 0)
    lines.push(
      '  Sources are yours to change: read the value from the environment or a secret store, and run the cell again.\n',
    );
  for (const { message } of report.problems) lines.push(`${message}\n`);
  return lines.join('');
}

const worse = (a: ExitCode, b: ExitCode): ExitCode => {
  if (a === exitCode.findings || b === exitCode.findings) return exitCode.findings;
  return a === exitCode.incomplete || b === exitCode.incomplete ? exitCode.incomplete : exitCode.clean;
};

const codes = {
  blocked: exitCode.findings,
  incomplete: exitCode.incomplete,
  warnings: exitCode.clean,
  clean: exitCode.clean,
} as const;

/**
 * Exit code: that of a scan of the notebooks as they are afterwards.
 * @throws UsageError not-a-notebook before any file is changed; ToolError cannot-write
 */
export async function run(plain: CommandContext): Promise<ExitCode> {
  const context = withoutSecrets(plain);
  const isDry = context.flags['dry-run'] === true;
  const files = readNotebooks(context);
  const terms = await scanTerms(plain, { command: 'fix', unit: 'notebooks', isChange: false }, policyHere(plain));
  let code: ExitCode = exitCode.clean;
  let clearedAny = false;
  for (const file of files) {
    const stripped = await stripOutputs(file.bytes, file.shown, terms);
    if (stripped.cleared.length > 0 && !isDry) replaceFile(file, stripped.bytes);
    clearedAny ||= stripped.cleared.length > 0;
    wipeProgress();
    context.out(describe(stripped, file, isDry));
    code = worse(code, codes[runVerdict(stripped.report)]);
  }
  if (clearedAny && !isDry)
    context.out('Stage what was cleared. What a notebook showed may be in copies and commits of it: rotate it, too.\n');
  return code;
}
