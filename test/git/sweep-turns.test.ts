// The thread that has to do with others walks, too: it lets them have their turn, finds the same, and stops when it is told to.
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDetector } from '../../src/commands/open-detector.ts';
import { loadKernel, SweepThreads } from '../../src/commands/sweep-threads.ts';
import { openHistory } from '../../src/git/open-history.ts';
import type { SweepThreadHandle } from '../../src/git/pack/pack-history-terms.ts';
import { runInTurns, runThread, type ThreadTerms } from '../../src/git/pack/sweep-thread.ts';
import { objectText } from '../../src/git/parse-commit.ts';
import { openRepository } from '../../src/git/repository.ts';
import { hitJudge } from '../../src/pipeline/hit-judge.ts';
import { githubToken } from '../support/planted.ts';
import { cli, needBuild } from '../support/run-cli.ts';
import { type ScratchRepo, scratchRepos } from '../support/scratch-repo.ts';

needBuild();
const dist = join(cli, '..');
const { detector } = openDetector(dist);
const judge = hitJudge(detector, objectText);
const newRepo = scratchRepos(afterEach);
let repo: ScratchRepo;

beforeEach(() => {
  repo = newRepo();
  for (let version = 0; version < 30; version++) {
    for (let file = 0; file < 8; file++)
      repo.write(
        `f${file}.txt`,
        `${`line ${version} of file ${file}\n`.repeat(2000)}token = ${githubToken(`${file}`).secret}\n`,
      );
    repo.commit(`commit ${version}`);
  }
  repo.git('repack', '-adq');
});

async function survey(startThread: (terms: ThreadTerms) => SweepThreadHandle, jobs = 1) {
  const packTerms = () => ({ jobs, kernel: loadKernel(dist), startThread });
  const options = { backend: 'auto', packTerms } as const;
  const history = await openHistory(openRepository(repo.dir, { env: repo.env }), options);
  const { suspects, objects, bytes } = await history.survey(judge);
  history.close?.();
  return { suspects: [...suspects].sort(), objects, bytes, name: history.name };
}

const alone = (terms: ThreadTerms): SweepThreadHandle => ({
  outcome: Promise.resolve().then(() => runThread(terms, judge)),
  stop: () => {},
});

describe('a thread that has to do with others', () => {
  it('lets them have their turn again and again, and finds what one finds that does not', async () => {
    let turns = 0;
    const pause = async () => {
      turns++;
      await new Promise((resolve) => setImmediate(resolve));
    };
    const besides = await survey((terms) => ({ outcome: runInTurns(terms, judge, pause), stop: () => {} }));
    expect(turns).toBeGreaterThan(1);
    expect(besides.name).toBe('pack');
    expect(besides).toEqual(await survey(alone));
    expect(besides.suspects.length).toBe(240);
  });

  it('ends when its turn is taken away', async () => {
    let turns = 0;
    const pause = async () => {
      turns++;
      throw new Error('stopped');
    };
    const outcomes: Promise<unknown>[] = [];
    await survey((terms) => {
      const outcome = runInTurns(terms, judge, pause);
      outcomes.push(outcome);
      outcome.catch(() => {});
      return { outcome, stop: () => {} };
    }).catch(() => {});
    await expect(outcomes[0]).rejects.toThrow('stopped');
    expect(turns).toBe(outcomes.length);
  });

  it('finds the same with any number of others', async () => {
    const expected = await survey(alone);
    for (const jobs of [1, 2, 3]) {
      const threads = new SweepThreads({ detector }, { installation: dist, jobs, isAsked: true });
      const drop = threads.ready(1);
      expect(await survey((terms) => threads.start(terms), jobs)).toEqual(expected);
      drop();
    }
  });
});
