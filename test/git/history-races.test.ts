// What comes and goes while a sweep reads: `git repack`, `git gc`, a commit, a pack that is lost. Each at each known point of a
// sweep, through the same backend that the command uses; then once for real, with git busy beside it.
import { spawn } from 'node:child_process';
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openDetector } from '../../src/commands/open-detector.ts';
import { loadKernel } from '../../src/commands/sweep-threads.ts';
import { openHistory } from '../../src/git/open-history.ts';
import { runThread, type ThreadTerms } from '../../src/git/pack/sweep-thread.ts';
import { objectText } from '../../src/git/parse-commit.ts';
import { openRepository } from '../../src/git/repository.ts';
import { hitJudge } from '../../src/pipeline/hit-judge.ts';
import { token } from '../support/history-run.ts';
import { githubToken } from '../support/planted.ts';
import { cli, needBuild, runCli } from '../support/run-cli.ts';
import { type ScratchRepo, scratchRepos } from '../support/scratch-repo.ts';

/** The points of a sweep at which something may happen: objects listed, planned, walked, told. */
type Point = 'listed' | 'planned' | 'walked' | 'surveyed';
const scene = vi.hoisted(() => ({ happen: (_: string) => {} }));
vi.mock('../../src/git/pack/object-folders.ts', async (original) => {
  const real = await original<typeof import('../../src/git/pack/object-folders.ts')>();
  return {
    ...real,
    listObjects: (...args: Parameters<typeof real.listObjects>) => {
      const listed = real.listObjects(...args);
      scene.happen('listed');
      return listed;
    },
  };
});

needBuild();
const dist = join(cli, '..');
const { detector } = openDetector(dist);
const judge = hitJudge(detector, objectText);
const newRepo = scratchRepos(afterEach);
const late = githubToken('late');
let repo: ScratchRepo;
/** The blob with the secret, in a pack; and the one that the action brings. */
let planted: string;

beforeEach(() => {
  repo = newRepo();
  for (let version = 0; version < 6; version++) {
    repo.write('a.txt', `${'line of text\n'.repeat(40)}version ${version}\n`);
    repo.write(`dir/b${version}.txt`, `b ${version}\n`);
    if (version === 3) repo.write('config.txt', `token = ${token.secret}\n`);
    repo.commit(`commit ${version}`);
  }
  planted = repo.git('rev-parse', 'HEAD:config.txt');
  repo.git('repack', '-adq');
  repo.write('loose.txt', 'not packed\n');
  repo.commit('loose');
});
afterEach(() => {
  scene.happen = () => {};
});

/** Does `act` at `point`, the first time that it is reached. */
function once(point: Point, act: () => void) {
  let isDone = false;
  scene.happen = (here) => {
    if (here !== point || isDone) return;
    isDone = true;
    act();
  };
}

async function sweepHere() {
  const startThread = (terms: ThreadTerms) => {
    scene.happen('planned');
    const run = () => {
      const outcome = runThread(terms, judge);
      scene.happen('walked');
      return outcome;
    };
    return { outcome: Promise.resolve().then(run), stop: () => {} };
  };
  const packTerms = () => ({ jobs: 1, kernel: loadKernel(dist), startThread });
  const history = await openHistory(openRepository(repo.dir, { env: repo.env }), { backend: 'auto', packTerms });
  const { suspects } = await history.survey(judge);
  scene.happen('surveyed');
  const places = await history.locate(suspects);
  const read = new Map<string, string>();
  for await (const { id, bytes } of history.readSuspects(suspects)) read.set(id, bytes.toString());
  const { expected, delivered, missing, damaged, tooLarge } = history.coverage();
  return {
    name: history.name,
    suspects: [...suspects],
    paths: [...suspects].map((id) => places.get(id)?.[0].path),
    texts: [...suspects].map((id) => read.get(id)?.trim()),
    isCovered: delivered === expected,
    isClosed: delivered + missing + damaged + tooLarge === expected,
    problems: history.problems.map(({ code }) => code),
  };
}

const lose = (name: RegExp) => {
  const folder = join(repo.dir, '.git/objects/pack');
  for (const file of readdirSync(folder)) if (name.test(file)) rmSync(join(folder, file));
};
/** All of these leave every object where git finds it. */
const repacks: Readonly<Record<string, () => void>> = {
  'git repack -ad': () => repo.git('repack', '-adq', '-f', '--depth=3'),
  'git gc --prune=now': () => repo.git('gc', '-q', '--prune=now'),
  'git repack, a pack beside the first': () => repo.git('repack', '-q'),
  'git unpack-objects, and no pack any more': () => {
    const folder = join(repo.dir, '.git/objects/pack');
    const pack = readdirSync(folder).find((file) => file.endsWith('.pack')) as string;
    const bytes = repo.gitBytes(['pack-objects', '--all', '--stdout', '-q'], { input: '' });
    lose(new RegExp(pack.replace(/\.pack$/, '')));
    repo.gitBytes(['unpack-objects', '-q'], { input: bytes });
  },
};
const points: readonly Point[] = ['listed', 'planned', 'walked', 'surveyed'];

describe.each(points)('when objects are %s', (point) => {
  it.each(Object.keys(repacks))('%s changes nothing of what is found', async (name) => {
    let hasHappened = false;
    once(point, () => {
      repacks[name]();
      hasHappened = true;
    });
    const { texts, suspects, isCovered, problems, paths, name: reader } = await sweepHere();
    expect(hasHappened).toBe(true);
    expect(reader).toBe('pack');
    expect(suspects).toEqual([planted]);
    expect(paths).toEqual(['config.txt']);
    expect(texts).toEqual([`token = ${token.secret}`]);
    expect(isCovered).toBe(true);
    expect(problems).toEqual([]);
  });

  it('a pack that is lost is never called clean', async () => {
    once(point, () => lose(/^pack-/));
    const outcome = await sweepHere().catch((error: Error) => error);
    // What was read before it was lost counts; what was not is a gap, or the sweep fails.
    if (outcome instanceof Error) return;
    expect(outcome.isClosed).toBe(true);
    if (outcome.isCovered) expect(outcome.suspects).toEqual([planted]);
    else expect(outcome.problems.length).toBeGreaterThan(0);
    if (outcome.texts.includes(undefined)) expect(outcome.problems.length).toBeGreaterThan(0);
  });

  it('a commit that comes is looked at, or came too late', async () => {
    once(point, () => {
      repo.write('late.txt', `token = ${late.secret}\n`);
      repo.commit('late');
    });
    const { suspects, isCovered } = await sweepHere();
    const added = repo.git('rev-parse', 'HEAD:late.txt');
    expect(new Set(suspects)).toEqual(new Set(point === 'surveyed' ? [planted] : [planted, added]));
    expect(isCovered).toBe(true);
  });
});

it('goes over to git where packs never rest', async () => {
  let count = 0;
  scene.happen = (here) => {
    if (here !== 'walked') return;
    repo.write('more.txt', `more ${count++}\n`);
    repo.commit(`more ${count}`);
  };
  const { name, suspects, isCovered } = await sweepHere();
  expect(name).toBe('git');
  expect(suspects).toEqual([planted]);
  expect(isCovered).toBe(true);
});

it('finds the same while git repacks all the time', async () => {
  for (let version = 0; version < 60; version++) {
    repo.write('a.txt', `${'line of text\n'.repeat(40)}again ${version}\n`);
    repo.commit(`again ${version}`);
  }
  const loop = 'while :; do git repack -adq -f --depth=2; git repack -adq -f --depth=30; done';
  const busy = spawn('sh', ['-c', loop], { cwd: repo.dir, env: repo.env, stdio: 'ignore', detached: true });
  try {
    for (let run = 0; run < 4; run++) {
      const { code, stdout } = runCli(repo, ['history', '--no-cache', '--format', 'json']);
      const { findings, receipt } = JSON.parse(stdout);
      // Whatever git did meanwhile: found, or said to be incomplete; never clean.
      expect(code === 1 || code === 3, `exit ${code}`).toBe(true);
      if (code === 1) expect(findings).toHaveLength(1);
      else expect(receipt.skipped.some(({ gap }: { gap: boolean }) => gap)).toBe(true);
    }
  } finally {
    process.kill(-(busy.pid as number), 'SIGKILL');
    await new Promise((resolve) => busy.once('exit', resolve));
  }
}, 60_000);
