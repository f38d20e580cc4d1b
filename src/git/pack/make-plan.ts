// Opens the packs of a repository and lays out the plan of a sweep over them. All lists are made in the memory of a kernel that is
// let go of afterwards: hundreds of thousands of entries, each looked at a few times, before anything is warm.
import { closeSync, openSync, readSync } from 'node:fs';
import { isInShard, type Shard } from '../../model/shard.ts';
import type { Forests } from './forests.ts';
import { largestEntry } from './held-sizes.ts';
import { Kernel } from './kernel.ts';
import type { ObjectStore } from './object-folders.ts';
import { type OpenPack, openPack } from './open-pack.ts';
import { PackDamage } from './pack-index.ts';
import { type PackPlan, type SweepPlan, shared } from './sweep-plan.ts';
import { uniteIds } from './unite-ids.ts';
import type { KernelCode } from './web-assembly.ts';

export interface PlanProblem {
  readonly pack: string;
  /** Ends the sentence "Pack … is damaged: …". */
  readonly reason: string;
}

export interface MadePlan {
  readonly plan: SweepPlan;
  readonly forests: Forests;
  readonly problems: readonly PlanProblem[];
  /** Packs that went away between listing and opening. */
  readonly hasVanished: boolean;
}

/** Where the list of each thing that is known of an entry lies. */
interface Lists {
  readonly offsets: number;
  readonly heads: number;
  readonly sizes: number;
  readonly types: number;
  readonly bases: number;
  readonly children: number;
  readonly siblings: number;
  readonly numbers: number;
  readonly checksums: number;
  readonly costs: number;
  readonly order: number;
}

/** For each two first bytes of an id, and one more. */
const fanoutSlots = 65537;
/** Read at a time; small enough to stay in the processor's cache, larger than any head. */
const blockBytes = 1 << 20;
/**
 * Packs of up to this size together are held while threads read them. Holding more saves next to nothing (of the pack of curl's
 * history, 198 MB, two of a hundred parts of the time), and all else takes some 300 MB.
 */
const mostHeldPacks = 64 * 1024 * 1024;

/**
 * Reads indexes and the heads of all entries.
 * @param loose raw ids of objects with files of their own, sorted
 * @param shard the part that is to be judged
 */
export function makePlan(
  store: ObjectStore,
  idBytes: 20 | 32,
  loose: Buffer,
  code: KernelCode,
  shard?: Shard,
): MadePlan {
  return new Planner(code, idBytes).make(store, loose, shard);
}

class Planner {
  readonly #kernel: Kernel;
  readonly #idBytes: 20 | 32;

  constructor(code: KernelCode, idBytes: 20 | 32) {
    this.#kernel = new Kernel(code);
    this.#idBytes = idBytes;
  }

  make(store: ObjectStore, loose: Buffer, shard?: Shard): MadePlan {
    const idBytes = this.#idBytes;
    const { open, problems, hasVanished } = this.#openAll(store);
    const entries = open.reduce((sum, { index }) => sum + index.count, 0);
    const fanout = this.#kernel.take(fanoutSlots * 4);
    const lists = this.#takeLists(entries);
    const { ids, numbers } = uniteIds([loose, ...open.map((pack) => this.#idsOf(pack))], idBytes);
    const packs: PackPlan[] = [];
    let first = 0;
    for (const [at, pack] of open.entries()) {
      const held = packs.reduce((sum, { bytes }) => sum + (bytes?.length ?? 0), 0);
      this.#enterIndex(lists, pack, first, numbers[at + 1]);
      this.#kernel.calls.setIds(pack.index.ids, idBytes, pack.index.count, fanout);
      packs.push(this.#enterPack(lists, pack, first, held + pack.end <= mostHeldPacks));
      first += pack.index.count;
    }
    const forests = this.#growForests(lists, entries, packs);
    const objects = ids.length / idBytes;
    const plan: SweepPlan = {
      idBytes,
      ids,
      idStarts: this.#startsOf(ids, fanout),
      objects,
      packs,
      entries,
      offsets: this.#shared(Float64Array, lists.offsets, entries),
      heads: this.#shared(Uint8Array, lists.heads, entries),
      sizes: this.#shared(Float64Array, lists.sizes, entries),
      types: this.#shared(Uint8Array, lists.types, entries),
      bases: this.#shared(Int32Array, lists.bases, entries),
      longestEntry: this.#longestEntry(lists, packs),
      longestDelta: this.#kernel.calls.longestDelta(lists.sizes, lists.bases, entries, largestEntry),
      children: this.#shared(Int32Array, lists.children, entries),
      siblings: this.#shared(Int32Array, lists.siblings, entries),
      numbers: this.#shared(Int32Array, lists.numbers, entries),
      checksums: this.#shared(Uint32Array, lists.checksums, entries),
      states: shared(Uint8Array, objects),
      own: shard === undefined ? null : ownObjects(ids, idBytes, shard),
    };
    return { plan, forests, problems, hasVanished };
  }

  #openAll(store: ObjectStore): Pick<MadePlan, 'problems' | 'hasVanished'> & { readonly open: readonly OpenPack[] } {
    const open: OpenPack[] = [];
    const problems: PlanProblem[] = [];
    let hasVanished = false;
    for (const file of store.packs) {
      try {
        open.push(openPack(this.#kernel, file, this.#idBytes));
      } catch (error) {
        const { code } = error as NodeJS.ErrnoException;
        const reason = error instanceof PackDamage ? error.message : `${code ?? error}`;
        if (code === 'ENOENT') hasVanished = true;
        else problems.push({ pack: file.name, reason });
      }
    }
    return { open, problems, hasVanished };
  }

  #takeLists(entries: number): Lists {
    const take = (bytes: number) => this.#kernel.take(entries * bytes);
    return {
      offsets: take(8),
      heads: take(1),
      sizes: take(8),
      types: take(1),
      bases: take(4),
      children: take(4),
      siblings: take(4),
      numbers: take(4),
      checksums: take(4),
      costs: take(8),
      order: take(4),
    };
  }

  /** A view that holds until more memory is taken. */
  #idsOf({ index }: OpenPack): Buffer {
    return this.#kernel.bytes.subarray(index.ids, index.ids + index.count * this.#idBytes);
  }

  /** @param numbers of the objects, in the order of their ids in the index; null where that is the order of all */
  #enterIndex(lists: Lists, { index }: OpenPack, first: number, numbers: Int32Array | null): void {
    const { calls } = this.#kernel;
    const { count, ranks, offsets, checksums } = index;
    calls.move(lists.offsets + first * 8, offsets, count * 8);
    if (checksums !== null) calls.placeByRank(checksums, ranks, count, lists.checksums + first * 4, true);
    const target = lists.numbers + first * 4;
    if (numbers === null) calls.placeInOrder(ranks, count, target);
    else {
      const words = this.#kernel.place(numbers);
      calls.placeByRank(words, ranks, count, target, false);
      this.#kernel.giveBack(words);
    }
  }

  #enterPack(lists: Lists, { index, end, file }: OpenPack, first: number, isHeld: boolean): PackPlan {
    const { calls } = this.#kernel;
    const { count, ranks } = index;
    const offsets = lists.offsets + first * 8;
    const handle = openSync(`${file.path}.pack`, 'r');
    const bytes = isHeld ? readPack(handle, end) : null;
    const [types, heads] = [lists.types + first, lists.heads + first];
    const [sizes, bases] = [lists.sizes + first * 8, lists.bases + first * 4];
    calls.setPack(offsets, count, end, this.#idBytes, ranks, first, types, heads, sizes, bases);
    const block = this.#kernel.take(blockBytes);
    for (let entry = 0; entry < count; ) {
      const at = this.#offsetAt(offsets, entry);
      const length = Math.max(0, calls.headsLength(entry, blockBytes));
      entry = calls.readEntryHeads(block, this.#fill(block, length, at, bytes ?? handle), at, entry);
    }
    this.#kernel.giveBack(block);
    closeSync(handle);
    const last = first + count;
    return { path: file.path, name: file.name, end, first, last, hasChecksums: index.checksums !== null, bytes };
  }

  #offsetAt(offsets: number, entry: number): number {
    return new Float64Array(this.#kernel.bytes.buffer, offsets + entry * 8, 1)[0];
  }

  /** Puts bytes of a pack at `block`. @returns how many there are */
  #fill(block: number, length: number, at: number, from: Buffer | number): number {
    if (length === 0) return 0;
    if (typeof from === 'number') return readSync(from, this.#kernel.bytes, block, length, at);
    this.#kernel.bytes.set(from.subarray(at, at + length), block);
    return length;
  }

  #growForests(lists: Lists, entries: number, packs: readonly PackPlan[]): Forests {
    const { calls } = this.#kernel;
    const { offsets, types, bases, children, siblings, costs, order } = lists;
    for (const { first, last, end } of packs) calls.ownCosts(offsets, first, last, end, costs);
    const isReached = this.#kernel.take(entries);
    const rootCosts = this.#kernel.take(entries * 8);
    const reached = calls.growForests(entries, types, bases, children, siblings, costs, order, isReached);
    const count = calls.countRoots();
    calls.listCosts(order, count, costs, rootCosts);
    const { buffer } = this.#kernel.bytes;
    const lost: number[] = [];
    if (reached < entries)
      new Uint8Array(buffer, isReached, entries).forEach((flag, entry) => {
        if (flag === 0) lost.push(entry);
      });
    const roots = new Int32Array(buffer, order, count).slice();
    return { roots, costs: new Float64Array(buffer, rootCosts, count).slice(), lost };
  }

  #longestEntry({ offsets }: Lists, packs: readonly PackPlan[]): number {
    const { calls } = this.#kernel;
    return packs.reduce(
      (longest, { first, last, end }) => Math.max(longest, calls.longestEntry(offsets, first, last, end, largestEntry)),
      0,
    );
  }

  #startsOf(ids: Uint8Array, fanout: number): Int32Array {
    const place = this.#kernel.place(ids);
    this.#kernel.calls.setIds(place, this.#idBytes, ids.length / this.#idBytes, fanout);
    return this.#shared(Int32Array, fanout, fanoutSlots);
  }

  /** A copy of a list in memory that threads share. */
  #shared<List extends { set(from: List): void }>(
    Type: { readonly BYTES_PER_ELEMENT: number; new (buffer: ArrayBufferLike, at?: number, length?: number): List },
    at: number,
    length: number,
  ): List {
    const list = shared<List>(Type, length);
    list.set(new Type(this.#kernel.bytes.buffer, at, length));
    return list;
  }
}

/** All of a pack, in memory that threads share; null when the file is shorter than it should be. */
function readPack(handle: number, end: number): Buffer | null {
  const bytes = Buffer.from(new SharedArrayBuffer(Math.max(1, end)));
  return readSync(handle, bytes, 0, end, 0) === end ? bytes : null;
}

function ownObjects(ids: Uint8Array, idBytes: number, shard: Shard): Uint8Array {
  const own = shared(Uint8Array, ids.length / idBytes);
  const head = Buffer.alloc(4);
  for (let object = 0; object < own.length; object++) {
    head.set(ids.subarray(object * idBytes, object * idBytes + head.length));
    own[object] = Number(isInShard(shard, head.toString('hex')));
  }
  return own;
}
