// A thread of the history sweep: its own file beside the command, started with its share of the plan.
import { parentPort, workerData } from 'node:worker_threads';
import { memoryOf, runThread, type ThreadTerms } from '../git/pack/sweep-thread.ts';
import { objectText } from '../git/parse-commit.ts';
import { hitJudge } from '../pipeline/hit-judge.ts';
import { extendEngine } from './extend-engine.ts';
import { openDetector } from './open-detector.ts';
import type { OwnRules } from './own-rules-of.ts';

export interface WorkerData {
  readonly installation: string;
  readonly terms: ThreadTerms;
  readonly own?: OwnRules;
}

const { installation, terms, own } = workerData as WorkerData;
const engine = openDetector(installation);
const detector = own === undefined ? engine.detector : extendEngine(engine, own);
const outcome = runThread(terms, hitJudge(detector, objectText));
parentPort?.postMessage(outcome, memoryOf(outcome));
