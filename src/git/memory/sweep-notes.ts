// Takes notes while packs are swept, of what the next sweep can build on.
import type { StoredObject } from '../../model/history.ts';
import { contentKind } from '../../model/hit-judge.ts';
import { NumberList } from '../number-list.ts';
import type { IdFinder } from '../pack/id-finder.ts';
import { readSuspects } from '../pack/judge-blobs.ts';
import type { LinkStore } from '../pack/link-collector.ts';
import type { PackBooks } from '../pack/pack-books.ts';
import { idOf, type SweepPlan } from '../pack/sweep-plan.ts';
import type { ThreadOutcome } from '../pack/sweep-thread.ts';
import { authorHeader } from '../parse-commit.ts';
import { joinLinks } from './join-links.ts';
import type { KeptSweep } from './kept-sweep.ts';
import type { StoredFiles } from './stored-files.ts';

/** More changes than this are a history made to exhaust; nothing is kept then. */
const mostChanges = 4_000_000;

/** The sweep that the notes were taken of. */
export interface SweptTerms {
  readonly plan: SweepPlan;
  readonly shallow: ReadonlySet<string>;
  readonly finder: IdFinder;
  readonly read: (ids: Iterable<string>) => AsyncIterable<StoredObject>;
}

export class SweepNotes {
  readonly #files: StoredFiles;
  readonly #links: LinkStore[] = [];
  readonly #suspects: Int32Array[] = [];
  readonly #whole = new NumberList();
  readonly #changes = new NumberList();
  readonly #paths = new Map<string, number>();
  #missing: readonly string[] = [];
  #submodules: readonly string[] = [];
  #wanted = new Int32Array(0);
  #lfsPointers = 0;
  #bytes = 0;
  #treeBytes = 0;

  /** @param files as they were before anything was read */
  constructor(files: StoredFiles) {
    this.#files = files;
  }

  /** Takes what one thread found. */
  enter(outcome: ThreadOutcome): void {
    this.#links.push(outcome.links);
    this.#suspects.push(outcome.suspects);
    this.#lfsPointers += outcome.lfsPointers;
    this.#bytes += outcome.bytes;
    this.#treeBytes += outcome.treeBytes;
    if (outcome.trees === null) return;
    this.#missing = outcome.trees.missing;
    this.#submodules = outcome.trees.submodules;
  }

  /** Takes the blobs that trees name under wanted names: to be called before the tips bring more. */
  enterWanted({ wanted }: Pick<PackBooks, 'wanted'>): void {
    this.#wanted = Int32Array.from(wanted);
  }

  /** Takes a blob that was read on its own. */
  enterBlob(
    object: number,
    bytes: number,
    { hasCandidate, isPointer }: { hasCandidate: boolean; isPointer: boolean },
  ): void {
    this.#bytes += bytes;
    if (isPointer) this.#lfsPointers++;
    if (!hasCandidate) return;
    this.#whole.push(object);
    this.#whole.push(contentKind.whole);
    this.#whole.push(0);
  }

  /** Takes what a commit or tree brought. @param key the path, a character for each byte */
  enterChange(holder: number, blob: number, key: string): void {
    const number = this.#paths.get(key) ?? this.#paths.size;
    this.#paths.set(key, number);
    this.#changes.push(holder);
    this.#changes.push(blob);
    this.#changes.push(number);
  }

  /**
   * All of it, when the run is over.
   * @returns null when it is too much
   */
  async toKept({ plan, shallow, finder, read }: SweptTerms): Promise<Omit<KeptSweep, 'found'> | null> {
    if (this.#changes.length > mostChanges * 3) return null;
    const links = joinLinks(this.#links);
    const changes = this.#changes.toArray();
    const isCommit = new Set(links.commits);
    const holders = new Set<number>();
    for (let at = 0; at < changes.length; at += 3) if (isCommit.has(changes[at])) holders.add(changes[at]);
    const authors: [number, string][] = [];
    for await (const { id, bytes } of read(Array.from(holders, (object) => idOf(plan, object))))
      authors.push([finder.find(id), authorHeader(bytes)]);
    if (authors.length !== holders.size) return null;
    const { bytes: paths, starts: pathStarts } = joinTexts([...this.#paths.keys()]);
    return {
      ...{ ids: plan.ids.slice(), states: plan.states.slice(), links, changes, paths, pathStarts, authors },
      suspects: joinSuspects([...this.#suspects, this.#whole.toArray()]),
      ...{ wanted: this.#wanted, missing: this.#missing, submodules: this.#submodules, shallow: [...shallow].sort() },
      files: this.#files,
      ...{ lfsPointers: this.#lfsPointers, bytes: this.#bytes, treeBytes: this.#treeBytes },
    };
  }
}

/** Each blob once: a base of what was new may have been judged again. */
function joinSuspects(lists: readonly Int32Array[]): Int32Array {
  const joined = new NumberList();
  const known = new Set<number>();
  for (const list of lists)
    for (const { object, kind, hits } of readSuspects(list)) {
      if (known.has(object)) continue;
      known.add(object);
      for (const number of [object, kind, hits.length / 2]) joined.push(number);
      for (const number of hits) joined.push(number);
    }
  return joined.toArray();
}

/** @param texts as latin1 */
function joinTexts(texts: readonly string[]): { bytes: Buffer; starts: Int32Array } {
  const starts = new Int32Array(texts.length + 1);
  texts.forEach((text, at) => {
    starts[at + 1] = starts[at] + text.length;
  });
  return { bytes: Buffer.from(texts.join(''), 'latin1'), starts };
}
