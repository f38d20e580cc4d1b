// One line on the terminal that is written over while a long run goes on; short runs never show it.
import type { CommandContext } from './command-context.ts';

const quietMilliseconds = 700;
const everyMilliseconds = 200;

/** A progress callback that writes to the terminal, if there is one; the line is wiped before the report is written. */
export function showProgress(
  unit: string,
  context: Pick<CommandContext, 'err' | 'isTerminal'>,
): (done: number, findings: number, total?: number) => void {
  let next = performance.now() + quietMilliseconds;
  return (done, findings, total) => {
    const now = performance.now();
    if (now < next) return;
    next = now + everyMilliseconds;
    // Asked only now: finding out opens the stream, which a short run need not pay for.
    if (!context.isTerminal) return;
    const of = total ? ` of ${total} (${Math.min(100, Math.floor((100 * done) / total))} %)` : '';
    context.err(`\r\x1b[Kleakgate: ${done}${of} ${unit}, ${findings} to look at`);
    progressShown = true;
  };
}

let progressShown = false;

/** Wipes the progress line, if one was written. */
export function wipeProgress(err: (text: string) => void): void {
  if (progressShown) err('\r\x1b[K');
  progressShown = false;
}
