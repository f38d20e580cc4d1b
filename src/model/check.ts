// One line of what `leakgate doctor` found out.

/** `fail`: the gate does not do its work. `warn`: it does, and somebody should know. `info`: neither good nor bad. */
export type CheckStatus = 'ok' | 'info' | 'warn' | 'fail';

export interface Check {
  /** Stable word for scripts: `hook.pre-commit`, `node`, `live.pre-push`. */
  readonly id: string;
  readonly status: CheckStatus;
  /** One sentence. */
  readonly message: string;
  /** What to do. */
  readonly fix?: string;
}

/** What one look at a repository gave. */
export interface Diagnosis {
  readonly version: string;
  /** Whether git runs leakgate here, and what it runs blocks a planted key. */
  readonly isEffective: boolean;
  readonly checks: readonly Check[];
}
