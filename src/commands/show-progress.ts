// Tells how far a long run has got: one line on the terminal that is written over, or plain lines now and then where stderr is no
// terminal. Short runs never show anything.
import type { Progress, TellProgress } from '../model/progress.ts';
import type { CommandContext } from './command-context.ts';

const quietMilliseconds = 700;
const everyMilliseconds = 200;
/** In a log a line every ten seconds says that the run is alive and fills no page. */
const everyMillisecondsInLog = 10_000;
const usualWidth = 80;

type Lines = typeof import('../report/progress-line.ts');

class ProgressDisplay {
  readonly #unit: string;
  readonly #context: Pick<CommandContext, 'err' | 'isTerminal'>;
  readonly #began = performance.now();
  /** Only a long run pays for the words, and for finding out what stderr is: that opens the stream. */
  #lines: Lines | null = null;
  #isLine = false;
  #next = 0;
  #timer: NodeJS.Timeout;
  #isShown = false;
  latest: Progress | null = null;

  constructor(unit: string, context: Pick<CommandContext, 'err' | 'isTerminal'>) {
    this.#unit = unit;
    this.#context = context;
    // A timer as well: while one large object is looked at nothing is told, and the clock goes on.
    this.#timer = setTimeout(() => this.#start(), quietMilliseconds).unref();
  }

  async #start(): Promise<void> {
    this.#lines = await import('../report/progress-line.ts');
    this.#isLine = this.#context.isTerminal && process.env.TERM !== 'dumb';
    this.#next = this.#began + (this.#isLine ? quietMilliseconds : everyMillisecondsInLog);
    this.#timer = setInterval(() => this.draw(), everyMilliseconds).unref();
    this.draw();
  }

  draw(): void {
    const now = performance.now();
    if (this.#lines === null || this.latest === null || now < this.#next) return;
    this.#next = now + (this.#isLine ? everyMilliseconds : everyMillisecondsInLog);
    const milliseconds = now - this.#began;
    if (!this.#isLine) {
      this.#context.err(`${this.#lines.progressText(this.latest, this.#unit, milliseconds)}\n`);
      return;
    }
    const width = process.stderr.columns || usualWidth;
    this.#context.err(`\r\x1b[K${this.#lines.progressBar(this.latest, this.#unit, milliseconds, width)}`);
    this.#isShown = true;
  }

  end(): void {
    clearTimeout(this.#timer);
    clearInterval(this.#timer);
    this.#lines = null;
    if (this.#isShown) this.#context.err('\r\x1b[K');
    this.#isShown = false;
  }
}

let display: ProgressDisplay | null = null;

/** A callback for the run, to be called as often as it likes; `wipeProgress` ends it. */
export function showProgress(unit: string, context: Pick<CommandContext, 'err' | 'isTerminal'>): TellProgress {
  const shown = new ProgressDisplay(unit, context);
  display = shown;
  return (progress) => {
    shown.latest = progress;
    shown.draw();
  };
}

/** Ends the display and takes its line away, before anything else is written. */
export function wipeProgress(): void {
  display?.end();
}

/** What was told last. */
export function latestProgress(): Progress | null {
  return display?.latest ?? null;
}
