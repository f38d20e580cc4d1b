// What all backends of the history sweep share: the books, the tips, and the answers drawn from them. How objects are read
// is left to each backend.
import type {
  Coverage,
  HistoryBackend,
  HistoryOptions,
  HistoryProblem,
  Placement,
  StoredObject,
  Survey,
  SuspectBlob,
} from '../model/history.ts';
import type { HitJudge } from '../model/hit-judge.ts';
import { isLfsPointer } from '../model/lfs-pointer.ts';
import type { TellProgress } from '../model/progress.ts';
import { isInShard, type Shard } from '../model/shard.ts';
import type { ReadBatch } from './cat-file.ts';
import { HistoryBooks } from './history-books.ts';
import { HistoryProblems } from './history-problems.ts';
import { enterTips, type Tips } from './history-tips.ts';
import { IdSet } from './id-set.ts';
import { inOrderOfCredit, PlacementCollector } from './place-blobs.ts';
import type { Repository } from './repository.ts';
import { shallowCommits } from './shallow.ts';
import { shardCoverage } from './shard-coverage.ts';
import type { DiffWalk } from './walk-diff-tree.ts';

export abstract class HistoryBase implements HistoryBackend {
  abstract readonly name: 'git' | 'portable';
  abstract readonly usesGit: boolean;
  /** How many objects there are, for progress; an estimate until `objects` ends, 0 while unknown. */
  total = 0;
  protected readonly repo: Repository;
  protected readonly books: HistoryBooks;
  protected readonly noted = new HistoryProblems();
  protected readonly isPartial: boolean;
  protected readonly skipsUnreachable: boolean;
  /** Seconds since 1970; commits before it are left out. */
  protected readonly sinceSeconds: number;
  readonly #shallow: ReadonlySet<string>;
  readonly #shard: Shard | undefined;
  #tips: Tips | null = null;

  constructor(repo: Repository, options: HistoryOptions, kind: { isPartial: boolean; skipsUnreachable: boolean }) {
    this.repo = repo;
    this.isPartial = kind.isPartial;
    this.#shard = options.shard;
    this.skipsUnreachable = kind.skipsUnreachable;
    this.sinceSeconds = options.since === undefined ? Number.NEGATIVE_INFINITY : options.since.getTime() / 1000;
    this.#shallow = shallowCommits(repo);
    const wantsName = options.wantsName ?? (() => false);
    this.books = new HistoryBooks({ hashLength: repo.hashLength, shallow: this.#shallow, wantsName });
  }

  async survey(judge: HitJudge, onProgress?: TellProgress): Promise<Survey> {
    const suspects = new Set<string>();
    const texts = new Set<string>();
    let lfsPointers = 0;
    let bytes = 0;
    let objects = 0;
    for await (const batch of this.objects()) {
      for (const object of batch) {
        objects++;
        bytes += object.bytes.length;
        if (object.type === 'blob') {
          if (judge.hasAnyCandidate(object.bytes)) suspects.add(object.id);
          if (isLfsPointer(object.bytes)) lfsPointers++;
        } else if (object.type !== 'tree' && judge.hasCandidateInText(object)) texts.add(object.id);
      }
      onProgress?.({ objects, total: this.total, bytes, findings: suspects.size + texts.size });
    }
    return { suspects, texts, lfsPointers, objects, bytes };
  }

  async *readSuspects(ids: ReadonlySet<string>): AsyncGenerator<SuspectBlob> {
    yield* this.read(ids);
  }

  /** Every object once, in batches, in storage order. To be run to its end. */
  abstract objects(): AsyncGenerator<readonly StoredObject[]>;
  /** Reads objects for the answers below; an id that cannot be read is answered as unread. */
  protected abstract readBatches(ids: readonly string[]): AsyncGenerator<ReadBatch>;
  protected abstract walkChanges(walk: DiffWalk): Promise<void>;

  /**
   * Enters what arrives into the books and passes the objects on that are new.
   * @param mayLack when ids were asked for that may not be there; else an id without an object is a damaged one
   */
  protected async *deliver<End>(
    source: AsyncGenerator<ReadBatch, End>,
    mayLack = false,
  ): AsyncGenerator<readonly StoredObject[], End> {
    try {
      for (;;) {
        const step = await source.next();
        if (step.done) return step.value;
        const objects = step.value.objects.filter((object) => this.books.enter(object) && this.#isAsked(object.id));
        for (const { id, why } of step.value.unread) {
          if (this.books.isSettled(id) || (mayLack && why === 'absent')) continue;
          if (why === 'too-large') this.#setTooLarge(id);
          else this.#setDamaged(id);
        }
        if (objects.length > 0) yield objects;
      }
    } finally {
      await source.return(undefined as never);
    }
  }

  /** Reads what is named and not yet read, and what that names, until nothing new is named. Each id is asked for once. */
  protected async *followNames(isAsked: (id: string) => boolean = () => true): AsyncGenerator<readonly StoredObject[]> {
    const asked = new IdSet(this.repo.hashLength);
    for (;;) {
      const wanted: string[] = [];
      for (const id of this.books.missingIds()) {
        const { size } = asked;
        if (isAsked(id) && asked.addHex(id) === size) wanted.push(id);
      }
      if (wanted.length === 0) return;
      yield* this.deliver(this.readBatches(wanted), true);
    }
  }

  /** What tips, commits and tags, which are in the graph by now, lead to; without what only older commits hold. */
  protected async *deliverReached(isAsked?: (id: string) => boolean): AsyncGenerator<readonly StoredObject[]> {
    this.books.nameReached();
    const { graph } = this.books;
    const recent = [...graph.reachedCommits()].filter((id) => (graph.secondsOf(id) ?? 0) >= this.sinceSeconds);
    yield* this.deliver(this.readBatches(recent));
    yield* this.followNames(isAsked);
  }

  #isAsked(id: string): boolean {
    return this.#shard === undefined || isInShard(this.#shard, id);
  }

  protected setTips(tips: Tips): void {
    this.#tips = tips;
    for (const what of tips.unreadable) this.noted.addUnreadable(what);
    enterTips(this.books, tips);
  }

  protected finish(): void {
    this.total = this.books.delivered;
    this.noted.addFrom(this.books, this.isPartial);
  }

  #setDamaged(id: string): void {
    this.books.setDamaged(id);
    this.noted.addDamaged(id);
  }

  #setTooLarge(id: string): void {
    this.books.setTooLarge(id);
    this.noted.addTooLarge(id);
  }

  refNames(): readonly string[] {
    return this.#tips?.refs.map(({ name }) => name) ?? [];
  }

  fileNames(): Iterable<Buffer> {
    return this.books.names;
  }

  namedBlobs(): ReadonlySet<string> {
    return new Set([...this.books.wantedBlobs()].filter((id) => this.#isAsked(id)));
  }

  async locate(blobs: ReadonlySet<string>): Promise<ReadonlyMap<string, readonly Placement[]>> {
    if (blobs.size === 0) return new Map();
    const visitor = new PlacementCollector(blobs);
    const { graph } = this.books;
    const onCut = (holder: string) => this.noted.addCut(holder);
    await this.walkChanges({
      commits: inOrderOfCredit(graph),
      trees: [...this.books.rootlessTrees()],
      visitor,
      onCut,
    });
    for (const entries of this.#tips?.indexes ?? []) visitor.addIndex(entries);
    for (const blob of visitor.overflowing) this.noted.addManyPaths(blob);
    return visitor.placements(graph, (ids) => this.read(ids));
  }

  reachedBy(ids: Iterable<string>): ReadonlyMap<string, string> {
    return new Map([...ids].map((id) => [id, this.books.graph.holderOf(id)]));
  }

  async *read(ids: Iterable<string>): AsyncGenerator<StoredObject> {
    for await (const { objects, unread } of this.readBatches([...ids])) {
      yield* objects;
      // It was there a moment ago: whatever was to be looked at again was not.
      for (const { id } of unread) this.noted.addDamaged(id);
    }
  }

  coverage(): Coverage {
    const { books } = this;
    const counts = {
      delivered: books.delivered,
      inherited: 0,
      missing: books.missing,
      damaged: books.damaged,
      tooLarge: books.tooLarge,
    };
    return {
      ...counts,
      expected: counts.delivered + counts.missing + counts.damaged + counts.tooLarge,
      submodules: books.submodules,
      ...(this.#shard === undefined ? {} : this.#shardCoverage(this.#shard)),
      missingExamples: this.books.missingExamples(),
      isShallow: this.#isCutWithinRange(),
      isPartial: this.isPartial,
      skipsUnreachable: this.skipsUnreachable,
    };
  }

  #shardCoverage(shard: Shard) {
    const { hashLength } = this.repo;
    return shardCoverage(this.books.covered(), { shard, hashLength, refs: this.#tips?.refs ?? [] });
  }

  /** Whether a shallow boundary lies within what was asked: one that is older than `since` hides nothing. */
  #isCutWithinRange(): boolean {
    for (const commit of this.#shallow) {
      const seconds = this.books.graph.secondsOf(commit);
      if (seconds !== null && seconds >= this.sinceSeconds) return true;
    }
    return false;
  }

  get problems(): readonly HistoryProblem[] {
    return this.noted.list();
  }
}
