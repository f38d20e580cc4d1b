// The history of a repository in which no object came or went since the last sweep. Nothing is read but refs, reflogs and
// indexes: which of them still holds what is worked out afresh, over the commits as that sweep knew them.
import type {
  Coverage,
  HistoryBackend,
  HistoryOptions,
  HistoryProblem,
  Placement,
  StoredObject,
  Survey,
  SuspectBlob,
} from '../../model/history.ts';
import { HistoryProblems } from '../history-problems.ts';
import { enterTips, type Tips } from '../history-tips.ts';
import { readSuspects } from '../pack/judge-blobs.ts';
import { PackBooks } from '../pack/pack-books.ts';
import { idOf } from '../pack/sweep-plan.ts';
import { isPartialClone } from '../partial-clone.ts';
import { PlacementCollector } from '../place-blobs.ts';
import type { Repository } from '../repository.ts';
import { shallowCommits } from '../shallow.ts';
import type { KeptSweep } from './kept-sweep.ts';
import { filesOf, listIds } from './list-ids.ts';
import { lookAlike, lookSame, type StoredFiles } from './stored-files.ts';

export interface UnchangedTerms extends HistoryOptions {
  readonly usesGit: boolean;
  readonly readTips: () => Promise<Tips>;
}

/** `kept` as the history of `repo`; null when that holds other objects. @throws GitError when refs cannot be listed */
export async function openUnchanged(
  repo: Repository,
  kept: KeptSweep,
  terms: UnchangedTerms,
): Promise<HistoryBackend | null> {
  let files: StoredFiles | undefined;
  const isSame = () => {
    // What looks as it did a moment ago holds the same ids: no list of them is read again.
    if (files !== undefined && lookAlike(files, filesOf(repo))) return true;
    const now = listIds(repo);
    files = now?.files;
    return now !== null && Buffer.compare(now.ids, kept.ids) === 0 && lookSame(kept.files, now.files);
  };
  const shallow = shallowCommits(repo);
  // Looked at before, so as not to read the tips in vain, and after: what a ref came to name meanwhile came before the ref.
  if ([...shallow].sort().join() !== kept.shallow.join() || !isSame()) return null;
  const tips = await terms.readTips();
  // What cannot be read has a name that nobody looked at.
  return tips.unreadable.length === 0 && isSame() ? new UnchangedHistory(repo, kept, terms, { tips, shallow }) : null;
}

/** `make`, asked once for each number. */
function remembering(make: (number: number) => string): (number: number) => string {
  const known = new Map<number, string>();
  return (number) => {
    const text = known.get(number) ?? make(number);
    known.set(number, text);
    return text;
  };
}

class UnchangedHistory implements HistoryBackend {
  readonly name = 'pack';
  readonly usesGit: boolean;
  readonly #kept: KeptSweep;
  readonly #plan: { readonly ids: Uint8Array; readonly idBytes: 20 | 32; readonly objects: number };
  readonly #books: PackBooks;
  readonly #tips: Tips;
  readonly #noted = new HistoryProblems();
  readonly #isPartial: boolean;
  readonly #isShallow: boolean;

  constructor(
    repo: Repository,
    kept: KeptSweep,
    terms: UnchangedTerms,
    { tips, shallow }: { tips: Tips; shallow: ReadonlySet<string> },
  ) {
    this.usesGit = terms.usesGit;
    this.#kept = kept;
    this.#tips = tips;
    this.#isPartial = isPartialClone(repo);
    const idBytes = (repo.hashLength / 2) as 20 | 32;
    this.#plan = { ids: kept.ids, idBytes, objects: kept.ids.length / idBytes };
    this.#books = new PackBooks(this.#plan, terms);
    this.#books.enterLinks(kept.links);
    for (const id of kept.missing) this.#books.name(id);
    for (const id of kept.submodules) this.#books.nameSubmodule(id);
    for (const object of kept.wanted) this.#books.wanted.add(object);
    enterTips(this.#books, tips);
    this.#noted.addMissing([...this.#books.missing], this.#isPartial);
    this.#isShallow = [...shallow].some((commit) => this.#books.graph.secondsOf(commit) !== null);
  }

  #ids(objects: Iterable<number>): Set<string> {
    return new Set(Array.from(objects, (object) => idOf(this.#plan, object)));
  }

  async survey(): Promise<Survey> {
    const { lfsPointers, bytes, links, suspects, found } = this.#kept;
    const blobs = Array.from(readSuspects(suspects), ({ object }) => object);
    return {
      ...{ lfsPointers, bytes, objects: this.#plan.objects },
      suspects: this.#ids(blobs),
      texts: this.#ids(links.suspects),
      found: Buffer.from(found.buffer, found.byteOffset, found.length),
    };
  }

  refNames(): readonly string[] {
    return this.#tips.refs.map(({ name }) => name);
  }

  /** None that were not looked at. */
  *fileNames(): Iterable<Buffer> {}

  namedBlobs(): ReadonlySet<string> {
    return this.#ids(this.#books.wanted);
  }

  async locate(blobs: ReadonlySet<string>): Promise<ReadonlyMap<string, readonly Placement[]>> {
    const { changes, pathStarts, paths, authors } = this.#kept;
    const { graph, finder } = this.#books;
    const collector = new PlacementCollector(blobs);
    const isCommit = new Set(this.#kept.links.commits);
    const byCommit = new Map<number, number[]>();
    const others: number[] = [];
    for (let at = 0; at < changes.length; at += 3) {
      const own = byCommit.get(changes[at]);
      if (!isCommit.has(changes[at])) others.push(at);
      else if (own === undefined) byCommit.set(changes[at], [at]);
      else own.push(at);
    }
    const text = Buffer.from(paths.buffer, paths.byteOffset, paths.length);
    const pathAt = remembering((path) => text.toString('latin1', pathStarts[path], pathStarts[path + 1]));
    const idAt = remembering((object) => idOf(this.#plan, object));
    const tell = (list: readonly number[]) => {
      for (const at of list) {
        collector.changeAt(idAt(changes[at]), idAt(changes[at + 1]), pathAt(changes[at + 2]));
      }
    };
    const commits = graph.inOrderOfCredit(({ object }) => byCommit.has(object));
    for (const { object } of commits) tell(byCommit.get(object) as number[]);
    tell(others);
    for (const entries of this.#tips.indexes) collector.addIndex(entries);
    for (const blob of collector.overflowing) this.#noted.addManyPaths(blob);
    const headers = new Map(authors);
    return collector.placements(graph, async function* (ids) {
      for (const id of ids) {
        const header = headers.get(finder.find(id));
        if (header !== undefined) yield { id, type: 'commit', bytes: Buffer.from(`${header}\n\n`, 'latin1') };
      }
    });
  }

  reachedBy(ids: Iterable<string>): ReadonlyMap<string, string> {
    return new Map([...ids].map((id) => [id, this.#books.graph.holderOf(id)]));
  }

  read(): AsyncGenerator<StoredObject> {
    throw new TypeError('what an earlier run looked at is not read again');
  }

  readSuspects(): AsyncGenerator<SuspectBlob> {
    throw new TypeError('what an earlier run looked at is not read again');
  }

  coverage(): Coverage {
    const missing = [...this.#books.missing];
    const { objects } = this.#plan;
    return {
      expected: objects + missing.length,
      delivered: objects,
      inherited: objects,
      missing: missing.length,
      missingExamples: missing.slice(0, 20),
      damaged: 0,
      tooLarge: 0,
      isShallow: this.#isShallow,
      isPartial: this.#isPartial,
      submodules: this.#books.submodules.length,
      skipsUnreachable: false,
    };
  }

  get problems(): readonly HistoryProblem[] {
    return this.#noted.list();
  }
}
