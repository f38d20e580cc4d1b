// Which commit brought which blob to which path: collects the changes of a walk over the history, and words them.
import type { Placement, StoredObject } from '../model/history.ts';
import { type HistoryGraph, unreachable } from './history-graph.ts';
import { type IndexEntries, readIndexEntries } from './history-tips.ts';
import { authorOf } from './parse-commit.ts';
import type { DiffVisitor } from './parse-diff-stream.ts';
import { pathText } from './path-text.ts';

/** Who brought a blob to a path: a commit, a tree that no commit holds, or an index. */
type Holders = Map<string, string>;

const inIndex = 'index';

/** Paths of one blob that are told: each is looked at on its own later. */
const maxPathsOfBlob = 10_000;

/** Keeps the first change that brings a wanted blob to a path: the walk goes from the oldest commit on. */
export class PlacementCollector implements DiffVisitor {
  readonly #placed = new Map<string, Holders>();
  /** Blobs that stand at more paths than are told. */
  readonly overflowing = new Set<string>();

  constructor(blobs: ReadonlySet<string>) {
    for (const blob of blobs) this.#placed.set(blob, new Map());
  }

  isWanted(blob: string): boolean {
    return this.#placed.has(blob);
  }

  change(holder: string, blob: string, path: Buffer): void {
    this.changeAt(holder, blob, path.toString('latin1'));
  }

  /** As `change`. @param key the path, a character for each byte */
  changeAt(holder: string, blob: string, key: string): void {
    const holders = this.#placed.get(blob);
    if (holders === undefined || holders.has(key)) return;
    if (holders.size < maxPathsOfBlob) holders.set(key, holder);
    else this.overflowing.add(blob);
  }

  addIndex(entries: IndexEntries): void {
    for (const { id, path } of readIndexEntries(entries)) this.change(inIndex, id, path);
  }

  /** Words the placements, sorted by path; `read` is asked for the commits among them, once. */
  async placements(
    graph: Pick<HistoryGraph, 'secondsOf' | 'holderOf'>,
    read: (ids: Iterable<string>) => AsyncGenerator<StoredObject>,
  ): Promise<Map<string, Placement[]>> {
    const commits = new Set([...this.#placed.values()].flatMap((holders) => [...holders.values()]));
    for (const holder of commits) if (graph.secondsOf(holder) === null) commits.delete(holder);
    const persons = new Map<string, { author?: string; date?: string }>();
    for await (const object of read(commits)) persons.set(object.id, authorOf(object.bytes));
    const known = new Map<string, Omit<Placement, 'path'>>();
    const aboutHolder = (holder: string) => {
      let about = known.get(holder);
      if (about === undefined) {
        const ref = graph.holderOf(holder);
        const isNote = ref.startsWith('refs/notes/');
        about = commits.has(holder) ? { commit: holder, ...persons.get(holder), ref, isNote } : { ref, isNote };
        known.set(holder, about);
      }
      return about;
    };
    const result = new Map<string, Placement[]>();
    for (const [blob, holders] of this.#placed) {
      const placements = [...holders].map(([path, holder]): Placement => {
        const text = pathText(Buffer.from(path, 'latin1'));
        if (holder === inIndex) return { path: text, ref: inIndex, isNote: false };
        return { path: text, ...aboutHolder(holder) };
      });
      // A blob that nothing names, or only a tag or ref itself.
      if (placements.length === 0) placements.push({ path: null, ref: graph.holderOf(blob), isNote: false });
      result.set(
        blob,
        placements.sort((a, b) => (a.path! < b.path! ? -1 : 1)),
      );
    }
    return result;
  }
}

/** Commits in the order in which they get the credit: what a ref holds before what only a reflog or nothing holds. */
export function inOrderOfCredit(graph: HistoryGraph): string[] {
  const ranked: string[][] = [[], [], []];
  for (const commit of graph.oldestFirst()) {
    const holder = graph.holderOf(commit);
    ranked[holder === unreachable ? 2 : holder === 'reflog' ? 1 : 0].push(commit);
  }
  return ranked.flat();
}
