// A large text in pieces that overlap, so that one of any length is scanned in bounded memory.
import type { Place } from '../model/fragment.ts';
import type { TextPart } from '../model/text-part.ts';

/** A text in pieces as they are read, in order. */
export type Pieces = AsyncIterable<Buffer | string> | Iterable<Buffer>;

export interface PartSizes {
  /** Bytes of a part's own. */
  readonly own: number;
  /** Bytes of its neighbours on each side: further than any rule, pair or comment looks. */
  readonly shared: number;
}

export const partSizes: PartSizes = { own: 16 * 1024 * 1024, shared: 256 * 1024 };

const newline = 10;

/** UTF-16 units of bytes[from, to) as UTF-8: one for each character, two for those of four bytes. */
function unitsIn(bytes: Buffer, from: number, to: number): number {
  let units = 0;
  for (let at = from; at < to; at++) {
    const byte = bytes[at];
    if ((byte & 0xc0) !== 0x80) units += byte >= 0xf0 ? 2 : 1;
  }
  return units;
}

/** Where the character begins whose bytes stand at `at`: four bytes at most. */
function characterStart(bytes: Buffer, at: number): number {
  let start = at;
  while (start > 0 && at - start < 3 && (bytes[start] & 0xc0) === 0x80) start--;
  return start;
}

/** What is held of the text, and where in it that begins. */
class Held {
  #chunks: Buffer[] = [];
  size = 0;
  #line = 1;
  #column = 1;

  add(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.size += chunk.length;
  }

  /** All of it as one. */
  get bytes(): Buffer {
    if (this.#chunks.length > 1) this.#chunks = [Buffer.concat(this.#chunks)];
    return this.#chunks[0] ?? Buffer.alloc(0);
  }

  get place(): { readonly line: number; readonly column: number } {
    return { line: this.#line, column: this.#column };
  }

  /** Drops the first `count` bytes and counts their lines. */
  drop(count: number): void {
    const { bytes } = this;
    let lineStart = -1;
    for (let at = bytes.indexOf(newline); at >= 0 && at < count; at = bytes.indexOf(newline, at + 1)) {
      this.#line++;
      lineStart = at + 1;
    }
    if (lineStart >= 0) this.#column = 1;
    this.#column += unitsIn(bytes, Math.max(0, lineStart), count);
    // A copy: what is dropped should not live on under what is left.
    this.#chunks = [Buffer.from(bytes.subarray(count))];
    this.size -= count;
  }
}

/** Where a part's own bytes end: behind a line where there is an end of one not far back. */
function endOf(bytes: Buffer, most: number, shared: number): number {
  const at = bytes.lastIndexOf(newline, most - 1);
  return at >= most - shared ? at + 1 : most;
}

/**
 * The text of `pieces` as fragments. Each begins with a line end where one is near, so that no part of a text is taken for
 * the beginning of some other format.
 */
export async function* textParts(
  pieces: Pieces,
  terms: { readonly place: Place; readonly isNamed: boolean },
  { own, shared }: PartSizes = partSizes,
): AsyncGenerator<{ bytes: Buffer; place: Place; isNamed: boolean; part: TextPart }> {
  const held = new Held();
  let from = 0;
  let isFirst = true;
  const cut = (to: number) => {
    const part = { from, to, isFirst, ...held.place };
    isFirst = false;
    return { bytes: held.bytes, ...terms, part };
  };
  for await (const piece of pieces) {
    held.add(typeof piece === 'string' ? Buffer.from(piece) : piece);
    if (held.size < from + own + shared) continue;
    const to = endOf(held.bytes, held.size - shared, shared);
    yield cut(to);
    const start = Math.max(0, to - shared);
    const lineEnd = held.bytes.indexOf(newline, start);
    const dropped = lineEnd >= 0 && lineEnd < to ? lineEnd : characterStart(held.bytes, start);
    held.drop(dropped);
    from = to - dropped;
  }
  if (held.size > from || isFirst) yield cut(held.size);
}
