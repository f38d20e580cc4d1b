// What the owner of a server set for its pre-receive hook: `git config leakgate.<name>`, in the repository or for the whole
// machine. Nobody can push these settings.
import { isOn } from '../git/parse-git-config.ts';
import type { Repository } from '../git/repository.ts';
import { runGitSync } from '../git/run-git.ts';
import { ToolError } from '../model/errors.ts';

export interface ReceiveSettings {
  /** `target`: the tip that each ref had before; anything else is a revision of this repository. */
  readonly policyFrom: string;
  /** Milliseconds; absent when the hook may take as long as it needs. */
  readonly deadline?: number;
  /** What a push gets that could not be checked in time. */
  readonly onDeadline: 'block' | 'accept';
  /** Whether `git push -o leakgate.skip=<reason>` goes through, with a line in the log. */
  readonly mayBreakGlass: boolean;
  /** Where that line goes; relative to the git folder. */
  readonly breakGlassLog: string;
}

/** Longer than any server waits. */
const mostSeconds = 24 * 60 * 60;

/**
 * Reads the settings.
 * @throws ToolError bad-setting: a typing error must not switch anything off; GitError
 */
export function receiveSettings(repo: Repository): ReceiveSettings {
  const settings = readSettings(repo);
  const deadline = settings.get('leakgate.deadline');
  const onDeadline = settings.get('leakgate.ondeadline') ?? 'block';
  if (onDeadline !== 'block' && onDeadline !== 'accept')
    throw badSetting('leakgate.onDeadline', onDeadline, 'block or accept');
  return {
    policyFrom: settings.get('leakgate.policyfrom') ?? 'target',
    ...(deadline === undefined ? {} : { deadline: milliseconds(deadline) }),
    onDeadline,
    mayBreakGlass: isOn(settings.get('leakgate.breakglass')),
    breakGlassLog: settings.get('leakgate.breakglasslog') ?? 'leakgate/break-glass.log',
  };
}

function milliseconds(value: string): number {
  const seconds = /^\d+(?:\.\d+)?$/.test(value) ? Number(value) : 0;
  if (seconds <= 0 || seconds > mostSeconds)
    throw badSetting('leakgate.deadline', value, `seconds, above 0 and up to ${mostSeconds}`);
  return Math.round(seconds * 1000);
}

function badSetting(key: string, value: string, allowed: string): ToolError {
  return new ToolError('bad-setting', { key, value, allowed });
}

// leakgate.deadline\n4\0leakgate.breakglass\0      a key without a value is `true`
function readSettings(repo: Repository): ReadonlyMap<string, string> {
  const entries = runGitSync(['config', '--list', '-z'], repo).toString('utf8').split('\0');
  return new Map(
    entries
      .filter((entry) => entry.startsWith('leakgate.'))
      .map((entry) => {
        const [key, ...value] = entry.split('\n');
        return [key, value.length === 0 ? 'true' : value.join('\n')] as const;
      }),
  );
}
