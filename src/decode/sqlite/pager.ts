// Pages of an SQLite database (sqlite.org/fileformat2.html), and which of them were met.
import type { ByteSource } from '../../model/byte-source.ts';
import { DamagedInput } from '../decoder.ts';

export type TextEncoding = 'utf8' | 'utf16le' | 'utf16be';

const encodings: readonly TextEncoding[] = ['utf8', 'utf16le', 'utf16be'];
const largestPage = 65536;

/** Pages of a database, wherever they lie. */
export interface Pages {
  readonly pageSize: number;
  /** Bytes of a page that hold data: some programs keep others for a checksum. */
  readonly usable: number;
  readonly count: number;
  readonly encoding: TextEncoding;
  /** Marks a page as met. @returns false where it was met before or there is none of that number */
  meet(number: number): boolean;
  page(number: number): Buffer;
}

export class Pager implements Pages {
  readonly pageSize: number;
  readonly usable: number;
  readonly count: number;
  readonly encoding: TextEncoding;
  readonly firstFree: number;
  readonly #source: ByteSource;
  readonly #met: Uint8Array;

  /** @throws DamagedInput */
  constructor(source: ByteSource) {
    const header = source.read(0, 100);
    const size = header.length === 100 ? header.readUInt16BE(16) : 0;
    this.pageSize = size === 1 ? largestPage : size;
    if (this.pageSize < 512 || (this.pageSize & (this.pageSize - 1)) !== 0)
      throw new DamagedInput('its header is damaged or cut short');
    this.usable = this.pageSize - header[20];
    this.count = Math.ceil(source.size / this.pageSize);
    this.encoding = encodings[header.readUInt32BE(56) - 1] ?? 'utf8';
    this.firstFree = header.readUInt32BE(32);
    this.#source = source;
    this.#met = new Uint8Array(this.count + 1);
  }

  meet(number: number): boolean {
    if (number < 1 || number > this.count || this.#met[number] === 1) return false;
    this.#met[number] = 1;
    return true;
  }

  hasMet(number: number): boolean {
    return this.#met[number] === 1;
  }

  page(number: number): Buffer {
    return this.#source.read((number - 1) * this.pageSize, this.pageSize);
  }
}
