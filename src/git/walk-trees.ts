// Walks the changes of all commits by comparing trees here: for the portable backend, and where trees or commits are missing
// so that `git diff-tree` would give up. Slower, but what is absent only leaves its own part out.
import type { StoredObject } from '../model/history.ts';
import { commitLinks } from './parse-commit.ts';
import type { DiffVisitor } from './parse-diff-stream.ts';
import { type EntryKind, parseTree } from './parse-tree.ts';
import type { DiffWalk } from './walk-diff-tree.ts';

/** Reads one commit or tree; null when it is not there or not readable. */
export type ReadStructure = (id: string) => Promise<StoredObject | null>;

interface Entry {
  readonly kind: EntryKind;
  readonly id: string;
  readonly name: Buffer;
}

/** Entries of a tree by name, as latin1. */
type Tree = ReadonlyMap<string, Entry>;

interface Pair {
  readonly tree: string;
  /** What stands at the same path in each parent. */
  readonly parents: readonly string[];
  readonly prefix: Buffer;
}

/** Trees that are kept for the next comparison: a commit's trees are mostly those of its parent. */
const maxKeptEntries = 500_000;
const maxKeptCommits = 100_000;
/** Changes of one commit that are looked at; some seconds' worth. */
const maxChangesOfHolder = 1_000_000;
/** Commits made to exhaust that are walked up to the limit; of further ones only the beginning is. */
const maxCutAtFull = 3;
const beginningOfCut = 10_000;

export class TreeWalker {
  readonly #read: ReadStructure;
  readonly #hashLength: 40 | 64;
  readonly #trees = new Map<string, Tree | null>();
  readonly #treeOfCommit = new Map<string, string | null>();
  #keptEntries = 0;
  #cut = 0;

  constructor(read: ReadStructure, hashLength: 40 | 64) {
    this.#read = read;
    this.#hashLength = hashLength;
  }

  /** @param parentsOf parents of a commit that count as such */
  async walk(walk: DiffWalk, parentsOf: (commit: string) => readonly string[]): Promise<void> {
    for (const commit of walk.commits) {
      const tree = await this.#rootOf(commit);
      if (tree === null) continue;
      const parents = await Promise.all(parentsOf(commit).map((parent) => this.#rootOf(parent)));
      await this.#compare(commit, tree, known(parents), walk);
    }
    for (const tree of walk.trees) await this.#compare(tree, tree, [], walk);
  }

  async #compare(holder: string, tree: string, parents: readonly string[], walk: DiffWalk): Promise<void> {
    const most = walk.maxChanges ?? maxChangesOfHolder;
    const limit = this.#cut < maxCutAtFull ? most : Math.min(most, beginningOfCut);
    const waiting: Pair[] = parents.includes(tree) ? [] : [{ tree, parents, prefix: Buffer.alloc(0) }];
    let changes = 0;
    for (let pair = waiting.pop(); pair !== undefined; pair = waiting.pop()) {
      const before = known(await Promise.all(pair.parents.map((id) => this.#tree(id))));
      for (const entry of (await this.#tree(pair.tree))?.values() ?? []) {
        const same = before.map((other) => other.get(entry.name.toString('latin1')));
        if (same.some((other) => other?.id === entry.id)) continue;
        changes++;
        if (entry.kind === 'tree') waiting.push(below(pair, entry, same));
        else if (entry.kind === 'blob') tell(walk.visitor, holder, pair, entry);
      }
      if (changes > limit) {
        this.#cut++;
        walk.onCut(holder);
        return;
      }
    }
  }

  async #rootOf(commit: string): Promise<string | null> {
    const kept = this.#treeOfCommit.get(commit);
    if (kept !== undefined) return kept;
    const object = await this.#read(commit);
    const tree = object?.type === 'commit' ? (commitLinks(object.bytes, this.#hashLength)?.tree ?? null) : null;
    if (this.#treeOfCommit.size >= maxKeptCommits) this.#treeOfCommit.clear();
    this.#treeOfCommit.set(commit, tree);
    return tree;
  }

  async #tree(id: string): Promise<Tree | null> {
    const kept = this.#trees.get(id);
    if (kept !== undefined) return kept;
    const object = await this.#read(id);
    const tree = object?.type === 'tree' ? readTree(object.bytes, this.#hashLength) : null;
    this.#keptEntries += tree?.size ?? 0;
    if (this.#keptEntries > maxKeptEntries) {
      this.#trees.clear();
      this.#keptEntries = tree?.size ?? 0;
    }
    this.#trees.set(id, tree);
    return tree;
  }
}

function readTree(bytes: Buffer, hashLength: 40 | 64): Tree {
  const entries = new Map<string, Entry>();
  const idBytes = hashLength / 2;
  // A view would keep the whole chunk alive that the tree came in.
  const own = Buffer.from(bytes);
  parseTree(own, idBytes, {
    entry: (kind, _, nameStart, nameEnd, idStart) => {
      const name = own.subarray(nameStart, nameEnd);
      entries.set(name.toString('latin1'), { kind, id: own.toString('hex', idStart, idStart + idBytes), name });
    },
  });
  return entries;
}

function below(pair: Pair, entry: Entry, same: readonly (Entry | undefined)[]): Pair {
  const parents = same.filter((other) => other?.kind === 'tree').map((other) => other!.id);
  return { tree: entry.id, parents, prefix: Buffer.concat([pair.prefix, entry.name, Buffer.from('/')]) };
}

function tell(visitor: DiffVisitor, holder: string, pair: Pair, entry: Entry): void {
  if (visitor.isWanted(entry.id)) visitor.change(holder, entry.id, Buffer.concat([pair.prefix, entry.name]));
}

/** What of the parents could be read; the others compare as if they held nothing. */
function known<Item>(items: readonly (Item | null)[]): Item[] {
  return items.filter((item) => item !== null);
}
