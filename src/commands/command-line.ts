// A command as it was asked for.
import type { ExitCode } from '../model/exit-code.ts';
import type { CommandContext } from './command-context.ts';

/** Loads what does the work. */
export type Runnable = () => Promise<{ run: (context: CommandContext) => Promise<ExitCode> }>;

export interface CommandLine extends Pick<CommandContext, 'flags' | 'args' | 'wrapped'> {
  readonly load: Runnable;
}
