// Threads of a sweep are stopped when they have done their share, and nothing is heard of that.
import { afterEach, expect, it } from 'vitest';
import { withTwoCommits } from '../support/history-run.ts';
import { runCli } from '../support/run-cli.ts';
import { scratchRepos } from '../support/scratch-repo.ts';

const makeRepo = scratchRepos(afterEach);

// On Node 22 one run of eight printed a complaint of V8: the thread was making a context when it was stopped.
it('a sweep with threads says nothing beside its report', () => {
  const repo = withTwoCommits(makeRepo());
  for (let run = 0; run < 8; run++) {
    const { code, stderr } = runCli(repo, ['history', '--no-cache', '--jobs', '2', '--quiet']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  }
}, 60_000);
