// Byte offsets → lines and columns as reports count them.
import type { Region } from '../model/finding.ts';

const newline = 10;

/** Most lines end within so many bytes: then it takes longer to call for the search than to look. */
const usualLine = 128;

/** Bytes decoded at a time: a line may be longer than a string can be. */
const piece = 1 << 20;

function isContinuation(byte: number): boolean {
  return (byte & 0xc0) === 0x80;
}

/** UTF-16 units of bytes[from, to) read as UTF-8. A piece ends before a byte that begins a character, so none is cut. */
function unitsBetween(bytes: Buffer, from: number, to: number): number {
  let units = 0;
  let at = from;
  while (to - at > piece) {
    let end = at + piece;
    while (end < to && isContinuation(bytes[end])) end++;
    units += bytes.toString('utf8', at, end).length;
    at = end;
  }
  return units + bytes.toString('utf8', at, to).length;
}

/** Walks forward through the bytes once; offsets must be asked in rising order for that to pay, also within one long line. */
export class LineCounter {
  readonly #bytes: Buffer;
  #line = 1;
  /** Where this line ends, so that a long line is searched once; the length of the bytes where no line end follows. */
  #lineEnd = -1;
  /** The last offset asked for on this line, and the UTF-16 units before it; only where no character is cut in two. */
  #seen = 0;
  #units = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  #startLine(line: number, lineStart: number): void {
    const bytes = this.#bytes;
    const near = Math.min(bytes.length, lineStart + usualLine);
    let end = lineStart;
    while (end < near && bytes[end] !== newline) end++;
    if (end === near) end = bytes.indexOf(newline, near);
    this.#line = line;
    this.#lineEnd = end < 0 ? bytes.length : end;
    this.#seen = lineStart;
    this.#units = 0;
  }

  /** Line and column of `offset`, both from 1; the column in UTF-16 units of the bytes read as UTF-8. */
  at(offset: number): { line: number; column: number } {
    if (offset < this.#seen || this.#lineEnd < 0) this.#startLine(1, 0);
    while (this.#lineEnd < offset) this.#startLine(this.#line + 1, this.#lineEnd + 1);
    const units = this.#units + unitsBetween(this.#bytes, this.#seen, offset);
    // A continuation byte at the offset means that a character is cut here: the next count begins before it.
    if (offset >= this.#bytes.length || !isContinuation(this.#bytes[offset])) {
      this.#seen = offset;
      this.#units = units;
    }
    return { line: this.#line, column: units + 1 };
  }

  /** The region of bytes[start, end); its end is exclusive. */
  region(start: number, end: number): Region {
    const from = this.at(start);
    const to = this.at(end);
    return { line: from.line, column: from.column, endLine: to.line, endColumn: to.column };
  }
}
