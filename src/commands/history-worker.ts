// A thread of the history sweep: its own file beside the command, started with its share of the plan.
import { parentPort, workerData } from 'node:worker_threads';
import { runThread, type ThreadTerms } from '../git/pack/sweep-thread.ts';
import { objectText } from '../git/parse-commit.ts';
import { hitJudge } from '../pipeline/hit-judge.ts';
import { openDetector } from './open-detector.ts';

export interface WorkerData {
  readonly installation: string;
  readonly terms: ThreadTerms;
}

const { installation, terms } = workerData as WorkerData;
const { detector } = openDetector(installation);
parentPort?.postMessage(runThread(terms, hitJudge(detector, objectText)));
