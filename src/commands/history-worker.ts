// A thread of the history sweep: its own file beside the command. It gets ready, and is then told its share of the plan.
import { parentPort, workerData } from 'node:worker_threads';
import { rememberingWeigh } from '../detect/weighed-matches.ts';
import { memoryOf, runThread, type ThreadOutcome, type ThreadTerms } from '../git/pack/sweep-thread.ts';
import { objectText } from '../git/parse-commit.ts';
import { hitJudge } from '../pipeline/hit-judge.ts';
import { extendEngine } from './extend-engine.ts';
import { openDetector } from './open-detector.ts';
import type { OwnRules } from './own-rules-of.ts';
import { noteLayers, type ToldLayers } from './told-layers.ts';

/** What a thread answers. */
export interface ThreadAnswer {
  readonly outcome: ThreadOutcome;
  readonly layers: ToldLayers;
}

export interface WorkerData {
  readonly installation: string;
  readonly own?: OwnRules;
}

const { installation, own } = workerData as WorkerData;
const engine = openDetector(installation);
const detector = own === undefined ? engine.detector : extendEngine(engine, own);
detector.weigh = rememberingWeigh();
// A copy holds its tables, for which every rule is loaded: now, while the plan is made.
const layers: ToldLayers = new Map();
const judge = { ...hitJudge(detector, objectText, (content, told) => noteLayers(layers, content, told)) };
parentPort?.once('message', (terms: ThreadTerms) => {
  const outcome = runThread(terms, judge);
  const answer: ThreadAnswer = { outcome, layers };
  parentPort?.postMessage(answer, memoryOf(outcome));
});
