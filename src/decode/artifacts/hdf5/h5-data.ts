// The stored values of a data set of HDF5: in its header, in one piece, or in chunks that may be compressed (messages 8 and 11).
import type { DecodeBudget } from '../../decode-budget.ts';
import { DamagedInput } from '../../decoder.ts';
import { inflateWithin } from '../inflate-within.ts';
import type { PieceReader } from '../piece-reader.ts';
import { type H5File, NotRead } from './h5-file.ts';

interface Filter {
  readonly id: number;
  readonly values: readonly number[];
}

const deflate = 1;
const shuffle = 2;
const fletcher32 = 3;

const unknownFilter = () => new NotRead('a data set in it is compressed in a way that is not read');
const unknownLayout = () => new NotRead('a data set in it is stored in a way that is not read');

/** The filters of a pipeline message, in the order in which they were applied. */
export function readFilters(file: H5File, at: number): Filter[] {
  const reader = file.reader(at);
  const version = reader.u8();
  const count = reader.u8();
  reader.skip(version === 1 ? 6 : 0);
  return Array.from({ length: count }, () => {
    const id = reader.u16();
    const nameLength = version === 1 || id >= 256 ? reader.u16() : 0;
    reader.skip(2);
    const valueCount = reader.u16();
    reader.skip(version === 1 ? Math.ceil(nameLength / 8) * 8 : nameLength);
    const values = Array.from({ length: valueCount }, () => reader.u32());
    if (version === 1 && valueCount % 2 === 1) reader.skip(4);
    return { id, values };
  });
}

/** Undoes `shuffle`: all first bytes of the values stand together, then all second ones. */
function unshuffle(bytes: Buffer, size: number): Buffer {
  if (size > bytes.length) return bytes;
  const count = Math.floor(bytes.length / size);
  const out = Buffer.from(bytes);
  for (let lane = 0; lane < size; lane++)
    for (let at = 0; at < count; at++) out[at * size + lane] = bytes[lane * count + at];
  return out;
}

function unfiltered(bytes: Buffer, filters: readonly Filter[], mask: number, budget: DecodeBudget): Buffer {
  let left = bytes;
  for (let at = filters.length - 1; at >= 0; at--) {
    const { id, values } = filters[at];
    if (mask & (1 << at)) continue;
    if (id === deflate) left = inflateWithin(left, budget);
    else if (id === shuffle) left = unshuffle(left, Math.max(1, values[0] ?? 1));
    else if (id === fletcher32) left = left.subarray(0, Math.max(0, left.length - 4));
    else throw unknownFilter();
  }
  return left;
}

export interface Stored {
  readonly layoutAt: number;
  readonly filtersAt: number | null;
  /** Bytes of all values. */
  readonly size: number;
}

/** Bytes of a data set in one piece that are read at a time. */
const pieceBytes = 1 << 20;
const deepest = 64;

export class H5Data {
  readonly #file: H5File;
  readonly #budget: DecodeBudget;

  constructor(file: H5File, budget: DecodeBudget) {
    this.#file = file;
    this.#budget = budget;
  }

  /** Pieces of whole values, `valueSize` bytes each. @throws NotRead, DamagedInput, LimitReached */
  *pieces({ layoutAt, filtersAt, size }: Stored, valueSize: number): Generator<Buffer> {
    const reader = this.#file.reader(layoutAt);
    const version = reader.u8();
    if (version < 3) {
      yield* this.#old(reader, size, filtersAt, valueSize);
      return;
    }
    const kind = reader.u8();
    if (kind === 0) yield reader.bytes(reader.u16());
    else if (kind === 1) yield* this.#contiguous(this.#file.address(reader), size, valueSize);
    else if (kind === 2 && version === 3) {
      const rank = reader.u8();
      yield* this.#chunks(this.#file.address(reader), rank, filtersAt);
    } else if (kind === 2) yield* this.#newChunks(reader, filtersAt);
    else throw unknownLayout();
  }

  *#old(reader: PieceReader, size: number, filtersAt: number | null, valueSize: number): Generator<Buffer> {
    const rank = reader.u8();
    const kind = reader.u8();
    reader.skip(5);
    const address = kind === 0 ? -1 : this.#file.address(reader);
    if (kind === 1) yield* this.#contiguous(address, size, valueSize);
    else if (kind === 2) yield* this.#chunks(address, rank, filtersAt);
    else {
      reader.skip(4 * rank);
      yield reader.bytes(reader.u32());
    }
  }

  *#contiguous(address: number, size: number, valueSize: number): Generator<Buffer> {
    if (address < 0) return;
    const reader = this.#file.reader(address);
    reader.need(size);
    const step = Math.max(1, Math.floor(pieceBytes / valueSize)) * valueSize;
    for (let left = size; left > 0; left -= step) yield reader.bytes(Math.min(step, left));
  }

  #chunk(at: number, size: number, mask: number, filters: readonly Filter[]): Buffer {
    if (size > this.#budget.limits.fileBytes) throw this.#budget.tooMuch(size);
    return unfiltered(this.#file.reader(at).bytes(size), filters, mask, this.#budget);
  }

  /** The tree of chunks of versions 1 to 3. */
  *#chunks(tree: number, rank: number, filtersAt: number | null, met = new Set<number>()): Generator<Buffer> {
    if (tree < 0) return;
    // Each node once: two that both name the same one, again and again, would never end.
    if (met.has(tree)) throw new DamagedInput('its chunks go round in circles');
    met.add(tree);
    const filters = filtersAt === null ? [] : readFilters(this.#file, filtersAt);
    const reader = this.#file.open(tree, 'TREE');
    reader.skip(1);
    const level = reader.u8();
    if (level > deepest) throw new DamagedInput('its chunks go round in circles');
    const count = reader.u16();
    reader.skip(2 * this.#file.offsetSize);
    for (let child = 0; child < count; child++) {
      this.#budget.checkTime();
      const size = reader.u32();
      const mask = reader.u32();
      reader.skip(8 * rank);
      const address = this.#file.address(reader);
      if (level > 0) yield* this.#chunks(address, rank, filtersAt, met);
      else yield this.#chunk(address, size, mask, filters);
    }
  }

  /** Version 4: only the one chunk that holds all is followed. */
  *#newChunks(reader: PieceReader, filtersAt: number | null): Generator<Buffer> {
    const flags = reader.u8();
    const rank = reader.u8();
    const bytes = reader.u8();
    if (bytes > 6) throw unknownLayout();
    let chunk = 1;
    for (let dimension = 0; dimension < rank; dimension++)
      chunk *= reader.bytes(bytes).readUIntLE(0, Math.max(1, bytes));
    const singleChunk = 1;
    if (reader.u8() !== singleChunk) throw unknownLayout();
    const isFiltered = (flags & 2) !== 0;
    const size = isFiltered ? this.#file.length(reader) : chunk;
    const mask = isFiltered ? reader.u32() : 0;
    const address = this.#file.address(reader);
    if (address < 0) return;
    yield this.#chunk(address, size, mask, filtersAt === null ? [] : readFilters(this.#file, filtersAt));
  }
}
