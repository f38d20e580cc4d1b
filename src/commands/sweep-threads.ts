// Starts the threads of a history sweep; a small repository is swept where we are, since a thread takes longer to start.
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Detector } from '../detect/detector.ts';
import type { SweepThreadHandle } from '../git/pack/pack-history.ts';
import { runThread, type ThreadOutcome, type ThreadTerms } from '../git/pack/sweep-thread.ts';
import { compileKernel, type KernelCode } from '../git/pack/web-assembly.ts';
import { objectText } from '../git/parse-commit.ts';
import { ToolError, UsageError } from '../model/errors.ts';
import { hitJudge } from '../pipeline/hit-judge.ts';
import type { CommandContext } from './command-context.ts';

/** More threads than this share memory bandwidth, and hold a stack of objects each. */
const mostJobs = 16;
/** Fewer entries than this are walked sooner than a thread starts (some 40 ms). */
const worthThread = 3000;

/** `--jobs`, or as many as the machine has processors. @throws UsageError bad-value */
export function jobsOf({ flags }: Pick<CommandContext, 'flags'>): number {
  const { jobs } = flags;
  if (jobs === undefined) return Math.min(mostJobs, availableParallelism());
  const number = typeof jobs === 'string' && /^\d{1,3}$/.test(jobs) ? Number(jobs) : 0;
  if (number < 1)
    throw new UsageError('bad-value', { name: '--jobs', value: String(jobs), allowed: 'a number from 1 on' });
  return number;
}

/**
 * The compiled kernel in `installation`, the folder of the bundle.
 * @throws ToolError broken-installation when it is not there or damaged
 */
export function loadKernel(installation: string): KernelCode {
  try {
    return compileKernel(readFileSync(join(installation, 'kernel.wasm')));
  } catch (cause) {
    throw new ToolError('broken-installation', {}, { cause });
  }
}

/** A way to start threads that find with the rules of `detector`. */
export function threadStarter(detector: Detector, installation: string): (terms: ThreadTerms) => SweepThreadHandle {
  return (terms) => {
    if (terms.plan.entries < worthThread) {
      return { outcome: Promise.resolve().then(() => runThread(terms, hitJudge(detector, objectText))) };
    }
    const worker = new Worker(join(installation, 'history-worker.js'), { workerData: { installation, terms } });
    const outcome = new Promise<ThreadOutcome>((resolve, reject) => {
      worker.once('message', resolve);
      worker.once('error', reject);
      worker.once('exit', (code) => reject(new Error(`a thread ended early with code ${code}`)));
    });
    return { outcome };
  };
}
