// Reads numbers and bytes one after the other from a source that may be larger than memory, a window of it at a time.
import type { ByteSource } from '../../model/byte-source.ts';
import { DamagedInput } from '../decoder.ts';

/** Bytes read at once: headers are small, and what is skipped between them is large … */
const firstBytes = 4 * 1024;
/** … but who reads on reads on. */
const windowBytes = 64 * 1024;

export class PieceReader {
  readonly source: ByteSource;
  at: number;
  /** Where reading must end. */
  readonly end: number;
  /** Byte order of the numbers. */
  isBigEndian = false;
  #window: Buffer = Buffer.alloc(0);
  #windowAt = 0;
  #next = firstBytes;

  /** @param end the end of the source where absent */
  constructor(source: ByteSource, at = 0, end = source.size) {
    this.source = source;
    this.at = at;
    this.end = Math.min(end, source.size);
  }

  get left(): number {
    return this.end - this.at;
  }

  /** @throws DamagedInput when fewer than `length` bytes are left, whatever `length` claims */
  need(length: number): void {
    if (!(length >= 0 && length <= this.left)) throw new DamagedInput('it ends before what its headers say is in it');
  }

  /** The next `length` bytes; not to be kept where memory counts. @throws DamagedInput */
  bytes(length: number): Buffer {
    this.need(length);
    const { at } = this;
    this.at += length;
    if (length > windowBytes) return this.source.read(at, length);
    if (at < this.#windowAt || at + length > this.#windowAt + this.#window.length) {
      this.#window = this.source.read(at, Math.min(Math.max(length, this.#next), this.end - at));
      this.#windowAt = at;
      this.#next = Math.min(windowBytes, this.#next * 4);
      if (this.#window.length < length) throw new DamagedInput('it ends before what its headers say is in it');
    }
    return this.#window.subarray(at - this.#windowAt, at - this.#windowAt + length);
  }

  skip(length: number): void {
    this.need(length);
    this.at += length;
  }

  u8(): number {
    return this.bytes(1)[0];
  }

  u16(): number {
    const bytes = this.bytes(2);
    return this.isBigEndian ? bytes.readUInt16BE() : bytes.readUInt16LE();
  }

  u32(): number {
    const bytes = this.bytes(4);
    return this.isBigEndian ? bytes.readUInt32BE() : bytes.readUInt32LE();
  }

  /** A number of 64 bits; beyond 2^53 it is not exact and larger than any file. */
  u64(): number {
    const bytes = this.bytes(8);
    const [first, second] = this.isBigEndian
      ? [bytes.readUInt32BE(4), bytes.readUInt32BE(0)]
      : [bytes.readUInt32LE(0), bytes.readUInt32LE(4)];
    return second * 2 ** 32 + first;
  }

  /** The text up to the next line end, which is passed. @throws DamagedInput when none comes within `most` bytes */
  line(most = 1 << 20): Buffer {
    const parts: Buffer[] = [];
    for (let length = 0; length < most; ) {
      const part = this.source.read(this.at, Math.min(4096, this.left));
      const found = part.indexOf(0x0a);
      if (found >= 0) {
        this.at += found + 1;
        return parts.length === 0 ? part.subarray(0, found) : Buffer.concat([...parts, part.subarray(0, found)]);
      }
      if (part.length === 0) break;
      parts.push(part);
      length += part.length;
      this.at += part.length;
    }
    throw new DamagedInput('it ends before what its headers say is in it');
  }
}
