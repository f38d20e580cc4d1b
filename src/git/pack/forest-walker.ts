// Walks the deltas of packs: every object is inflated and made once, right after the one it is made from.
import { EntryReader } from './entry-reader.ts';
import { largestEntry, largestHeld } from './held-sizes.ts';
import { type Kernel, slack } from './kernel.ts';
import { objectFlag, type PackPlan, type SweepPlan } from './sweep-plan.ts';

/** An object in the kernel's memory, with what was found in it right behind. */
export interface Held {
  /** Number of the object. */
  readonly object: number;
  /** Place and length of its bytes. */
  readonly at: number;
  readonly length: number;
  /** Place and number of what was found; what that is, is the judge's business. */
  foundAt: number;
  found: number;
  /** First byte behind all that belongs to it. */
  end: number;
  /** What the judge wants to know again when the next object is made from this one. */
  kind: number;
}

/** Looks at objects as they are made. Answers how many things it found and puts them at `held.foundAt`, up to `limit`. */
export interface ForestJudge {
  /** @returns false when the room was too small */
  judge(held: Held, base: Held | null, limit: number): boolean;
}

interface Frame {
  readonly held: Held;
  /** Where the room begins that is free once this object is no longer needed. */
  readonly low: number;
  next: number;
}

export class ForestWalker {
  readonly #plan: SweepPlan;
  readonly #kernel: Kernel;
  readonly #reader: EntryReader;
  readonly #delta: number;
  readonly #ops: number;
  readonly #stack: number;
  /** Entries of which only these are wanted and made; null for all. */
  readonly #wanted: Uint8Array | null;
  /** Entries that could not be read, with the reason; what is made from them was not read either. */
  readonly onDamage: (entry: number, reason: string) => void;

  constructor(terms: {
    readonly plan: SweepPlan;
    readonly kernel: Kernel;
    readonly wanted?: Uint8Array;
    readonly onDamage: (entry: number, reason: string) => void;
  }) {
    this.#plan = terms.plan;
    this.#kernel = terms.kernel;
    this.#wanted = terms.wanted ?? null;
    this.onDamage = terms.onDamage;
    const delta = terms.plan.longestDelta + slack;
    this.#reader = new EntryReader(terms.kernel, terms.plan, terms.plan.longestEntry + slack);
    this.#delta = terms.kernel.take(delta);
    // A copy takes two bytes or more, or one and then makes 64 KiB.
    this.#ops = terms.kernel.take(delta * 6 + (largestHeld / 65536) * 12 + slack);
    this.#stack = terms.kernel.rest;
  }

  /**
   * Hands an object to `judge` that was read elsewhere and has nothing made from it.
   * @returns false when it is too large to be held
   */
  hold(object: number, bytes: Uint8Array, judge: ForestJudge): boolean {
    if (bytes.length > largestHeld) return false;
    const size = bytes.length;
    const at = this.#stack;
    const foundAt = (at + size + slack + 7) & ~7;
    let limit = foundAt + Math.max(4096, size * 2);
    this.#kernel.reach(limit);
    this.#kernel.bytes.set(bytes, at);
    const held = { object, at, length: size, foundAt, found: 0, end: foundAt, kind: 0 };
    while (!judge.judge(held, null, limit)) {
      limit += size * 4 + 65536;
      this.#kernel.reach(limit);
    }
    return true;
  }

  close(): void {
    this.#reader.close();
  }

  readonly #frames: Frame[] = [];

  /** Makes and judges the object of `root`; `next` goes on with what is made from it. Null when it cannot be read. */
  begin(root: number, judge: ForestJudge): Held | null {
    this.#frames.length = 0;
    const held = this.#make(root, null, this.#stack, null, judge);
    if (held !== null) this.#frames.push({ held, low: this.#stack, next: this.#skip(this.#plan.children[root]) });
    return held;
  }

  /** Makes and judges the next object, bases before what is made from them. Null when there is none. */
  next(judge: ForestJudge): Held | null {
    const { children, siblings } = this.#plan;
    const frames = this.#frames;
    while (frames.length > 0) {
      const frame = frames[frames.length - 1];
      const entry = frame.next;
      if (entry < 0) {
        frames.pop();
        continue;
      }
      frame.next = this.#skip(siblings[entry]);
      // The last child may lie where its base lies no longer needed: below it, when there is room, else above.
      const isLast = frame.next < 0;
      const hole = isLast ? { low: frame.low, high: frame.held.at } : null;
      const held = this.#make(entry, frame.held, frame.held.end, hole, judge);
      if (isLast) frames.pop();
      if (held === null) continue;
      frames.push({ held, low: isLast ? frame.low : held.at, next: this.#skip(children[entry]) });
      return held;
    }
    return null;
  }

  #skip(entry: number): number {
    let at = entry;
    while (at >= 0 && this.#wanted !== null && this.#wanted[at] === 0) at = this.#plan.siblings[at];
    return at;
  }

  /** Makes one object, in the hole below its base where that is large enough, else at `top`. Null when it cannot be read. */
  #make(
    entry: number,
    base: Held | null,
    top: number,
    hole: { readonly low: number; readonly high: number } | null,
    judge: ForestJudge,
  ): Held | null {
    const size = base === null ? this.#plan.sizes[entry] : this.#unpackDelta(entry, base);
    if (size < 0) return null;
    if (size > largestHeld) {
      this.#leave(entry);
      return null;
    }
    const room = size + slack + 16;
    const isInHole = hole !== null && hole.high - hole.low > room + base!.found * 9 + 1024;
    if (isInHole) {
      const held = this.#place(entry, base, hole.low, size);
      if (held === null || judge.judge(held, base, hole.high)) return held;
    }
    const at = (top + 15) & ~15;
    // What is found takes eight bytes each; more than one in four bytes is beyond what texts hold, and grows the room.
    let limit = at + room + Math.max(4096, size * 2);
    this.#kernel.reach(limit);
    const held = this.#place(entry, base, at, size);
    if (held === null) return null;
    while (!judge.judge(held, base, limit)) {
      limit += size * 4 + 65536;
      this.#kernel.reach(limit);
    }
    return held;
  }

  #place(entry: number, base: Held | null, at: number, size: number): Held | null {
    const object = this.#plan.numbers[entry];
    const held = { object, at, length: size, foundAt: (at + size + slack + 7) & ~7, found: 0, end: 0, kind: 0 };
    held.end = held.foundAt;
    if (base === null) return this.#inflate(entry, at, size) ? held : null;
    const { calls } = this.#kernel;
    const applied = calls.applyDelta(base.at, base.length, this.#delta, this.#deltaLength, at, size, this.#ops);
    if (applied === 0) return held;
    this.onDamage(entry, 'its delta is damaged');
    return null;
  }

  #deltaLength = 0;

  /** Size of what the delta of `entry` makes of `base`, or -1. */
  #unpackDelta(entry: number, base: Held): number {
    const length = this.#plan.sizes[entry];
    if (length > largestEntry) {
      this.#leave(entry);
      return -1;
    }
    if (!this.#inflate(entry, this.#delta, length)) return -1;
    this.#deltaLength = length;
    const size = this.#kernel.calls.resultSize(this.#delta, length, base.length);
    if (size < 0) this.onDamage(entry, 'its delta does not fit its base');
    return size;
  }

  #inflate(entry: number, target: number, length: number): boolean {
    const { offsets, heads, checksums } = this.#plan;
    const pack = this.#packOf(entry);
    const start = offsets[entry];
    const end = entry + 1 < pack.last ? offsets[entry + 1] : pack.end;
    const packed = end - start;
    if (packed > largestEntry || length > largestHeld) {
      this.#leave(entry);
      return false;
    }
    const kernel = this.#kernel;
    const source = packed <= heads[entry] ? -1 : this.#reader.read(pack, start, end);
    if (source < 0) {
      this.onDamage(entry, 'it ends too early');
      return false;
    }
    const { calls } = kernel;
    if (pack.hasChecksums && calls.crc32(0, source, packed) >>> 0 !== checksums[entry]) {
      this.onDamage(entry, 'its checksum is wrong');
      return false;
    }
    const data = source + heads[entry];
    const used = calls.inflate(data, packed - heads[entry], target, length);
    const isWhole = used === packed - heads[entry];
    // Version 1 of the index holds no checksums; the stream has one of its own.
    const isSound =
      isWhole &&
      (pack.hasChecksums || calls.adler32(target, length) >>> 0 === kernel.bytes.readUInt32BE(data + used - 4));
    if (!isSound) this.onDamage(entry, 'its data is damaged');
    return isSound;
  }

  /** Leaves an object, and all that is made from it, to a reader of single objects. */
  #leave(entry: number): void {
    const { plan } = { plan: this.#plan };
    const waiting = [entry];
    for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
      Atomics.or(plan.states, plan.numbers[at], objectFlag.left);
      for (let child = plan.children[at]; child >= 0; child = plan.siblings[child]) waiting.push(child);
    }
  }

  #packOf(entry: number): PackPlan {
    const { packs } = this.#plan;
    if (packs.length === 1) return packs[0];
    let low = 0;
    let high = packs.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (packs[middle].first <= entry) low = middle;
      else high = middle - 1;
    }
    return packs[low];
  }
}
