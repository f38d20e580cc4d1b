// `git push -o leakgate.skip=<reason>`: the way past the server's check where its owner allows it. Never unseen: what went
// through, who sent it and why stands in a log on the server before the push is let in.
import { closeSync, constants, mkdirSync, openSync, writeSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { RefUpdate } from '../git/push-lines.ts';
import type { Repository } from '../git/repository.ts';
import { ToolError } from '../model/errors.ts';
import type { ReceiveSettings } from './receive-settings.ts';

const option = 'leakgate.skip';

/** The most of a reason that is kept. */
const longestReason = 500;

export interface BreakGlass {
  /** Empty when none was given; then nothing is let through. */
  readonly reason: string;
}

/** The push option, if it was sent; null otherwise. git sets GIT_PUSH_OPTION_COUNT and GIT_PUSH_OPTION_<n> (githooks(5)). */
export function breakGlass(env: NodeJS.ProcessEnv): BreakGlass | null {
  const count = Number(env.GIT_PUSH_OPTION_COUNT ?? 0);
  for (let at = 0; at < count; at++) {
    const value = env[`GIT_PUSH_OPTION_${at}`] ?? '';
    if (value === option) return { reason: '' };
    if (value.startsWith(`${option}=`)) return { reason: value.slice(option.length + 1).trim() };
  }
  return null;
}

/** Why the option does not help, in one sentence; null when it does. */
export function refusal(glass: BreakGlass, settings: ReceiveSettings): string | null {
  if (!settings.mayBreakGlass) return 'This server does not take the push option leakgate.skip.';
  if (/[\p{L}\p{N}]/u.test(glass.reason)) return null;
  return 'The push option leakgate.skip needs a reason: git push -o leakgate.skip="why".';
}

/** Who the server says is pushing: gitolite and GitLab, GitHub Enterprise, git over HTTP, the account of ssh. */
const whoVariables = ['GL_USERNAME', 'GL_ID', 'GL_USER', 'GITHUB_USER_LOGIN', 'REMOTE_USER', 'LOGNAME', 'USER'];

export interface LetThrough {
  readonly reason: string;
  readonly updates: readonly RefUpdate[];
  /** Fingerprints: all that is ever stored of a secret. */
  readonly fingerprints: readonly string[];
  /** The code that the hook would have ended with. */
  readonly code: number;
}

/**
 * Adds one line of JSON to the log.
 * @throws ToolError cannot-write: then the push is not let through
 */
export function logBreakGlass(
  repo: Repository,
  settings: ReceiveSettings,
  through: LetThrough,
  env: NodeJS.ProcessEnv,
): void {
  const path = resolve(repo.gitDir, settings.breakGlassLog);
  const entry = {
    time: new Date().toISOString(),
    who: whoVariables.map((name) => env[name]).find((value) => value) ?? 'unknown',
    reason: through.reason.slice(0, longestReason),
    exit: through.code,
    refs: through.updates.map(({ remoteRef, remoteId, localId }) => ({ ref: remoteRef, old: remoteId, new: localId })),
    findings: through.fingerprints,
  };
  const { O_WRONLY, O_CREAT, O_APPEND, O_NOFOLLOW = 0 } = constants;
  try {
    mkdirSync(dirname(path), { recursive: true });
    const file = openSync(path, O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW, 0o640);
    try {
      // One write, so that two pushes at once do not mix their lines.
      writeSync(file, `${JSON.stringify(entry)}\n`);
    } finally {
      closeSync(file);
    }
  } catch (cause) {
    throw new ToolError(
      'cannot-write',
      { path, reason: (cause as NodeJS.ErrnoException).code ?? 'unknown' },
      { cause },
    );
  }
}
