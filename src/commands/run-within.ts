// Runs a hook in a process of its own that is ended when its time is over: one large content could keep us busy beyond any
// deadline that we only look at between two contents.
import { spawn } from 'node:child_process';
import { constants } from 'node:os';

export interface TimedRun {
  /** dist/leakgate.js. */
  readonly cli: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly input: string;
  readonly milliseconds: number;
}

const passedOn = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** @returns the exit code, or null when the time was over first */
export function runWithin({ cli, args, cwd, input, milliseconds }: TimedRun): Promise<number | null> {
  const child = spawn(process.execPath, [cli, ...args], { cwd, stdio: ['pipe', 'inherit', 'inherit'] });
  // What it is told may end unread; its exit code says the rest.
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  let isOver = false;
  const timer = setTimeout(() => {
    isOver = true;
    child.kill('SIGKILL');
  }, milliseconds);
  const end = (signal: NodeJS.Signals) => child.kill(signal);
  for (const signal of passedOn) process.once(signal, end);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => {
      clearTimeout(timer);
      for (const name of passedOn) process.removeListener(name, end);
      if (isOver) resolve(null);
      else resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal]));
    });
  });
}
