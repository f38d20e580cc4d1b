// Sorted lists of ids as one: what several packs and loose objects hold, each object once.

/** The lists side by side, and how far each is gone through. */
interface Merge {
  readonly lists: readonly Buffer[];
  readonly idBytes: number;
  /** The first four bytes of each id as a number: they nearly always tell which one is less. */
  readonly heads: readonly Uint32Array[];
  readonly places: number[];
}

/** All ids, and for each list the number of each of its ids, null where they are numbered as they stand there. */
interface United {
  readonly ids: Uint8Array;
  readonly numbers: readonly (Int32Array | null)[];
}

/** All ids sorted and once. @param lists raw ids, rising */
export function uniteIds(lists: readonly Buffer[], idBytes: number): United {
  const total = lists.reduce((sum, list) => sum + list.length, 0);
  const united = Buffer.from(new SharedArrayBuffer(Math.max(1, total)));
  const filled = lists.map((_, at) => at).filter((at) => lists[at].length > 0);
  if (filled.length === 1) {
    lists[filled[0]].copy(united);
    return { ids: united.subarray(0, total), numbers: lists.map(() => null) };
  }
  const numbers = lists.map((list) => new Int32Array(list.length / idBytes));
  const merge = { lists, idBytes, heads: lists.map((list) => headsOf(list, idBytes)), places: lists.map(() => 0) };
  let count = 0;
  // Ids that follow each other in one list are copied together.
  let [copied, copiedTo] = [0, 0];
  for (let last = -1; ; count++) {
    const least = leastOf(merge, filled);
    if (least !== last) {
      if (last >= 0)
        lists[last].copy(united, copiedTo * idBytes, copied * idBytes, (copied + count - copiedTo) * idBytes);
      [copied, copiedTo, last] = [merge.places[least], count, least];
    }
    if (least < 0) break;
    const place = merge.places[least];
    for (const list of filled) {
      if (list !== least && !isSame(merge, list, least, place)) continue;
      numbers[list][merge.places[list]++] = count;
    }
  }
  return { ids: united.subarray(0, count * idBytes), numbers };
}

function headsOf(list: Buffer, idBytes: number): Uint32Array {
  const heads = new Uint32Array(list.length / idBytes);
  for (let at = 0, from = 0; at < heads.length; at++, from += idBytes)
    heads[at] = ((list[from] << 24) | (list[from + 1] << 16) | (list[from + 2] << 8) | list[from + 3]) >>> 0;
  return heads;
}

/** The list of which the next id is least, the first of such; -1 when all are gone through. */
function leastOf(merge: Merge, filled: readonly number[]): number {
  const { heads, places } = merge;
  let least = -1;
  for (const list of filled) {
    if (places[list] === heads[list].length) continue;
    const order = least < 0 ? -1 : heads[list][places[list]] - heads[least][places[least]];
    if (order < 0 || (order === 0 && compareIds(merge, list, places[list], least, places[least]) < 0)) least = list;
  }
  return least;
}

/** Whether the next id of `list` is the one at `place` of `other`. */
function isSame(merge: Merge, list: number, other: number, place: number): boolean {
  const { heads, places } = merge;
  const next = places[list];
  if (next === heads[list].length || heads[list][next] !== heads[other][place]) return false;
  return compareIds(merge, list, next, other, place) === 0;
}

function compareIds({ lists, idBytes }: Merge, a: number, placeA: number, b: number, placeB: number): number {
  const [fromA, fromB] = [placeA * idBytes, placeB * idBytes];
  return lists[a].compare(lists[b], fromB, fromB + idBytes, fromA, fromA + idBytes);
}
