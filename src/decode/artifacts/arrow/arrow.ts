// Arrow files, streams and Feather: schema and its metadata, and the columns of batches that hold text; numbers are passed over.
// https://arrow.apache.org/docs/format/Columnar.html#ipc-file-format
import type { ByteSource } from '../../../model/byte-source.ts';
import { behindOf } from '../../behind.ts';
import { LimitReached } from '../../decode-budget.ts';
import { DamagedInput, type DecodeInput, OtherFormat, type Part } from '../../decoder.ts';
import { FoundText, tensorsSkipped } from '../found-text.ts';
import { maySayMore } from '../secret-name.ts';
import { unpackColumn } from '../unpack-column.ts';
import { type ArrowField, kindOfField, readFields, tellPairs } from './fields.ts';
import { FlatTable } from './flatbuffer.ts';

/** Metadata of a file or of a batch. */
const longestMetadata = 64 * 1024 * 1024;
/** `ARROW1`, and the length of the footer before it. */
const tailBytes = 10;
const fileSign = 'ARROW1';
/** Before each message of a stream: a sign, and the length of its metadata. */
const messagePrefix = 8;
const continued = 0xffffffff;
/** Kinds of messages (Message.fbs, MessageHeader). */
const schemaMessage = 1;
const dictionaryBatch = 2;
const recordBatch = 3;
const zstd = 1;

/** Where a batch lies, as the footer says. */
interface Block {
  readonly at: number;
  readonly metadataLength: number;
  readonly bodyLength: number;
}

function readBlocks(footer: FlatTable, number: number): Block[] {
  return footer.structs(number, 24).map((bytes) => ({
    at: Number(bytes.readBigInt64LE(0)),
    metadataLength: bytes.readInt32LE(8),
    bodyLength: Number(bytes.readBigInt64LE(16)),
  }));
}

function piece(source: ByteSource, at: number, length: number): Buffer {
  if (at < 0 || length < 0 || at + length > source.size) throw new DamagedInput('a part of it lies behind its end');
  if (length > longestMetadata) throw new LimitReached('its metadata is longer than 64 MiB');
  return Buffer.from(source.read(at, length));
}

class UnknownLayout extends Error {}

class ArrowReader {
  readonly #input: DecodeInput;
  readonly #found: FoundText;
  readonly #dictionaries = new Map<number, ArrowField>();
  readonly #lost = new Set<string>();
  hasTensors = false;

  constructor(input: DecodeInput, found: FoundText) {
    this.#input = input;
    this.#found = found;
  }

  *read(): Iterable<Part> {
    const isFile = this.#input.source.read(0, fileSign.length).toString('latin1') === fileSign;
    yield* isFile ? this.#file() : this.#stream();
    for (const reason of this.#lost) yield { type: 'loss', kind: 'unreadable', isGap: true, step: null, reason };
  }

  /** Messages one after the other: the schema, then batches. */
  *#stream(): Iterable<Part> {
    const { source, budget } = this.#input;
    let fields: ArrowField[] | null = null;
    for (let at = 0; at + messagePrefix <= source.size; ) {
      budget.checkTime();
      const prefix = source.read(at, messagePrefix);
      const length = prefix.readInt32LE(4);
      if (prefix.readUInt32LE(0) !== continued) throw new DamagedInput('a message in it is damaged');
      at += messagePrefix;
      if (length === 0) {
        yield* behindOf(source, at, 'Arrow');
        return;
      }
      const message = FlatTable.root(piece(source, at, length));
      const header = message.table(2);
      at += length;
      if (fields === null) {
        // Four bytes of ones begin other files, too.
        if (header === null || message.byte(1) !== schemaMessage) throw new OtherFormat();
        fields = this.#schema(header);
      } else yield* this.#message(message, fields, at);
      at += Math.max(0, message.long(3));
    }
    if (fields === null) throw new OtherFormat();
    throw new DamagedInput('it is cut short');
  }

  *#file(): Iterable<Part> {
    const { source } = this.#input;
    const tail = source.read(Math.max(0, source.size - tailBytes), tailBytes);
    if (source.size < 24 || tail.toString('latin1', 4) !== 'ARROW1')
      throw new DamagedInput('its end, where its contents are listed, is missing');
    const length = tail.readInt32LE(0);
    const footer = FlatTable.root(piece(source, source.size - tailBytes - length, length));
    tellPairs(footer, 4, this.#found);
    const schema = footer.table(1);
    if (schema === null) throw new DamagedInput('its metadata is damaged');
    const fields = this.#schema(schema);
    for (const block of [...readBlocks(footer, 2), ...readBlocks(footer, 3)]) yield* this.#block(block, fields);
  }

  #schema(schema: FlatTable): ArrowField[] {
    tellPairs(schema, 2, this.#found);
    const fields = readFields(schema.tables(1), this.#found);
    this.#noteDictionaries(fields);
    return fields;
  }

  /** What the entries of a dictionary are: the field without the dictionary. */
  #noteDictionaries(fields: readonly ArrowField[]): void {
    for (const { dictionary, ...field } of fields) {
      if (dictionary !== undefined) this.#dictionaries.set(dictionary, field);
      this.#noteDictionaries(field.children);
    }
  }

  *#block({ at, metadataLength }: Block, fields: readonly ArrowField[]): Iterable<Part> {
    const { source, budget } = this.#input;
    // The same block may be named again and again.
    budget.checkTime();
    const bytes = piece(source, at, metadataLength);
    // A sign that older files lack, then the length.
    const start = bytes.length >= 8 && bytes.readUInt32LE(0) === 0xffffffff ? 8 : 4;
    yield* this.#message(FlatTable.root(bytes.subarray(start)), fields, at + metadataLength);
  }

  /** @param body where the bytes of the batch lie */
  *#message(message: FlatTable, fields: readonly ArrowField[], body: number): Iterable<Part> {
    tellPairs(message, 4, this.#found);
    const header = message.table(2);
    const kind = message.byte(1);
    if (header === null) return;
    if (kind === recordBatch) yield* this.#batch(header, fields, body);
    else if (kind === dictionaryBatch) {
      const field = this.#dictionaries.get(header.long(0));
      const data = header.table(1);
      if (field !== undefined && data !== null) yield* this.#batch(data, [field], body);
    }
  }

  *#batch(batch: FlatTable, fields: readonly ArrowField[], body: number): Iterable<Part> {
    const buffers = batch.structs(2, 16);
    const compression = batch.table(3);
    let next = 0;
    const take = (): Buffer => {
      if (next >= buffers.length) throw new DamagedInput('a batch in it is damaged');
      return buffers[next++];
    };
    const read = (place: Buffer) => this.#buffer(place, body, compression);
    const walk = (field: ArrowField): void => {
      const kind = kindOfField(field);
      if (kind === 'nothing') return;
      if (kind === 'unknown') throw new UnknownLayout();
      take();
      if (kind === 'numbers') {
        take();
        this.hasTensors ||= field.dictionary === undefined;
      } else if (kind === 'short-text' || kind === 'long-text') {
        const [offsets, data] = [read(take()), read(take())];
        this.#texts(field.name, offsets, data, kind === 'long-text' ? 8 : 4);
      } else {
        if (kind === 'list') take();
        for (const child of field.children) walk(child);
      }
    };
    try {
      for (const field of fields) {
        this.#input.budget.checkTime();
        walk(field);
        yield* this.#found.takeIfFull();
      }
    } catch (error) {
      if (!(error instanceof UnknownLayout)) throw error;
      this.#lost.add('a column in it is stored in a way that is not read');
    }
  }

  #buffer(place: Buffer, body: number, compression: FlatTable | null): Buffer {
    const { source, budget } = this.#input;
    const [at, length] = [body + Number(place.readBigInt64LE(0)), Number(place.readBigInt64LE(8))];
    if (at < 0 || length < 0 || at + length > source.size) throw new DamagedInput('a part of it lies behind its end');
    if (length > budget.limits.fileBytes) throw budget.tooMuch(length);
    const bytes = source.read(at, length);
    if (compression === null || length < 8) return bytes;
    const size = Number(bytes.readBigInt64LE(0));
    const packed = bytes.subarray(8);
    return size < 0 ? packed : unpackColumn(compression.byte(0) === zstd ? 'zstd' : 'lz4', packed, size, budget);
  }

  #texts(name: string, offsets: Buffer, data: Buffer, width: 4 | 8): void {
    const isNamed = maySayMore(name);
    const offsetAt = (at: number) => (width === 4 ? offsets.readInt32LE(at) : Number(offsets.readBigInt64LE(at)));
    let last: Buffer | null = null;
    for (let at = 0; at + 2 * width <= offsets.length; at += width) {
      const [start, end] = [offsetAt(at), offsetAt(at + width)];
      if (start < 0 || end < start || end > data.length) {
        // Behind the last row lies what fills the buffer up: nothing but zeros.
        if (offsets.subarray(at + width).some((byte) => byte !== 0)) throw new DamagedInput('a batch in it is damaged');
        break;
      }
      const text = data.subarray(start, end);
      // A value that stands in row after row is told once.
      if (text.length === 0 || last?.equals(text)) continue;
      last = text;
      if (isNamed) this.#found.addNamed(name, text);
      else this.#found.add(text);
    }
  }
}

export function* decodeArrow(input: DecodeInput): Iterable<Part> {
  const found = new FoundText('Arrow', input.budget);
  const reader = new ArrowReader(input, found);
  try {
    yield* reader.read();
  } finally {
    yield* found.take();
  }
  if (reader.hasTensors) yield tensorsSkipped();
}
