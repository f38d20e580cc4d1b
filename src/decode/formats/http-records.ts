// HAR files (HTTP Archive 1.2), Postman collections (2.x) and environments: headers, cookies, variables and bodies by name, with
// escapes undone and base64 decoded; all the rest of the JSON as it stands.
import { bytesInMemory } from '../../model/byte-source.ts';
import type { Span } from '../../model/layer.ts';
import { DamagedInput, type DecodeInput, OtherFormat, type Part } from '../decoder.ts';
import { decodeBase64 } from '../encoded/decode-base64.ts';
import { JsonCursor } from '../notebook/json-cursor.ts';
import { JsonText } from '../notebook/json-text.ts';
import { looksLikePicture } from '../notebook/looks-like-picture.ts';

/** Lists, and what one of theirs is called. */
const singular: ReadonlyMap<string, string> = new Map([
  ['entries', 'entry'],
  ['headers', 'header'],
  ['cookies', 'cookie'],
  ['params', 'parameter'],
  ['queryString', 'query'],
  ['variables', 'variable'],
  ['values', 'variable'],
  ['pages', 'page'],
]);
/** Names and bodies that are told one by one; a file with more of them is text like any other. */
const mostNamed = 1_000_000;
/** Objects in each other: `item` in `item`. */
const mostDepth = 100;

interface Named {
  readonly step: string;
  readonly spans: readonly Span[];
}

interface Body {
  readonly step: string;
  readonly text: Span;
  readonly mimeType: string;
}

class RecordReader {
  readonly #cursor: JsonCursor;
  readonly named: Named[] = [];
  /** Bodies in base64. */
  readonly bodies: Body[] = [];

  constructor(json: Buffer) {
    this.#cursor = new JsonCursor(json);
  }

  /** @throws DamagedInput */
  readAll(): void {
    this.#value([], 0);
    this.#cursor.end();
  }

  #text({ start, end }: Span): string {
    return new JsonText(this.#cursor.bytes, { pieces: [{ start, end }] }).bytes.toString();
  }

  #value(way: readonly string[], depth: number): void {
    const cursor = this.#cursor;
    if (depth > mostDepth) cursor.skip();
    else if (cursor.isObject()) this.#object(way, depth);
    else if (cursor.isArray()) {
      const last = way.at(-1) ?? '';
      const outer = way.slice(0, -1);
      cursor.items((index) => this.#value([...outer, `${singular.get(last) ?? last} ${index + 1}`], depth + 1));
    } else cursor.skip();
  }

  #object(way: readonly string[], depth: number): void {
    if (this.named.length + this.bodies.length > mostNamed) throw new OtherFormat();
    const cursor = this.#cursor;
    const texts = new Map<string, Span>();
    cursor.members((key) => {
      if (cursor.isString()) texts.set(key, cursor.string());
      else this.#value(key === 'log' ? way : [...way, key], depth + 1);
    });
    const name = texts.get('name') ?? texts.get('key');
    const value = texts.get('value');
    const body = texts.get('text');
    const encoding = texts.get('encoding');
    if (name !== undefined && value !== undefined) {
      // The number in its list gives way to its name.
      const kind = (way.at(-1) ?? '').replace(/ \d+$/, '');
      const spans = name.end < value.start ? [name, value] : [value];
      this.named.push({ step: [...way.slice(0, -1), kind, this.#text(name)].join(' '), spans });
    } else if (body !== undefined && encoding !== undefined && this.#text(encoding) === 'base64') {
      const mimeType = texts.get('mimeType');
      this.bodies.push({
        step: way.join(' '),
        text: body,
        mimeType: mimeType === undefined ? '' : this.#text(mimeType),
      });
    } else if (body !== undefined) this.named.push({ step: way.join(' '), spans: [body] });
  }
}

/** What no name and no body takes. */
function restOf(size: number, taken: readonly Span[]): Span[] {
  const rest: Span[] = [];
  let from = 0;
  for (const { start, end } of [...taken].sort((a, b) => a.start - b.start)) {
    if (start > from) rest.push({ start: from, end: start });
    from = Math.max(from, end);
  }
  if (from < size) rest.push({ start: from, end: size });
  return rest;
}

function readOrLeave(json: Buffer): RecordReader {
  const reader = new RecordReader(json);
  try {
    reader.readAll();
    return reader;
  } catch (error) {
    // Broken JSON is text like any other.
    throw error instanceof DamagedInput ? new OtherFormat() : error;
  }
}

export function* decodeHttpRecords({ source, budget }: DecodeInput): Generator<Part> {
  const json = source.read(0, source.size);
  const { named, bodies } = readOrLeave(json);
  for (const { step, spans } of named) {
    budget.checkTime();
    const { bytes, spanOf } = new JsonText(json, { pieces: spans, glue: ': ' });
    if (bytes.length > 0) yield { type: 'text', step, bytes, spanOf };
  }
  for (const { step, text, mimeType } of bodies) {
    if (/^image\/(?!svg)/.test(mimeType) && looksLikePicture(json, [text])) {
      yield { type: 'loss', kind: 'pixels', isGap: false, step, reason: 'it is a picture' };
      continue;
    }
    const bytes = decodeBase64(json.subarray(text.start, text.end));
    budget.takeBytes(bytes.length);
    if (bytes.length > 0) yield { type: 'file', step, path: null, bytes: bytesInMemory(bytes) };
  }
  const pieces = restOf(json.length, [...named.flatMap(({ spans }) => spans), ...bodies.map(({ text }) => text)]);
  const { bytes, spanOf } = new JsonText(json, { pieces });
  yield { type: 'text', step: null, bytes, spanOf };
}
