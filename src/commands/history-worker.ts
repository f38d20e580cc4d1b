// A thread of the history sweep: its own file beside the command. It gets ready, is told its share of the plan, and is then asked
// about single blobs.
import { parentPort, workerData } from 'node:worker_threads';
import { rememberingWeigh } from '../detect/weighed-matches.ts';
import type { SuspectPiece } from '../git/pack/suspect-pieces.ts';
import { SuspectReader } from '../git/pack/suspect-reader.ts';
import { memoryOf, runThread, type ThreadOutcome, type ThreadTerms } from '../git/pack/sweep-thread.ts';
import { objectText } from '../git/parse-commit.ts';
import type { AnswerTerms, SuspectAnswer, SuspectQuestion } from '../model/history.ts';
import { type CarriedAnswers, carryAnswers } from '../pipeline/carried-answers.ts';
import { hitJudge } from '../pipeline/hit-judge.ts';
import { openCollector } from './collect-garbage.ts';
import { extendEngine } from './extend-engine.ts';
import { openDetector } from './open-detector.ts';
import type { OwnRules } from './own-rules-of.ts';
import { layersIn, noteLayers, type ToldLayers } from './told-layers.ts';

/** What a thread answers when it has done its share. */
export interface ThreadAnswer {
  readonly outcome: ThreadOutcome;
  readonly layers: ToldLayers;
}

/** What a thread is asked then. */
export interface PieceQuestions {
  readonly piece: SuspectPiece;
  /** One for each blob of the piece. */
  readonly questions: readonly SuspectQuestion[];
  readonly terms: AnswerTerms;
  /** What all threads saw. */
  readonly layers: ToldLayers;
}

/** What it answers to that. */
export interface PieceAnswers {
  readonly carried: CarriedAnswers;
  /** Of each answer the place of its question among those of the piece. */
  readonly places: readonly number[];
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
  const collectGarbage = openCollector();
  const outcome = runThread(terms, judge);
  // Read from the files then: so much is not read again, and memory is wanted for places.
  for (const pack of terms.plan.packs) pack.bytes = null;
  const answer: ThreadAnswer = { outcome, layers };
  parentPort?.postMessage(answer, memoryOf(outcome));
  // The memory of the walk is wanted for places; reading some blobs again takes little. The thread may be stopped meanwhile.
  collectGarbage();
  const reader = new SuspectReader(terms.plan, terms.kernel);
  let before = Promise.resolve();
  parentPort?.on('message', (asked: PieceQuestions) => {
    // One after the other: they share the memory in which blobs are made.
    before = before.then(async () => parentPort?.postMessage(await examinePiece(asked, reader)));
  });
});

async function examinePiece({ piece, questions, terms, layers: told }: PieceQuestions, reader: SuspectReader) {
  const { examineSuspect } = await import('../pipeline/examine-suspect.ts');
  const answers: SuspectAnswer[] = [];
  const places: number[] = [];
  const how = { ...terms, detector, told: (content: Buffer) => layersIn(told, content) };
  for (const [at, blob] of reader.read(piece)) {
    answers.push(await examineSuspect(blob, questions[at], how));
    places.push(at);
  }
  const answer: PieceAnswers = { carried: carryAnswers(answers), places };
  return answer;
}
