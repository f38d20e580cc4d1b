// Text that stands in JSON, in one string or over several, with escapes undone and terminal colours taken out, and the way
// back to each byte of it. Only the text is made; the way back is walked when it is asked for.
import type { Span } from '../../model/layer.ts';

const backslash = 0x5c;
const escapeCharacter = 0x1b;
/** RFC 8259, section 7. */
const plainEscapes: (number | undefined)[] = new Array(256).fill(undefined);
for (const [letter, code] of ['""', '\\\\', '//', 'b\b', 'f\f', 'n\n', 'r\r', 't\t'])
  plainEscapes[letter.charCodeAt(0)] = code.charCodeAt(0);
/** What stands for half of a character whose other half is missing. */
const replacement = 0xfffd;

/** The code unit of `\uXXXX` at `at`, or -1. */
function unitAt(raw: Buffer, at: number): number {
  if (raw[at] !== backslash || raw[at + 1] !== 0x75) return -1;
  const digits = raw.toString('latin1', at + 2, at + 6);
  return /^[0-9a-fA-F]{4}$/.test(digits) ? Number.parseInt(digits, 16) : -1;
}

/** What the escape at `at` stands for, and how many bytes it takes; a broken one stands for its backslash. */
function escapeAt(raw: Buffer, at: number): { code: number; length: number } {
  const plain = plainEscapes[raw[at + 1]];
  if (plain !== undefined && at + 1 < raw.length) return { code: plain, length: 2 };
  const unit = unitAt(raw, at);
  if (unit < 0) return { code: backslash, length: 1 };
  if (unit < 0xd800 || unit > 0xdfff) return { code: unit, length: 6 };
  const second = unit < 0xdc00 ? unitAt(raw, at + 6) : -1;
  if (second < 0xdc00 || second > 0xdfff) return { code: replacement, length: 6 };
  return { code: 0x10000 + ((unit - 0xd800) << 10) + (second - 0xdc00), length: 12 };
}

function utf8Length(code: number): number {
  if (code < 0x80) return 1;
  if (code < 0x800) return 2;
  return code < 0x10000 ? 3 : 4;
}

/**
 * Writes json[start, end) with its escapes undone to `out`, which has room for as much, at `length`.
 * Byte by byte: a notebook has millions of short strings, and a call for each costs more than its bytes.
 * @returns where `out` ends then
 */
function undoEscapes(json: Buffer, { start, end }: Span, out: Buffer, length: number): number {
  let to = length;
  for (let at = start; at < end; at++) {
    const byte = json[at];
    if (byte !== backslash) {
      out[to++] = byte;
      continue;
    }
    const plain = at + 1 < end ? plainEscapes[json[at + 1]] : undefined;
    if (plain !== undefined) {
      out[to++] = plain;
      at++;
      continue;
    }
    const { code, length: taken } = escapeAt(json.subarray(at, end), 0);
    if (code < 0x80) out[to++] = code;
    else to += out.write(String.fromCodePoint(code), to, 'utf8');
    at += taken - 1;
  }
  return to;
}

/** Where the byte `offset` of undoEscapes(raw) comes from: [start, end) of what stands for it. */
function rawSpan(raw: Buffer, offset: number): Span {
  let passed = 0;
  for (let at = 0; at < raw.length; ) {
    const next = raw.indexOf(backslash, at);
    const end = next < 0 ? raw.length : next;
    if (offset < passed + end - at) return { start: at + offset - passed, end: at + offset - passed + 1 };
    passed += end - at;
    if (next < 0) break;
    const { code, length } = escapeAt(raw, next);
    passed += utf8Length(code);
    at = next + length;
    if (offset < passed) return { start: next, end: at };
  }
  return { start: raw.length, end: raw.length };
}

/** ECMA-48 control sequences: colours, cursor moves; and operating system commands (links, titles). */
const terminalCodes = /\x1b(?:\[[0-?]{0,64}[ -/]{0,8}[@-~]|\][^\x07\x1b]{0,2048}(?:\x07|\x1b\\))/g;

/** Codes of one text that are taken out; those behind them stay, and are blanks where the text is judged. */
const mostCodes = 2_000_000;

/** A text without terminal codes, and what was taken out of it. */
class Uncoloured {
  readonly bytes: Buffer;
  /** Offsets in `bytes` behind which something is missing, and how much is missing up to there. */
  readonly #cuts: number[] = [];
  readonly #missing: number[] = [];

  constructor(text: Buffer) {
    const kept = Buffer.allocUnsafe(text.length);
    let length = 0;
    let from = 0;
    let missing = 0;
    // latin1: an offset in the string is one in the bytes.
    for (const { index, 0: code } of text.toString('latin1').matchAll(terminalCodes)) {
      if (this.#cuts.length === mostCodes) break;
      length += text.copy(kept, length, from, index);
      this.#cuts.push(index - missing);
      missing += code.length;
      this.#missing.push(missing);
      from = index + code.length;
    }
    length += text.copy(kept, length, from);
    this.bytes = missing === 0 ? text : kept.subarray(0, length);
  }

  /** Where the byte `offset` stood before. */
  before(offset: number): number {
    let [low, high] = [0, this.#cuts.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#cuts[middle] <= offset) low = middle + 1;
      else high = middle;
    }
    return offset + (low === 0 ? 0 : this.#missing[low - 1]);
  }
}

export interface JsonPieces {
  /** Parts of the JSON, in its order, without the quotes around them. */
  readonly pieces: readonly Span[];
  /** What stands between two pieces. */
  readonly glue?: string;
  /** True where terminals print it. */
  readonly isPrinted?: boolean;
}

export class JsonText {
  readonly bytes: Buffer;
  readonly #json: Buffer;
  readonly #pieces: readonly Span[];
  /** Where each piece begins in the text. */
  readonly #starts: number[] = [];
  readonly #uncoloured: Uncoloured | null;

  constructor(json: Buffer, { pieces, glue = '', isPrinted = false }: JsonPieces) {
    this.#json = json;
    this.#pieces = pieces;
    const between = Buffer.from(glue);
    const most = pieces.reduce((sum, { start, end }) => sum + end - start + between.length, 0);
    const text = Buffer.allocUnsafe(most);
    let length = 0;
    for (const piece of pieces) {
      if (this.#starts.length > 0) length += between.copy(text, length);
      this.#starts.push(length);
      length = undoEscapes(json, piece, text, length);
    }
    this.bytes = text.subarray(0, length);
    this.#uncoloured = isPrinted && this.bytes.includes(escapeCharacter) ? new Uncoloured(this.bytes) : null;
    if (this.#uncoloured) this.bytes = this.#uncoloured.bytes;
  }

  /** Where in the JSON the byte `offset` of the text comes from. */
  #spanAt(offset: number): Span {
    const at = this.#uncoloured?.before(offset) ?? offset;
    let [low, high] = [0, this.#starts.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#starts[middle] <= at) low = middle + 1;
      else high = middle;
    }
    const piece = this.#pieces[Math.max(0, low - 1)];
    if (piece === undefined) return { start: 0, end: 0 };
    const { start, end } = rawSpan(
      this.#json.subarray(piece.start, piece.end),
      at - this.#starts[Math.max(0, low - 1)],
    );
    return { start: piece.start + start, end: piece.start + end };
  }

  /** Where in the JSON the bytes [start, end) of the text stand, from the first to the last of them. */
  readonly spanOf = (start: number, end: number): Span => {
    const first = this.#spanAt(start);
    return { start: first.start, end: end > start ? this.#spanAt(end - 1).end : first.start };
  };
}
