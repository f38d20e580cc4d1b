// Suspects examined by several threads at once: each once, in the order in which one alone would read them, also where a thread
// fails half-way.
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDetector } from '../../src/commands/open-detector.ts';
import { loadKernel } from '../../src/commands/sweep-threads.ts';
import { openHistory } from '../../src/git/open-history.ts';
import type { SweepThreadHandle } from '../../src/git/pack/pack-history-terms.ts';
import { SuspectReader } from '../../src/git/pack/suspect-reader.ts';
import { runThread, type ThreadTerms } from '../../src/git/pack/sweep-thread.ts';
import { objectText } from '../../src/git/parse-commit.ts';
import { openRepository } from '../../src/git/repository.ts';
import type { SuspectAnswer, SuspectBlob, SuspectQuestion } from '../../src/model/history.ts';
import { hitJudge } from '../../src/pipeline/hit-judge.ts';
import { githubToken } from '../support/planted.ts';
import { cli, needBuild } from '../support/run-cli.ts';
import { type ScratchRepo, scratchRepos } from '../support/scratch-repo.ts';

needBuild();
const dist = join(cli, '..');
const { detector } = openDetector(dist);
const judge = hitJudge(detector, objectText);
const newRepo = scratchRepos(afterEach);
const terms = { salt: 's', usesAllowComments: true };
let repo: ScratchRepo;

beforeEach(() => {
  repo = newRepo();
  for (let version = 0; version < 40; version++) {
    for (let file = 0; file < 4; file++) {
      const secret = version % 3 === 0 ? `token = ${githubToken(`${file}`).secret}\n` : '';
      repo.write(`f${file}.txt`, `${`line of file ${file}\n`.repeat(60)}${secret}version ${version}\n`);
    }
    repo.write(`dir${version}/.env`, `NAME=${version}\n`);
    repo.commit(`commit ${version}`);
  }
  repo.git('repack', '-adq', '--depth=20');
  repo.write('loose.txt', `token = ${githubToken('loose').secret}\n`);
  repo.commit('loose');
});

/** Says what was read and what was asked, in the form of an answer. */
async function answer({ id, bytes, hits, kind }: SuspectBlob, question: SuspectQuestion): Promise<SuspectAnswer> {
  const told = JSON.stringify([id, bytes.toString('latin1'), hits && [...hits], kind, question]);
  return { losses: [{ kind: 'limit', isGap: false, via: [], reason: told }], found: [] };
}

const reasonOf = ([id, { losses }]: readonly [string, SuspectAnswer]) => [id, losses[0].reason];

/** @param pieces how many each thread answers before it fails */
async function sweepBy(jobs: number, pieces: number) {
  const asked: number[] = Array.from({ length: jobs }, () => 0);
  let stopped = 0;
  const startThread = (thread: ThreadTerms): SweepThreadHandle => {
    const number = asked.length - jobs + started++;
    const reader = new SuspectReader(thread.plan, thread.kernel);
    let before: Promise<unknown> = Promise.resolve();
    return {
      outcome: Promise.resolve().then(() => runThread(thread, judge)),
      stop: () => {
        stopped++;
        reader.close();
      },
      // One after the other, as a thread does it.
      ask: (piece, questions, how) => {
        const work = async () => {
          expect(how).toEqual(terms);
          if (asked[number]++ >= pieces) throw new Error('gone');
          const answers: (SuspectAnswer | null)[] = questions.map(() => null);
          for (const [at, blob] of reader.read(piece)) answers[at] = await answer(blob, questions[at]);
          return answers;
        };
        const done = before.then(work);
        before = done.catch(() => {});
        return done;
      },
    };
  };
  let started = 0;
  const packTerms = () => ({ jobs, kernel: loadKernel(dist), startThread, worthAsking: 0 });
  const wantsName = (name: string) => name === '.env';
  const options = { backend: 'auto', packTerms, wantsName } as const;
  const history = await openHistory(openRepository(repo.dir, { env: repo.env }), options);
  const { suspects } = await history.survey(judge);
  const blobs = new Set([...suspects, ...history.namedBlobs()]);
  const questions = new Map(
    Array.from(blobs, (id) => [id, { isClean: !suspects.has(id), paths: [`path of ${id}`, null] }] as const),
  );
  const plain: (readonly [string, SuspectAnswer])[] = [];
  for await (const blob of history.readSuspects(blobs))
    plain.push([blob.id, await answer(blob, questions.get(blob.id) as SuspectQuestion)]);
  const found: (readonly [string, SuspectAnswer])[] = [];
  for await (const one of history.examineSuspects?.(questions, terms, answer) ?? []) found.push(one);
  history.close?.();
  return { plain: plain.map(reasonOf), found: found.map(reasonOf), asked, stopped };
}

describe('suspects that several threads examine', () => {
  it('are those of one thread, in its order', async () => {
    const { plain, found, asked, stopped } = await sweepBy(3, Number.POSITIVE_INFINITY);
    // What has a file of its own is left to whoever asks.
    expect(plain.length).toBeGreaterThan(80);
    expect(found.length).toBe(plain.length - 1);
    expect(found).toEqual(plain.slice(0, -1));
    // The thread that walked the trees is let go of, and its share done here.
    expect(asked[0]).toBe(0);
    expect(asked[1]).toBeGreaterThan(0);
    expect(asked[2]).toBeGreaterThan(0);
    expect(stopped).toBe(3);
  });

  it('are left out where a thread failed, and nothing else is', async () => {
    const { plain, found } = await sweepBy(3, 1);
    expect(found.length).toBeLessThan(plain.length - 1);
    expect(found.length).toBeGreaterThan(plain.length / 4);
    const kept = new Set(found.map(([id]) => id));
    expect(found).toEqual(plain.filter(([id]) => kept.has(id)));
  });

  it('are left to whoever asks where there is no thread but one', async () => {
    expect((await sweepBy(1, Number.POSITIVE_INFINITY)).found).toEqual([]);
  });
});
