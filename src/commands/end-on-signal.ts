// A long run that is stopped (Ctrl-C, `kill`) ends at once and says how far it got.
import { constants } from 'node:os';
import type { CommandContext } from './command-context.ts';
import { latestProgress, wipeProgress } from './show-progress.ts';

/**
 * Has SIGINT and SIGTERM end the process with a word, as ended by that signal: shells make 128 + its number of it. What it
 * started reads and writes pipes that close with it.
 * @param unit as in the receipt
 */
export function endOnSignal(unit: string, { err, flags }: Pick<CommandContext, 'err' | 'flags'>): void {
  const lines = import('../report/progress-line.ts');
  const end = async (signal: 'SIGINT' | 'SIGTERM') => {
    wipeProgress();
    if (flags.quiet !== true) err(`${(await lines).stoppedText(latestProgress(), unit)}\n`);
    // Windows has no signals to end by.
    if (process.platform === 'win32') process.exit(128 + constants.signals[signal]);
    process.kill(process.pid, signal);
  };
  // Once: a second one meets no listener and ends the process by itself.
  process.once('SIGINT', end);
  process.once('SIGTERM', end);
}
