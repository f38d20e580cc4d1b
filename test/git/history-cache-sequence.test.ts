// Whatever happens to a repository between two runs, in any order: a run that builds on the one before tells the same as one
// that looks at everything.
import { afterEach, expect, it } from 'vitest';
import { isRecalled, sweepBoth } from '../support/cached-sweep.ts';
import { pair, token, withTwoCommits } from '../support/history-run.ts';
import { harmless } from '../support/planted.ts';
import { type ScratchRepo, scratchRepos } from '../support/scratch-repo.ts';

const newRepo = scratchRepos(afterEach);

/** Numbers from 0 on, below `limit`, the same for the same seed (a linear congruential generator, Numerical Recipes). */
function draws(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}

type Step = (repo: ScratchRepo, name: string, draw: (limit: number) => number) => void;

const steps: readonly Step[] = [
  (repo, name) => {
    repo.write(`${name}.txt`, `${harmless(40)}${token.text}`);
    repo.commit(name);
  },
  (repo, name, draw) => {
    const at = draw(40);
    repo.write('long.txt', `${harmless(at)}${name}\n${draw(2) === 0 ? pair.text : ''}${harmless(80 - at)}`);
    repo.commit(name, '--allow-empty');
  },
  (repo, name) => {
    repo.git('mv', 'readme.md', `${name}.md`);
    repo.git('mv', `${name}.md`, 'readme.md');
    repo.write(`.env.${name}`, `DB_PASSWORD=${name}-zebra-Quilt7\n`);
    repo.commit(name);
  },
  (repo, name) => repo.git('branch', name),
  (repo, name) => repo.git('tag', '-a', name, '-m', token.text),
  (repo) => repo.git('commit', '-q', '--amend', '--allow-empty', '-m', token.text),
  (repo) => repo.git('reset', '-q', '--hard', 'HEAD~1'),
  (repo, name) => {
    repo.write('readme.md', `${name}\n${pair.text}`);
    repo.git('stash', '-q');
  },
  (repo, name) => {
    repo.write('staged.ini', `${name}\n${pair.text}`);
    repo.git('add', 'staged.ini');
  },
  (repo) => repo.git('reflog', 'expire', '--expire=now', '--all'),
  (repo) => repo.git('gc', '-q'),
  (repo) => repo.git('gc', '-q', '--prune=now'),
  (repo) => repo.git('repack', '-q', '-a', '-d', '-f', '--depth=4', '--window=4'),
];

it.each([1, 2])('sequence %i', (seed) => {
  const draw = draws(seed);
  const repo = withTwoCommits(newRepo());
  for (let at = 0; at < 5; at++) {
    repo.write('long.txt', harmless(80 + at));
    repo.commit(`start ${at}`);
  }
  sweepBoth(repo);
  for (let at = 0; at < 8; at++) {
    for (let more = draw(2); more >= 0; more--) steps[draw(steps.length)](repo, `s${at}-${more}`, draw);
    sweepBoth(repo);
  }
  expect(isRecalled(sweepBoth(repo))).toBe(true);
});
