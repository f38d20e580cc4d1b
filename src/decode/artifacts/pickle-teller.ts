// Gives on the texts of a pickle as their place in it becomes known: names beside their values, tensors not at all.
import type { FoundText } from './found-text.ts';
import { type BytesValue, isBytes, isText, isTuple, type TextValue, type Value } from './pickle-values.ts';
import type { PieceReader } from './piece-reader.ts';

/** Characters of a text that is kept to stand beside its name or value; longer ones are told by themselves. */
export const longestKept = 64 * 1024;

/** A longer text that many names share is told with one of them. */
const longestRepeated = 256;

/** What comes to light on the way, for who follows the pickle. */
export interface PickleEvents {
  /** Bytes that are a value of their own: text, an image, another pickle. */
  bytes(value: BytesValue): void;
  /** Numbers of an array. */
  tensor(): void;
}

export class PickleTeller {
  readonly #reader: PieceReader;
  readonly #found: FoundText;
  readonly #events: PickleEvents;

  constructor(reader: PieceReader, found: FoundText, events: PickleEvents) {
    this.#reader = reader;
    this.#found = found;
    this.#events = events;
  }

  /** The bytes of an array are numbers, unless they are texts. */
  passArray(values: Value): void {
    if (!isTuple(values)) return;
    const holdsText = values.items.some((item) => typeof item === 'object' && item !== null && isTextType(item));
    for (const item of values.items)
      if (isBytes(item) && !item.isTold && !holdsText) {
        item.isTold = true;
        this.#events.tensor();
      }
  }

  /** A name as text; protocols 0 to 2 have names as bytes, too. */
  nameText(name: Value): string | null {
    if (isText(name)) return name.text;
    if (!isBytes(name) || name.length > longestKept) return null;
    return this.#read(name).toString('utf8');
  }

  tellPair(key: string | null, name: Value, value: Value): void {
    const isRepeated = isText(value) && value.isTold && value.text.length > longestRepeated;
    const text = isText(value) && !isRepeated ? value : null;
    const bytes = isBytes(value) && value.length <= longestKept ? value : null;
    const shown = text?.text ?? (bytes && this.#read(bytes));
    if (key === null || shown === null || shown === undefined || (Buffer.isBuffer(shown) && shown.includes(0))) {
      this.tell(name);
      this.tell(value);
      return;
    }
    this.#found.addNamed(key, shown);
    for (const told of [name, value] as (TextValue | BytesValue)[]) told.isTold = true;
  }

  #read({ at, length }: BytesValue): Buffer {
    return this.#reader.source.read(at, length);
  }

  /** Gives on what a value holds, once. What lies in collections was told when those were made. */
  tell(value: Value): void {
    if (isText(value)) {
      if (!value.isTold) this.#found.add(value.text);
      value.isTold = true;
    } else if (isBytes(value)) {
      if (!value.isTold) this.#events.bytes(value);
      value.isTold = true;
    } else if (isTuple(value)) for (const item of value.items) if (isBytes(item)) this.tell(item);
  }
}

/** A `numpy.dtype` of texts or objects: `dtype('S20')`. */
function isTextType(value: Exclude<Value, number | symbol | null>): boolean {
  if (value.type !== 'object' || !/^numpy[\w.]* dtype$/.test(value.of) || !isTuple(value.arguments)) return false;
  const [type] = value.arguments.items;
  return type !== undefined && isText(type) && /^[<>|=]?[SUOV]/.test(type.text);
}
