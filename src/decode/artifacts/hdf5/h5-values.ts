// The texts in values of HDF5, and those that lie in its heap of things of any length.
import type { DecodeBudget } from '../../decode-budget.ts';
import { DamagedInput } from '../../decoder.ts';
import type { FoundText } from '../found-text.ts';
import type { H5File } from './h5-file.ts';
import { type H5Type, holdsText } from './h5-type.ts';

/** Objects of one collection of the global heap: writers make them of 4 KiB. */
const mostObjects = 1_000_000;
/** So seldom the clock is looked at. */
const stepsBetween = 0xfff;
/** Collections that are kept at a time. */
const keptCollections = 256;

interface HeapObject {
  readonly at: number;
  readonly size: number;
}

export class H5Values {
  readonly #file: H5File;
  readonly #found: FoundText;
  readonly #budget: DecodeBudget;
  readonly #collections = new Map<number, Map<number, HeapObject>>();
  #keptObjects = 0;
  /** Lists that were told, by the type they were read as: one that holds itself ends. */
  readonly #told = new Map<H5Type, Set<HeapObject>>();
  #steps = 0;

  constructor(file: H5File, found: FoundText, budget: DecodeBudget) {
    this.#file = file;
    this.#found = found;
    this.#budget = budget;
  }

  #collection(at: number): Map<number, HeapObject> {
    const known = this.#collections.get(at);
    if (known !== undefined) return known;
    const reader = this.#file.open(at, 'GCOL');
    reader.skip(4);
    const end = at + this.#file.length(reader);
    const objects = new Map<number, HeapObject>();
    while (reader.at + 8 + this.#file.lengthSize <= end && objects.size < mostObjects) {
      const index = reader.u16();
      reader.skip(6);
      const size = this.#file.length(reader);
      // What is free, up to the end.
      if (index === 0) break;
      objects.set(index, { at: reader.at, size });
      reader.skip(Math.ceil(size / 8) * 8);
    }
    this.#keptObjects += objects.size;
    if (this.#collections.size >= keptCollections || this.#keptObjects > mostObjects) {
      this.#collections.clear();
      this.#keptObjects = objects.size;
    }
    this.#collections.set(at, objects);
    return objects;
  }

  /** What a reference into the heap (length, address, number) leads to. */
  #inHeap(value: Buffer): { object: HeapObject; bytes: Buffer; count: number } | null {
    const reader = this.#file.reader(0);
    const { offsetSize, base } = this.#file;
    const count = value.readUInt32LE(0);
    const address = offsetSize === 8 ? Number(value.readBigUInt64LE(4)) : value.readUIntLE(4, offsetSize);
    if (count === 0 || address === 0) return null;
    const object = this.#collection(address + base).get(value.readUInt32LE(4 + offsetSize));
    if (object === undefined) throw new DamagedInput('a text in it does not lie where it says');
    reader.at = object.at;
    return { object, bytes: Buffer.from(reader.bytes(object.size)), count };
  }

  /** One value of `type`, which is `bytes`. */
  value(name: string, type: H5Type, bytes: Buffer): void {
    if ((++this.#steps & stepsBetween) === 0) this.#budget.checkTime();
    if (bytes.length < type.size) throw new DamagedInput('it ends before what its headers say is in it');
    switch (type.kind) {
      case 'number':
        return;
      case 'opaque':
      case 'text':
        this.#text(name, bytes.subarray(0, type.size));
        return;
      case 'variable-text': {
        const found = this.#inHeap(bytes);
        if (found) this.#text(name, found.bytes);
        return;
      }
      case 'variable-list': {
        const found = holdsText(type.of) ? this.#inHeap(bytes) : null;
        if (found && this.#isNew(type, found.object))
          this.values(name, type.of, found.bytes, Math.min(found.count, found.bytes.length));
        return;
      }
      case 'array':
        // Within its own size, whatever its count says: else arrays in arrays would be walked from each place to the end.
        this.values(name, type.of, bytes.subarray(0, type.size), type.count);
        return;
      case 'compound':
        for (const member of type.members)
          if (holdsText(member.type)) this.value(member.name, member.type, bytes.subarray(member.at));
    }
  }

  #isNew(type: H5Type, object: HeapObject): boolean {
    const told = this.#told.get(type) ?? new Set();
    this.#told.set(type, told);
    if (told.has(object)) return false;
    told.add(object);
    return true;
  }

  values(name: string, type: H5Type, bytes: Buffer, count: number): void {
    if (!holdsText(type) || type.size === 0) return;
    for (let at = 0; at < count; at++) this.value(name, type, bytes.subarray(at * type.size));
  }

  #text(name: string, bytes: Buffer): void {
    const end = bytes.indexOf(0);
    // Behind the NUL of a text nothing stands; of what is no text all of it may be some.
    const isFilled = end < 0 || bytes.subarray(end).every((byte) => byte === 0);
    const text = isFilled && end >= 0 ? bytes.subarray(0, end) : bytes;
    if (text.length === 0) return;
    if (name === '') this.#found.add(text);
    else this.#found.addNamed(name, text);
  }
}
