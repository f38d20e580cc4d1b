// Which entries are made from which: the deltas of packs as trees, bases before children.

const offsetDelta: u32 = 6;
const idDelta: u32 = 7;
const none: i32 = -1;
/** What an entry costs beside its bytes: one read, one start of inflate. In bytes; the share of work only. */
const costOfEntry: f64 = 200;

/** Writes the packed bytes of the entries [first, last), which end at `end`, to `costs`; offsets and costs are doubles. */
export function ownCosts(offsets: usize, first: u32, last: u32, end: f64, costs: usize): void {
  for (let entry = first; entry < last; entry++) {
    const here = offsets + (<usize>entry << 3);
    const next = entry + 1 < last ? load<f64>(here, 8) : end;
    store<f64>(costs + (<usize>entry << 3), next - load<f64>(here) + costOfEntry);
  }
}

/**
 * Links children to bases and hands every entry the type of its root. The child with the most below it comes last: what it is
 * made from can be let go before, so that of a chain however long only a few objects are held at a time. The other ones are in
 * the order of their offsets. An entry that hangs on no root (its base is absent, damaged, or made from itself) loses its type.
 * @param costs of each entry; then of all that is made from it, too
 * @param order written, 32 bits each: the roots, then what is made from them, bases first
 * @param isReached written, a byte for each entry: 1 for those
 * @returns how many entries are in `order`
 */
export function growForests(
  entries: u32,
  types: usize,
  bases: usize,
  children: usize,
  siblings: usize,
  costs: usize,
  order: usize,
  isReached: usize,
): u32 {
  memory.fill(children, 0xff, <usize>entries << 2);
  for (let entry = <i32>entries - 1; entry >= 0; entry--) {
    const base = load<i32>(bases + (<usize>entry << 2));
    const sibling = siblings + (<usize>entry << 2);
    if (base < 0) store<i32>(sibling, none);
    else {
      const first = children + (<usize>base << 2);
      store<i32>(sibling, load<i32>(first));
      store<i32>(first, entry);
    }
  }
  const reached = inOrder(entries, types, bases, children, siblings, order, isReached);
  for (let at = <i32>reached - 1; at >= 0; at--) {
    const entry = load<u32>(order + (<usize>at << 2));
    const base = load<i32>(bases + (<usize>entry << 2));
    if (base < 0) continue;
    const sum = costs + (<usize>base << 3);
    store<f64>(sum, load<f64>(sum) + load<f64>(costs + (<usize>entry << 3)));
  }
  for (let base: u32 = 0; base < entries; base++) moveHeaviest(children + (<usize>base << 2), siblings, costs);
  if (reached < entries)
    for (let entry: usize = 0; entry < entries; entry++) if (load<u8>(isReached + entry) == 0) store<u8>(types + entry, 0);
  return reached;
}

let roots: u32 = 0;

/** How many roots the last forests have. */
export function countRoots(): u32 {
  return roots;
}

function inOrder(
  entries: u32,
  types: usize,
  bases: usize,
  children: usize,
  siblings: usize,
  order: usize,
  isReached: usize,
): u32 {
  let length: u32 = 0;
  memory.fill(isReached, 0, entries);
  for (let entry: u32 = 0; entry < entries; entry++) {
    const type: u32 = load<u8>(types + entry);
    if (type == 0 || type == offsetDelta || type == idDelta) continue;
    store<u8>(isReached + entry, 1);
    store<u32>(order + (<usize>length << 2), entry);
    length++;
  }
  roots = length;
  for (let at: u32 = 0; at < length; at++) {
    const base = load<u32>(order + (<usize>at << 2));
    const type = load<u8>(types + base);
    for (let child = load<i32>(children + (<usize>base << 2)); child >= 0; child = load<i32>(siblings + (<usize>child << 2))) {
      store<u8>(types + child, type);
      store<u8>(isReached + child, 1);
      store<u32>(order + (<usize>length << 2), child);
      length++;
    }
  }
  return length;
}

/** Puts the first of the heaviest behind all others of a list of children. */
function moveHeaviest(list: usize, siblings: usize, costs: usize): void {
  let last = load<i32>(list);
  if (last < 0 || load<i32>(siblings + (<usize>last << 2)) < 0) return;
  let linkOfHeaviest = list;
  let most = load<f64>(costs + (<usize>last << 3));
  for (let link = siblings + (<usize>last << 2); load<i32>(link) >= 0; link = siblings + (<usize>last << 2)) {
    last = load<i32>(link);
    const cost = load<f64>(costs + (<usize>last << 3));
    if (cost <= most) continue;
    most = cost;
    linkOfHeaviest = link;
  }
  const heaviest = load<i32>(linkOfHeaviest);
  if (heaviest == last) return;
  const next = siblings + (<usize>heaviest << 2);
  store<i32>(linkOfHeaviest, load<i32>(next));
  store<i32>(next, none);
  store<i32>(siblings + (<usize>last << 2), heaviest);
}

/** Writes the costs of the `count` entries listed at `list`. */
export function listCosts(list: usize, count: u32, costs: usize, target: usize): void {
  for (let at: usize = 0; at < count; at++)
    store<f64>(target + (at << 3), load<f64>(costs + (<usize>load<u32>(list + (at << 2)) << 3)));
}

/** Bytes of the longest of the packed entries [first, last) that has `most` at most. */
export function longestEntry(offsets: usize, first: u32, last: u32, end: f64, most: f64): f64 {
  let longest: f64 = 0;
  for (let entry = first; entry < last; entry++) {
    const here = offsets + (<usize>entry << 3);
    const length = (entry + 1 < last ? load<f64>(here, 8) : end) - load<f64>(here);
    if (length <= most && length > longest) longest = length;
  }
  return longest;
}

/** Bytes of the longest delta, unpacked, that has `most` at most. */
export function longestDelta(sizes: usize, bases: usize, entries: u32, most: f64): f64 {
  let longest: f64 = 0;
  for (let entry: usize = 0; entry < entries; entry++) {
    const size = load<f64>(sizes + (entry << 3));
    if (size <= most && size > longest && load<i32>(bases + (entry << 2)) >= 0) longest = size;
  }
  return longest;
}
