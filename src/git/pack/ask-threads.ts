// Has the threads of a sweep, and this one, examine blobs once more: piece after piece, the answers in the order of the pieces.
import type { AnswerTerms, ExamineHere, SuspectAnswer, SuspectQuestion } from '../../model/history.ts';
import type { Forests } from './forests.ts';
import type { IdFinder } from './id-finder.ts';
import { readSuspects, type Suspect } from './judge-blobs.ts';
import type { SweepThreadHandle } from './pack-history-terms.ts';
import { cutSuspects, type SuspectPiece } from './suspect-pieces.ts';
import { SuspectReader } from './suspect-reader.ts';
import { idOf, type SweepPlan } from './sweep-plan.ts';
import type { KernelCode } from './web-assembly.ts';

export interface AskTerms {
  readonly plan: SweepPlan;
  readonly forests: Forests;
  readonly kernel: KernelCode;
  readonly suspects: ReadonlyMap<number, Suspect>;
  readonly finder: IdFinder;
  readonly threads: readonly SweepThreadHandle[];
  readonly terms: AnswerTerms;
  readonly examineHere: ExamineHere;
}

/** How many pieces a thread has at once: it goes on while this thread is at one of its own and hears nothing. */
const piecesAtOnce = 3;

/**
 * So many suspects are worth asking other threads about: those have to be told, to compile what a second look takes, and to copy
 * their answers. On 60,000 suspects two threads took 14.1 s in all instead of 17.3, on 6,787 and 2,163 neither was faster.
 */
export const worthAsking = 4_000;

type Answers = readonly (SuspectAnswer | null)[];
type Ask = (piece: SuspectPiece, questions: readonly SuspectQuestion[]) => Promise<Answers>;

/** Yields the blobs that were examined, none where there is no thread but this. Those of one that failed are left out. */
export async function* askThreads(
  asked: AskTerms,
  questions: ReadonlyMap<string, SuspectQuestion>,
): AsyncGenerator<readonly [string, SuspectAnswer]> {
  const { plan, forests, suspects, finder, threads, terms } = asked;
  const asks = threads.flatMap(({ ask }): Ask[] => (ask ? [(piece, about) => ask(piece, about, terms)] : []));
  if (asks.length === 0 || questions.size === 0) return;
  const objects = [...questions.keys()].map((id) => finder.find(id)).filter((object) => object >= 0);
  const pieces = cutSuspects({ plan, forests, suspects, objects });
  const ids = pieces.map((piece) => Array.from(readSuspects(piece.asked), ({ object }) => idOf(plan, object)));
  const askAbout = (ask: Ask, at: number) =>
    ask(
      pieces[at],
      ids[at].map((id) => questions.get(id) as SuspectQuestion),
    );
  const reader = new SuspectReader(plan, asked.kernel);
  try {
    const lines = [...asks.flatMap((ask) => Array.from({ length: piecesAtOnce }, () => ask)), hereBy(reader, asked)];
    for await (const [at, answers] of answered(pieces.length, lines, askAbout))
      for (const [blob, answer] of answers.entries()) if (answer !== null) yield [ids[at][blob], answer];
  } finally {
    reader.close();
  }
}

/** Examines a piece in this thread. */
function hereBy(reader: SuspectReader, { examineHere }: AskTerms): Ask {
  return async (piece, questions) => {
    // What threads answered meanwhile is heard first, and they are told to go on.
    await new Promise((resolve) => setImmediate(resolve));
    const answers: (SuspectAnswer | null)[] = questions.map(() => null);
    for (const [at, blob] of reader.read(piece)) answers[at] = await examineHere(blob, questions[at]);
    return answers;
  };
}

/** Hands out pieces, each line the next when it has its answers; yields the answers to each by its number, in order. */
async function* answered(
  pieces: number,
  lines: readonly Ask[],
  askAbout: (ask: Ask, piece: number) => Promise<Answers>,
): AsyncGenerator<readonly [piece: number, answers: Answers]> {
  const settled = Array.from({ length: pieces }, () => {
    let resolve: (answers: Answers) => void = () => {};
    const promise = new Promise<Answers>((settle) => {
      resolve = settle;
    });
    return { promise, resolve };
  });
  let next = 0;
  const work = async (ask: Ask) => {
    while (next < pieces) {
      const at = next++;
      try {
        settled[at].resolve(await askAbout(ask, at));
      } catch {
        // A thread that is gone, or a file: what was asked is read one by one.
        settled[at].resolve([]);
        return;
      }
    }
  };
  void Promise.all(lines.map(work)).then(() => {
    for (const { resolve } of settled) resolve([]);
  });
  for (const [at, { promise }] of settled.entries()) yield [at, await promise];
}
