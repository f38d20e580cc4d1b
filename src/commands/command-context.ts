// What every command is given; nothing else reaches a command from outside but the file system and git.

export type FlagValue = string | boolean | readonly string[];

export interface CommandContext {
  readonly flags: Readonly<Record<string, FlagValue | undefined>>;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly stdin: NodeJS.ReadStream;
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** Whether a person reads stderr on a terminal. */
  readonly isTerminal: boolean;
}
