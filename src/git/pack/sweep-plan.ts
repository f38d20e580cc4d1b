// What every thread of a sweep shares: which objects there are, where their entries lie, and what is made from what.
// All lists lie in shared memory; an entry is known by its number, an object by its place among the sorted ids.

/** Types of entries in a pack (gitformat-pack). */
export const entryType = { commit: 1, tree: 2, blob: 3, tag: 4, offsetDelta: 6, idDelta: 7 } as const;

export interface PackPlan {
  readonly path: string;
  readonly name: string;
  /** Where its entries end: the checksum follows. */
  readonly end: number;
  /** Numbers of its entries, in the order of their offsets: [first, last). */
  readonly first: number;
  readonly last: number;
  readonly hasChecksums: boolean;
  /** All of the file, where it is small enough to be held for all threads; null where entries are read one by one, as all are later. */
  bytes: Uint8Array | null;
}

export interface SweepPlan {
  readonly idBytes: 20 | 32;
  /** Raw ids of all objects in packs and files, sorted, each once. */
  readonly ids: Uint8Array;
  /** For each two first bytes of an id how many ids begin with less; 65,537 numbers. */
  readonly idStarts: Int32Array;
  readonly objects: number;
  readonly packs: readonly PackPlan[];
  readonly entries: number;
  /** Bytes of the longest packed entry, and of the longest delta unpacked, that are held (held-sizes.ts). */
  readonly longestEntry: number;
  readonly longestDelta: number;
  /** Offset of the entry in its pack. */
  readonly offsets: Float64Array;
  /** Bytes of the entry's head: type, size, reference to its base. */
  readonly heads: Uint8Array;
  /** Bytes that the entry's data unfolds to: the object's, or its delta's. */
  readonly sizes: Float64Array;
  /** Type of the object that comes out; 0 where that is not known, for what is damaged. */
  readonly types: Uint8Array;
  /** The entry whose object the delta starts from, -1 for none. */
  readonly bases: Int32Array;
  /** First entry made from this one, and the next one made from the same base; -1 for none. */
  readonly children: Int32Array;
  readonly siblings: Int32Array;
  /** Number of the object. */
  readonly numbers: Int32Array;
  readonly checksums: Uint32Array;
  /** By object, 1 for what this sweep is to judge; null for all. The rest is read for its structure alone. */
  readonly own: Uint8Array | null;
  /** Flags of each object, from `objectFlag`. */
  readonly states: Uint8Array;
}

/** What is known of an object; written by the thread that comes upon it. */
export const objectFlag = {
  /** Judged whole. */
  scanned: 1,
  /** Judged where it differs from its base. */
  inherited: 2,
  /** One of its entries could not be read. */
  damaged: 4,
  /** Left to a reader that holds it on its own. */
  left: 8,
  isTree: 16,
  isBlob: 32,
  isCommit: 64,
  isTag: 128,
} as const;

/** An object was judged with any of these flags. */
export const judged = objectFlag.scanned | objectFlag.inherited;

/** A list in memory that threads share. */
export function shared<List>(
  Type: { readonly BYTES_PER_ELEMENT: number; new (buffer: SharedArrayBuffer): List },
  length: number,
): List {
  return new Type(new SharedArrayBuffer(Math.max(1, length) * Type.BYTES_PER_ELEMENT));
}

/** The id of an object in hex. */
export function idOf({ ids, idBytes }: Pick<SweepPlan, 'ids' | 'idBytes'>, object: number): string {
  return Buffer.from(ids.buffer, ids.byteOffset + object * idBytes, idBytes).toString('hex');
}

/** Whether the sweep is to judge this object. */
export function isOwn({ own }: Pick<SweepPlan, 'own'>, object: number): boolean {
  return own === null || own[object] === 1;
}

/** How many objects the sweep is to judge. */
export function countOwn({ own, objects }: Pick<SweepPlan, 'own' | 'objects'>): number {
  return own === null ? objects : own.reduce((sum, flag) => sum + flag, 0);
}
