// How many threads a run may have.
import { availableParallelism } from 'node:os';
import { UsageError } from '../model/errors.ts';
import type { CommandContext } from './command-context.ts';

/** More threads than this share memory bandwidth, and hold memory each. */
const mostJobs = 16;

/** `--jobs`, or as many as the machine has processors. @throws UsageError bad-value */
export function jobsOf({ flags }: Pick<CommandContext, 'flags'>): number {
  const { jobs } = flags;
  if (jobs === undefined) return Math.min(mostJobs, availableParallelism());
  const number = typeof jobs === 'string' && /^\d{1,3}$/.test(jobs) ? Number(jobs) : 0;
  if (number < 1)
    throw new UsageError('bad-value', { name: '--jobs', value: String(jobs), allowed: 'a number from 1 on' });
  return number;
}
