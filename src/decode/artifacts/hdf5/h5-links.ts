// Where the members of a group of HDF5 stand: in symbol tables, as messages, or in a heap when there are many (section III).
import { DamagedInput } from '../../decoder.ts';
import type { PieceReader } from '../piece-reader.ts';
import { type H5File, NotRead } from './h5-file.ts';

export interface H5Link {
  readonly name: string;
  /** Of a hard link the address of the object's header. */
  readonly address?: number;
  /** Of other links what they lead to, in words. */
  readonly to?: string;
}

/** Levels of a tree of nodes: each holds at least two. */
const deepest = 64;

/** A text in a local heap. */
function heapText(file: H5File, data: number, offset: number): string {
  const reader = file.reader(data + offset);
  const bytes = file.source.read(reader.at, 4096);
  const end = bytes.indexOf(0);
  return bytes.toString('utf8', 0, end < 0 ? bytes.length : end);
}

function* symbols(file: H5File, at: number, data: number): Generator<H5Link> {
  const reader = file.open(at, 'SNOD');
  reader.skip(2);
  const count = reader.u16();
  for (let entry = 0; entry < count; entry++) {
    const name = heapText(file, data, Math.max(0, file.address(reader) - file.base));
    const address = file.address(reader);
    const kind = reader.u32();
    reader.skip(4);
    const scratch = reader.bytes(16);
    // A symbolic link: what it leads to is in the heap, too.
    if (kind === 2) yield { name, to: heapText(file, data, scratch.readUInt32LE(0)) };
    else yield { name, address };
  }
}

function* symbolTree(file: H5File, at: number, data: number, met = new Set<number>()): Generator<H5Link> {
  // Each node once: two that both name the same one, again and again, would never end.
  if (met.has(at)) throw new DamagedInput('its groups go round in circles');
  met.add(at);
  const sign = file.reader(at).bytes(4).toString('latin1');
  if (sign === 'SNOD') {
    yield* symbols(file, at, data);
    return;
  }
  const reader = file.open(at, 'TREE');
  reader.skip(1);
  const level = reader.u8();
  if (level > deepest) throw new DamagedInput('its groups go round in circles');
  const count = reader.u16();
  reader.skip(2 * file.offsetSize);
  for (let child = 0; child < count; child++) {
    reader.skip(file.lengthSize);
    yield* symbolTree(file, file.address(reader), data, met);
  }
}

/** The members that a symbol table message names. */
export function* tableLinks(file: H5File, at: number): Generator<H5Link> {
  const reader = file.reader(at);
  const tree = file.address(reader);
  const heap = file.open(file.address(reader), 'HEAP');
  heap.skip(4 + 2 * file.lengthSize);
  yield* symbolTree(file, tree, file.address(heap));
}

/** A link message; the reader stands behind it then. */
export function readLink(file: H5File, reader: PieceReader): H5Link {
  if (reader.u8() !== 1) throw new DamagedInput('a link in it is none');
  const flags = reader.u8();
  const kind = flags & 8 ? reader.u8() : 0;
  reader.skip((flags & 4 ? 8 : 0) + (flags & 16 ? 1 : 0));
  const length = [() => reader.u8(), () => reader.u16(), () => reader.u32(), () => reader.u64()][flags & 3]();
  if (length > 65_536) throw new DamagedInput('a link in it is none');
  const name = reader.bytes(length).toString('utf8');
  if (kind === 0) return { name, address: file.address(reader) };
  return { name, to: reader.bytes(reader.u16()).toString('utf8').replaceAll('\0', ' ') };
}

/** Blocks of one heap. */
const mostBlocks = 100_000;

interface DenseHeap {
  /** Places of the blocks that hold something, without their headers. */
  readonly blocks: readonly { readonly at: number; readonly end: number }[];
  readonly count: number;
}

/** The blocks of a fractal heap, and how many objects lie in them. @throws NotRead for heaps of compressed or huge objects */
function readHeap(file: H5File, at: number): DenseHeap {
  const reader = file.open(at, 'FRHP');
  reader.skip(3);
  const filterLength = reader.u16();
  const flags = reader.u8();
  reader.skip(4 + file.lengthSize + file.offsetSize + file.lengthSize + file.offsetSize + 3 * file.lengthSize);
  const count = file.length(reader);
  reader.skip(file.lengthSize);
  const huge = file.length(reader);
  reader.skip(2 * file.lengthSize);
  const width = reader.u16();
  const startSize = file.length(reader);
  const largest = file.length(reader);
  const offsetBytes = Math.ceil(reader.u16() / 8);
  reader.skip(2);
  const root = file.address(reader);
  const rows = reader.u16();
  if (filterLength > 0 || huge > 0) throw new NotRead('a group in it is stored in a way that is not read');
  if (startSize === 0 || largest < startSize || width === 0)
    throw new DamagedInput('its parts do not lie where it says');
  const header = 5 + file.offsetSize + offsetBytes;
  const blocks: { at: number; end: number }[] = [];
  const direct = (block: number, size: number) => {
    file.open(block, 'FHDB');
    blocks.push({ at: block + header + (flags & 2 ? 4 : 0), end: block + size });
  };
  const met = new Set<number>();
  const indirect = (block: number, rowCount: number): void => {
    if (met.has(block) || blocks.length > mostBlocks) throw new DamagedInput('its groups go round in circles');
    met.add(block);
    const children = file.open(block, 'FHIB');
    children.skip(header - 4);
    for (let row = 0; row < rowCount; row++) {
      const size = startSize * 2 ** Math.max(0, row - 1);
      for (let column = 0; column < width; column++) {
        const child = file.address(children);
        if (child < 0) continue;
        if (size <= largest) direct(child, size);
        else indirect(child, Math.log2(size) - Math.log2(startSize * width) + 1);
      }
    }
  };
  if (root >= 0) {
    if (rows === 0) direct(root, startSize);
    else indirect(root, rows);
  }
  return { blocks, count };
}

/**
 * Reads the objects of a heap one after the other, as they were put there.
 * @param read passes one object
 * @throws NotRead where objects were taken out, so that others do not follow each other
 */
export function* denseObjects<T>(file: H5File, at: number, read: (reader: PieceReader) => T): Generator<T> {
  const { blocks, count } = readHeap(file, at);
  let left = count;
  for (const { at: start, end } of blocks) {
    const reader = file.reader(start, end);
    while (left > 0 && reader.left > 8 && file.source.read(reader.at, 1)[0] !== 0) {
      let object: T;
      try {
        object = read(reader);
      } catch (error) {
        if (!(error instanceof DamagedInput)) throw error;
        throw new NotRead('a group in it is stored in a way that is not read');
      }
      left--;
      yield object;
    }
  }
  if (left > 0) throw new NotRead('a group in it is stored in a way that is not read');
}
