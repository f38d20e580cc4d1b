// The frames of a write-ahead log of SQLite (sqlite.org/fileformat2.html, 4): pages as they were written, one after the other.
import type { ByteSource } from '../../model/byte-source.ts';
import { DamagedInput } from '../decoder.ts';
import type { Pages, TextEncoding } from './pager.ts';

const headerBytes = 32;
const frameHeader = 24;
const encodings: readonly TextEncoding[] = ['utf8', 'utf16le', 'utf16be'];
/** Frames whose places are kept; the header of each is read. */
const mostFrames = 4_000_000;

export interface Frame {
  /** From 1, as the log has them. */
  readonly number: number;
  readonly page: number;
}

/** The pages of the log as its last frames have them; a page that is not in it is one of NULs. */
export class WalFrames implements Pages {
  readonly pageSize: number;
  readonly usable: number;
  readonly count: number;
  readonly encoding: TextEncoding;
  readonly frames: readonly Frame[];
  readonly #source: ByteSource;
  /** By page the last frame that holds it. */
  readonly #last = new Map<number, Frame>();
  readonly #met = new Set<number>();

  /** @throws DamagedInput */
  constructor(source: ByteSource) {
    this.#source = source;
    const header = source.read(0, headerBytes);
    this.pageSize = header.length < headerBytes ? 0 : header.readUInt32BE(8);
    if (this.pageSize < 512 || this.pageSize > 65536 || (this.pageSize & (this.pageSize - 1)) !== 0)
      throw new DamagedInput('its header is damaged or cut short');
    this.frames = this.#readFrames();
    this.count = this.frames.reduce((most, { page }) => Math.max(most, page), 0);
    // The first page is that of the file, which says what the others are like.
    const first = this.#last.has(1) ? this.page(1) : null;
    this.usable = this.pageSize - (first?.[20] ?? 0);
    this.encoding = encodings[(first?.readUInt32BE(56) ?? 1) - 1] ?? 'utf8';
  }

  #readFrames(): Frame[] {
    const frames: Frame[] = [];
    const step = frameHeader + this.pageSize;
    for (let at = headerBytes; at + frameHeader < this.#source.size && frames.length < mostFrames; at += step) {
      const page = this.#source.read(at, 4).readUInt32BE(0);
      // Frames of an earlier round stand behind those of this one: they count where no other holds their page.
      const frame = { number: frames.length + 1, page };
      frames.push(frame);
      this.#last.set(page, frame);
    }
    return frames;
  }

  isLast({ page, number }: Frame): boolean {
    return this.#last.get(page)?.number === number;
  }

  contentOf({ number }: Frame): Buffer {
    const at = headerBytes + (number - 1) * (frameHeader + this.pageSize) + frameHeader;
    return this.#source.read(at, this.pageSize);
  }

  has(page: number): boolean {
    return this.#last.has(page);
  }

  meet(number: number): boolean {
    if (!this.#last.has(number) || this.#met.has(number)) return false;
    this.#met.add(number);
    return true;
  }

  hasMet(number: number): boolean {
    return this.#met.has(number);
  }

  /** Pages that were met may be met again. */
  forget(): void {
    this.#met.clear();
  }

  page(number: number): Buffer {
    const frame = this.#last.get(number);
    return frame === undefined ? Buffer.alloc(this.pageSize) : this.contentOf(frame);
  }
}
