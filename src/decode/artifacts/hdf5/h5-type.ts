// Types and shapes of HDF5: which of what is stored is text, and where in each value it stands (messages 1 and 3).
import { DamagedInput } from '../../decoder.ts';
import type { PieceReader } from '../piece-reader.ts';
import type { H5File } from './h5-file.ts';
import { messageType, readHeader } from './h5-header.ts';

export type H5Type =
  | { readonly kind: 'number' | 'text' | 'opaque' | 'variable-text'; readonly size: number }
  | { readonly kind: 'variable-list'; readonly size: number; readonly of: H5Type }
  | { readonly kind: 'array'; readonly size: number; readonly of: H5Type; readonly count: number }
  | { readonly kind: 'compound'; readonly size: number; readonly members: readonly H5Member[] };

export interface H5Member {
  readonly name: string;
  readonly at: number;
  readonly type: H5Type;
}

/** Types within types. */
const deepest = 32;
/** A message has at most 64 KiB. */
const longestName = 65_536;
const mostMembers = 65_535;

/** Text up to its NUL; in versions before 3 filled up to a multiple of 8. */
function readName(reader: PieceReader, isPadded: boolean): string {
  const bytes: number[] = [];
  for (let byte = reader.u8(); byte !== 0; byte = reader.u8())
    if (bytes.push(byte) > longestName) throw new DamagedInput('a type in it has a member without a name');
  if (isPadded) reader.skip((8 - ((bytes.length + 1) % 8)) % 8);
  return Buffer.from(bytes).toString('utf8');
}

/** Bytes of an offset within a value of `size` bytes, in version 3. */
const offsetBytes = (size: number) => (size < 0x100 ? 1 : size < 0x10000 ? 2 : size < 0x1000000 ? 3 : 4);

function readMember(reader: PieceReader, version: number, size: number, depth: number): H5Member {
  const name = readName(reader, version < 3);
  const at = version < 3 ? reader.u32() : reader.bytes(offsetBytes(size)).readUIntLE(0, offsetBytes(size));
  let count = 1;
  if (version === 1) {
    const rank = reader.u8();
    reader.skip(11);
    for (let dimension = 0; dimension < 4; dimension++) {
      const length = reader.u32();
      if (dimension < rank) count *= length;
    }
  }
  const of = readType(reader, depth + 1);
  const type: H5Type = count === 1 ? of : { kind: 'array', size: of.size * count, of, count };
  return { name, at, type };
}

function readCompound(
  reader: PieceReader,
  head: { version: number; size: number; bits: number },
  depth: number,
): H5Type {
  const count = head.bits & 0xffff;
  if (count > mostMembers) throw new DamagedInput('a type in it has too many members');
  const members: H5Member[] = [];
  for (let member = 0; member < count; member++) members.push(readMember(reader, head.version, head.size, depth));
  for (const { at, type } of members)
    if (at + type.size > head.size) throw new DamagedInput('a type in it is larger than its values');
  return { kind: 'compound', size: head.size, members };
}

/** @throws DamagedInput */
export function readType(reader: PieceReader, depth = 0): H5Type {
  if (depth > deepest) throw new DamagedInput('types in it lie too deep in each other');
  const first = reader.u8();
  const [version, kind] = [first >> 4, first & 15];
  const bits = reader.bytes(3).readUIntLE(0, 3);
  const size = reader.u32();
  switch (kind) {
    case 0:
    case 4:
      reader.skip(4);
      return { kind: 'number', size };
    case 1:
      reader.skip(12);
      return { kind: 'number', size };
    case 2:
      reader.skip(2);
      return { kind: 'number', size };
    case 3:
      return { kind: 'text', size };
    case 5:
      reader.skip(bits & 0xff);
      return { kind: 'opaque', size };
    case 6:
      return readCompound(reader, { version, size, bits }, depth);
    case 9: {
      const of = readType(reader, depth + 1);
      return (bits & 15) === 1 ? { kind: 'variable-text', size } : { kind: 'variable-list', size, of };
    }
    case 10: {
      const rank = reader.u8();
      if (version < 3) reader.skip(3);
      let count = 1;
      for (let dimension = 0; dimension < rank; dimension++) count *= reader.u32();
      if (version < 3) reader.skip(4 * rank);
      return { kind: 'array', size, of: readType(reader, depth + 1), count };
    }
    default:
      // References and enumerations: numbers as far as values go.
      return { kind: 'number', size };
  }
}

/** The type that a message holds, or that of the header which a shared one names. */
export function readTypeAt(file: H5File, at: number, isShared: boolean, depth = 0): H5Type {
  const reader = file.reader(at);
  if (!isShared) return readType(reader);
  if (depth > deepest) throw new DamagedInput('types in it lie too deep in each other');
  const version = reader.u8();
  reader.skip(version === 1 ? 7 : 1);
  for (const message of readHeader(file, file.address(reader)))
    if (message.type === messageType.datatype) return readTypeAt(file, message.at, message.isShared, depth + 1);
  throw new DamagedInput('a type in it does not lie where it says');
}

/** How many values a dataspace has. */
export function readCount(file: H5File, at: number): number {
  const reader = file.reader(at);
  const version = reader.u8();
  const rank = reader.u8();
  reader.skip(1);
  const kind = reader.u8();
  if (version === 1) reader.skip(4);
  else if (kind === 2) return 0;
  let count = 1;
  for (let dimension = 0; dimension < rank; dimension++) count *= file.length(reader);
  return count;
}

export function holdsText(type: H5Type): boolean {
  if (type.kind === 'compound') return type.members.some((member) => holdsText(member.type));
  if (type.kind === 'array' || type.kind === 'variable-list') return holdsText(type.of);
  return type.kind !== 'number';
}
