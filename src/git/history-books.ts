// The books of a sweep: every id that was read and every id that something names, so that what is absent shows.
// Fed with each object once, in any order; holds no content.
import type { StoredObject } from '../model/history.ts';
import { HistoryGraph } from './history-graph.ts';
import { IdSet } from './id-set.ts';
import { NameSet } from './name-set.ts';
import { emptyTreeOf } from './object-id.ts';
import { type CommitLinks, commitLinks, tagTarget } from './parse-commit.ts';
import { type EntryKind, parseTree, type TreeVisitor } from './parse-tree.ts';
import { pathText } from './path-text.ts';
import type { CoveredAs } from './shard-coverage.ts';
import { TreeSizes } from './tree-sizes.ts';

/** What is known of an id. */
const flag = {
  /** Read, and handed on. */
  delivered: 1,
  /** Something names it as an object of this repository. */
  named: 2,
  /** A tree names it as the commit of a submodule. */
  submodule: 4,
  damaged: 8,
  tooLarge: 16,
  /** A commit or tree names it as a tree or parent: no walk over the history without it. */
  structure: 32,
  tree: 64,
  /** It stands somewhere under a name that is wanted. */
  wantedName: 128,
  /** Known to git without being stored. */
  builtIn: 256,
  /** A commit that is there and not asked for. */
  leftOut: 512,
} as const;

const read = flag.delivered | flag.damaged | flag.tooLarge;
const needsNoReading = read | flag.builtIn | flag.leftOut;

const mostExamples = 20;

export interface BooksTerms {
  readonly hashLength: 40 | 64;
  /** Commits whose parents are left out on purpose (`.git/shallow`). */
  readonly shallow: ReadonlySet<string>;
  readonly wantsName: (name: string) => boolean;
}

export class HistoryBooks implements TreeVisitor {
  readonly names = new NameSet();
  readonly graph: HistoryGraph;
  readonly #ids: IdSet;
  readonly #sizes = new TreeSizes();
  readonly #terms: BooksTerms;
  /** For each name whether it is wanted. */
  readonly #isWanted: boolean[] = [];
  /** Objects whose structure cannot be read: what they name is unknown. */
  readonly malformed = new Set<string>();

  constructor(terms: BooksTerms) {
    this.#terms = terms;
    this.#ids = new IdSet(terms.hashLength);
    this.graph = new HistoryGraph(this.#ids);
    this.#ids.setFlags(this.#ids.addHex(emptyTreeOf(terms.hashLength)), flag.builtIn);
  }

  /** Enters an object that was read. False when it was entered before. */
  enter(object: StoredObject): boolean {
    const index = this.#ids.addHex(object.id);
    if (this.#ids.flags(index) & flag.delivered) return false;
    this.#ids.setFlags(index, flag.delivered);
    if (object.type === 'tree') this.#enterTree(object, index);
    else if (object.type === 'commit') this.#enterCommit(object, index);
    else if (object.type === 'tag') this.#enterTag(object, index);
    return true;
  }

  /**
   * Enters who a commit's parents are or what a tag names, for an object that is not asked for itself, or not yet.
   * @returns those ids
   */
  enterLeftOut(object: StoredObject): readonly string[] {
    const index = this.#ids.addHex(object.id);
    if (object.type === 'commit') {
      const links = this.#readLinks(object, index);
      // A malformed one cannot be told to be old: it is read like anything else that is named.
      if (links === null) return [];
      this.#ids.setFlags(index, flag.leftOut);
      return links.parents;
    }
    const target = object.type === 'tag' ? tagTarget(object.bytes, this.#terms.hashLength) : null;
    if (target === null) return [];
    this.graph.addTag(index, this.#ids.addHex(target));
    return [target];
  }

  /** Counts everything that a tip reaches over parents and tags as named. */
  nameReached(): void {
    for (const index of this.graph.reachedIndexes()) this.#ids.setFlags(index, flag.named);
  }

  /** Notes that a ref, HEAD, reflog or index names `id`. */
  name(id: string): void {
    this.#ids.setFlags(this.#ids.addHex(id), flag.named);
  }

  /** Notes that an index holds `id` under a path. */
  namePath(id: string, path: Buffer): void {
    const index = this.#ids.addHex(id);
    const isWanted = this.#wants(path, path.lastIndexOf('/') + 1, path.length);
    this.#ids.setFlags(index, flag.named | (isWanted ? flag.wantedName : 0));
  }

  nameSubmodule(id: string): void {
    this.#ids.setFlags(this.#ids.addHex(id), flag.submodule);
  }

  setDamaged(id: string): void {
    this.#ids.setFlags(this.#ids.addHex(id), flag.damaged);
  }

  setTooLarge(id: string): void {
    this.#ids.setFlags(this.#ids.addHex(id), flag.tooLarge);
  }

  /** Whether an object is there and was readable. */
  isThere(id: string): boolean {
    const index = this.#ids.findHex(id);
    return index >= 0 && (this.#ids.flags(index) & (flag.delivered | flag.leftOut)) !== 0;
  }

  /** Whether something was noted about an object's content: it was read, or could not be. */
  isSettled(id: string): boolean {
    const index = this.#ids.findHex(id);
    return index >= 0 && (this.#ids.flags(index) & read) !== 0;
  }

  get delivered(): number {
    return this.#ids.count(flag.delivered);
  }

  get damaged(): number {
    return this.#ids.count(flag.damaged, flag.delivered);
  }

  get tooLarge(): number {
    return this.#ids.count(flag.tooLarge, flag.delivered | flag.damaged);
  }

  get missing(): number {
    return this.#ids.count(flag.named, needsNoReading);
  }

  missingIds(): Iterable<string> {
    return this.#ids.select(flag.named, needsNoReading);
  }

  /** At most 20 of them. */
  missingExamples(): string[] {
    const examples: string[] = [];
    for (const id of this.missingIds()) if (examples.push(id) === mostExamples) break;
    return examples;
  }

  /** Ids that are only submodule commits. */
  get submodules(): number {
    return this.#ids.count(flag.submodule, read | flag.named);
  }

  /** Every id that the coverage counts, and as what. */
  *covered(): Generator<readonly [id: string, as: CoveredAs]> {
    const kinds: readonly (readonly [CoveredAs, number, number])[] = [
      ['delivered', flag.delivered, 0],
      ['damaged', flag.damaged, flag.delivered],
      ['tooLarge', flag.tooLarge, flag.delivered | flag.damaged],
      ['missing', flag.named, needsNoReading],
      ['submodules', flag.submodule, read | flag.named],
    ];
    for (const [as, set, unset] of kinds) for (const id of this.#ids.select(set, unset)) yield [id, as];
  }

  /** Trees that no commit and no other tree holds. */
  rootlessTrees(): Iterable<string> {
    return this.#ids.select(flag.tree | flag.delivered, flag.structure);
  }

  wantedBlobs(): Iterable<string> {
    return this.#ids.select(flag.wantedName | flag.delivered, flag.tree);
  }

  /** Whether every commit and tree that is named was read, so that git can walk the whole history. */
  get isStructureWhole(): boolean {
    const isThere = flag.delivered | flag.builtIn | flag.leftOut;
    return this.malformed.size === 0 && this.#ids.count(flag.structure, isThere) === 0;
  }

  /** Files and folders of the tree that unfolds to the most. */
  largestTree(): number {
    return this.#sizes.largest();
  }

  entry(kind: EntryKind, bytes: Buffer, nameStart: number, nameEnd: number, idStart: number): void {
    const index = this.#ids.addBytes(bytes, idStart);
    const isWanted = this.#wants(bytes, nameStart, nameEnd) && kind === 'blob';
    if (kind === 'submodule') this.#ids.setFlags(index, flag.submodule);
    else if (kind === 'tree') {
      this.#ids.setFlags(index, flag.named | flag.structure);
      this.#sizes.addSubtree(index);
    } else {
      this.#ids.setFlags(index, flag.named | (isWanted ? flag.wantedName : 0));
      this.#sizes.addFile();
    }
  }

  #wants(bytes: Buffer, start: number, end: number): boolean {
    const known = this.names.size;
    const name = this.names.add(bytes, start, end);
    if (name === known) this.#isWanted.push(this.#terms.wantsName(pathText(this.names.get(name))));
    return this.#isWanted[name];
  }

  #enterTree({ id, bytes }: StoredObject, index: number): void {
    this.#ids.setFlags(index, flag.tree);
    if (!parseTree(bytes, this.#terms.hashLength / 2, this)) this.malformed.add(id);
    this.#sizes.endTree(index);
  }

  #enterCommit(object: StoredObject, index: number): void {
    const links = this.#readLinks(object, index);
    if (links === null) return;
    for (const id of [links.tree, ...links.parents]) {
      this.#ids.setFlags(this.#ids.addHex(id), flag.named | flag.structure);
    }
  }

  /** Enters a commit into the graph, once. Parents behind a shallow boundary are none. */
  #readLinks({ id, bytes }: StoredObject, index: number): CommitLinks | null {
    const found = commitLinks(bytes, this.#terms.hashLength);
    if (found === null) {
      this.malformed.add(id);
      return null;
    }
    const links = this.#terms.shallow.has(id) ? { ...found, parents: [] } : found;
    if ((this.#ids.flags(index) & flag.leftOut) === 0) this.graph.addCommit(index, links);
    return links;
  }

  #enterTag({ id, bytes }: StoredObject, index: number): void {
    const target = tagTarget(bytes, this.#terms.hashLength);
    if (target === null) {
      this.malformed.add(id);
      return;
    }
    this.name(target);
    this.graph.addTag(index, this.#ids.addHex(target));
  }
}
