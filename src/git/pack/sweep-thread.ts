// What one thread of a sweep does: takes pieces of work until none is left, and says what it found.
import type { HitJudge } from '../../model/hit-judge.ts';
import type { AuthorStore } from './author-store.ts';
import { type ForestJudge, ForestWalker } from './forest-walker.ts';
import { IdFinder } from './id-finder.ts';
import { BlobJudge } from './judge-blobs.ts';
import { TextJudge } from './judge-texts.ts';
import { TreeJudge, type TreeStore } from './judge-trees.ts';
import { Kernel } from './kernel.ts';
import { KernelPass } from './kernel-pass.ts';
import type { LinkStore } from './link-collector.ts';
import { readLoose } from './read-loose.ts';
import { entryType, objectFlag, type SweepPlan } from './sweep-plan.ts';
import { type SweepTasks, takePiece } from './sweep-tasks.ts';
import type { KernelCode } from './web-assembly.ts';

/** What a thread is started with; all of it can be handed to a thread. */
export interface ThreadTerms {
  readonly plan: SweepPlan;
  readonly tasks: SweepTasks;
  /** By entry, 1 for what is to be made; null for all. */
  readonly wanted: Uint8Array | null;
  readonly kernel: KernelCode;
  readonly shallow: readonly string[];
  /** Walks the trees and reads objects with files of their own, before it joins the others. */
  readonly isFirst: boolean;
  /** Takes no pieces that may take long: others wait for this thread, and there are further ones. */
  readonly leavesSlow?: boolean;
  /** Hex ids of objects with files of their own, and the folder of each. */
  readonly loose: readonly (readonly [id: string, folder: string])[];
  /** Three shared numbers for progress: objects, 1024 bytes, blobs with candidates. */
  readonly progress: Int32Array;
}

export interface Damage {
  readonly entry: number;
  readonly reason: string;
}

export interface ThreadOutcome {
  readonly suspects: Int32Array;
  readonly links: LinkStore;
  readonly trees: TreeStore | null;
  readonly authors: readonly AuthorStore[];
  readonly lfsPointers: number;
  readonly bytes: number;
  /** How many of those are the trees'. */
  readonly treeBytes: number;
  /** Entries that could not be read; what is made from them was not either. The first thousand; `damageCount` counts all. */
  readonly damage: readonly Damage[];
  readonly damageCount: number;
}

/** Objects after which the clock is looked at. */
const stepsAtATime = 32;

/** Damaged entries that are told one by one: a pack can be full of them. */
const mostDamage = 1000;

/** Memory of an outcome that can be handed over instead of copied. */
export function memoryOf({ suspects, links, trees, authors }: ThreadOutcome): ArrayBuffer[] {
  const lists = [suspects, ...[links, trees ?? {}, ...authors].flatMap((store) => Object.values(store))];
  const buffers = lists.filter(ArrayBuffer.isView).map(({ buffer }) => buffer);
  return [...new Set(buffers)].filter((buffer) => buffer instanceof ArrayBuffer);
}

export function runThread(terms: ThreadTerms, hits: HitJudge): ThreadOutcome {
  const run = new SweepThread(terms, hits).run();
  for (;;) {
    const { done, value } = run.next();
    if (done) return value;
  }
}

/** Milliseconds of work after which others get their turn: few enough for a bar and a key. */
const mostAtATime = 10;

/**
 * As `runThread`, in a thread that has to do with others, too.
 * @param pause lets them work; when it fails, this does, and nothing is looked at any more
 */
export async function runInTurns(
  terms: ThreadTerms,
  hits: HitJudge,
  pause: () => Promise<void>,
): Promise<ThreadOutcome> {
  const run = new SweepThread(terms, hits).run();
  let since = performance.now();
  for (;;) {
    const { done, value } = run.next();
    if (done) return value;
    if (performance.now() - since < mostAtATime) continue;
    await pause();
    since = performance.now();
  }
}

/** In a function of its own: what outlives the walk must not hold what lies around it. */
function passFor(kernel: KernelCode, hits: HitJudge): KernelPass {
  return new KernelPass(kernel, () => hits.anchors);
}

class SweepThread {
  readonly #terms: ThreadTerms;
  readonly #hits: HitJudge;
  readonly #kernel: Kernel;
  readonly #blobs: BlobJudge;
  readonly #texts: TextJudge;
  readonly #trees: TreeJudge | null;
  readonly #walker: ForestWalker;
  readonly #damage: Damage[] = [];
  #damageCount = 0;
  #steps = 0;
  #told = { objects: 0, bytes: 0, suspects: 0 };

  constructor(terms: ThreadTerms, hits: HitJudge) {
    const { plan } = terms;
    this.#terms = terms;
    this.#hits = hits;
    this.#kernel = new Kernel(terms.kernel);
    hits.usePass(passFor(terms.kernel, hits));
    this.#blobs = new BlobJudge(this.#kernel, hits, plan);
    this.#texts = new TextJudge(this.#kernel, plan, hits, new Set(terms.shallow));
    this.#trees = terms.isFirst ? new TreeJudge(this.#kernel, plan) : null;
    const onDamage = (entry: number, reason: string) => {
      this.#damageCount++;
      Atomics.or(plan.states, plan.numbers[entry], objectFlag.damaged);
      if (this.#damage.length < mostDamage) this.#damage.push({ entry, reason });
    };
    this.#walker = new ForestWalker({ plan, kernel: this.#kernel, wanted: terms.wanted ?? undefined, onDamage });
  }

  /** Yields again and again, so that others get their turn. */
  *run(): Generator<undefined, ThreadOutcome> {
    const { tasks } = this.#terms;
    const trees = this.#trees;
    if (trees) {
      yield* this.#readLoose(trees);
      for (const [at, root] of tasks.treeRoots.entries()) {
        yield* this.#walk(root, trees);
        if (at % 256 === 0) this.#tell();
      }
      trees.judgeNames(this.#hits);
    }
    for (;;) {
      const piece = takePiece(tasks, this.#terms.leavesSlow === true);
      if (piece < 0) break;
      for (let at = tasks.starts[piece]; at < tasks.starts[piece + 1]; at++) {
        const root = tasks.roots[at];
        yield* this.#walk(root, this.#judgeOf(this.#terms.plan.types[root]));
      }
      this.#tell();
    }
    this.#tell();
    this.#walker.close();
    this.#hits.forget();
    return {
      suspects: this.#blobs.suspects.toArray(),
      links: this.#texts.store(),
      trees: trees?.store() ?? null,
      authors: [this.#texts.authors.store()],
      lfsPointers: this.#blobs.lfsPointers,
      bytes: this.#blobs.bytes + this.#texts.bytes + (trees?.bytes ?? 0),
      treeBytes: trees?.bytes ?? 0,
      damage: this.#damage,
      damageCount: this.#damageCount,
    };
  }

  *#walk(root: number, judge: ForestJudge): Generator<undefined, void> {
    const walker = this.#walker;
    for (let held = walker.begin(root, judge); held !== null; held = walker.next(judge))
      if (++this.#steps % stepsAtATime === 0) yield;
  }

  #judgeOf(type: number): ForestJudge {
    if (type === entryType.blob) return this.#blobs;
    this.#texts.type = type === entryType.tag ? 'tag' : 'commit';
    return this.#texts;
  }

  *#readLoose(trees: TreeJudge): Generator<undefined, void> {
    const { plan, loose } = this.#terms;
    const finder = new IdFinder(plan);
    for (const [id, folder] of loose) {
      const object = finder.find(id);
      const read = readLoose(folder, id);
      if (read === 'damaged') Atomics.or(plan.states, object, objectFlag.damaged);
      else if (read === 'too-large') Atomics.or(plan.states, object, objectFlag.left);
      else {
        const type = entryType[read.type];
        const judge = type === entryType.tree ? trees : this.#judgeOf(type);
        if (!this.#walker.hold(object, read.bytes, judge)) Atomics.or(plan.states, object, objectFlag.left);
      }
      this.#tell();
      yield;
    }
  }

  #tell(): void {
    const { progress } = this.#terms;
    const objects = this.#blobs.objects + this.#texts.objects + (this.#trees?.count ?? 0);
    const bytes = Math.floor((this.#blobs.bytes + this.#texts.bytes + (this.#trees?.bytes ?? 0)) / 1024);
    const suspects = this.#blobs.suspectCount;
    Atomics.add(progress, 0, objects - this.#told.objects);
    Atomics.add(progress, 1, bytes - this.#told.bytes);
    Atomics.add(progress, 2, suspects - this.#told.suspects);
    this.#told = { objects, bytes, suspects };
  }
}
