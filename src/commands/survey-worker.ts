// A thread of a survey of files: its own file beside the command. Each message is a share of files to look at.
import { parentPort, workerData } from 'node:worker_threads';
import { extendEngine } from './extend-engine.ts';
import { FileSurveyor } from './file-surveyor.ts';
import { openDetector } from './open-detector.ts';
import type { OwnRules } from './own-rules-of.ts';
import { lookAtSome, pathOf, type SurveyShare } from './survey-share.ts';

export interface SurveyWorkerData {
  readonly installation: string;
  readonly own?: OwnRules;
}

const { installation, own } = workerData as SurveyWorkerData;
const engine = openDetector(installation);
const detector = own === undefined ? engine.detector : extendEngine(engine, own);
const opening = FileSurveyor.open(detector, installation);

parentPort?.on('message', async (share: SurveyShare) => {
  const surveyor = await opening;
  while (lookAtSome(share, surveyor, (number) => pathOf(share, number)) !== null);
  parentPort?.postMessage('done');
});
