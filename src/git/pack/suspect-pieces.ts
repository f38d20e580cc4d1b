// The blobs that are asked about once more, cut into pieces that threads take.
import type { Forests } from './forests.ts';
import type { Suspect } from './judge-blobs.ts';
import { markWanted } from './read-wanted.ts';
import type { SweepPlan } from './sweep-plan.ts';

/** Blobs below one or some roots; can be handed to a thread. */
export interface SuspectPiece {
  /** Entries that the walk begins with, in its order. */
  readonly roots: readonly number[];
  /** By entry, 1 for what is to be made; in shared memory, and the same for all pieces. */
  readonly wanted: Uint8Array;
  /** The blobs in the order of the walk, as BlobJudge lists suspects; of those that are none the kind is `notSuspected`. */
  readonly asked: Int32Array;
}

/** Kind of a blob that no thread suspected. */
export const notSuspected = -1;

/** A piece has so many blobs or more, and a share of all: enough to be worth a message, few enough to even out at the end. */
const leastBlobs = 16;
const mostPieces = 64;

interface PiecesTerms {
  readonly plan: SweepPlan;
  readonly forests: Forests;
  /** By object. */
  readonly suspects: ReadonlyMap<number, Suspect>;
  /** Numbers of the blobs, each once. */
  readonly objects: readonly number[];
}

/** Each blob that lies in a pack, in one piece; the pieces in the order in which `readWanted` comes upon the blobs. */
export function cutSuspects({ plan, forests, suspects, objects }: PiecesTerms): SuspectPiece[] {
  const { wanted, roots } = markWanted({ plan, forests }, objects);
  const least = Math.max(leastBlobs, Math.ceil(objects.length / mostPieces));
  const isMissing = new Uint8Array(plan.objects);
  for (const object of objects) isMissing[object] = 1;
  const pieces: SuspectPiece[] = [];
  let asked: number[] = [];
  let own: number[] = [];
  let blobs = 0;
  const end = () => {
    if (blobs > 0) pieces.push({ roots: own, wanted, asked: Int32Array.from(asked) });
    [asked, own, blobs] = [[], [], 0];
  };
  for (const root of roots) {
    own.push(root);
    for (const entry of entriesBelow(plan, wanted, root)) {
      const object = plan.numbers[entry];
      if (isMissing[object] === 0) continue;
      isMissing[object] = 0;
      blobs++;
      const { kind, hits } = suspects.get(object) ?? { kind: notSuspected, hits: [] };
      asked.push(object, kind, hits.length / 2);
      for (const number of hits) asked.push(number);
    }
    if (blobs >= least) end();
  }
  end();
  return pieces;
}

/** `root` and what is made from it, in the order of ForestWalker. */
function* entriesBelow({ children, siblings }: SweepPlan, wanted: Uint8Array, root: number): Generator<number> {
  const waiting: number[] = [];
  for (let entry: number | undefined = root; entry !== undefined; entry = waiting.pop()) {
    if (entry < 0) continue;
    waiting.push(siblings[entry]);
    if (wanted[entry] === 0) continue;
    yield entry;
    waiting.push(children[entry]);
  }
}
