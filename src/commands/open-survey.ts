// Looks at the files of a walk beside each other: in as many threads as there is work for, this one among them.
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Detector } from '../detect/detector.ts';
import type { FileSurvey } from '../model/file-survey.ts';
import { isPlainPath } from '../pipeline/clean-judge.ts';
import { FileSurveyor } from './file-surveyor.ts';
import type { OwnRules } from './own-rules-of.ts';
import { lookAtSome, type SurveyShare, shareFiles } from './survey-share.ts';
import type { SurveyWorkerData } from './survey-worker.ts';

/**
 * A thread pays from so many bytes on. It starts in 40 ms, but V8 compiles in each thread anew what runs often, and on two
 * processors that takes until some 50 MB are looked at; of 200 MB two threads take three quarters of the time of one.
 */
const worthThread = 64 * 1024 * 1024;
/** So many are looked at before anything else is listened to: some milliseconds. */
const batchesInTurn = 8;
/** Fewer files are read one by one: compiling the kernel would not pay. */
const worthSurvey = 32;

export interface SurveyTerms {
  readonly detector: Detector;
  /** Rules of the config, which a thread of its own has to add to the built-in ones. */
  readonly own?: OwnRules;
  readonly installation: string;
  readonly jobs: number;
  /** Whether the user said how many threads, so that there are as many however little there is to do. */
  readonly isAsked: boolean;
  readonly isIgnoredPath: (path: string) => boolean;
}

/** Threads live until closed. */
export interface OpenSurvey extends FileSurvey {
  close(): void;
}

class Survey implements OpenSurvey {
  readonly #terms: SurveyTerms;
  #surveyor: FileSurveyor | null | undefined;
  readonly #workers: Worker[] = [];

  constructor(terms: SurveyTerms) {
    this.#terms = terms;
  }

  isAskable(shown: string): boolean {
    return isPlainPath(shown) && !this.#terms.isIgnoredPath(shown);
  }

  async look(paths: readonly Buffer[]): Promise<Int32Array> {
    const { isAsked, detector, installation, jobs } = this.#terms;
    const share = shareFiles(paths);
    if (paths.length < worthSurvey && !isAsked) return share.answers;
    // Without WebAssembly everything is examined as it is met.
    if (this.#surveyor === undefined)
      this.#surveyor = await FileSurveyor.open(detector, installation).catch(() => null);
    if (this.#surveyor === null) return share.answers;
    if (isAsked) this.#startThreads(jobs - 1);
    await this.#lookHere(share, paths, this.#surveyor);
    return share.answers;
  }

  /** Looks at files until none is left; starts threads when there turns out to be work for them. */
  async #lookHere(share: SurveyShare, paths: readonly Buffer[], surveyor: FileSurveyor): Promise<void> {
    const { isAsked, jobs } = this.#terms;
    const answers: Promise<void>[] = [];
    const asked = new Set<Worker>();
    let bytes = 0;
    let batches = 0;
    for (let more: number | null = 0; more !== null; more = lookAtSome(share, surveyor, (number) => paths[number])) {
      bytes += more;
      const done = share.next[0];
      const expected = done === 0 ? 0 : (bytes / done) * (paths.length - done);
      if (!isAsked) this.#startThreads(Math.min(jobs - 1, Math.floor(expected / worthThread)));
      for (const worker of this.#workers) {
        if (asked.has(worker)) continue;
        asked.add(worker);
        answers.push(ask(worker, share));
      }
      // Signals and timers (Ctrl-C, the progress line) are heard between two turns only.
      if (++batches % batchesInTurn === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    await Promise.all(answers);
  }

  #startThreads(count: number): void {
    const { installation, own } = this.#terms;
    const workerData: SurveyWorkerData = { installation, ...(own && { own }) };
    while (this.#workers.length < Math.min(count, this.#terms.jobs - 1)) {
      const worker = new Worker(join(installation, 'survey-worker.js'), { workerData });
      worker.unref();
      // Its files are examined as if there were no thread, which tells what is wrong.
      worker.on('error', () => {});
      worker.once('exit', () => this.#workers.splice(this.#workers.indexOf(worker), 1));
      this.#workers.push(worker);
    }
  }

  close(): void {
    for (const worker of this.#workers) void worker.terminate();
  }
}

/** Done when the thread has no more to look at. One that fails leaves its files to whoever reads them. */
function ask(worker: Worker, share: SurveyShare): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      worker.off('message', end).off('error', end).off('exit', end);
      worker.unref();
      resolve();
    };
    worker.on('message', end).on('error', end).on('exit', end);
    worker.ref();
    worker.postMessage(share);
  });
}

export function openSurvey(terms: SurveyTerms): OpenSurvey {
  return new Survey(terms);
}
