// Starts the threads of a history sweep; a small repository is swept where we are, since a thread takes longer to start.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Detector } from '../detect/detector.ts';
import type { SweepThreadHandle } from '../git/pack/pack-history-terms.ts';
import { runInTurns, runThread, type ThreadTerms } from '../git/pack/sweep-thread.ts';
import { compileKernel, type KernelCode } from '../git/pack/web-assembly.ts';
import { objectText } from '../git/parse-commit.ts';
import { ToolError } from '../model/errors.ts';
import type { SuspectAnswer } from '../model/history.ts';
import { takeAnswers } from '../pipeline/carried-answers.ts';
import type { LayersTold } from '../pipeline/detect-in.ts';
import { hitJudge } from '../pipeline/hit-judge.ts';
import { collectGarbage } from './collect-garbage.ts';
import { compileLess } from './compile-less.ts';
import type { PieceAnswers, PieceQuestions, ThreadAnswer } from './history-worker.ts';
import type { OwnRules } from './own-rules-of.ts';
import { ThreadLine } from './thread-line.ts';
import { layersIn, noteLayers, type ToldLayers } from './told-layers.ts';

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

export interface ThreadPlaces {
  /** The folder of the bundle. */
  readonly installation: string;
  /** How many threads a sweep has. */
  readonly jobs: number;
  /** Whether the user said how many, so that there are as many however small the repository is. */
  readonly isAsked: boolean;
}

/**
 * The threads of a sweep. They load the rules while the plan is made, and are told what to do when it is there. Where there are to
 * be several, this one is among them and walks the trees, instead of waiting for one more: what V8 compiles for it meanwhile serves
 * what it does with suspects afterwards.
 */
export class SweepThreads {
  readonly #rules: ThreadRules;
  readonly #places: ThreadPlaces;
  readonly #ready: ThreadLine[] = [];
  readonly #layers: ToldLayers = new Map();
  #isAsking = false;

  constructor(rules: ThreadRules, places: ThreadPlaces) {
    this.#rules = rules;
    this.#places = places;
  }

  #isWorth(entries: number): boolean {
    return this.#places.isAsked || entries >= worthThread;
  }

  /** As PackHistoryTerms.readyThreads. */
  ready(entries: number): () => void {
    compileLess();
    if (this.#isWorth(entries))
      while (this.#ready.length < Math.max(1, this.#places.jobs - 1)) this.#ready.push(this.#open());
    return () => {
      for (const thread of this.#ready.splice(0)) thread.stop();
    };
  }

  /** Has one thread do its part of a sweep, or does it here. */
  start(terms: ThreadTerms): SweepThreadHandle {
    if (!this.#isWorth(terms.plan.entries)) {
      const outcome = Promise.resolve().then(() => runThread(terms, hitJudge(this.#rules.detector, objectText)));
      return { outcome, stop: () => {} };
    }
    if (terms.isFirst && this.#places.jobs > 1) return this.#startHere({ ...terms, leavesSlow: true });
    const thread = this.#ready.pop() ?? this.#open();
    const outcome = thread.ask<ThreadAnswer>(terms).then((answer) => {
      for (const [digest, told] of answer.layers) this.#layers.set(digest, told);
      return answer.outcome;
    });
    return { outcome, ask: (...asked) => this.#ask(thread, ...asked), stop: () => thread.stop() };
  }

  /** Has this thread do its part, with turns for all else. */
  #startHere(terms: ThreadTerms): SweepThreadHandle {
    let isStopped = false;
    const pause = async () => {
      await new Promise((resolve) => setImmediate(resolve));
      if (isStopped) throw new Error('the sweep was stopped');
    };
    const run = async () => {
      // The other threads are told what to do first.
      await pause();
      // What was read to make the plan is not needed any more, and threads take memory of their own.
      collectGarbage();
      const judge = hitJudge(this.#rules.detector, objectText, (content, told) =>
        noteLayers(this.#layers, content, told),
      );
      return await runInTurns(terms, judge, pause);
    };
    const outcome = run();
    // Heard by whoever awaits all threads, be it later.
    outcome.catch(() => {});
    const stop = () => {
      isStopped = true;
    };
    return { outcome, stop };
  }

  /** What a thread saw in a content that it judged as a whole. */
  layersIn(content: Buffer): LayersTold | undefined {
    return layersIn(this.#layers, content);
  }

  async #ask(
    thread: ThreadLine,
    ...[piece, questions, terms]: Parameters<NonNullable<SweepThreadHandle['ask']>>
  ): Promise<readonly (SuspectAnswer | null)[]> {
    // Places are known, and all that they were found by is not needed any more; the threads are busy meanwhile.
    if (!this.#isAsking) setImmediate(collectGarbage);
    this.#isAsking = true;
    const asked: PieceQuestions = { piece, questions, terms, layers: this.#layers };
    const { carried, places } = await thread.ask<PieceAnswers>(asked);
    const answers: (SuspectAnswer | null)[] = questions.map(() => null);
    takeAnswers(carried).forEach((answer, at) => {
      answers[places[at]] = answer;
    });
    return answers;
  }

  #open(): ThreadLine {
    const { installation } = this.#places;
    // What a thread allocates lives for one object: an eighth of node's usual room for young ones is enough.
    const resourceLimits = { maxYoungGenerationSizeMb: 6 };
    const workerData = { installation, own: this.#rules.own };
    return new ThreadLine(new Worker(join(installation, 'history-worker.js'), { workerData, resourceLimits }));
  }
}
