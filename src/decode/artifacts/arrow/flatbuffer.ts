// Tables of FlatBuffers by field number, as far as Arrow's metadata needs them. https://flatbuffers.dev/internals/
import { DamagedInput } from '../../decoder.ts';

/** Of one list: fields, pairs of metadata. */
const mostTables = 1_000_000;

const broken = () => new DamagedInput('its metadata is damaged');

/** A table of a buffer; fields that are absent have their default. */
export class FlatTable {
  readonly #bytes: Buffer;
  readonly #at: number;

  constructor(bytes: Buffer, at: number) {
    if (!(at >= 0 && at + 4 <= bytes.length)) throw broken();
    this.#bytes = bytes;
    this.#at = at;
  }

  /** The table that a whole buffer is. */
  static root(bytes: Buffer): FlatTable {
    if (bytes.length < 8) throw broken();
    return new FlatTable(bytes, bytes.readUInt32LE(0));
  }

  /** Where a field stands; 0 when it is absent. */
  #field(number: number): number {
    const table = this.#at - this.#bytes.readInt32LE(this.#at);
    const entry = 4 + number * 2;
    if (table < 0 || table + 4 > this.#bytes.length) throw broken();
    if (entry >= this.#bytes.readUInt16LE(table)) return 0;
    const offset = this.#bytes.readUInt16LE(table + entry);
    return offset === 0 ? 0 : this.#at + offset;
  }

  #pointed(at: number): number {
    return at + this.#bytes.readUInt32LE(at);
  }

  byte(number: number): number {
    const at = this.#field(number);
    return at === 0 ? 0 : this.#bytes.readUInt8(at);
  }

  int(number: number): number {
    const at = this.#field(number);
    return at === 0 ? 0 : this.#bytes.readInt32LE(at);
  }

  long(number: number): number {
    const at = this.#field(number);
    return at === 0 ? 0 : Number(this.#bytes.readBigInt64LE(at));
  }

  table(number: number): FlatTable | null {
    const at = this.#field(number);
    return at === 0 ? null : new FlatTable(this.#bytes, this.#pointed(at));
  }

  has(number: number): boolean {
    return this.#field(number) !== 0;
  }

  text(number: number): Buffer {
    const at = this.#field(number);
    return at === 0 ? Buffer.alloc(0) : this.#vector(at, 1).bytes;
  }

  #vector(at: number, size: number): { bytes: Buffer; count: number } {
    const start = this.#pointed(at);
    const count = this.#bytes.readUInt32LE(start);
    if (start + 4 + count * size > this.#bytes.length) throw broken();
    return { bytes: this.#bytes.subarray(start + 4, start + 4 + count * size), count };
  }

  tables(number: number): FlatTable[] {
    const at = this.#field(number);
    if (at === 0) return [];
    const { count } = this.#vector(at, 4);
    if (count > mostTables) throw broken();
    const start = this.#pointed(at) + 4;
    return Array.from({ length: count }, (_, item) => new FlatTable(this.#bytes, this.#pointed(start + item * 4)));
  }

  /** Structures of `size` bytes each. */
  structs(number: number, size: number): Buffer[] {
    const at = this.#field(number);
    if (at === 0) return [];
    const { bytes, count } = this.#vector(at, size);
    return Array.from({ length: count }, (_, item) => bytes.subarray(item * size, (item + 1) * size));
  }
}
