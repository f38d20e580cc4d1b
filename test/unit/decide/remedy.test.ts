// What to do now, by how far the secret has come.
import { describe, expect, it } from 'vitest';
import { remedyFor } from '../../../src/decide/remedy.ts';
import type { Origin, Place } from '../../../src/model/fragment.ts';
import { sampleRule, sampleVerdict } from '../../support/sample-report.ts';

const rule = sampleRule();
const commit = '1234567890abcdef1234567890abcdef12345678';
const file = (path: string, more: Partial<Place> = {}): Place => ({ origin: 'file', path, ...more });

function steps(command: string, place: Place, status: 'new' | 'known' | 'allowed' = 'new'): string[] {
  return remedyFor({ rule, place, status }, command);
}

const commands = [
  'staged',
  'hook pre-commit',
  'hook pre-merge-commit',
  'hook commit-msg',
  'hook pre-push',
  'range',
  'history',
  'scan',
];
const origins: readonly Origin[] = ['file', 'message', 'author', 'tag', 'note', 'ref', 'filename', 'stdin'];

describe('remedyFor', () => {
  it.each(commands.flatMap((command) => origins.map((origin) => [command, origin] as const)))(
    'gives two to four steps and the way to rotate: %s, %s',
    (command, origin) => {
      const path = origin === 'file' ? 'src/a.ts' : null;
      const given = steps(command, { origin, path, commit, ref: 'refs/heads/main' });
      expect(given.length).toBeGreaterThanOrEqual(2);
      expect(given.length).toBeLessThanOrEqual(4);
      expect(given.join('\n')).toContain(rule.revoke);
      for (const step of given) expect(step.split('`').length % 2, step).toBe(1);
    },
  );

  it.each(['staged', 'hook pre-commit'])('unstages or stages anew: %s', (command) => {
    expect(steps(command, file("it's here.ts"))[1]).toBe(
      "Stage the file without it: `git add 'it'\\''s here.ts'`, or leave it out: `git reset -q -- 'it'\\''s here.ts'`. Then commit again.",
    );
  });

  it('uses words where the name cannot be typed', () => {
    expect(steps('staged', file('caf\\xe9.ts'))[1]).toBe(
      'Stage the file without it: stage the file again with `git add`, or leave it out: unstage it with `git reset`. Then commit again.',
    );
  });

  it.each(['.env', 'app/.env.production', 'prod.env', '.envrc'])('keeps %s out of git', (path) => {
    expect(steps('staged', file(path))[0]).toContain(`git rm --cached ${path}`);
    expect(steps('staged', file(path))[1]).toContain('.gitignore');
    expect(steps('hook pre-push', file(path, { commit })).join()).toContain('.gitignore');
    expect(steps('history', file(path, { commit })).join()).toContain(`git filter-repo --invert-paths --path ${path}`);
  });

  it.each(['.env.template', '.env.example', 'src/environment.ts'])('takes %s for a usual file', (path) => {
    expect(steps('staged', file(path)).join()).not.toContain('.gitignore');
  });

  it.each(['hook pre-push', 'range'])('rotates first and rewrites then: %s', (command) => {
    const given = steps(command, file('src/a.ts', { commit }));
    expect(given[0]).toContain(rule.revoke);
    expect(given[1]).toContain('`git rebase -i 1234567890^`');
  });

  it('keeps the message that was typed', () => {
    expect(steps('hook commit-msg', { origin: 'message', path: null })[0]).toContain(
      '`git commit -e -F "$(git rev-parse --git-path COMMIT_EDITMSG)"`',
    );
  });

  it('quotes the name of a tag', () => {
    expect(steps('hook pre-push', { origin: 'tag', path: null, ref: 'refs/tags/a$b' })[1]).toContain(
      "`git tag -d 'a$b'`",
    );
  });

  it.each([
    ['unreachable', 'git gc --prune=now'],
    ['reflog', 'git reflog expire'],
    ['refs/stash', 'git stash drop'],
    ['index', 'only staged'],
    ['refs/heads/main', 'git filter-repo --replace-text FILE'],
  ])('purges what is held by %s', (ref, command) => {
    expect(steps('history', file('src/a.ts', { commit, ref })).at(-1)).toContain(command);
  });

  it('asks little for what is known, nothing for what is allowed', () => {
    expect(steps('staged', file('a'), 'known')).toEqual([
      `Known, and still to be rotated unless that is done. ${rule.revoke}`,
    ]);
    expect(steps('staged', file('a'), 'allowed')).toEqual([]);
  });

  it('takes a whole verdict', () => {
    expect(remedyFor(sampleVerdict(), 'scan')).toHaveLength(2);
  });
});
