// `leakgate scan <path…|->`: files, folders, standard input.
import { UsageError } from '../model/errors.ts';
import type { ExitCode } from '../model/exit-code.ts';
import { isCuttable } from '../pipeline/is-cuttable.ts';
import { isReadByPieces } from '../pipeline/is-read-by-pieces.ts';
import { scanItems } from '../pipeline/scan-items.ts';
import { fileItems } from '../sources/files.ts';
import { stdinItems } from '../sources/stdin.ts';
import type { CommandContext } from './command-context.ts';
import { finishRun } from './finish-run.ts';
import { policyHere } from './policy-here.ts';
import { scanTerms } from './scan-terms.ts';

export async function run(context: CommandContext): Promise<ExitCode> {
  const { args } = context;
  const example = 'leakgate scan src/ config.yml';
  if (args.length === 0)
    throw new UsageError('missing-argument', { command: 'scan', what: 'a file, a folder or -', example });
  if (args.includes('-') && args.length > 1)
    throw new UsageError('extra-argument', { command: 'scan -', value: args.find((arg) => arg !== '-') ?? '-' });
  const isStdin = args[0] === '-';
  const terms = await scanTerms(
    context,
    { command: 'scan', unit: isStdin ? 'inputs' : 'files', isChange: false },
    policyHere(context),
  );
  const items = isStdin
    ? stdinItems(context.stdin, { isCuttable })
    : fileItems(args, { cwd: context.cwd, isReadByPieces, isCuttable });
  return finishRun(await scanItems(items, terms), context);
}
