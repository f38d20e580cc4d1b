// The ground of an HDF5 file: its superblock, and how addresses and lengths are written in it.
// https://support.hdfgroup.org/documentation/hdf5/latest/_f_m_t3.html, section II
import type { ByteSource } from '../../../model/byte-source.ts';
import { DamagedInput } from '../../decoder.ts';
import { PieceReader } from '../piece-reader.ts';

/** An address of nothing: all bits set; numbers beyond 2^53 are no place in a file either. */
const nowhere = -1;

export class H5File {
  readonly source: ByteSource;
  /** Bytes of an address, and of a length. */
  readonly offsetSize: number;
  readonly lengthSize: number;
  readonly base: number;
  /** Address of the object header of the root group. */
  readonly root: number;
  /** Where the file ends by its own account. */
  readonly end: number;

  constructor(source: ByteSource) {
    this.source = source;
    const reader = new PieceReader(source, 8);
    const version = reader.u8();
    if (version > 3) throw new DamagedInput('it says to be of an HDF5 version that does not exist');
    if (version < 2) reader.skip(4);
    this.offsetSize = reader.u8();
    this.lengthSize = reader.u8();
    if (![2, 4, 8].includes(this.offsetSize) || ![2, 4, 8].includes(this.lengthSize))
      throw new DamagedInput('its HDF5 superblock is none');
    reader.skip(version < 2 ? (version === 1 ? 13 : 9) : 1);
    this.base = Math.max(0, this.#number(reader, this.offsetSize));
    // The address of free space, or of an extension.
    reader.skip(this.offsetSize);
    this.end = this.address(reader);
    // The driver, and the name of the root group.
    reader.skip(version < 2 ? 2 * this.offsetSize : 0);
    this.root = this.address(reader);
  }

  #number(reader: PieceReader, size: number): number {
    const value = size === 8 ? reader.u64() : size === 4 ? reader.u32() : reader.u16();
    return value >= 2 ** (size * 8) - 1 || !Number.isSafeInteger(value) ? nowhere : value;
  }

  /** A place in the file, or -1 for nowhere. */
  address(reader: PieceReader): number {
    const value = this.#number(reader, this.offsetSize);
    return value === nowhere ? nowhere : value + this.base;
  }

  length(reader: PieceReader): number {
    const value = this.#number(reader, this.lengthSize);
    if (value === nowhere) throw new DamagedInput('a length in it is larger than any file');
    return value;
  }

  /** A reader that stands behind the four letters which say what lies at `at`. @throws DamagedInput */
  open(at: number, sign: string): PieceReader {
    const reader = this.reader(at);
    if (reader.bytes(4).toString('latin1') !== sign) throw new DamagedInput('its parts do not lie where it says');
    return reader;
  }

  reader(at: number, end?: number): PieceReader {
    if (at < 0 || at > this.source.size) throw new DamagedInput('it ends before what its headers say is in it');
    return new PieceReader(this.source, at, end);
  }
}

/** Something that this reader does not know: what stands there is a gap. The message is the end of a sentence. */
export class NotRead extends Error {}
