// The history sweep straight from packs: threads walk the deltas, this side keeps the books and answers from them.
import type {
  AnswerTerms,
  Coverage,
  ExamineHere,
  HistoryBackend,
  HistoryProblem,
  Placement,
  StoredObject,
  Survey,
  SuspectAnswer,
  SuspectBlob,
  SuspectQuestion,
} from '../../model/history.ts';
import type { HitJudge } from '../../model/hit-judge.ts';
import { isLfsPointer } from '../../model/lfs-pointer.ts';
import type { TellProgress } from '../../model/progress.ts';
import { readObjects } from '../cat-file.ts';
import { HistoryProblems } from '../history-problems.ts';
import { enterTips, type Tips } from '../history-tips.ts';
import { beginSweep } from '../memory/begin-sweep.ts';
import type { SeenObjects } from '../memory/seen-objects.ts';
import type { SweepNotes } from '../memory/sweep-notes.ts';
import { isPartialClone } from '../partial-clone.ts';
import { PlacementCollector } from '../place-blobs.ts';
import type { Repository } from '../repository.ts';
import { shallowCommits } from '../shallow.ts';
import { askThreads, worthAsking } from './ask-threads.ts';
import { type AuthorStore, readAuthors } from './author-store.ts';
import { collectPlaces } from './collect-places.ts';
import { countEntries } from './count-entries.ts';
import type { Forests } from './forests.ts';
import { readSuspects, type Suspect } from './judge-blobs.ts';
import type { TreeStore } from './judge-trees.ts';
import { lookForChanges } from './look-for-changes.ts';
import { type MadePlan, makePlan } from './make-plan.ts';
import { NeedsOtherReader, StoreChanged } from './needs-other-reader.ts';
import { noteDamage } from './note-damage.ts';
import { listObjects, type ObjectStore } from './object-folders.ts';
import { type NameStore, nameIn, PackBooks } from './pack-books.ts';
import { packCoverage } from './pack-coverage.ts';
import type { PackHistoryTerms, SweepThreadHandle } from './pack-history-terms.ts';
import { type RestTerms, readRest } from './read-rest.ts';
import { readWanted } from './read-wanted.ts';
import { countOwn, idOf, isOwn, judged, type SweepPlan, shared } from './sweep-plan.ts';
import { cutTasks } from './sweep-tasks.ts';
import type { ThreadOutcome } from './sweep-thread.ts';
import { isAnyUnjudged } from './unjudged-blobs.ts';
import { wantedEntries } from './wanted-entries.ts';

export class PackHistory implements HistoryBackend {
  readonly name = 'pack';
  readonly usesGit: boolean;
  readonly #repo: Repository;
  readonly #terms: PackHistoryTerms;
  readonly #noted = new HistoryProblems();
  readonly #dropThreads: () => void;
  readonly #isPartial: boolean;
  readonly #store: ObjectStore;
  readonly #plan: SweepPlan;
  readonly #forests: Forests;
  readonly #books: PackBooks;
  readonly #shallow: ReadonlySet<string>;
  readonly #suspects = new Map<number, Suspect>();
  readonly #seen: SeenObjects | null;
  readonly #notes: SweepNotes | null;
  #threads: readonly SweepThreadHandle[] = [];
  #trees: TreeStore | null = null;
  readonly #authors: AuthorStore[] = [];
  #names: NameStore = { names: new Uint8Array(0), nameStarts: new Uint32Array(1), suspectNames: [] };
  #tips: Tips | null = null;
  readonly #damaged = new Set<string>();
  readonly #tooLarge = new Set<string>();

  constructor(repo: Repository, terms: PackHistoryTerms) {
    this.#repo = repo;
    this.#terms = terms;
    this.usesGit = terms.usesGit;
    this.#isPartial = isPartialClone(repo);
    this.#shallow = shallowCommits(repo);
    this.#store = listObjects(repo);
    const idBytes = (repo.hashLength / 2) as 20 | 32;
    this.#dropThreads = terms.readyThreads?.(countEntries(this.#store.packs, idBytes)) ?? (() => {});
    const loose = Buffer.from([...this.#store.loose.keys()].sort().join(''), 'hex');
    let made: MadePlan;
    try {
      made = makePlan(this.#store, idBytes, loose, terms.kernel, terms.shard);
      if (made.hasVanished) throw new StoreChanged('a pack went away');
    } catch (error) {
      // Whoever reads in another way has no use for them.
      this.#dropThreads();
      throw error;
    }
    this.#plan = made.plan;
    this.#forests = made.forests;
    for (const { pack, reason } of made.problems) this.#noted.addPack(pack, reason);
    for (const path of this.#store.unreadable) this.#noted.addUnreadable(path);
    this.#books = new PackBooks(this.#plan, terms);
    const { finder } = this.#books;
    const begun = { plan: this.#plan, store: this.#store, shallow: this.#shallow, finder };
    ({ seen: this.#seen, notes: this.#notes } = beginSweep(terms.memory, begun));
  }

  async survey(judge: HitJudge, onProgress?: TellProgress): Promise<Survey> {
    if (this.#noted.list().length > 0) {
      this.#dropThreads();
      throw new NeedsOtherReader('a pack that cannot be opened');
    }
    const loose = [...this.#store.loose].filter(([id]) => this.#seen?.wantsLoose(id) ?? true);
    const wanted = this.#seen?.wanted ?? wantedEntries(this.#plan);
    const tasks = cutTasks(this.#plan, this.#forests, (root) => wanted === null || wanted[root] === 1);
    const progress = shared(Int32Array, 3);
    const total = this.#plan.objects;
    const tell = () => onProgress?.({ objects: progress[0], total, bytes: progress[1] * 1024, findings: progress[2] });
    const timer = setInterval(tell, 100);
    // What a ref names that comes only now is missing then, and looked for again.
    const tips = this.#terms.readTips();
    // Awaited below; a failure must not go unheard before that.
    tips.catch(() => {});
    this.#threads = Array.from({ length: this.#terms.jobs }, (_, at) => {
      const { kernel } = this.#terms;
      const terms = { plan: this.#plan, tasks, wanted, kernel, shallow: [...this.#shallow], progress };
      return this.#terms.startThread({ ...terms, isFirst: at === 0, loose: at === 0 ? loose : [] });
    });
    try {
      const outcomes = await Promise.all(this.#threads.map(({ outcome }) => outcome));
      // Whatever it walked the trees with is not needed any more.
      this.#threads[0].stop();
      this.#threads = this.#threads.slice(1);
      this.#tips = await tips;
      return await this.#sum(this.#seen === null ? outcomes : [this.#seen.outcome, ...outcomes], judge);
    } catch (error) {
      this.close();
      // A thread that finds a file gone fails in its own words, and so does a tree that was packed anew.
      if (!(error instanceof StoreChanged)) this.#lookForChanges();
      throw error;
    } finally {
      clearInterval(timer);
      this.#dropThreads();
    }
  }

  /** What is read from here on is little, and memory is wanted for places. */
  #dropPacks(): void {
    for (const pack of this.#plan.packs) pack.bytes = null;
  }

  close(): void {
    for (const thread of this.#threads) thread.stop();
    this.#threads = [];
  }

  async #sum(outcomes: readonly ThreadOutcome[], judge: HitJudge): Promise<Survey> {
    this.#dropPacks();
    const texts = new Set<string>();
    const survey = { lfsPointers: 0, bytes: 0 };
    for (const outcome of outcomes) {
      survey.lfsPointers += outcome.lfsPointers;
      survey.bytes += outcome.bytes;
      this.#notes?.enter(outcome);
      noteDamage(this.#noted, this.#plan, outcome);
      for (const suspect of readSuspects(outcome.suspects)) this.#suspects.set(suspect.object, suspect);
      for (const object of outcome.links.suspects) texts.add(idOf(this.#plan, object));
      for (const object of outcome.links.malformed) this.#noted.addMalformed(idOf(this.#plan, object));
      if (outcome.trees !== null) this.#trees = outcome.trees;
      this.#books.enterLinks(outcome.links);
      this.#authors.push(...outcome.authors);
    }
    if (this.#suspects.size < (this.#terms.worthAsking ?? worthAsking)) this.close();
    const trees = this.#trees;
    if (trees === null) throw new TypeError('no thread walked the trees');
    this.#names = { names: trees.names, nameStarts: trees.nameStarts, suspectNames: trees.suspectNames };
    for (const object of trees.malformed) this.#noted.addMalformed(idOf(this.#plan, object));
    this.#books.enterTrees(trees);
    this.#notes?.enterWanted(this.#books);
    const suspects = new Set([...this.#suspects.keys()].map((object) => idOf(this.#plan, object)));
    for (const what of this.#tips?.unreadable ?? []) this.#noted.addUnreadable(what);
    if (this.#tips) enterTips(this.#books, this.#tips);
    for await (const blob of readRest(this.#unread())) {
      survey.bytes += blob.bytes.length;
      const [hasCandidate, isPointer] = [judge.hasAnyCandidate(blob.bytes), isLfsPointer(blob.bytes)];
      if (isPointer) survey.lfsPointers++;
      if (hasCandidate) suspects.add(blob.id);
      this.#notes?.enterBlob(this.#books.finder.find(blob.id), blob.bytes.length, { hasCandidate, isPointer });
    }
    this.#lookForChanges();
    this.#noted.addMissing([...this.#books.missing], this.#isPartial);
    return { ...survey, objects: countOwn(this.#plan), suspects, texts };
  }

  #unread(): RestTerms {
    const [damaged, tooLarge] = [this.#damaged, this.#tooLarge];
    return { repo: this.#repo, plan: this.#plan, forests: this.#forests, noted: this.#noted, damaged, tooLarge };
  }

  #lookForChanges(): void {
    const isKnown = (id: string) => this.#books.finder.find(id) >= 0;
    const isAnyUnread = () => isAnyUnjudged(this.#plan);
    lookForChanges(this.#store, listObjects(this.#repo), { isKnown, damaged: this.#damaged, isAnyUnread });
  }

  refNames(): readonly string[] {
    return this.#tips?.refs.map(({ name }) => name) ?? [];
  }

  *fileNames(): Iterable<Buffer> {
    const store = this.#names;
    for (let name = 0; name + 1 < store.nameStarts.length; name++) yield nameIn(store, name);
  }

  suspectNames(): Iterable<Buffer> {
    return this.#names.suspectNames.map((name) => nameIn(this.#names, name));
  }

  namedBlobs(): ReadonlySet<string> {
    const { states } = this.#plan;
    const blobs = [...this.#books.wanted].filter(
      (object) => (states[object] & judged) !== 0 && isOwn(this.#plan, object),
    );
    return new Set(blobs.map((object) => idOf(this.#plan, object)));
  }

  async locate(blobs: ReadonlySet<string>): Promise<ReadonlyMap<string, readonly Placement[]>> {
    if (blobs.size === 0) return new Map();
    const collector = new PlacementCollector(blobs);
    const terms = { plan: this.#plan, books: this.#books, store: this.#trees as TreeStore, blobs, notes: this.#notes };
    // Asked once, for all: what lies behind needs the memory.
    this.#trees = null;
    collectPlaces(collector, terms, (holder) => this.#noted.addCut(holder));
    for (const entries of this.#tips?.indexes ?? []) collector.addIndex(entries);
    for (const blob of collector.overflowing) this.#noted.addManyPaths(blob);
    return collector.placements(this.#books.graph, this.#readAuthors);
  }

  readonly #readAuthors = (commits: Iterable<string>): AsyncGenerator<StoredObject> =>
    readAuthors({ stores: this.#authors, finder: this.#books.finder, read: (ids) => this.read(ids) }, commits);

  reachedBy(ids: Iterable<string>): ReadonlyMap<string, string> {
    return new Map([...ids].map((id) => [id, this.#books.graph.holderOf(id)]));
  }

  async *read(ids: Iterable<string>): AsyncGenerator<StoredObject> {
    const objects = [...ids].map((id) => this.#books.finder.find(id)).filter((object) => object >= 0);
    const rest: string[] = [];
    const { kernel } = this.#terms;
    const loose = this.#store.loose;
    yield* readWanted({ plan: this.#plan, forests: this.#forests, kernel, loose, objects, rest });
    if (rest.length === 0) return;
    for await (const { objects: read, unread } of readObjects(this.#repo, rest)) {
      yield* read;
      // It was there a moment ago: whatever was to be looked at again was not.
      for (const { id } of unread) this.#noted.addDamaged(id);
    }
  }

  async *readSuspects(ids: ReadonlySet<string>): AsyncGenerator<SuspectBlob> {
    for await (const { id, bytes } of this.read(ids)) {
      const suspect = this.#suspects.get(this.#books.finder.find(id));
      yield suspect === undefined ? { id, bytes } : { id, bytes, hits: suspect.hits, kind: suspect.kind };
    }
  }

  examineSuspects(
    questions: ReadonlyMap<string, SuspectQuestion>,
    terms: AnswerTerms,
    examineHere: ExamineHere,
  ): AsyncGenerator<readonly [string, SuspectAnswer]> {
    const { kernel } = this.#terms;
    const known = { plan: this.#plan, forests: this.#forests, suspects: this.#suspects, finder: this.#books.finder };
    return askThreads({ ...known, kernel, threads: this.#threads, terms, examineHere }, questions);
  }

  coverage(): Coverage {
    const counts = packCoverage({
      plan: this.#plan,
      books: this.#books,
      damaged: this.#damaged,
      tooLarge: this.#tooLarge,
      shard: this.#terms.shard,
      refs: this.#tips?.refs ?? [],
    });
    const isShallow = [...this.#shallow].some((commit) => this.#books.graph.secondsOf(commit) !== null);
    return { ...counts, isShallow, isPartial: this.#isPartial, skipsUnreachable: false };
  }

  async remember(found: Buffer): Promise<void> {
    const { memory } = this.#terms;
    // What could not be read would be taken for read the next time; what is absent is named again.
    if (memory === undefined || this.problems.some(({ code }) => code !== 'missing-objects')) return;
    const terms = { plan: this.#plan, shallow: this.#shallow, finder: this.#books.finder, read: this.#readAuthors };
    const kept = await this.#notes?.toKept(terms);
    if (kept) memory.write({ ...kept, found });
  }

  get problems(): readonly HistoryProblem[] {
    return this.#noted.list();
  }
}
