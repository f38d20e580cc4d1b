// A log larger than what is read at once: in parts, from a pipe and from the disk, with the lines of the whole.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { githubToken } from '../support/planted.ts';
import { runCli } from '../support/run-cli.ts';
import { scratchRepos } from '../support/scratch-repo.ts';

const newRepo = scratchRepos(afterEach);

interface Told {
  readonly receipt: { readonly expected: number; readonly scanned: number };
  readonly findings: readonly { readonly line: number; readonly column: number; readonly rule: string }[];
  readonly problems: readonly unknown[];
}

it('finds what stands anywhere in a log of 70 MB, at the border of parts too', () => {
  const repo = newRepo({ init: false });
  const line = '2026-11-25T10:00:00Z INFO nothing to see on this line, nor on the others\n';
  const lines = Math.ceil(70e6 / line.length);
  const bytes = Buffer.from(line.repeat(lines));
  const planted = [1, 16 * 1024 * 1024, 32 * 1024 * 1024 + 300_000, 64 * 1024 * 1024, bytes.length - 100].map(
    (at, seed) => {
      const index = Math.floor(at / line.length);
      bytes.write(githubToken(seed).secret, index * line.length + 30, 'latin1');
      // A space before and behind: the token ends within the words.
      bytes[index * line.length + 29] = 32;
      bytes[index * line.length + 70] = 32;
      return index + 1;
    },
  );
  writeFileSync(join(repo.dir, 'large.log'), bytes);
  for (const [args, input] of [
    [['scan', '-'], bytes],
    [['scan', 'large.log'], ''],
  ] as const) {
    const outcome = runCli(repo, [...args, '--format', 'json'], { input: input as Buffer });
    const told = JSON.parse(outcome.stdout) as Told;
    expect(outcome.code).toBe(1);
    expect(told.findings.map(({ rule, line, column }) => [rule, line, column])).toEqual(
      planted.map((at) => ['github-pat-classic', at, 31]),
    );
    expect(told.receipt).toMatchObject({ expected: 1, scanned: 1 });
    expect(told.problems).toEqual([]);
  }
});
