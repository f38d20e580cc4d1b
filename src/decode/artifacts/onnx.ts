// ONNX models: every text of the protobuf, none of the numbers. Field numbers are those of
// https://github.com/onnx/onnx/blob/main/onnx/onnx.proto
import { DamagedInput, type DecodeInput, OtherFormat, type Part } from '../decoder.ts';
import { FoundText, tensorsSkipped } from './found-text.ts';
import { PieceReader } from './piece-reader.ts';

type Message =
  | 'model'
  | 'graph'
  | 'node'
  | 'attribute'
  | 'tensor'
  | 'entry'
  | 'value'
  | 'operators'
  | 'function'
  | 'training'
  | 'sparse';

/** What each field of a message is: text, another message, or (absent) nothing with text in it. */
const fields: Readonly<Record<Message, Readonly<Record<number, 'text' | 'tensors' | Message>>>> = {
  model: {
    2: 'text',
    3: 'text',
    4: 'text',
    6: 'text',
    7: 'graph',
    8: 'operators',
    14: 'entry',
    20: 'training',
    25: 'function',
  },
  graph: {
    1: 'node',
    2: 'text',
    5: 'tensor',
    10: 'text',
    11: 'value',
    12: 'value',
    13: 'value',
    15: 'sparse',
    16: 'entry',
  },
  node: { 1: 'text', 2: 'text', 3: 'text', 4: 'text', 5: 'attribute', 6: 'text', 7: 'text', 8: 'text', 9: 'entry' },
  attribute: {
    1: 'text',
    4: 'text',
    5: 'tensor',
    6: 'graph',
    9: 'text',
    10: 'tensor',
    11: 'graph',
    13: 'text',
    21: 'text',
    22: 'sparse',
    23: 'sparse',
  },
  tensor: {
    4: 'tensors',
    5: 'tensors',
    6: 'text',
    7: 'tensors',
    8: 'text',
    9: 'tensors',
    10: 'tensors',
    11: 'tensors',
    12: 'text',
    13: 'entry',
    16: 'entry',
  },
  entry: { 1: 'text', 2: 'text' },
  value: { 1: 'text', 3: 'text', 4: 'entry' },
  operators: { 1: 'text' },
  function: {
    1: 'text',
    4: 'text',
    5: 'text',
    6: 'text',
    7: 'node',
    8: 'text',
    9: 'operators',
    10: 'text',
    11: 'attribute',
    12: 'value',
    13: 'text',
    14: 'entry',
  },
  training: { 1: 'graph', 2: 'graph', 3: 'entry', 4: 'entry' },
  sparse: { 1: 'tensor', 2: 'tensor' },
};

/** Messages whose second text is the value of their first. */
const isNamed: ReadonlySet<Message> = new Set<Message>(['entry', 'attribute']);
/** Graphs in attributes of nodes of graphs: loops in loops. protobuf itself stops at 100. */
const deepest = 100;
const longestText = 64 * 1024 * 1024;

const damaged = () => new DamagedInput('its protobuf is broken or ends early');

class OnnxReader {
  readonly #reader: PieceReader;
  readonly #found: FoundText;
  hasTensors = false;

  constructor(reader: PieceReader, found: FoundText) {
    this.#reader = reader;
    this.#found = found;
  }

  #number(): number {
    let value = 0;
    for (let factor = 1, count = 0; count < 10; count++, factor *= 128) {
      const byte = this.#reader.u8();
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return value;
    }
    throw damaged();
  }

  /** Reads the fields of a message that ends at `end`. */
  *message(type: Message, end: number, depth: number): Iterable<Part> {
    if (depth > deepest) throw new DamagedInput('graphs in it lie too deep in each other');
    const reader = this.#reader;
    let name: string | null = null;
    while (reader.at < end) {
      const tag = this.#number();
      const wire = tag % 8;
      const field = Math.floor(tag / 8);
      if (wire !== 2) {
        this.#skip(wire);
        continue;
      }
      const length = this.#number();
      if (field === 0 || length > end - reader.at) throw damaged();
      const what = fields[type][field];
      if (what === 'text') {
        const text = this.#text(length);
        if (isNamed.has(type) && field === 1 && name === null) {
          name = text.toString('utf8');
          // An attribute may be a number; a value that comes stands beside its name.
          if (type === 'attribute') this.#found.add(name);
        } else if (name === null) this.#found.add(text);
        else {
          this.#found.addNamed(name, text);
          if (type === 'entry') name = null;
        }
      } else if (what === undefined || what === 'tensors') {
        if (what === 'tensors' && length > 0) this.hasTensors = true;
        reader.skip(length);
      } else yield* this.message(what, reader.at + length, depth + 1);
      yield* this.#found.takeIfFull();
    }
    if (reader.at > end) throw damaged();
    if (type === 'entry' && name !== null) this.#found.add(name);
  }

  #text(length: number): Buffer {
    if (length > longestText) throw new DamagedInput('a text in it is said to be longer than 64 MiB');
    return Buffer.from(this.#reader.bytes(length));
  }

  #skip(wire: number): void {
    if (wire === 0) this.#number();
    else if (wire === 1) this.#reader.skip(8);
    else if (wire === 5) this.#reader.skip(4);
    else throw damaged();
  }

  /**
   * Whether the outermost fields are those of a model: known numbers, a version, a graph or functions, and all of them
   * within the file. Only a few bytes each are read.
   * @returns `cut` when a graph begins and the file ends within it
   */
  probe(end: number): 'model' | 'cut' | 'other' {
    const reader = this.#reader;
    let isModel = false;
    let known = 0;
    while (reader.at < end) {
      let tag: number;
      try {
        tag = this.#number();
        const field = Math.floor(tag / 8);
        if (field === 0 || field > 30) return 'other';
        if (tag % 8 !== 2) {
          this.#skip(tag % 8);
          continue;
        }
        if (fields.model[field] === undefined) return 'other';
        const length = this.#number();
        isModel ||= field === 7 || field === 25;
        if (length > end - reader.at) return isModel && known > 0 ? 'cut' : 'other';
        known++;
        reader.skip(length);
      } catch (error) {
        if (!(error instanceof DamagedInput)) throw error;
        return isModel && known > 0 ? 'cut' : 'other';
      }
    }
    return isModel ? 'model' : 'other';
  }
}

export function* decodeOnnx({ source, budget }: DecodeInput): Iterable<Part> {
  const found = new FoundText('model', budget);
  const reader = new PieceReader(source);
  const onnx = new OnnxReader(reader, found);
  if (onnx.probe(reader.end) === 'other') throw new OtherFormat();
  reader.at = 0;
  try {
    yield* onnx.message('model', reader.end, 0);
  } finally {
    yield* found.take();
  }
  if (onnx.hasTensors) yield tensorsSkipped();
}
