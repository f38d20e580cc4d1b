// The history sweep through the git program: one `cat-file` process for all objects, reachable or not.
import { GitError } from '../model/errors.ts';
import type { HistoryOptions, StoredObject } from '../model/history.ts';
import { listAllIds, listTypedIds, type ReadBatch, readAllObjects, readObjects } from './cat-file.ts';
import { gitTips } from './git-tips.ts';
import { HistoryBase } from './history-base.ts';
import { IdSet } from './id-set.ts';
import { isPartialClone } from './partial-clone.ts';
import { isUnread, ObjectReader } from './read-objects.ts';
import type { Repository } from './repository.ts';
import { runGit } from './run-git.ts';
import { type DiffWalk, maxChangesOfHolder, walkDiffTree } from './walk-diff-tree.ts';
import { TreeWalker } from './walk-trees.ts';

export class GitHistory extends HistoryBase {
  readonly name = 'git';
  readonly usesGit = true;
  /** Ids of all objects, where only some are swept. */
  #stored: IdSet | null = null;

  constructor(repo: Repository, options: HistoryOptions) {
    super(repo, options, { isPartial: isPartialClone(repo), skipsUnreachable: options.since !== undefined });
  }

  async *objects(): AsyncGenerator<readonly StoredObject[]> {
    yield* this.skipsUnreachable ? this.#recent() : this.#all();
    this.finish();
  }

  async *#all(): AsyncGenerator<readonly StoredObject[]> {
    this.#count();
    const { failure, complaints } = yield* this.deliver(readAllObjects(this.repo));
    if (failure !== null) {
      yield* this.deliver(readObjects(this.repo, await this.#unsettled()));
    } else if (complaints.length > 0 && this.books.damaged === 0) {
      // Something is wrong that no object's absence explains, such as a pack that cannot be opened.
      this.noted.addComplaint(complaints.join('\n'), this.repo.cwd);
    }
    this.setTips(await gitTips(this.repo));
    // What came while we read is named by now. A partial clone's absent objects cannot be told from those without a fetch.
    if (!this.isPartial) yield* this.followNames();
  }

  /** Ids of what is stored and not yet read; of an index that git cannot list only what something names is read, later. */
  async #unsettled(): Promise<string[]> {
    const rest: string[] = [];
    try {
      for await (const id of listAllIds(this.repo)) if (!this.books.isSettled(id)) rest.push(id);
    } catch (error) {
      if (!(error instanceof GitError)) throw error;
      this.noted.addComplaint(`fatal: ${error.message}`, this.repo.cwd);
    }
    return rest;
  }

  /** Commits since a date, what they hold, and what tags and indexes hold. */
  async *#recent(): AsyncGenerator<readonly StoredObject[]> {
    const stored = new IdSet(this.repo.hashLength);
    this.#stored = stored;
    const links: string[] = [];
    for await (const { id, type } of listTypedIds(this.repo)) {
      stored.addHex(id);
      if (type === 'commit' || type === 'tag') links.push(id);
    }
    this.total = stored.size;
    for await (const { objects } of readObjects(this.repo, links)) {
      for (const object of objects) this.books.enterLeftOut(object);
    }
    this.setTips(await gitTips(this.repo));
    yield* this.deliverReached((id) => stored.findHex(id) >= 0);
  }

  /** For progress only: runs beside the sweep, and its failure shows there too. */
  async #count(): Promise<void> {
    const text = await runGit(['count-objects', '-v'], this.repo).then(String, () => '');
    const number = (name: string) => Number(new RegExp(`^${name}: (\\d+)$`, 'm').exec(text)?.[1] ?? 0);
    if (this.total === 0) this.total = number('count') + number('in-pack');
  }

  #isThere(id: string): boolean {
    return this.#stored === null ? this.books.isThere(id) : this.#stored.findHex(id) >= 0;
  }

  protected readBatches(ids: readonly string[]): AsyncGenerator<ReadBatch> {
    return readObjects(this.repo, ids);
  }

  protected async walkChanges(walk: DiffWalk): Promise<void> {
    // git gives up where something is missing, and does not come back from trees made to exhaust.
    const isGitFit = this.books.isStructureWhole && this.books.largestTree() <= maxChangesOfHolder;
    if (isGitFit && (await walkDiffTree(this.repo, walk))) return;
    const reader = new ObjectReader(this.repo);
    const read = async (id: string) => {
      // git before any fetch dies at an id that a partial clone lacks.
      if (!this.#isThere(id)) return null;
      for await (const answer of reader.objects([id])) if (!isUnread(answer)) return answer as StoredObject;
      return null;
    };
    try {
      const { graph } = this.books;
      await new TreeWalker(read, this.repo.hashLength).walk(walk, (commit) => graph.parentsOf(commit));
    } finally {
      reader.close();
    }
  }
}
