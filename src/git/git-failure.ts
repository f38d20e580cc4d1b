// A failed git process → a GitError with the code that says who must act.
import { GitError } from '../model/errors.ts';

export interface GitOutcome {
  readonly args: readonly string[];
  readonly cwd: string;
  readonly status: number | null;
  readonly signal?: NodeJS.Signals | null;
  readonly stderr: string;
  readonly cause?: unknown;
}

/** Longest piece of git's own words that is shown. */
const maxReason = 300;

/** One line, without control characters and without what could turn the reading direction. */
function plain(text: string): string {
  const shown = text.replace(/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g, (char) => {
    return `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
  return shown.length > maxReason ? `${shown.slice(0, maxReason)}…` : shown;
}

function reasonOf({ status, signal, stderr, cause }: GitOutcome): string {
  const lines = stderr.split('\n').filter((line) => line.trim() !== '');
  // git warns first and says last why it gave up.
  const at = Math.max(
    0,
    lines.findIndex((text) => /^(fatal|error):/.test(text)),
  );
  // fatal: unknown repository extension found:
  // \trefstorage
  const line = lines[at]?.endsWith(':') ? [lines[at], lines[at + 1]?.trim()].join(' ') : lines[at];
  if (line !== undefined) return plain(line.replace(/^(fatal|error): /, ''));
  if (signal) return `ended by ${signal}`;
  if (cause instanceof Error) return plain(cause.message);
  return `exit code ${status}`;
}

// fatal: bad revision 'nope..HEAD'
// fatal: ambiguous argument 'HEAD': unknown revision or path not in the working tree.
// fatal: Invalid revision range 'a..b'
// fatal: Not a valid object name nope
// fatal: no upstream configured for branch 'main'
const unknownRevision =
  /bad revision '([^']*)'|ambiguous argument '([^']*)': unknown revision|[Ii]nvalid revision range '?([^'\n]*)|Not a valid object name (\S*)|no upstream configured for branch '([^']*)'/;

/** Names the failure. The arguments are shown, never what git was fed or printed. */
export function gitFailure(outcome: GitOutcome): GitError {
  const { stderr, cause, cwd } = outcome;
  if (cause instanceof Error && (cause as NodeJS.ErrnoException).code === 'ENOENT')
    return new GitError('no-git', {}, cause);
  if (/not a git repository/i.test(stderr)) return new GitError('not-a-repository', { path: plain(cwd) });
  if (/dubious ownership|unsafe repository/.test(stderr))
    return new GitError('unsafe-repository', { path: plain(cwd) });
  // fatal: unknown repository extension found:
  // \trefstorage
  const extension = /unknown repository extensions? found:\s*(\S+)/.exec(stderr);
  if (extension) return new GitError('git-lacks-extension', { name: plain(extension[1]) });
  const revision = unknownRevision.exec(stderr);
  if (revision) return new GitError('bad-revision', { value: plain(revision.slice(1).find((text) => text) ?? '') });
  return new GitError('git-failed', { args: plain(outcome.args.join(' ')), reason: reasonOf(outcome) }, cause);
}
