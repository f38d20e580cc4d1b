// The history sweep where no git program exists: SHA-1 repositories without alternates, reachable objects, by isomorphic-git.
// Imported on demand only, and the only importer of that package.
import fs from 'node:fs';
import { GitError } from '../model/errors.ts';
import type { HistoryBackend, HistoryOptions, ObjectType, StoredObject } from '../model/history.ts';
import type { ReadBatch } from './cat-file.ts';
import { HistoryBase } from './history-base.ts';
import { IdSet } from './id-set.ts';
import { hasLooseObject, readLooseObject } from './loose-object.ts';
import { whyUnsupported } from './portable-support.ts';
import { portableTips } from './portable-tips.ts';
import { maxObjectBytes } from './read-objects.ts';
import type { Repository } from './repository.ts';
import type { DiffWalk } from './walk-diff-tree.ts';
import { TreeWalker } from './walk-trees.ts';

type Library = typeof import('isomorphic-git');

/** Objects that are handed on together. */
const batchSize = 64;

/**
 * Opens a repository without git.
 * @throws GitError portable-unsupported, with the reason
 */
export async function openPortableHistory(repo: Repository, options: HistoryOptions): Promise<HistoryBackend> {
  const reason = whyUnsupported(repo);
  if (reason !== null) throw new GitError('portable-unsupported', { reason });
  return new PortableHistory(repo, options, await import('isomorphic-git'));
}

class PortableHistory extends HistoryBase {
  readonly name = 'portable';
  readonly usesGit = false;
  readonly #library: Library;
  /** Packs and their indexes, kept by the library between reads. */
  readonly #cache = {};

  constructor(repo: Repository, options: HistoryOptions, library: Library) {
    super(repo, options, { isPartial: false, skipsUnreachable: true });
    this.#library = library;
  }

  async *objects(): AsyncGenerator<readonly StoredObject[]> {
    const tips = portableTips(this.repo);
    this.setTips(tips);
    await this.#enterLinks([...tips.refs, ...tips.others].map(({ id }) => id));
    yield* this.deliverReached();
    this.finish();
  }

  /** Reads all commits and tags that `ids` lead to, for the graph alone. */
  async #enterLinks(ids: readonly string[]): Promise<void> {
    const seen = new IdSet(this.repo.hashLength);
    const waiting = [...ids];
    for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
      const { size } = seen;
      if (seen.addHex(id) !== size) continue;
      const object = await this.#readOne(id);
      // What cannot be read is named, so that it is read again and its absence noted.
      if ('why' in object) continue;
      for (const next of this.books.enterLeftOut(object)) waiting.push(next);
    }
  }

  protected async *readBatches(ids: readonly string[]): AsyncGenerator<ReadBatch> {
    for (let at = 0; at < ids.length; at += batchSize) {
      const objects: StoredObject[] = [];
      const unread: ReadBatch['unread'][number][] = [];
      for (const id of ids.slice(at, at + batchSize)) {
        const answer = await this.#readOne(id);
        if ('why' in answer) unread.push(answer);
        else objects.push(answer);
      }
      yield { objects, unread };
    }
  }

  async #readOne(id: string): Promise<StoredObject | ReadBatch['unread'][number]> {
    const { objectsDir, commonDir } = this.repo;
    if (hasLooseObject(objectsDir, id)) {
      const loose = readLooseObject(objectsDir, id, maxObjectBytes);
      return loose ? { id, type: loose.type as ObjectType, bytes: loose.bytes } : { id, why: 'damaged' };
    }
    try {
      const gitdir = commonDir;
      const { type, object } = await this.#library.readObject({
        fs,
        gitdir,
        oid: id,
        format: 'content',
        cache: this.#cache,
      });
      const bytes = object as Uint8Array;
      return { id, type: type as ObjectType, bytes: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength) };
    } catch (error) {
      return { id, why: (error as { code?: string }).code === 'NotFoundError' ? 'absent' : 'damaged' };
    }
  }

  protected async walkChanges(walk: DiffWalk): Promise<void> {
    const read = async (id: string) => {
      const answer = await this.#readOne(id);
      return 'why' in answer ? null : answer;
    };
    const { graph } = this.books;
    await new TreeWalker(read, this.repo.hashLength).walk(walk, (commit) => graph.parentsOf(commit));
  }
}
