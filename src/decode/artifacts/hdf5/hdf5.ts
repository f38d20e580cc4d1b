// HDF5 (Keras weights, AnnData, pandas, MATLAB): names, attributes and data sets of text; data sets of numbers are passed over.
import { LimitReached } from '../../decode-budget.ts';
import { DamagedInput, type DecodeInput, type Part } from '../../decoder.ts';
import { FoundText, tensorsSkipped } from '../found-text.ts';
import type { PieceReader } from '../piece-reader.ts';
import { maySayMore } from '../secret-name.ts';
import { H5Data, type Stored } from './h5-data.ts';
import { H5File, NotRead } from './h5-file.ts';
import { type H5Message, messageType, readHeader } from './h5-header.ts';
import { denseObjects, type H5Link, readLink, tableLinks } from './h5-links.ts';
import { type H5Type, holdsText, readCount, readType, readTypeAt } from './h5-type.ts';
import { H5Values } from './h5-values.ts';

/** Groups and data sets of one file. */
const mostObjects = 1_000_000;
/** Bytes of all values of one attribute. */
const mostAttribute = 64 * 1024 * 1024;

class H5Reader {
  readonly #file: H5File;
  readonly #found: FoundText;
  readonly #values: H5Values;
  readonly #data: H5Data;
  readonly #input: DecodeInput;
  readonly #seen = new Set<number>();
  readonly #open: H5Link[] = [];
  /** What could not be read, each reason once. */
  readonly #lost = new Set<string>();
  hasTensors = false;

  constructor(input: DecodeInput, found: FoundText) {
    this.#input = input;
    this.#file = new H5File(input.source);
    this.#found = found;
    this.#values = new H5Values(this.#file, found, input.budget);
    this.#data = new H5Data(this.#file, input.budget);
  }

  *read(): Iterable<Part> {
    this.#open.push({ name: '', address: this.#file.root });
    for (let link = this.#open.pop(); link !== undefined; link = this.#open.pop()) {
      this.#input.budget.checkTime();
      const { name, address, to } = link;
      if (to !== undefined) this.#found.addNamed(name, to);
      else if (name !== '') this.#found.add(name);
      // Several names may lead to one object, and back to the group it is in.
      if (address === undefined || address < 0 || this.#seen.has(address)) continue;
      this.#seen.add(address);
      if (this.#seen.size > mostObjects) throw new LimitReached('it holds more than 1,000,000 groups and data sets');
      yield* this.#object(name, address);
      yield* this.#found.takeIfFull();
    }
    if (this.#file.end > this.#input.source.size) throw new DamagedInput('it ends before it says it does');
    for (const reason of this.#lost) yield { type: 'loss', kind: 'unreadable', isGap: true, step: null, reason };
  }

  *#object(name: string, address: number): Iterable<Part> {
    const messages: H5Message[] = [];
    for (const message of readHeader(this.#file, address)) {
      messages.push(message);
      this.#trying(() => this.#message(message));
    }
    const of = (type: number) => messages.find((message) => message.type === type);
    const [type, space, layout] = [of(messageType.datatype), of(messageType.dataspace), of(messageType.layout)];
    if (type === undefined || space === undefined || layout === undefined) return;
    const read = readTypeAt(this.#file, type.at, type.isShared);
    const size = readCount(this.#file, space.at) * read.size;
    const filtersAt = of(messageType.filters)?.at ?? null;
    try {
      yield* this.#dataSet(name, read, { layoutAt: layout.at, filtersAt, size });
    } catch (error) {
      if (!(error instanceof NotRead)) throw error;
      this.#lost.add(error.message);
    }
  }

  /** What this reader does not know is told, and the rest is read. */
  #trying(act: () => void): void {
    try {
      act();
    } catch (error) {
      if (!(error instanceof NotRead)) throw error;
      this.#lost.add(error.message);
    }
  }

  #message({ type, at, end, isShared }: H5Message): void {
    const reader = this.#file.reader(at, end);
    if (type === messageType.attribute && !isShared) this.#attribute(reader);
    else if (type === messageType.link) this.#open.push(readLink(this.#file, reader));
    else if (type === messageType.symbolTable) this.#follow(tableLinks(this.#file, at));
    else if (type === messageType.comment) this.#found.add(reader.bytes(reader.left));
    else if (type === messageType.linkInfo) this.#dense(reader, 8, (one) => this.#open.push(readLink(this.#file, one)));
    else if (type === messageType.attributeInfo) this.#dense(reader, 2, (one) => this.#attribute(one));
  }

  #follow(links: Iterable<H5Link>): void {
    for (const link of links) {
      this.#input.budget.checkTime();
      if (this.#open.push(link) > mostObjects) throw new LimitReached('it holds more than 1,000,000 links at once');
    }
  }

  /** Links or attributes that lie in a heap. @param orderBytes of the highest order so far, where it is kept */
  #dense(reader: PieceReader, orderBytes: number, read: (one: PieceReader) => void): void {
    reader.skip(1);
    reader.skip(reader.u8() & 1 ? orderBytes : 0);
    const heap = this.#file.address(reader);
    if (heap >= 0) for (const _ of denseObjects(this.#file, heap, read)) this.#input.budget.checkTime();
  }

  #attribute(reader: PieceReader): void {
    const version = reader.u8();
    if (version < 1 || version > 3) throw new DamagedInput('an attribute in it is none');
    const flags = reader.u8();
    const [nameSize, typeSize, spaceSize] = [reader.u16(), reader.u16(), reader.u16()];
    if (version === 3) reader.skip(1);
    const padded = (size: number) => (version === 1 ? Math.ceil(size / 8) * 8 : size);
    const name = reader.bytes(nameSize).toString('utf8').replace(/\0.*$/s, '');
    reader.skip(padded(nameSize) - nameSize);
    const typeAt = reader.at;
    reader.skip(padded(typeSize));
    const spaceAt = reader.at;
    reader.skip(padded(spaceSize));
    const type = flags & 1 ? readTypeAt(this.#file, typeAt, true) : readType(this.#file.reader(typeAt));
    const count = readCount(this.#file, spaceAt);
    const size = count * type.size;
    if (size > mostAttribute) throw new DamagedInput('an attribute in it is larger than 64 MiB');
    const bytes = Buffer.from(reader.bytes(size));
    this.#found.add(name);
    this.#values.values(name, type, bytes, count);
  }

  *#dataSet(name: string, type: H5Type, stored: Stored): Iterable<Part> {
    if (stored.size === 0) return;
    if (!holdsText(type)) {
      this.hasTensors = true;
      return;
    }
    const shown = maySayMore(name) ? name : '';
    for (const piece of this.#data.pieces(stored, type.size)) {
      this.#values.values(shown, type, piece, Math.floor(piece.length / type.size));
      yield* this.#found.takeIfFull();
    }
  }
}

export function* decodeHdf5(input: DecodeInput): Iterable<Part> {
  const found = new FoundText('HDF5', input.budget);
  const reader = new H5Reader(input, found);
  try {
    yield* reader.read();
  } finally {
    yield* found.take();
  }
  if (reader.hasTensors) yield tensorsSkipped();
}
