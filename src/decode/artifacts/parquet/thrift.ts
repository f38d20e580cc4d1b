// Thrift's compact protocol, as far as Parquet's headers need it: structures by field number, nothing of their meaning.
// https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md
import { LimitReached } from '../../decode-budget.ts';
import { DamagedInput } from '../../decoder.ts';

export type Thrift = number | boolean | Buffer | ThriftStruct | readonly Thrift[];
export type ThriftStruct = ReadonlyMap<number, Thrift>;

/** Structures in structures: Parquet's own go five deep. */
const deepest = 32;

/** A map for every three bytes would fill the memory; a table with 100,000 columns and some row groups has fewer. */
const mostStructs = 2_000_000;
const empty: ThriftStruct = new Map();

const broken = () => new DamagedInput('its headers are damaged');

export class ThriftReader {
  readonly #bytes: Buffer;
  at = 0;
  #structs = 0;
  readonly #most: number;

  /** @param most structures; lower in tests */
  constructor(bytes: Buffer, most = mostStructs) {
    this.#bytes = bytes;
    this.#most = most;
  }

  #byte(): number {
    if (this.at >= this.#bytes.length) throw broken();
    return this.#bytes[this.at++];
  }

  #varint(): number {
    let value = 0;
    for (let factor = 1, count = 0; count < 10; count++, factor *= 128) {
      const byte = this.#byte();
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return value;
    }
    throw broken();
  }

  #zigzag(): number {
    const value = this.#varint();
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }

  struct(depth = 0): ThriftStruct {
    if (depth > deepest) throw broken();
    let head = this.#byte();
    if (head === 0) return empty;
    if (++this.#structs > this.#most) throw new LimitReached('its headers hold more than 2,000,000 parts');
    const fields = new Map<number, Thrift>();
    for (let last = 0; head !== 0; head = this.#byte()) {
      const id = head >> 4 === 0 ? this.#zigzag() : last + (head >> 4);
      last = id;
      fields.set(id, this.#value(head & 15, depth));
    }
    return fields;
  }

  #value(type: number, depth: number): Thrift {
    switch (type) {
      case 1:
      case 2:
        return type === 1;
      case 3:
        return this.#byte();
      case 4:
      case 5:
      case 6:
        return this.#zigzag();
      case 7:
        this.at += 8;
        return 0;
      case 8:
        return this.#binary();
      case 9:
      case 10:
        return this.#list(depth + 1);
      case 12:
        return this.struct(depth + 1);
      default:
        throw broken();
    }
  }

  #binary(): Buffer {
    const length = this.#varint();
    if (length > this.#bytes.length - this.at) throw broken();
    this.at += length;
    return this.#bytes.subarray(this.at - length, this.at);
  }

  #list(depth: number): readonly Thrift[] {
    if (depth > deepest) throw broken();
    const head = this.#byte();
    const count = head >> 4 === 15 ? this.#varint() : head >> 4;
    // Each takes a byte at least.
    if (count > this.#bytes.length - this.at) throw broken();
    const items: Thrift[] = [];
    for (let at = 0; at < count; at++)
      items.push((head & 15) <= 2 ? this.#byte() === 1 : this.#value(head & 15, depth));
    return items;
  }
}

export const numberOf = (struct: ThriftStruct | undefined, id: number): number | undefined => {
  const value = struct?.get(id);
  return typeof value === 'number' ? value : undefined;
};

export const textOf = (struct: ThriftStruct | undefined, id: number): Buffer | undefined => {
  const value = struct?.get(id);
  return Buffer.isBuffer(value) ? value : undefined;
};

export const structOf = (struct: ThriftStruct | undefined, id: number): ThriftStruct | undefined => {
  const value = struct?.get(id);
  return value instanceof Map ? value : undefined;
};

export const structsOf = (struct: ThriftStruct | undefined, id: number): readonly ThriftStruct[] => {
  const value = struct?.get(id);
  return Array.isArray(value) ? value.filter((item): item is ThriftStruct => item instanceof Map) : [];
};
