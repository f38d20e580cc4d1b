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
import { jobsOf } from './jobs-of.ts';
import { openSurvey } from './open-survey.ts';
import { ownRulesOf } from './own-rules-of.ts';
import { policyHere } from './policy-here.ts';
import { scanTerms } from './scan-terms.ts';

export async function run(context: CommandContext): Promise<ExitCode> {
  const { args } = context;
  const example = 'leakgate scan src/ config.yml';
  if (args.length === 0)
    throw new UsageError('missing-argument', { command: 'scan', what: 'a file, a folder or -', example });
  if (args.includes('-') && args.length > 1)
    throw new UsageError('extra-argument', { command: 'scan -', value: args.find((arg) => arg !== '-') ?? '-' });
  const jobs = jobsOf(context);
  const isStdin = args[0] === '-';
  const terms = await scanTerms(
    context,
    { command: 'scan', unit: isStdin ? 'inputs' : 'files', isChange: false },
    policyHere(context),
  );
  if (isStdin) return finishRun(await scanItems(stdinItems(context.stdin, { isCuttable }), terms), context);
  const survey = openSurvey({
    detector: terms.detector,
    own: ownRulesOf(terms.policy),
    installation: context.installation,
    jobs,
    isAsked: context.flags.jobs !== undefined,
    isIgnoredPath: terms.policy.isIgnoredPath,
  });
  try {
    const items = fileItems(args, { cwd: context.cwd, isReadByPieces, isCuttable, survey });
    return finishRun(await scanItems(items, terms), context);
  } finally {
    survey.close();
  }
}
