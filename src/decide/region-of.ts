// Byte offsets → lines and columns as reports count them.
import type { Region } from '../model/finding.ts';

const newline = 10;

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
    const end = this.#bytes.indexOf(newline, lineStart);
    this.#line = line;
    this.#lineEnd = end < 0 ? this.#bytes.length : end;
    this.#seen = lineStart;
    this.#units = 0;
  }

  /** Line and column of `offset`, both from 1; the column in UTF-16 units of the bytes read as UTF-8. */
  at(offset: number): { line: number; column: number } {
    if (offset < this.#seen || this.#lineEnd < 0) this.#startLine(1, 0);
    while (this.#lineEnd < offset) this.#startLine(this.#line + 1, this.#lineEnd + 1);
    const units = this.#units + this.#bytes.toString('utf8', this.#seen, offset).length;
    // A continuation byte at the offset means that a character is cut here: the next count begins before it.
    if (offset >= this.#bytes.length || (this.#bytes[offset] & 0xc0) !== 0x80) {
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
