// The flags that `allow` and `baseline` share: --reason, --owner, --until, checked and with their defaults.
import { daysAfter, isDate } from '../config/calendar.ts';
import { findFault } from '../config/parse-ignores.ts';
import type { Repository } from '../git/repository.ts';
import { runGitSync } from '../git/run-git.ts';
import { GitError, UsageError } from '../model/errors.ts';
import type { IgnoreEntry } from '../model/policy.ts';
import type { CommandContext } from './command-context.ts';
import { hiderOfErrors } from './without-secrets.ts';

export type Acceptance = Pick<IgnoreEntry, 'reason' | 'owner' | 'until'>;

/** How long a line holds unless `--until` says otherwise: a year, so that somebody looks again; `never` must be asked for. */
export const defaultDays = 365;

/**
 * @param command for the message when the reason is missing
 * @throws UsageError missing-argument, bad-value
 */
export function readAcceptance(context: CommandContext, repo: Repository, command: string, today: string): Acceptance {
  const reason = textFlag(context, 'reason')?.trim() ?? '';
  if (reason === '') {
    const example = `leakgate ${command} --reason "made-up key of the demo"`;
    throw new UsageError('missing-argument', { command: command.split(' ')[0], what: 'a reason', example });
  }
  const until = textFlag(context, 'until') ?? daysAfter(today, defaultDays);
  if (until !== 'never' && (!isDate(until) || until < today)) {
    throw new UsageError('bad-value', {
      name: '--until',
      value: until,
      allowed: 'a day from today on as YYYY-MM-DD, or never',
    });
  }
  const owner = textFlag(context, 'owner') ?? defaultOwner(repo);
  const acceptance = { reason, owner, until };
  checkWith(acceptance, 'owner', owner, 'a name or address without spaces');
  checkWith(acceptance, 'reason', reason, 'one line of plain text, at most 1000 characters');
  checkSecret(context, owner, reason);
  return acceptance;
}

// One field at a time: the other one is replaced by a good value, so that the message names the right flag.
function checkWith(terms: Acceptance, flag: 'owner' | 'reason', value: string, allowed: string): void {
  const good = { fingerprint: 'rule:path:0000', owner: 'x', until: 'never', reason: 'x' };
  if (findFault({ ...good, [flag]: terms[flag] }) !== null) {
    throw new UsageError('bad-value', { name: `--${flag}`, value: plain(value), allowed });
  }
}

/** The line is committed: what it says must not be what it speaks of. */
function checkSecret({ installation }: CommandContext, owner: string, reason: string): void {
  const hide = hiderOfErrors(installation, (same) => same);
  for (const [name, value] of [
    ['--owner', owner],
    ['--reason', reason],
  ])
    if (hide(value) !== value)
      throw new UsageError('bad-value', { name, value: plain(hide(value)), allowed: 'text without a secret in it' });
}

function defaultOwner(repo: Repository): string {
  const names = [gitMail(repo), process.env.USER, process.env.USERNAME, process.env.LOGNAME];
  const owner = names.find((name) => name !== undefined && name !== '')?.replace(/\s+/g, '-');
  if (owner === undefined) {
    const example = 'leakgate allow rule:path:1a2b --reason "made-up key" --owner ada@example.org';
    throw new UsageError('missing-argument', {
      command: 'allow',
      what: 'an --owner (git knows no user.email)',
      example,
    });
  }
  return owner;
}

function gitMail(repo: Repository): string | undefined {
  try {
    return runGitSync(['config', '--get', 'user.email'], repo).toString().trim();
  } catch (error) {
    // Exit 1 without a word: the setting is not there. The next name serves.
    if (error instanceof GitError && error.code === 'git-failed') return undefined;
    throw error;
  }
}

function textFlag({ flags }: CommandContext, name: string): string | undefined {
  const value = flags[name];
  if (value === undefined) return undefined;
  if (typeof value !== 'string') throw new UsageError('missing-value', { name: `--${name}` });
  return value;
}

function plain(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, '?').slice(0, 80);
}
