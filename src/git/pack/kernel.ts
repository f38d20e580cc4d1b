// The WebAssembly kernel (kernel/ at the top of the repository) with its memory laid out: fixed places first, then the stack on
// which objects lie while what is made from them is looked at.

import { instantiateKernel, type KernelCode, type KernelMemory } from './web-assembly.ts';

/** What the kernel's module exports. Places and lengths are in bytes. */
interface Exports {
  readonly memory: KernelMemory;
  firstFree(): number;
  move(to: number, from: number, length: number): void;
  areRising(ids: number, count: number, idBytes: number): number;
  readOffsets(words: number, count: number, large: number, largeBytes: number, offsets: number): number;
  readFirstTable(table: number, count: number, idBytes: number, ids: number, offsets: number): void;
  rankOffsets(given: number, count: number, sorted: number, ranks: number, room: number): void;
  placeByRank(words: number, ranks: number, count: number, target: number, isSwapped: boolean): void;
  placeInOrder(ranks: number, count: number, target: number): void;
  setPack(
    offsets: number,
    entries: number,
    end: number,
    idBytes: number,
    ranks: number,
    firstEntry: number,
    types: number,
    heads: number,
    sizes: number,
    bases: number,
  ): void;
  headsLength(entry: number, most: number): number;
  readEntryHeads(block: number, blockLength: number, blockAt: number, entry: number): number;
  ownCosts(offsets: number, first: number, last: number, end: number, costs: number): void;
  growForests(
    entries: number,
    types: number,
    bases: number,
    children: number,
    siblings: number,
    costs: number,
    order: number,
    isReached: number,
  ): number;
  countRoots(): number;
  longestEntry(offsets: number, first: number, last: number, end: number, most: number): number;
  longestDelta(sizes: number, bases: number, entries: number, most: number): number;
  listCosts(list: number, count: number, costs: number, target: number): void;
  inflate(source: number, sourceLength: number, target: number, length: number): number;
  adler32(at: number, length: number): number;
  crc32(crc: number, at: number, length: number): number;
  resultSize(delta: number, length: number, baseLength: number): number;
  applyDelta(
    source: number,
    sourceLength: number,
    delta: number,
    length: number,
    target: number,
    targetLength: number,
    ops: number,
  ): number;
  setAutomaton(
    classes: number,
    table: number,
    shift: number,
    firstAccepting: number,
    depth: number,
    reaches: number,
    guards: number,
  ): void;
  setSieve(
    pairs: number,
    hashes: number,
    depths: number,
    plain: number,
    three: number,
    four: number,
    six: number,
  ): void;
  setFilters(firstAccepting: number, starts: number, uses: number, sets: number, parts: number, filters: number): void;
  /** These two are asked by tests alone: the kernel undoes escapes by itself. */
  readonly escapedText: { readonly value: number };
  undoEscapes(kind: number, at: number, from: number, end: number): number;
  settleHits(bytes: number, length: number, hits: number, count: number): number;
  scanWhole(bytes: number, length: number, hits: number, hitsEnd: number): number;
  scanPart(bytes: number, length: number, from: number, to: number, hits: number, hitsEnd: number): number;
  scanBeside(bytes: number, length: number, from: number, hits: number): number;
  inheritHits(
    bytes: number,
    length: number,
    baseLength: number,
    baseHits: number,
    baseCount: number,
    hits: number,
    hitsEnd: number,
  ): number;
  hasNul(at: number, length: number): number;
  readHead(commit: number, length: number, hexLength: number, out: number): number;
  setAlphabets(base64: number, hex: number, text: number): void;
  findEncoded(at: number, length: number): number;
  findEncodedChanged(at: number, length: number, baseLength: number): number;
  setIds(ids: number, idBytes: number, count: number, fanout: number): void;
  takeIds(ids: number, idBytes: number, count: number, fanout: number): void;
  findId(id: number): number;
  setNames(table: number, slots: number, starts: number, text: number, textLength: number, seed: number): void;
  countNames(): number;
  countEntries(): number;
  countRecords(): number;
  readTree(
    tree: number,
    length: number,
    entries: number,
    entriesEnd: number,
    records: number,
    recordsEnd: number,
  ): number;
  inheritTree(
    tree: number,
    length: number,
    baseLength: number,
    baseEntries: number,
    baseCount: number,
    entries: number,
    entriesEnd: number,
    records: number,
    recordsEnd: number,
  ): number;
}

const pageBytes = 65536;
/** Bytes that reads and writes of several at a time may touch behind a place. */
export const slack = 64;

const align = (at: number) => (at + 15) & ~15;

export class Kernel {
  readonly calls: Exports;
  /** The memory as it is now: made anew whenever it grows. */
  bytes: Buffer;
  words: Uint32Array;
  #next: number;

  /** @param code the compiled kernel */
  constructor(code: KernelCode) {
    this.calls = instantiateKernel(code) as Exports;
    this.bytes = Buffer.from(this.calls.memory.buffer);
    this.words = new Uint32Array(this.calls.memory.buffer);
    this.#next = this.calls.firstFree();
  }

  /** Takes a fixed place of so many bytes, behind those taken before. */
  take(length: number): number {
    const at = this.#next;
    this.#next = align(at + length + slack);
    this.reach(this.#next);
    return at;
  }

  /** Gives back the place at `at`, and all that were taken after it. */
  giveBack(at: number): void {
    this.#next = at;
  }

  /** Where the next place would begin: the rest of the memory is the caller's. */
  get rest(): number {
    return this.#next;
  }

  /** Copies a list to a fixed place of its own. */
  place(list: Uint8Array | Uint16Array | Uint32Array | Int32Array): number {
    const at = this.take(list.byteLength);
    this.bytes.set(new Uint8Array(list.buffer, list.byteOffset, list.byteLength), at);
    return at;
  }

  /**
   * Makes sure that memory goes up to `end`.
   * @throws RangeError when there is no more to be had
   */
  reach(end: number): void {
    const { memory } = this.calls;
    const missing = end - memory.buffer.byteLength;
    if (missing <= 0) return;
    memory.grow(Math.ceil(Math.max(missing, memory.buffer.byteLength / 8) / pageBytes));
    this.bytes = Buffer.from(memory.buffer);
    this.words = new Uint32Array(memory.buffer);
  }
}
