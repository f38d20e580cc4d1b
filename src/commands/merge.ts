// `leakgate merge <report…>`: the JSON reports of all shards of a sweep → the report of a single run, and its exit code.
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { UsageError } from '../model/errors.ts';
import type { ExitCode } from '../model/exit-code.ts';
import { mergeShards } from '../pipeline/merge-shards.ts';
import type { CommandContext } from './command-context.ts';
import { finishRun } from './finish-run.ts';
import { openDetector } from './open-detector.ts';
import { readShardReport, rulesById } from './read-shard-report.ts';

function read(context: CommandContext, file: string): string {
  try {
    return readFileSync(resolve(context.cwd, file), 'utf8');
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? 'unknown';
    throw reason === 'ENOENT'
      ? new UsageError('no-such-path', { path: file })
      : new UsageError('unreadable-path', { path: file, reason });
  }
}

/**
 * @throws UsageError without reports, or for a file that cannot be read; ConfigError bad-report; ToolError when the parts do not
 * fit together
 */
export async function run(context: CommandContext): Promise<ExitCode> {
  const { args } = context;
  if (args.length === 0) {
    const what = 'the JSON report of every shard';
    throw new UsageError('missing-argument', { command: 'merge', what, example: 'leakgate merge shard-*.json' });
  }
  const { detector, families } = openDetector(context.installation);
  const ruleOf = rulesById(detector, families);
  const shards = args.map((file) => readShardReport(read(context, file), file, ruleOf));
  return finishRun({ ...mergeShards(shards), milliseconds: Math.round(performance.now()) }, context);
}
