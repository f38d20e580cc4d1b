// Opens the packs of a repository and lays out the plan of a sweep over them.
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { isInShard, type Shard } from '../../model/shard.ts';
import { readHeads } from './entry-heads.ts';
import type { ObjectStore, PackFile } from './object-folders.ts';
import { PackDamage, type PackIndex, readPackIndex } from './pack-index.ts';
import { rankOffsets } from './rank-offsets.ts';
import { entryType, type PackPlan, type SweepPlan, shared } from './sweep-plan.ts';
import { uniteIds } from './unite-ids.ts';

export interface PlanProblem {
  readonly pack: string;
  /** Ends the sentence "Pack … is damaged: …". */
  readonly reason: string;
}

export interface MadePlan {
  readonly plan: SweepPlan;
  readonly problems: readonly PlanProblem[];
  /** Packs that went away between listing and opening. */
  readonly hasVanished: boolean;
}

interface OpenPack {
  readonly file: PackFile;
  readonly index: PackIndex;
  /** For each place in the index its rank by offset. */
  readonly ranks: Int32Array;
  /** Offsets, rising. */
  readonly offsets: Float64Array;
  readonly end: number;
}

const packHeader = 12;
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
export function makePlan(store: ObjectStore, idBytes: 20 | 32, loose: Buffer, shard?: Shard): MadePlan {
  const problems: PlanProblem[] = [];
  let hasVanished = false;
  const open: OpenPack[] = [];
  for (const file of store.packs) {
    try {
      open.push(openPack(file, idBytes));
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'ENOENT') hasVanished = true;
      else problems.push({ pack: file.name, reason: error instanceof PackDamage ? error.message : `${code ?? error}` });
    }
  }
  const { ids, numbers } = uniteIds([loose, ...open.map(({ index }) => index.ids)], idBytes);
  const entries = open.reduce((sum, { index }) => sum + index.count, 0);
  const plan: SweepPlan = {
    idBytes,
    ids,
    objects: ids.length / idBytes,
    packs: [],
    entries,
    offsets: shared(Float64Array, entries),
    heads: shared(Uint8Array, entries),
    sizes: shared(Float64Array, entries),
    types: shared(Uint8Array, entries),
    bases: shared(Int32Array, entries).fill(-1),
    children: shared(Int32Array, entries),
    siblings: shared(Int32Array, entries),
    numbers: shared(Int32Array, entries),
    checksums: shared(Uint32Array, entries),
    states: shared(Uint8Array, ids.length / idBytes),
    own: shard === undefined ? null : ownObjects(ids, idBytes, shard),
  };
  let first = 0;
  open.forEach((pack, at) => {
    (plan.packs as PackPlan[]).push(enterPack(plan, pack, first, numbers[at + 1]));
    first += pack.index.count;
  });
  return { plan, problems, hasVanished };
}

function openPack(file: PackFile, idBytes: number): OpenPack {
  const index = readPackIndex(`${file.path}.idx`, idBytes);
  const handle = openSync(`${file.path}.pack`, 'r');
  try {
    const { size } = fstatSync(handle);
    const count = packCount((bytes) => readSync(handle, bytes, 0, bytes.length, 0));
    const end = size - idBytes;
    if (end < packHeader) throw new PackDamage('it is cut short');
    const { offsets, ranks } = rankOffsets(index.offsets);
    if (count !== index.count) throw new PackDamage('it holds another number of objects than its index');
    return { file, index, ranks, offsets, end };
  } finally {
    closeSync(handle);
  }
}

/**
 * How many objects a pack says it holds.
 * @param read fills a buffer from the beginning of the file
 * @throws PackDamage when it is none
 */
export function packCount(read: (bytes: Buffer) => number): number {
  const header = Buffer.alloc(packHeader);
  if (read(header) < packHeader || header.toString('latin1', 0, 4) !== 'PACK')
    throw new PackDamage('it does not begin as a pack');
  const version = header.readUInt32BE(4);
  if (version !== 2 && version !== 3) throw new PackDamage(`it has version ${version}, which is not known here`);
  return header.readUInt32BE(8);
}

function enterPack(plan: SweepPlan, pack: OpenPack, first: number, numbers: Int32Array): PackPlan {
  const { index, ranks, offsets, end, file } = pack;
  const { count } = index;
  for (let at = 0; at < count; at++) {
    const entry = first + ranks[at];
    plan.numbers[entry] = numbers[at];
    if (index.checksums) plan.checksums[entry] = index.checksums[at];
  }
  plan.offsets.set(offsets, first);
  const handle = openSync(`${file.path}.pack`, 'r');
  const held = (plan.packs as PackPlan[]).reduce((sum, other) => sum + (other.bytes?.length ?? 0), 0);
  const bytes = held + end <= mostHeldPacks ? readPack(handle, end) : null;
  const heads = readHeads(handle, offsets, end, plan.idBytes, bytes);
  closeSync(handle);
  plan.types.set(heads.types, first);
  plan.heads.set(heads.heads, first);
  plan.sizes.set(heads.sizes, first);
  for (const entry of heads.damaged) plan.types[first + entry] = 0;
  for (let entry = 0; entry < count; entry++) {
    if (heads.types[entry] !== entryType.offsetDelta) continue;
    const base = rankBefore(offsets, entry, heads.baseOffsets[entry]);
    plan.bases[first + entry] = base < 0 ? -1 : first + base;
  }
  for (const [entry, id] of heads.baseIds) {
    const place = placeOf(index.ids, id, plan.idBytes);
    plan.bases[first + entry] = place < 0 ? -1 : first + ranks[place];
  }
  return {
    path: file.path,
    name: file.name,
    end,
    first,
    last: first + count,
    hasChecksums: index.checksums !== null,
    bytes,
  };
}

/** All of a pack, in memory that threads share; null when the file is shorter than it should be. */
function readPack(handle: number, end: number): Buffer | null {
  const bytes = Buffer.from(new SharedArrayBuffer(Math.max(1, end)));
  return readSync(handle, bytes, 0, end, 0) === end ? bytes : null;
}

/** Place of an offset among those before `entry`, or -1. Bases nearly always lie close before what is made from them. */
function rankBefore(offsets: Float64Array, entry: number, offset: number): number {
  let high = entry - 1;
  let low = high;
  for (let step = 1; low > 0 && offsets[low] > offset; step *= 2) {
    high = low - 1;
    low = Math.max(0, low - step);
  }
  while (low <= high) {
    const middle = (low + high) >> 1;
    if (offsets[middle] === offset) return middle;
    if (offsets[middle] < offset) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}

/** Place of a raw id among sorted ones, or -1. */
export function placeOf(ids: Uint8Array, id: Uint8Array, idBytes: number): number {
  let low = 0;
  let high = ids.length / idBytes - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const order = Buffer.compare(ids.subarray(middle * idBytes, (middle + 1) * idBytes), id);
    if (order === 0) return middle;
    if (order < 0) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
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
