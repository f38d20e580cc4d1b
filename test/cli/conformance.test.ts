// The public situations, tried with the built command: all of them right, but for what has to be unpacked or decoded first.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { needBuild } from '../support/run-cli.ts';

const run = join(import.meta.dirname, '..', '..', 'conformance', 'run');

function conformance(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(run, args, { encoding: 'utf8', maxBuffer: 1 << 26 });
  return { status, stdout, stderr };
}

describe('conformance', () => {
  it.each(['commit', 'history'])('leakgate gets every %s situation right', { timeout: 600_000 }, (kind) => {
    needBuild();
    const { status, stdout, stderr } = conformance('--tool', 'leakgate', '--kind', kind);
    const wrong = stderr.split('\n').filter((line) => /: (?:missed|false alarm|error)$/.test(line));
    expect(wrong).toEqual([]);
    expect(stdout).toMatch(/all 44 +44 of 44\n$/);
    expect(status).toBe(0);
  });

  it('tells a scanner that finds nothing from one that finds everything', () => {
    const only = ['--only', 'plain,deleted'];
    const blind = conformance('--tool', 'true', '--kind', 'commit', ...only);
    expect(blind.stderr).toContain('true: commit/plain: missed\ntrue: commit/deleted: right\n');
    expect(blind.status).toBe(1);
    const alarmed = conformance('--tool', 'exit 1', '--kind', 'commit', ...only);
    expect(alarmed.stderr).toContain('exit: commit/plain: right\nexit: commit/deleted: false alarm\n');
    const broken = conformance('--tool', 'exit 7', '--kind', 'commit', ...only);
    expect(broken.stderr).toContain('exit: commit/plain: error\n');
  });

  it('hands names of staged files to a scanner that takes them', () => {
    const { stderr } = conformance(
      '--tool',
      '! grep -q ghp_ {files}',
      '--kind',
      'commit',
      '--only',
      'plain,unstaged,odd-name',
    );
    expect(stderr).not.toMatch(/: (?:missed|false alarm|error)$/m);
  });

  it.each([[[]], [['--tool']], [['--tool', 'leakgate', '--kind', 'none']], [['--nothing']]])(
    'refuses wrong usage: %j',
    (args) => {
      const { status, stderr } = conformance(...args);
      expect(stderr).toContain('conformance/run --tool');
      expect(status).toBe(2);
    },
  );
});
