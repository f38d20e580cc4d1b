// Tells how far a long run has got: one line on the terminal that is written over, or plain lines now and then where stderr is no
// terminal. Short runs never show anything.
import type { Progress, TellProgress } from '../model/progress.ts';
import { progressBar, progressText } from '../report/progress-line.ts';
import type { CommandContext } from './command-context.ts';
import { uptime } from './uptime.ts';

/** LEAKGATE_PROGRESS_AFTER=0 shows each step at once: for tests on machines of any speed. */
const isAtOnce = process.env.LEAKGATE_PROGRESS_AFTER === '0';
const quietMilliseconds = isAtOnce ? 0 : 700;
const everyMilliseconds = isAtOnce ? 1 : 200;
/** Runs that end before this get no display at all. */
const freeMilliseconds = isAtOnce ? 0 : 50;
/** In a log a line every ten seconds says that the run is alive and fills no page. */
const everyMillisecondsInLog = 10_000;
const usualWidth = 80;

class ProgressDisplay {
  readonly #unit: string;
  readonly #context: Pick<CommandContext, 'err' | 'isTerminal'>;
  readonly #began: number;
  /** Only a long run pays for finding out what stderr is: that opens the stream. */
  #isStarted = false;
  #hasEnded = false;
  #isLine = false;
  #next = 0;
  #timer: NodeJS.Timeout;
  #isShown = false;
  latest: Progress | null = null;

  constructor(unit: string, context: Pick<CommandContext, 'err' | 'isTerminal'>, began: number) {
    this.#began = began;
    this.#unit = unit;
    this.#context = context;
    // A timer as well: while one large object is read nothing is told, and the clock goes on.
    this.#timer = setTimeout(() => this.#start(), Math.max(0, began + quietMilliseconds - uptime())).unref();
  }

  #start(): void {
    this.#isStarted = true;
    clearTimeout(this.#timer);
    this.#isLine = this.#context.isTerminal && process.env.TERM !== 'dumb';
    this.#next = this.#began + (this.#isLine ? quietMilliseconds : everyMillisecondsInLog);
    this.#timer = setInterval(() => this.draw(), everyMilliseconds).unref();
    this.draw();
  }

  draw(): void {
    const now = uptime();
    // The search of one large file lets no timer run: whoever tells of it starts the display then.
    if (!this.#isStarted && !this.#hasEnded && now >= this.#began + quietMilliseconds) this.#start();
    if (!this.#isStarted || this.latest === null || now < this.#next) return;
    this.#next = now + (this.#isLine ? everyMilliseconds : everyMillisecondsInLog);
    const milliseconds = now - this.#began;
    if (!this.#isLine) {
      this.#context.err(`${progressText(this.latest, this.#unit, milliseconds)}\n`);
      return;
    }
    const width = process.stderr.columns || usualWidth;
    this.#context.err(`\r\x1b[K${progressBar(this.latest, this.#unit, milliseconds, width)}`);
    this.#isShown = true;
  }

  end(): void {
    clearTimeout(this.#timer);
    clearInterval(this.#timer);
    this.#isStarted = false;
    this.#hasEnded = true;
    if (this.#isShown) this.#context.err('\r\x1b[K');
    this.#isShown = false;
  }
}

let display: ProgressDisplay | null = null;

/** A callback for the run, to be called as often as it likes; `wipeProgress` ends it. */
export function showProgress(unit: string, context: Pick<CommandContext, 'err' | 'isTerminal'>): TellProgress {
  const began = uptime();
  // A run before this one has ended its display for good.
  display = null;
  return (progress) => {
    // Setting a timer costs a commit of a few files more than looking at them.
    if (display === null && uptime() - began < freeMilliseconds) return;
    display ??= new ProgressDisplay(unit, context, began);
    display.latest = progress;
    display.draw();
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
