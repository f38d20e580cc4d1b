// The exit codes other people's scripts rely on.
export const exitCode = {
  /** Everything covered, nothing that blocks. */
  clean: 0,
  /** Findings that block. Wins over `incomplete`. */
  findings: 1,
  /** Wrong usage or config. */
  usage: 2,
  /** Incomplete, damaged, not a repository, missing tool, ineffective gate, internal error. */
  incomplete: 3,
} as const;

export type ExitCode = (typeof exitCode)[keyof typeof exitCode];
