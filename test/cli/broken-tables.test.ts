// What the build packed for the sweep of a history is damaged: the error says so, whichever thread came upon it.
import { spawnSync } from 'node:child_process';
import { cpSync, truncateSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { withTwoCommits } from '../support/history-run.ts';
import { cli, needBuild, toOutcome } from '../support/run-cli.ts';
import { scratchRepos } from '../support/scratch-repo.ts';

const makeRepo = scratchRepos(afterEach);
needBuild();

const threads = [[], ['--jobs', '2']];
const parts = ['tables.bin', 'filters.bin', 'rules.bin'];

it.each(parts.flatMap((name) => threads.map((args) => [name, args] as const)))(
  'history with %s cut short calls nothing clean (%j)',
  (name, args) => {
    const repo = withTwoCommits(makeRepo());
    const copy = join(repo.root, 'installation');
    cpSync(dirname(cli), copy, { recursive: true });
    const sweep = () => {
      const command = [join(copy, 'leakgate.js'), 'history', '--no-cache', ...args];
      return toOutcome(spawnSync(process.execPath, command, { cwd: repo.dir, env: repo.env }));
    };
    const whole = sweep();
    expect(whole.code).not.toBe(3);
    truncateSync(join(copy, 'rules', name), 5000);
    const { code, stdout, stderr } = sweep();
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
    expect(stderr).toContain('leakgate: The rules of this installation cannot be read.');
  },
);
