// Which commit brought a blob to a path, and which ref still holds it: by comparing the whole sets of files of all commits.
import type { Materialised } from './materialise.ts';

export interface NaivePlace {
  readonly path: string | null;
  readonly commit?: string;
  readonly ref: string;
}

export interface NaivePlaces {
  /** Every path of a blob; one place without a path for a blob that no commit holds. */
  of(blob: string): readonly NaivePlace[];
  /** The preferred ref that reaches a commit, tag or blob, or `unreachable`. */
  holderOf(id: string): string;
}

/** What people look at first: the branch of HEAD, branches, tags, remotes, the stash, others, notes. */
const order = ['refs/heads/', 'refs/tags/', 'refs/remotes/', 'refs/stash', 'refs/pull/', 'refs/notes/'];
const rank = (name: string) => (name === 'refs/heads/main' ? -1 : order.findIndex((prefix) => name.startsWith(prefix)));

function holders({ model, commitIds, tagIds, refs }: Materialised): Map<string, string> {
  const held = new Map<string, string>();
  const sorted = [...refs].sort(([a], [b]) => rank(a) - rank(b) || (a < b ? -1 : 1));
  for (const [name, id] of sorted) {
    const waiting = [id];
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      if (held.has(next)) continue;
      held.set(next, name);
      const tag = tagIds.indexOf(next);
      if (tag >= 0) waiting.push(commitIds[model.tags[tag].target]);
      const commit = commitIds.indexOf(next);
      if (commit >= 0) waiting.push(...model.commits[commit].parents.map((parent) => commitIds[parent]));
    }
  }
  return held;
}

export function placeNaively(made: Materialised): NaivePlaces {
  const { model, commitIds, idOf } = made;
  const held = holders(made);
  const holderOf = (id: string) => held.get(id) ?? 'unreachable';
  const numbers = model.commits.map((_, number) => number);
  const isLost = (number: number) => Number(holderOf(commitIds[number]) === 'unreachable');
  // What a ref holds gets the credit before what nothing holds; then by the committer's date.
  numbers.sort((a, b) => isLost(a) - isLost(b) || model.commits[a].seconds - model.commits[b].seconds);
  const places = new Map<string, Map<string, NaivePlace>>();
  for (const number of numbers) {
    const { files, parents } = model.commits[number];
    for (const [path, version] of files) {
      const blob = idOf(version);
      const isBrought = parents.every((parent) => {
        const before = model.commits[parent].files.get(path);
        return before === undefined || idOf(before) !== blob;
      });
      if (!isBrought) continue;
      const ofBlob = places.get(blob) ?? new Map<string, NaivePlace>();
      places.set(blob, ofBlob);
      const commit = commitIds[number];
      if (!ofBlob.has(path)) ofBlob.set(path, { path, commit, ref: holderOf(commit) });
    }
  }
  return {
    of: (blob) => [...(places.get(blob)?.values() ?? [{ path: null, ref: holderOf(blob) }])],
    holderOf,
  };
}
