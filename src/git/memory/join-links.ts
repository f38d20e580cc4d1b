// What commits and tags name, as several threads or an earlier run read it: joined, and told in other numbers.

import { NumberList } from '../number-list.ts';
import type { LinkStore } from '../pack/link-collector.ts';

/** `stores` as one. */
export function joinLinks(stores: readonly LinkStore[]): LinkStore {
  const numbers = {
    commits: new NumberList(),
    trees: new NumberList(),
    parents: new NumberList(),
    parentStarts: new NumberList(),
    tags: new NumberList(),
    targets: new NumberList(),
  };
  const seconds: number[] = [];
  for (const store of stores) {
    const before = numbers.parents.length;
    for (let at = 0; at < store.commits.length; at++) numbers.parentStarts.push(before + store.parentStarts[at]);
    for (const list of ['commits', 'trees', 'parents', 'tags', 'targets'] as const)
      for (const number of store[list]) numbers[list].push(number);
    for (const time of store.seconds) seconds.push(time);
  }
  numbers.parentStarts.push(numbers.parents.length);
  return {
    commits: numbers.commits.toArray(),
    trees: numbers.trees.toArray(),
    parents: numbers.parents.toArray(),
    parentStarts: numbers.parentStarts.toArray(),
    tags: numbers.tags.toArray(),
    targets: numbers.targets.toArray(),
    seconds: Float64Array.from(seconds),
    malformed: stores.flatMap(({ malformed }) => malformed),
    missing: [...new Set(stores.flatMap(({ missing }) => missing))],
    suspects: stores.flatMap(({ suspects }) => suspects),
  };
}

/** `store` in the numbers of another sweep. @param numbers by the old one */
export function renumberLinks(store: LinkStore, numbers: Int32Array): LinkStore {
  const renumber = (object: number) => (object < 0 ? -1 : numbers[object]);
  return {
    ...store,
    commits: store.commits.map(renumber),
    trees: store.trees.map(renumber),
    parents: store.parents.map(renumber),
    tags: store.tags.map(renumber),
    targets: store.targets.map(renumber),
    malformed: store.malformed.map(renumber),
    suspects: store.suspects.map(renumber),
  };
}
