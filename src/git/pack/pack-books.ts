// The books of a sweep over packs: which objects something names, and who is whose parent. As history-books.ts, by numbers.
import type { HistoryOptions } from '../../model/history.ts';
import type { TipsTaker } from '../history-tips.ts';
import { emptyTreeOf } from '../object-id.ts';
import { pathText } from '../path-text.ts';
import { IdFinder } from './id-finder.ts';
import { noChild, recordKind, type TreeStore } from './judge-trees.ts';
import type { LinkStore } from './link-collector.ts';
import { PackGraph } from './pack-graph.ts';
import type { SweepPlan } from './sweep-plan.ts';

const childBits = 0x3fffffff;

type Ids = Pick<SweepPlan, 'ids' | 'idBytes' | 'objects'>;

export class PackBooks implements TipsTaker {
  readonly graph: PackGraph;
  readonly finder: IdFinder;
  /** Ids that something names and that are not here. */
  readonly missing = new Set<string>();
  /** Trees and commits that a commit or tree names. */
  readonly structure: Uint8Array;
  /** Blobs that stand under a name that is wanted. */
  readonly wanted = new Set<number>();
  readonly #plan: Ids;
  readonly #wantsName: (name: string) => boolean;
  readonly #submodules = new Set<string>();

  constructor(plan: Ids, options: Pick<HistoryOptions, 'wantsName'>) {
    this.#plan = plan;
    this.#wantsName = options.wantsName ?? (() => false);
    this.finder = new IdFinder(plan);
    this.graph = new PackGraph(this.finder, plan.objects);
    this.structure = new Uint8Array(plan.objects);
  }

  enterTrees(store: TreeStore): void {
    const names = store.nameStarts.length - 1;
    const isWanted = Uint8Array.from({ length: names }, (_, name) =>
      Number(this.#wantsName(pathText(nameIn(store, name)))),
    );
    const { records } = store;
    for (let word = 0; word < records.length; word += 2) {
      const kind = records[word] >>> 30;
      const child = records[word] & childBits;
      if (kind === recordKind.kept || child === noChild) continue;
      if (kind === recordKind.tree) this.structure[child] = 1;
      else if (kind === recordKind.blob && isWanted[records[word + 1]] === 1) this.wanted.add(child);
    }
    for (const id of store.missing) this.name(id);
    for (const id of store.submodules) this.#submodules.add(id);
  }

  enterLinks(store: LinkStore): void {
    for (const tree of store.trees) if (tree >= 0) this.structure[tree] = 1;
    for (const parent of store.parents) this.structure[parent] = 1;
    this.graph.enter(store);
    for (const id of store.missing) this.name(id);
  }

  name(id: string): void {
    if (this.finder.find(id) < 0 && id !== emptyTreeOf((this.#plan.idBytes * 2) as 40 | 64)) this.missing.add(id);
  }

  namePath(id: string, path: Buffer): void {
    this.name(id);
    const object = this.finder.find(id);
    if (object >= 0 && this.#wantsName(pathText(path.subarray(path.lastIndexOf('/') + 1)))) this.wanted.add(object);
  }

  nameSubmodule(id: string): void {
    this.#submodules.add(id);
  }

  /** Ids that are only submodule commits. */
  get submodules(): readonly string[] {
    return [...this.#submodules].filter((id) => !this.missing.has(id) && this.finder.find(id) < 0);
  }
}

/** The part of it that names lie in. */
export type NameStore = Pick<TreeStore, 'names' | 'nameStarts' | 'suspectNames'>;

/** Bytes of a name; a view. */
export function nameIn({ names, nameStarts }: Pick<TreeStore, 'names' | 'nameStarts'>, name: number): Buffer {
  return Buffer.from(names.buffer, names.byteOffset + nameStarts[name], nameStarts[name + 1] - nameStarts[name]);
}
