// `leakgate staged`, and what the pre-commit hooks run: exactly what the next commit would contain.
import { openRepository } from '../git/repository.ts';
import { UsageError } from '../model/errors.ts';
import type { ExitCode } from '../model/exit-code.ts';
import { scanItems } from '../pipeline/scan-items.ts';
import { stagedItems } from '../sources/staged.ts';
import type { CommandContext } from './command-context.ts';
import { finishRun } from './finish-run.ts';
import { policyFiles } from './policy-files.ts';
import { scanTerms } from './scan-terms.ts';

/** Scans the index that git names. `command` is what the report calls the run. */
export async function scanStaged(context: CommandContext, command: string): Promise<ExitCode> {
  const repo = openRepository(context.cwd);
  const files = policyFiles(repo, { side: 'index', before: 'head' }, context.flags['policy-from']);
  const terms = await scanTerms(context, { command, unit: 'staged files', isChange: true }, files);
  return finishRun(await scanItems(stagedItems(repo), terms), context);
}

export async function run(context: CommandContext): Promise<ExitCode> {
  if (context.args.length > 0) throw new UsageError('extra-argument', { command: 'staged', value: context.args[0] });
  return scanStaged(context, 'staged');
}
