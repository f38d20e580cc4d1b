// Starts the threads of a history sweep; a small repository is swept where we are, since a thread takes longer to start.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Detector } from '../detect/detector.ts';
import type { SweepThreadHandle } from '../git/pack/pack-history.ts';
import { runThread, type ThreadOutcome, type ThreadTerms } from '../git/pack/sweep-thread.ts';
import { compileKernel, type KernelCode } from '../git/pack/web-assembly.ts';
import { objectText } from '../git/parse-commit.ts';
import { ToolError } from '../model/errors.ts';
import { hitJudge } from '../pipeline/hit-judge.ts';
import { collectGarbage } from './collect-garbage.ts';
import type { OwnRules } from './own-rules-of.ts';

/** Fewer entries than this are walked sooner than a thread starts (some 40 ms). */
const worthThread = 3000;

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

/** What a thread finds with. */
export interface ThreadRules {
  readonly detector: Detector;
  /** Rules of the config, which a thread of its own has to add to the built-in ones. */
  readonly own?: OwnRules;
}

/**
 * Starts one thread of a sweep, or does its work here.
 * @param isAsked whether the user said how many threads, so that there are as many however small the repository is
 */
export function startThread(
  terms: ThreadTerms,
  rules: ThreadRules,
  { installation, isAsked }: { readonly installation: string; readonly isAsked: boolean },
): SweepThreadHandle {
  if (!isAsked && terms.plan.entries < worthThread) {
    const outcome = Promise.resolve().then(() => runThread(terms, hitJudge(rules.detector, objectText)));
    return { outcome, stop: () => {} };
  }
  // What was read to make the plan is not needed any more, and threads take memory of their own.
  if (terms.isFirst) collectGarbage();
  const workerData = { installation, terms, own: rules.own };
  // What a thread allocates lives for one object: an eighth of node's usual room for young ones is enough.
  const resourceLimits = { maxYoungGenerationSizeMb: 6 };
  const worker = new Worker(join(installation, 'history-worker.js'), { workerData, resourceLimits });
  const outcome = new Promise<ThreadOutcome>((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', (code) => reject(new Error(`a thread ended early with code ${code}`)));
  });
  return { outcome, stop: () => void worker.terminate() };
}
