// Runs the command of `leakgate mask -- cmd…`: standard input is the child's own, what it writes is handed to the masks.
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { constants } from 'node:os';
import type { Readable } from 'node:stream';
import { ToolError } from '../model/errors.ts';
import type { ExitCode } from '../model/exit-code.ts';
import { programFor } from './windows-program.ts';

export type MaskedChild = ChildProcessByStdio<null, Readable, Readable>;

/** Shells' codes for a command that is not there, and for one that cannot be run. */
const notFound = 127;
const notRunnable = 126;

/** The command could not be started: told like any error, with the code that a shell gives. */
function cannotRun(name: string, code = 'unknown'): ToolError {
  const reasons: Readonly<Record<string, string>> = { ENOENT: 'there is no such command', EACCES: 'permission denied' };
  const exit = (code === 'ENOENT' ? notFound : notRunnable) as ExitCode;
  return new ToolError('no-such-command', { name, reason: reasons[code] ?? code }, { exit });
}

/**
 * Starts the command, without a shell.
 * @throws ToolError no-such-command
 */
export function startChild([command, ...args]: readonly string[], cwd: string): Promise<MaskedChild> {
  const program = programFor(command, args, process);
  return new Promise((resolve, reject) => {
    try {
      const child = spawn(program.file, program.args, {
        cwd,
        stdio: ['inherit', 'pipe', 'pipe'],
        windowsVerbatimArguments: program.isVerbatim,
      });
      // Later ones tell of a signal that could not be sent, to a child of another user: it goes on, and so does its mask.
      child.on('error', (error: NodeJS.ErrnoException) => reject(cannotRun(command, error.code)));
      child.once('spawn', () => resolve(child));
    } catch (error) {
      // Some systems refuse at once: an empty name, a name with a NUL in it.
      reject(cannotRun(command, (error as NodeJS.ErrnoException).code));
    }
  });
}

/** The child's exit code; 128 + n when signal n ended it. */
export function codeOf(child: MaskedChild): Promise<ExitCode> {
  return new Promise((resolve) => {
    const tell = (code: number | null, signal: NodeJS.Signals | null) =>
      resolve((signal === null ? code : 128 + constants.signals[signal]) as ExitCode);
    if (child.exitCode !== null || child.signalCode !== null) tell(child.exitCode, child.signalCode);
    else child.once('exit', tell);
  });
}

/**
 * Hands signals on to the child. What is typed at a terminal (Ctrl-C, Ctrl-\) reaches the child by itself, as it is in the same
 * group: twice would be once too often.
 */
export function passSignals(child: MaskedChild, isTyped: boolean): void {
  // Without a listener of ours SIGUSR1 would open Node's debugger.
  for (const signal of ['SIGINT', 'SIGQUIT', 'SIGTERM', 'SIGHUP', 'SIGUSR1', 'SIGUSR2'] as const)
    process.on(signal, () => {
      if (!(isTyped && (signal === 'SIGINT' || signal === 'SIGQUIT'))) child.kill(signal);
    });
}
