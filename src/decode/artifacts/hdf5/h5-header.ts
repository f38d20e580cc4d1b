// Object headers of HDF5 in both versions: lists of messages, which may go on elsewhere in the file (section IV of the format).
import { DamagedInput } from '../../decoder.ts';
import type { PieceReader } from '../piece-reader.ts';
import type { H5File } from './h5-file.ts';

export const messageType = {
  dataspace: 0x01,
  linkInfo: 0x02,
  datatype: 0x03,
  link: 0x06,
  layout: 0x08,
  filters: 0x0b,
  attribute: 0x0c,
  comment: 0x0d,
  continuation: 0x10,
  symbolTable: 0x11,
  attributeInfo: 0x15,
} as const;

export interface H5Message {
  readonly type: number;
  /** Whether its content lies in another header, and only where is said here. */
  readonly isShared: boolean;
  readonly at: number;
  readonly end: number;
}

/** Blocks that one header may go on in. */
const mostBlocks = 4096;

interface Block {
  readonly at: number;
  readonly end: number;
}

/** How messages begin in a header: version 1 in 8 bytes; version 2 in 4, and 2 more where the order is kept. */
type Form = { readonly version: 1 | 2; readonly hasOrder: boolean };

function readMessage(reader: PieceReader, { version, hasOrder }: Form): H5Message {
  const type = version === 1 ? reader.u16() : reader.u8();
  const size = reader.u16();
  const flags = reader.u8();
  reader.skip(version === 1 ? 3 : hasOrder ? 2 : 0);
  const at = reader.at;
  reader.skip(size);
  return { type, isShared: (flags & 2) !== 0, at, end: at + size };
}

function openHeader(file: H5File, at: number): { form: Form; first: Block } {
  const reader = file.reader(at);
  const sign = reader.bytes(4);
  if (sign[0] === 1) {
    reader.skip(4);
    const size = reader.u32();
    return { form: { version: 1, hasOrder: false }, first: { at: at + 16, end: at + 16 + size } };
  }
  if (sign.toString('latin1') !== 'OHDR' || reader.u8() !== 2)
    throw new DamagedInput('its parts do not lie where it says');
  const flags = reader.u8();
  reader.skip((flags & 0x20 ? 16 : 0) + (flags & 0x10 ? 4 : 0));
  const size = [() => reader.u8(), () => reader.u16(), () => reader.u32(), () => reader.u64()][flags & 3]();
  return { form: { version: 2, hasOrder: (flags & 4) !== 0 }, first: { at: reader.at, end: reader.at + size } };
}

/** All messages of the object header at `at`. @throws DamagedInput */
export function* readHeader(file: H5File, at: number): Generator<H5Message> {
  const { form, first } = openHeader(file, at);
  const blocks: Block[] = [first];
  const seen = new Set<number>();
  for (let block = blocks.shift(); block !== undefined; block = blocks.shift()) {
    if (seen.has(block.at) || seen.size > mostBlocks) throw new DamagedInput('its headers go round in circles');
    seen.add(block.at);
    const reader = file.reader(block.at, block.end);
    reader.need(block.end - block.at);
    // What is left at the end is filled up with nothing.
    while (reader.left >= (form.version === 1 ? 8 : 4)) {
      const message = readMessage(reader, form);
      if (message.type === messageType.continuation) {
        const next = file.reader(message.at);
        const start = file.address(next);
        const length = file.length(next);
        // In version 2 a sign stands before and a checksum behind.
        blocks.push(
          form.version === 1 ? { at: start, end: start + length } : { at: start + 4, end: start + length - 4 },
        );
      } else yield message;
    }
  }
}
