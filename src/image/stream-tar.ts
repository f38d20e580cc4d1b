// A tar stream, member by member, of which no more is held than one file.
import { type Ahead, behindType, mostAhead, takeAhead, wholeBlocks, withoutData } from '../decode/tar/read-tar.ts';
import { blockBytes, isZeroBlock, tarHeader } from '../decode/tar/tar-header.ts';
import type { Chunks } from './layer-chunks.ts';

export interface StreamedFile {
  readonly name: string;
  readonly type: string;
  readonly link: string;
  readonly size: number;
  /** Null for a file that is larger than may be held. */
  readonly bytes: Buffer | null;
}

/** No tar, or one that is cut short or damaged. */
export class DamagedTar extends Error {}

/** Gives pieces of a stream of chunks. */
class Pieces {
  readonly #chunks: AsyncIterator<Buffer>;
  #held: Buffer = Buffer.alloc(0);

  constructor(chunks: Chunks) {
    this.#chunks = chunks[Symbol.asyncIterator]();
  }

  /** Whether anything is left. */
  async #fill(): Promise<boolean> {
    while (this.#held.length === 0) {
      const { value, done } = await this.#chunks.next();
      if (done) return false;
      this.#held = value;
    }
    return true;
  }

  /** The next `length` bytes, fewer at the end. */
  async take(length: number): Promise<Buffer> {
    if (this.#held.length >= length) {
      const taken = this.#held.subarray(0, length);
      this.#held = this.#held.subarray(length);
      return taken;
    }
    const parts: Buffer[] = [];
    for (let left = length; left > 0 && (await this.#fill()); ) {
      const part = this.#held.subarray(0, left);
      this.#held = this.#held.subarray(part.length);
      parts.push(part);
      left -= part.length;
    }
    return Buffer.concat(parts);
  }

  /** Passes over bytes. @returns false where the stream ends before */
  async skip(length: number): Promise<boolean> {
    for (let left = length; left > 0; ) {
      if (!(await this.#fill())) return false;
      const passed = Math.min(left, this.#held.length);
      this.#held = this.#held.subarray(passed);
      left -= passed;
    }
    return true;
  }

  /** Ends the stream, whatever is left of it. */
  async close(): Promise<void> {
    await this.#chunks.return?.();
  }

  async drain(): Promise<void> {
    while (await this.#fill()) this.#held = Buffer.alloc(0);
  }
}

/**
 * The members of a stream.
 * @param most bytes of a file that are held
 * @throws DamagedTar, and whatever reading the chunks throws
 */
export async function* streamTar(chunks: Chunks, most: number): AsyncGenerator<StreamedFile> {
  const pieces = new Pieces(chunks);
  let ahead: Ahead = { notes: '' };
  let isAtEnd = false;
  try {
    for (;;) {
      const block = await pieces.take(blockBytes);
      if (block.length === 0) return;
      // The last record is filled up with NULs; another archive may follow, or other bytes.
      if (isZeroBlock(block)) {
        isAtEnd = true;
        continue;
      }
      const header = tarHeader(block);
      if (header === null && isAtEnd) {
        const bytes = Buffer.concat([block, await pieces.take(most)]);
        yield { name: '', type: behindType, link: '', size: bytes.length, bytes };
        break;
      }
      if (header === null) throw new DamagedTar();
      isAtEnd = false;
      for (let more = header.hasMoreMap; more; ) more = (await pieces.take(blockBytes))[504] === 1;
      const isAhead = 'LKxXg'.includes(header.type);
      if (isAhead && header.size > mostAhead) throw new DamagedTar();
      const size = isAhead ? header.size : withoutData.includes(header.type) ? 0 : (ahead.size ?? header.size);
      const bytes = size > most ? null : await pieces.take(size);
      if (bytes !== null && bytes.length < size) throw new DamagedTar();
      if (isAhead) takeAhead(ahead, header, () => bytes ?? Buffer.alloc(0));
      else {
        const { type } = header;
        yield { name: ahead.name ?? header.name, link: ahead.link ?? header.link, type, size, bytes };
        ahead = { notes: '' };
      }
      const left = wholeBlocks(size) - (bytes === null ? 0 : size);
      if (!(await pieces.skip(left))) throw new DamagedTar();
    }
    // To the end, so that all of the layer is seen by who checks its digest.
    await pieces.drain();
  } finally {
    await pieces.close();
  }
}
