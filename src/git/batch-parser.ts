// Cuts the output of `git cat-file --batch` into objects as it arrives. Small objects are views into the chunk they came
// in; one that spans chunks is put together in a single piece of memory.
import type { ObjectType, StoredObject } from '../model/history.ts';

// <id> blob 12
// <12 bytes>
// <id> missing
const header = /^([0-9a-f]{40,64}) (?:(blob|tree|commit|tag) (\d{1,15})|missing)$/;
/** Longest header: id, type, size. */
const maxHeader = 128;
const lineEnd = 0x0a;

interface Partial {
  readonly id: string;
  readonly type: ObjectType;
  readonly size: number;
  /** Null when the object is too large to keep: its bytes are passed over. */
  readonly bytes: Buffer | null;
  filled: number;
}

/** One answer of git: an object, or an id without one. */
export type Unread = { readonly id: string; readonly why: 'absent' | 'too-large' };

export class BatchParser {
  readonly #limit: number;
  /** What has arrived of a header that spans chunks. */
  #head = '';
  #partial: Partial | null = null;
  /** How many answers are complete. */
  answered = 0;
  /** Ids that were answered without an object; the reader takes them out. */
  unread: Unread[] = [];
  /** True once git printed what it never prints: nothing after it can be trusted. */
  isConfused = false;

  /** @param limit bytes of the largest object that is kept */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** True when the output so far ends where an answer ends. */
  get isAtBorder(): boolean {
    return this.#partial === null && this.#head === '' && !this.isConfused;
  }

  /** The objects that `chunk` completes. */
  push(chunk: Buffer): StoredObject[] {
    const objects: StoredObject[] = [];
    for (let at = 0; at < chunk.length && !this.isConfused; ) {
      at =
        this.#partial === null ? this.#readHeader(chunk, at, objects) : this.#fill(this.#partial, chunk, at, objects);
    }
    return objects;
  }

  #readHeader(chunk: Buffer, at: number, objects: StoredObject[]): number {
    const end = chunk.indexOf(lineEnd, at);
    if (end < 0 || end - at > maxHeader) {
      this.#head += chunk.toString('latin1', at, at + maxHeader + 1);
      this.isConfused = this.#head.length > maxHeader;
      return chunk.length;
    }
    const match = header.exec(this.#head + chunk.toString('latin1', at, end));
    this.#head = '';
    this.isConfused = match === null;
    if (match === null) return chunk.length;
    const [, id, type, digits] = match;
    if (type === undefined) {
      this.unread.push({ id, why: 'absent' });
      this.answered++;
      return end + 1;
    }
    const size = Number(digits);
    const start = end + 1;
    if (size <= this.#limit && start + size < chunk.length) {
      if (!this.#closesAnswer(chunk, start + size)) return chunk.length;
      objects.push({ id, type: type as ObjectType, bytes: chunk.subarray(start, start + size) });
      return start + size + 1;
    }
    const bytes = size <= this.#limit ? Buffer.allocUnsafeSlow(size) : null;
    this.#partial = { id, type: type as ObjectType, size, bytes, filled: 0 };
    return start;
  }

  #fill(partial: Partial, chunk: Buffer, at: number, objects: StoredObject[]): number {
    const end = Math.min(chunk.length, at + partial.size - partial.filled);
    partial.bytes?.set(chunk.subarray(at, end), partial.filled);
    partial.filled += end - at;
    // The line end behind the content belongs to it: without that the answer is not whole.
    if (end === chunk.length) return end;
    if (!this.#closesAnswer(chunk, end)) return chunk.length;
    this.#partial = null;
    const { id, type, bytes } = partial;
    if (bytes === null) this.unread.push({ id, why: 'too-large' });
    else objects.push({ id, type, bytes });
    return end + 1;
  }

  /**
   * Of an object with a damaged copy and a sound one git tells the size of the one and gives the content of the other:
   * such an answer is not cut to the size, it is no answer.
   */
  #closesAnswer(chunk: Buffer, at: number): boolean {
    this.isConfused = chunk[at] !== lineEnd;
    if (!this.isConfused) this.answered++;
    return !this.isConfused;
  }
}
