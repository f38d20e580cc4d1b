// Reads entries of packs into the kernel's memory. Forests jump about a pack, but mostly not far: blocks are kept for a while.
import { closeSync, openSync, readSync } from 'node:fs';
import type { Kernel } from './kernel.ts';
import type { PackPlan, SweepPlan } from './sweep-plan.ts';

/**
 * Bytes of a block, and how many are kept at once. On the pack of git's own history (496 MB, 849,014 entries) 218,000 blocks are
 * read then, 1.1 GB; blocks of 16 KiB, a quarter as many, were 161,000 and 2.7 GB, and took longer by a third.
 */
const blockBytes = 4 * 1024;
const mostBlocks = 2048;

const absent = -1;

export class EntryReader {
  readonly #kernel: Kernel;
  /** Room for the longest entry that is read. */
  readonly #input: number;
  /** Where the kept blocks lie, and which they are: the oldest makes room for the next. */
  readonly #blocks: number;
  readonly #kept: { readonly slots: Int16Array; readonly block: number }[] = [];
  readonly #most: number;
  #oldest = 0;
  readonly #handles = new Map<number, number>();
  /** By the first entry of a pack: where each of its blocks lies among the kept ones. */
  readonly #slots = new Map<number, Int16Array>();

  /** @param longest bytes of the longest entry that is asked for */
  constructor(kernel: Kernel, { packs }: Pick<SweepPlan, 'packs'>, longest: number) {
    this.#kernel = kernel;
    this.#input = kernel.take(longest);
    const blocks = packs.reduce((sum, { bytes, end }) => sum + (bytes === null ? Math.ceil(end / blockBytes) : 0), 0);
    this.#most = Math.min(mostBlocks, blocks);
    this.#blocks = kernel.take(this.#most * blockBytes);
  }

  /**
   * Reads [start, end) of a pack.
   * @returns where in the kernel's memory it lies until the next is read, -1 when the file is too short
   * @throws when the file cannot be opened or read
   */
  read(pack: PackPlan, start: number, end: number): number {
    const { bytes } = this.#kernel;
    const input = this.#input;
    if (pack.bytes !== null) {
      bytes.set(pack.bytes.subarray(start, end), input);
      return input;
    }
    if (end - start > blockBytes) {
      const length = readSync(this.#handleOf(pack), bytes, input, end - start, start);
      return length < end - start ? absent : input;
    }
    const first = Math.floor(start / blockBytes);
    const border = (first + 1) * blockBytes;
    const at = this.#blockAt(pack, first, Math.min(end, border));
    if (at < 0) return absent;
    const place = at + (start - first * blockBytes);
    if (end <= border) return place;
    // Copied before the second is read, which may take the place of the first.
    bytes.copyWithin(input, place, at + blockBytes);
    const next = this.#blockAt(pack, first + 1, end);
    if (next < 0) return absent;
    bytes.copyWithin(input + (border - start), next, next + (end - border));
    return input;
  }

  /** Where a block lies; read if need be, and -1 where the file ends before `needed`. */
  #blockAt(pack: PackPlan, block: number, needed: number): number {
    const slots = this.#slotsOf(pack);
    let slot = slots[block];
    if (slot < 0) {
      slot = this.#oldest;
      const from = block * blockBytes;
      const length = Math.min(blockBytes, pack.end - from);
      const handle = this.#handleOf(pack);
      const before = this.#kept[slot];
      if (before !== undefined) before.slots[before.block] = absent;
      delete this.#kept[slot];
      const read = readSync(handle, this.#kernel.bytes, this.#blocks + slot * blockBytes, length, from);
      // The end of a file that is cut short: what stands before it is read, and not kept.
      if (read < length) return from + read < needed ? absent : this.#blocks + slot * blockBytes;
      slots[block] = slot;
      this.#kept[slot] = { slots, block };
      this.#oldest = (slot + 1) % this.#most;
    }
    return this.#blocks + slot * blockBytes;
  }

  #slotsOf(pack: PackPlan): Int16Array {
    let slots = this.#slots.get(pack.first);
    if (slots === undefined) {
      slots = new Int16Array(Math.ceil(pack.end / blockBytes)).fill(absent);
      this.#slots.set(pack.first, slots);
    }
    return slots;
  }

  #handleOf(pack: PackPlan): number {
    let handle = this.#handles.get(pack.first);
    if (handle === undefined) {
      handle = openSync(`${pack.path}.pack`, 'r');
      this.#handles.set(pack.first, handle);
    }
    return handle;
  }

  close(): void {
    for (const handle of this.#handles.values()) closeSync(handle);
    this.#handles.clear();
  }
}
