// GGUF: names with values, then names and shapes of tensors, then the tensors.
// https://github.com/ggml-org/ggml/blob/master/docs/gguf.md
import { DamagedInput, type DecodeInput, type Part } from '../decoder.ts';
import { FoundText, tensorsSkipped } from './found-text.ts';
import { PieceReader } from './piece-reader.ts';

/** Bytes of the value types that have a fixed size, by their number; 8 is text, 9 a list. */
const sizes: Readonly<Record<number, number>> = { 0: 1, 1: 1, 2: 2, 3: 2, 4: 4, 5: 4, 6: 4, 7: 1, 10: 8, 11: 8, 12: 8 };
const textType = 8;
const listType = 9;
/** Lists of lists; the format forbids none, and no writer makes them deep. */
const deepest = 8;
/** Longest single text: chat templates have some 10 kB. */
const longestText = 64 * 1024 * 1024;
const mostDimensions = 16;

class GgufReader {
  readonly #reader: PieceReader;
  readonly #found: FoundText;
  /** Version 1 counted in 32 bits. */
  #isShort = false;

  constructor(reader: PieceReader, found: FoundText) {
    this.#reader = reader;
    this.#found = found;
  }

  #count(): number {
    return this.#isShort ? this.#reader.u32() : this.#reader.u64();
  }

  #text(): Buffer {
    const length = this.#count();
    if (length > longestText) throw new DamagedInput('a text in it is said to be longer than 64 MiB');
    return this.#reader.bytes(length);
  }

  *read(): Iterable<Part> {
    const reader = this.#reader;
    reader.skip(4);
    const version = reader.bytes(4);
    // A file of the other byte order has its version in the last byte.
    reader.isBigEndian = version[0] === 0;
    const number = reader.isBigEndian ? version.readUInt32BE() : version.readUInt32LE();
    if (number < 1 || number > 15) throw new DamagedInput('it says to be of a GGUF version that does not exist');
    this.#isShort = number === 1;
    const tensors = this.#count();
    const pairs = this.#count();
    for (let pair = 0; pair < pairs; pair++) {
      const name = this.#text().toString('utf8');
      yield* this.#value(name, reader.u32(), 0);
      yield* this.#found.takeIfFull();
    }
    for (let tensor = 0; tensor < tensors; tensor++) yield* this.#tensor();
    yield* this.#found.take();
    if (tensors > 0) yield tensorsSkipped();
  }

  *#value(name: string, type: number, depth: number): Iterable<Part> {
    const reader = this.#reader;
    if (type === textType) this.#found.addNamed(name, Buffer.from(this.#text()));
    else if (type === listType) yield* this.#list(name, depth);
    else if (sizes[type] !== undefined) {
      if (depth === 0) this.#found.add(name);
      reader.skip(sizes[type]);
    } else throw new DamagedInput('a value in it is of a type that does not exist');
  }

  *#list(name: string, depth: number): Iterable<Part> {
    const reader = this.#reader;
    const type = reader.u32();
    const count = this.#count();
    if (depth === deepest) throw new DamagedInput('lists in it lie too deep in each other');
    if (depth === 0) this.#found.add(name);
    if (sizes[type] !== undefined) {
      reader.skip(sizes[type] * count);
      return;
    }
    // Every item has a length of its own: a list that claims more items than bytes is refused here.
    reader.need(count * (this.#isShort ? 4 : 8));
    for (let item = 0; item < count; item++) {
      if (type === textType) this.#found.add(this.#text());
      else yield* this.#value('', type, depth + 1);
      yield* this.#found.takeIfFull();
    }
  }

  *#tensor(): Iterable<Part> {
    const reader = this.#reader;
    this.#found.add(this.#text());
    const dimensions = reader.u32();
    if (dimensions > mostDimensions) throw new DamagedInput('a tensor in it has more than 16 dimensions');
    reader.skip(dimensions * (this.#isShort ? 4 : 8) + 4 + 8);
    yield* this.#found.takeIfFull();
  }
}

export function* decodeGguf({ source, budget }: DecodeInput): Iterable<Part> {
  const found = new FoundText('metadata', budget);
  try {
    yield* new GgufReader(new PieceReader(source), found).read();
  } finally {
    // What was read before the damage is scanned, too.
    yield* found.take();
  }
}
