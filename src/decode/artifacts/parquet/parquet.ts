// Parquet: key-value metadata, names, statistics, and the pages of columns that hold text; columns of numbers are passed over.
// https://github.com/apache/parquet-format/blob/master/src/main/thrift/parquet.thrift has the numbers of all fields.
import { LimitReached } from '../../decode-budget.ts';
import { DamagedInput, type DecodeInput, type Part } from '../../decoder.ts';
import { kindOf } from '../../kind-of.ts';
import { FoundText, tensorsSkipped } from '../found-text.ts';
import { maySayMore } from '../secret-name.ts';
import { type ColumnCodec, unpackColumn } from '../unpack-column.ts';
import { type Chunk, type Column, readChunk, readColumns } from './columns.ts';
import { readPage } from './read-page.ts';
import { numberOf, structOf, structsOf, ThriftReader, type ThriftStruct, textOf } from './thrift.ts';

/** Footers of tables with a hundred thousand columns have some 10 MB. */
const longestFooter = 64 * 1024 * 1024;
/** A page header with its statistics: those hold whole values. */
const longestHeader = 1 << 20;
/** Parquet's numbers of the ways to compress (CompressionCodec). */
const codecs: Readonly<Record<number, ColumnCodec>> = {
  1: 'snappy',
  2: 'gzip',
  4: 'brotli',
  6: 'zstd',
  7: 'lz4-block',
};
const byteArray = 6;
const fixedArray = 7;
const pageType = { data: 0, dictionary: 2, data2: 3 } as const;

interface Page {
  readonly header: ThriftStruct;
  readonly at: number;
  readonly size: number;
}

class ParquetReader {
  readonly #input: DecodeInput;
  readonly #found: FoundText;
  readonly #lost = new Set<string>();
  hasTensors = false;

  constructor(input: DecodeInput, found: FoundText) {
    this.#input = input;
    this.#found = found;
  }

  #footer(): ThriftStruct {
    const { source } = this.#input;
    if (source.size < 12) throw new DamagedInput('it is cut short');
    const tail = source.read(source.size - 8, 8);
    const sign = tail.toString('latin1', 4);
    const length = tail.readUInt32LE(0);
    if (sign !== 'PAR1' || length > source.size - 12)
      throw new DamagedInput('its end, where its contents are listed, is missing');
    if (length > longestFooter) throw new LimitReached('its list of contents is longer than 64 MiB');
    return new ThriftReader(Buffer.from(source.read(source.size - 8 - length, length))).struct();
  }

  *read(): Iterable<Part> {
    const metadata = this.#footer();
    this.#pairs(metadata, 5);
    this.#found.add(textOf(metadata, 6) ?? '');
    for (const element of structsOf(metadata, 2)) this.#found.add(textOf(element, 4) ?? '');
    const columns = readColumns(metadata);
    for (const group of structsOf(metadata, 4)) {
      const chunks = structsOf(group, 1);
      for (const [at, chunk] of chunks.entries()) yield* this.#chunk(columns[at], chunk);
    }
    for (const reason of this.#lost) yield { type: 'loss', kind: 'unreadable', isGap: true, step: null, reason };
  }

  #pairs(struct: ThriftStruct | undefined, id: number): void {
    for (const pair of structsOf(struct, id))
      this.#found.addNamed(textOf(pair, 1)?.toString('utf8') ?? '', textOf(pair, 2) ?? '');
  }

  *#chunk(column: Column | undefined, chunk: ThriftStruct): Iterable<Part> {
    const metadata = structOf(chunk, 3);
    this.#pairs(metadata, 8);
    if (column !== undefined && column.type !== byteArray && column.type !== fixedArray) {
      this.hasTensors = true;
      return;
    }
    // What is least and what is greatest of a column stands in its pages, too; of one that is elsewhere it is all there is.
    const place = readChunk(chunk);
    if (chunk.has(8) || column === undefined || place === null) {
      const reason = chunk.has(8) ? 'a column in it is encrypted' : 'a column of it lies in another file';
      yield { type: 'loss', kind: chunk.has(8) ? 'encrypted' : 'missing', isGap: true, step: null, reason };
      return;
    }
    for (const page of this.#pages(place)) {
      this.#page(column, place, page);
      yield* this.#found.takeIfFull();
    }
  }

  *#pages({ at: start, size }: Chunk): Generator<Page> {
    const { source, budget } = this.#input;
    if (start < 0 || size < 0 || start + size > source.size)
      throw new DamagedInput('a column in it lies behind its end');
    for (let at = start; at < start + size; ) {
      budget.checkTime();
      const reader = this.#header(at, start + size);
      const header = reader.struct();
      const packed = numberOf(header, 3) ?? -1;
      at += reader.at;
      if (packed < 0 || at + packed > start + size) throw new DamagedInput('a page in it is damaged');
      yield { header, at, size: packed };
      at += packed;
    }
  }

  #header(at: number, end: number): ThriftReader {
    return new ThriftReader(this.#input.source.read(at, Math.min(longestHeader, end - at)));
  }

  #page(column: Column, { codec }: Chunk, { header, at, size }: Page): void {
    const kind = numberOf(header, 1);
    const [data, dictionary, data2] = [structOf(header, 5), structOf(header, 7), structOf(header, 8)];
    const encoding =
      numberOf(
        kind === pageType.dictionary ? dictionary : kind === pageType.data2 ? data2 : data,
        kind === pageType.data2 ? 4 : 2,
      ) ?? -1;
    if (kind !== pageType.data && kind !== pageType.dictionary && kind !== pageType.data2) return;
    // Numbers of the dictionary's entries need not be unpacked.
    const isNumbers = kind !== pageType.dictionary && (encoding === 2 || encoding === 8);
    if (isNumbers) return;
    const levels = kind === pageType.data2 ? (numberOf(data2, 5) ?? 0) + (numberOf(data2, 6) ?? 0) : 0;
    const isPacked = codec !== 0 && data2?.get(7) !== false;
    const unpacked = (numberOf(header, 2) ?? 0) - levels;
    if (levels < 0 || levels > size) throw new DamagedInput('a page in it is damaged');
    const { budget, source } = this.#input;
    if (size > budget.limits.fileBytes) throw budget.tooMuch(size);
    const stored = source.read(at + levels, size - levels);
    const way = codecs[codec];
    if (isPacked && way === undefined) {
      this.#lost.add('a column in it is compressed in a way that is not read');
      return;
    }
    const bytes = isPacked ? unpackColumn(way, stored, unpacked, budget) : stored;
    const values = kind === pageType.data ? withoutLevels(bytes, column) : bytes;
    // Dictionaries of old writers say PLAIN_DICTIONARY and are plain.
    const fixed = column.type === fixedArray ? column.fixed : 0;
    const terms = { fixed, takeBytes: (count: number) => budget.takeBytes(count) };
    this.#tell(column, readPage(kind === pageType.dictionary ? 0 : encoding, values, terms));
  }

  #tell({ name, type }: Column, texts: Iterable<Buffer> | null): void {
    if (texts === null) {
      this.#lost.add('a column in it is written in a way that is not read');
      return;
    }
    const isNamed = maySayMore(name);
    let last: Buffer | null = null;
    for (const text of texts) {
      this.#found.tick();
      // A value that stands in row after row is told once.
      if (last?.equals(text)) continue;
      last = text;
      // Decimals and ids of a fixed size are numbers.
      if (type === fixedArray && kindOf(text) !== 'text') continue;
      if (isNamed) this.#found.addNamed(name, text);
      else this.#found.add(text);
    }
  }
}

/** A page of the first version begins with which values are absent and which repeat, each with its length before it. */
function withoutLevels(bytes: Buffer, { isOptional, isRepeated }: Column): Buffer {
  let at = 0;
  for (const has of [isRepeated, isOptional]) if (has) at += 4 + bytes.readUInt32LE(at);
  if (at > bytes.length) throw new DamagedInput('a page in it is damaged');
  return bytes.subarray(at);
}

export function* decodeParquet(input: DecodeInput): Iterable<Part> {
  if (input.source.read(0, 4).toString('latin1') === 'PARE') {
    yield { type: 'loss', kind: 'encrypted', isGap: true, step: null, reason: 'it is encrypted' };
    return;
  }
  const found = new FoundText('Parquet', input.budget);
  const reader = new ParquetReader(input, found);
  try {
    yield* reader.read();
  } finally {
    yield* found.take();
  }
  if (reader.hasTensors) yield tensorsSkipped();
}
