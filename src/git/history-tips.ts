// What holds objects in a repository: refs, HEADs, reflogs, indexes; and how that enters the books of a sweep.
import type { NamedTip } from './history-graph.ts';
import { entryMode } from './object-id.ts';

/** An index as `git ls-files --stage -z` prints it: a compact form that is read again when paths are asked for. */
export interface IndexEntries {
  readonly list: Buffer;
  readonly hashLength: 40 | 64;
}

export interface Tips {
  readonly refs: readonly NamedTip[];
  /** Detached HEADs and refs of other worktrees, then reflogs. */
  readonly others: readonly NamedTip[];
  readonly indexes: readonly IndexEntries[];
  /** The branch that HEAD names. */
  readonly branch: string | null;
  /** Refs, reflogs and indexes that could not be read. */
  readonly unreadable: readonly string[];
}

export interface IndexEntry {
  readonly mode: string;
  readonly id: string;
  readonly path: Buffer;
}

// 100644 78981922613b2afb6025042ff6bd878ac1994e85 0\tlib/a.txt\0
export function* readIndexEntries({ list, hashLength }: IndexEntries): Generator<IndexEntry> {
  const idStart = 7;
  const pathStart = idStart + hashLength + 3;
  for (let at = 0, end = list.indexOf(0); end >= 0; at = end + 1, end = list.indexOf(0, at)) {
    const mode = list.toString('latin1', at, at + 6);
    const id = list.toString('latin1', at + idStart, at + idStart + hashLength);
    yield { mode, id, path: list.subarray(at + pathStart, end) };
  }
}

/** What people look at first comes first: notes last, so that they name only what nothing else reaches. */
const preference = [/^refs\/heads\//, /^refs\/tags\//, /^refs\/remotes\//, /^refs\/stash$/, /^refs\/(?!notes\/)/];

function rank(name: string, branch: string | null): number {
  if (name === branch) return -1;
  const at = preference.findIndex((pattern) => pattern.test(name));
  return at < 0 ? preference.length : at;
}

/** All tips, the preferred names first. */
export function orderTips({ refs, others, branch }: Tips): NamedTip[] {
  const ranked = refs.map((tip) => ({ tip, rank: rank(tip.name, branch) }));
  ranked.sort((a, b) => a.rank - b.rank || (a.tip.name < b.tip.name ? -1 : 1));
  const isReflog = ({ name }: NamedTip) => name === 'reflog';
  const isNotes = ({ name }: NamedTip) => name.startsWith('refs/notes/');
  const all = ranked.map(({ tip }) => tip);
  const heads = others.filter((tip) => !isReflog(tip));
  return [...all.filter((tip) => !isNotes(tip)), ...heads, ...all.filter(isNotes), ...others.filter(isReflog)];
}

/** Whoever keeps the books of what is named. */
export interface TipsTaker {
  name(id: string): void;
  namePath(id: string, path: Buffer): void;
  nameSubmodule(id: string): void;
  readonly graph: { setTips(tips: readonly NamedTip[]): void };
}

/** Enters what the tips name. */
export function enterTips(books: TipsTaker, tips: Tips): void {
  for (const { id } of [...tips.refs, ...tips.others]) books.name(id);
  for (const entries of tips.indexes) {
    for (const { mode, id, path } of readIndexEntries(entries)) {
      if (mode === entryMode.submodule) books.nameSubmodule(id);
      else if (mode === entryMode.folder) books.name(id);
      else books.namePath(id, path);
    }
  }
  books.graph.setTips(orderTips(tips));
}
