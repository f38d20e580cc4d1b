// What every command is given; nothing else reaches a command from outside but the file system and git.

export type FlagValue = string | boolean | readonly string[];

export interface CommandContext {
  readonly flags: Readonly<Record<string, FlagValue | undefined>>;
  readonly args: readonly string[];
  /** The command behind `--`, for commands that run one; absent where there is no `--`. */
  readonly wrapped?: readonly string[];
  readonly cwd: string;
  /** The folder of the running bundle, with `rules/` in it. */
  readonly installation: string;
  readonly stdin: NodeJS.ReadStream;
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** Whether a person reads stderr on a terminal. */
  readonly isTerminal: boolean;
  /** Whether `out` leads to a terminal, and how many columns it has. */
  readonly isReportTerminal: boolean;
  readonly width?: number;
}
