// Object ids of a repository: sorted raw ids, looked up by their first two bytes and then by halving.

let ids: usize = 0;
let idBytes: usize = 20;
let count: u32 = 0;
/** 65,537 numbers: how many ids begin with less than the two bytes. */
let fanout: usize = 0;

/** What `findId` says of an id that is not there. */
export const unknown: u32 = 0xffffffff;

/** Takes over `total` sorted ids, and the 65,537 numbers of 32 bits that `setIds` wrote for them at `fanoutAt`. */
export function takeIds(idsAt: usize, bytesOfId: usize, total: u32, fanoutAt: usize): void {
  ids = idsAt;
  idBytes = bytesOfId;
  count = total;
  fanout = fanoutAt;
}

/** Takes over `total` sorted ids; `fanoutAt` has room for 65,537 numbers of 32 bits. */
export function setIds(idsAt: usize, bytesOfId: usize, total: u32, fanoutAt: usize): void {
  takeIds(idsAt, bytesOfId, total, fanoutAt);
  let next: u32 = 0;
  for (let at: u32 = 0; at < total; at++) {
    const id = ids + <usize>at * idBytes;
    const head = ((<u32>load<u8>(id)) << 8) | <u32>load<u8>(id, 1);
    for (; next <= head; next++) store<u32>(fanout + (next << 2), at);
  }
  for (; next <= 65536; next++) store<u32>(fanout + (next << 2), total);
}

export function sizeOfId(): usize {
  return idBytes;
}

/** The number of the id at `id`, or `unknown`. */
export function findId(id: usize): u32 {
  const head = ((<u32>load<u8>(id)) << 8) | <u32>load<u8>(id, 1);
  let low = load<u32>(fanout + (head << 2));
  let high = load<u32>(fanout + (head << 2), 4);
  const wanted = bswap(load<u64>(id, 2));
  while (low < high) {
    const middle = (low + high) >> 1;
    const at = ids + <usize>middle * idBytes;
    const here = bswap(load<u64>(at, 2));
    if (here < wanted) low = middle + 1;
    else if (here > wanted) high = middle;
    else {
      const order = memory.compare(at + 10, id + 10, idBytes - 10);
      if (order == 0) return middle;
      if (order < 0) low = middle + 1;
      else high = middle;
    }
  }
  return unknown;
}
