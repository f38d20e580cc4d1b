// Messages to a thread and its answers, in their order.
import type { Worker } from 'node:worker_threads';
import { ToolError } from '../model/errors.ts';

interface Waiting {
  readonly resolve: (answer: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** An error that came from a thread is a copy without its class. */
function asToolError(error: Error): Error {
  const { code } = error as Error & { readonly code?: unknown };
  return code === 'broken-installation' ? new ToolError(code, {}, { cause: error }) : error;
}

/** A thread that answers every message with one. It keeps the process alive only while an answer is due. */
export class ThreadLine {
  readonly #worker: Worker;
  readonly #waiting: Waiting[] = [];
  #failure: Error | null = null;

  constructor(worker: Worker) {
    this.#worker = worker;
    worker.on('message', (answer: unknown) => {
      this.#waiting.shift()?.resolve(answer);
      if (this.#waiting.length === 0) worker.unref();
    });
    worker.on('error', (error) => this.#fail(asToolError(error)));
    worker.on('exit', (code) => this.#fail(new Error(`a thread ended early with code ${code}`)));
    worker.unref();
  }

  /**
   * Asks the thread.
   * @param message what can be handed to a thread
   * @throws when the thread failed or ended, before it or meanwhile
   */
  ask<Answer>(message: unknown): Promise<Answer> {
    const answer = new Promise<Answer>((resolve, reject) => {
      if (this.#failure !== null) reject(this.#failure);
      else this.#waiting.push({ resolve: (value) => resolve(value as Answer), reject });
    });
    // A failure is heard by whoever awaits the answer, be it later.
    answer.catch(() => {});
    if (this.#failure === null) {
      this.#worker.ref();
      this.#worker.postMessage(message);
    }
    return answer;
  }

  /** Ends the thread; what it was asked and has not answered fails. */
  stop(): void {
    void this.#worker.terminate();
  }

  #fail(error: Error): void {
    this.#failure ??= error;
    for (const { reject } of this.#waiting.splice(0)) reject(error);
  }
}
