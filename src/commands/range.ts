// `leakgate range <rev-range…>`: the commits of a pull request, their contents, names, messages and authors.
import { openRepository } from '../git/repository.ts';
import { resolveSpan } from '../git/revisions.ts';
import { UsageError } from '../model/errors.ts';
import type { ExitCode } from '../model/exit-code.ts';
import { scanItems } from '../pipeline/scan-items.ts';
import { rangeItems } from '../sources/range.ts';
import type { CommandContext } from './command-context.ts';
import { finishRun } from './finish-run.ts';
import { policyFiles } from './policy-files.ts';
import { scanTerms } from './scan-terms.ts';

export async function run(context: CommandContext): Promise<ExitCode> {
  const { args, flags, cwd } = context;
  const example = 'leakgate range origin/main..HEAD';
  if (args.length === 0)
    throw new UsageError('missing-argument', { command: 'range', what: 'a range of commits', example });
  const repo = openRepository(cwd);
  const { wanted, excluded } = resolveSpan(repo, args);
  const sides = { side: { rev: wanted[wanted.length - 1] }, before: excluded.length > 0 ? { rev: excluded[0] } : null };
  const files = policyFiles(repo, sides, flags['policy-from']);
  const terms = await scanTerms(
    context,
    { command: 'range', unit: 'contents and texts', isChange: true, knownIn: repo },
    files,
  );
  return finishRun(await scanItems(rangeItems(repo, args), terms), context);
}
