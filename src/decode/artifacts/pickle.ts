// Pickles of Python (protocols 0 to 5), several one after the other, with the arrays of joblib between the instructions and
// the tensors of torch.save's older format behind them. Read, never run.

import { viewOf } from '../../model/byte-source.ts';
import { DamagedInput, type DecodeInput, OtherFormat, type Part } from '../decoder.ts';
import { kindOf } from '../kind-of.ts';
import { FoundText, tensorsSkipped } from './found-text.ts';
import { readJoblibArray } from './joblib-array.ts';
import { PickleMachine } from './pickle-machine.ts';
import type { BytesValue } from './pickle-values.ts';
import { PieceReader } from './piece-reader.ts';

/** Pickles in the arrays of pickles: joblib writes one level. */
const deepest = 16;
/** Instructions that must make sense before the bytes are taken for a pickle. */
const leastSteps = 8;
/** Shorter bytes that are no text are numbers or keys of a dictionary. */
const leastBytes = 16;
/** `MAGIC_NUMBER` of torch/serialization.py as it is pickled: LONG1 of 10 bytes. */
const torchMagic = Buffer.from('8a0a6cfc9c46f9206aa85019', 'hex');
/** Pickles that torch writes before its tensors: magic, protocol, system, object, names of tensors. */
const torchPickles = 5;

class PickleReader {
  readonly #reader: PieceReader;
  readonly #found: FoundText;
  /** Bytes to be given on as they are met. */
  #bytes: BytesValue[] = [];
  hasTensors = false;
  steps = 0;

  constructor(reader: PieceReader, found: FoundText) {
    this.#reader = reader;
    this.#found = found;
  }

  /** Follows one pickle to its end. */
  *pickle(depth = 0): Iterable<Part> {
    const machine = new PickleMachine(this.#reader, this.#found, {
      bytes: (value) => this.#bytes.push(value),
      tensor: () => {
        this.hasTensors = true;
      },
    });
    while (machine.step()) {
      this.steps++;
      this.#found.tick();
      if (machine.built !== null) {
        const array = readJoblibArray(machine.built, this.#reader);
        if (array === 'pickle') {
          if (depth === deepest) throw new DamagedInput('pickles in it lie too deep in each other');
          yield* this.pickle(depth + 1);
        } else if (array !== null) yield* this.#array(array.at, array.length, array.isText);
      }
      if (this.#bytes.length > 0 || this.#found.isFull) yield* this.#give();
    }
    yield* this.#give();
  }

  *#array(at: number, length: number, isText: boolean): Iterable<Part> {
    if (isText) yield { type: 'file', step: 'rows', path: null, bytes: viewOf(this.#reader.source, at, length) };
    else if (length > 0) this.hasTensors = true;
  }

  *#give(): Iterable<Part> {
    const met = this.#bytes;
    this.#bytes = [];
    for (const { at, length } of met) {
      const source = viewOf(this.#reader.source, at, length);
      const isText = kindOf(source.read(0, 8000)) === 'text';
      if (isText && length <= 64 * 1024) this.#found.add(source.read(0, length));
      else if (length >= leastBytes) {
        yield* this.#found.take();
        yield { type: 'file', step: 'bytes', path: null, bytes: source };
      }
    }
    yield* this.#found.takeIfFull();
  }
}

function beginsPickle(reader: PieceReader): boolean {
  const [first, protocol] = reader.source.read(reader.at, 2);
  return first === 0x80 && protocol >= 2 && protocol <= 5;
}

export function* decodePickle({ source, budget }: DecodeInput): Iterable<Part> {
  const found = new FoundText('pickle', budget);
  const reader = new PieceReader(source);
  const pickles = new PickleReader(reader, found);
  const isTorch = source.read(2, torchMagic.length).equals(torchMagic);
  try {
    for (let count = 1; ; count++) {
      yield* pickles.pickle();
      if (reader.left === 0) break;
      if ((isTorch && count === torchPickles) || !beginsPickle(reader)) {
        if (isTorch) pickles.hasTensors = true;
        else
          yield { type: 'file', step: 'behind the pickle', path: null, bytes: viewOf(source, reader.at, reader.left) };
        break;
      }
    }
  } catch (error) {
    if (error instanceof DamagedInput && pickles.steps < leastSteps) throw new OtherFormat();
    throw error;
  } finally {
    yield* found.take();
  }
  if (pickles.hasTensors) yield tensorsSkipped();
}
