// The commit-msg hook: the message that is about to be recorded. What was typed is kept when it is refused.
import { callingGit } from '../git/calling-git.ts';
import { messageCleanup } from '../git/message-cleanup.ts';
import { openRepository } from '../git/repository.ts';
import { UsageError } from '../model/errors.ts';
import { type ExitCode, exitCode } from '../model/exit-code.ts';
import { scanItems } from '../pipeline/scan-items.ts';
import { runVerdict } from '../report/run-verdict.ts';
import { messageFileItems } from '../sources/message-file.ts';
import type { CommandContext } from './command-context.ts';
import { finishRun } from './finish-run.ts';
import { policyFiles } from './policy-files.ts';
import { scanTerms } from './scan-terms.ts';

async function* asItems<T>(items: Iterable<T>): AsyncGenerator<T> {
  yield* items;
}

export async function run(context: CommandContext): Promise<ExitCode> {
  const [file] = context.args;
  if (file === undefined)
    throw new UsageError('missing-argument', {
      command: 'hook commit-msg',
      what: 'the message file',
      example: 'leakgate hook commit-msg .git/COMMIT_EDITMSG',
    });
  const repo = openRepository(context.cwd);
  const files = policyFiles(repo, { side: 'index', before: 'head' }, context.flags['policy-from']);
  const terms = await scanTerms(
    context,
    { command: 'hook commit-msg', unit: 'messages', isChange: true, knownIn: repo },
    files,
  );
  // pre-commit has told what was checked; a second line for a clean message would only be noise.
  const quiet = { ...context, flags: { ...context.flags, quiet: true } };
  const cleanup = () => messageCleanup(repo, callingGit(repo));
  const report = await scanItems(asItems(messageFileItems(file, { cleanup })), terms);
  const code = await finishRun(report, runVerdict(report) === 'clean' ? quiet : context);
  if (code === exitCode.findings)
    context.err(`Your message is kept in ${file}: edit it there, then \`git commit -eF ${file}\`.\n`);
  return code;
}
