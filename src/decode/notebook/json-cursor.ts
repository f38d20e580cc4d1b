// Walks JSON by its bytes: tells where values stand and builds none, so that a notebook of 500 MB costs no memory of its own.
// Lenient about what stands inside values that are passed over; whoever reads the file itself is the judge of those.
import type { Span } from '../../model/layer.ts';
import { DamagedInput } from '../decoder.ts';

const quote = 0x22;
const backslash = 0x5c;
const comma = 0x2c;
const colon = 0x3a;
const [openObject, closeObject, openArray, closeArray] = [0x7b, 0x7d, 0x5b, 0x5d];

const broken = () => new DamagedInput('its JSON is broken or ends early');

export class JsonCursor {
  readonly bytes: Buffer;
  at: number;

  constructor(bytes: Buffer, at = 0) {
    this.bytes = bytes;
    this.at = at;
  }

  /** The next byte that is no white space, which is not passed; -1 at the end. */
  peek(): number {
    const { bytes } = this;
    for (; this.at < bytes.length; this.at++) {
      const byte = bytes[this.at];
      if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) return byte;
    }
    return -1;
  }

  #take(expected: number): void {
    if (this.peek() !== expected) throw broken();
    this.at++;
  }

  /** Passes a string; where its text stands, without the quotes. @throws DamagedInput */
  string(): Span {
    this.#take(quote);
    const { bytes, at: start } = this;
    for (let end = bytes.indexOf(quote, start); end >= 0; end = bytes.indexOf(quote, end + 1)) {
      let slashes = 0;
      while (end - slashes > start && bytes[end - slashes - 1] === backslash) slashes++;
      if (slashes % 2 === 1) continue;
      this.at = end + 1;
      return { start, end };
    }
    throw broken();
  }

  /** Passes any value; where it stands. @throws DamagedInput */
  skip(): Span {
    const first = this.peek();
    const start = this.at;
    let depth = 0;
    do {
      const byte = depth === 0 ? first : this.peek();
      if (byte === quote) this.string();
      else if (byte === openObject || byte === openArray) {
        depth++;
        this.at++;
      } else if (byte === closeObject || byte === closeArray) {
        if (--depth < 0) throw broken();
        this.at++;
      } else if (byte === comma || byte === colon) {
        if (depth === 0) throw broken();
        this.at++;
      } else this.#word();
    } while (depth > 0);
    return { start, end: this.at };
  }

  /** Passes a number or a name. */
  #word(): void {
    const { bytes, at } = this;
    while (this.at < bytes.length && /* + - . letters digits */ isWord(bytes[this.at])) this.at++;
    if (this.at === at) throw broken();
  }

  /** Passes an object; `visit` is called for each key and passes its value. @throws DamagedInput */
  members(visit: (key: string) => void): void {
    this.#list(openObject, closeObject, () => {
      const { start, end } = this.string();
      this.#take(colon);
      visit(this.bytes.toString('utf8', start, end));
    });
  }

  /** Passes an array; `visit` passes each value. @throws DamagedInput */
  items(visit: (index: number) => void): void {
    this.#list(openArray, closeArray, visit);
  }

  #list(open: number, close: number, visit: (index: number) => void): void {
    this.#take(open);
    if (this.peek() === close) {
      this.at++;
      return;
    }
    for (let index = 0; ; index++) {
      visit(index);
      const next = this.peek();
      this.at++;
      if (next === close) return;
      if (next !== comma) throw broken();
    }
  }

  isObject(): boolean {
    return this.peek() === openObject;
  }

  isArray(): boolean {
    return this.peek() === openArray;
  }

  isString(): boolean {
    return this.peek() === quote;
  }

  /** A string, or an array of nothing but strings, is passed: each of them. Of anything else null, and the cursor stays. */
  strings(): Span[] | null {
    if (this.isString()) return [this.string()];
    if (!this.isArray()) return null;
    const from = this.at;
    const found: Span[] = [];
    let isPure = true;
    this.items(() => {
      if (this.isString()) found.push(this.string());
      else {
        isPure = false;
        this.skip();
      }
    });
    if (isPure) return found;
    this.at = from;
    return null;
  }

  /** @throws DamagedInput when anything but white space follows */
  end(): void {
    if (this.peek() !== -1) throw broken();
  }
}

function isWord(byte: number): boolean {
  return (
    (byte >= 0x30 && byte <= 0x39) ||
    (byte >= 0x61 && byte <= 0x7a) ||
    (byte >= 0x41 && byte <= 0x5a) ||
    byte === 0x2d ||
    byte === 0x2b ||
    byte === 0x2e
  );
}
