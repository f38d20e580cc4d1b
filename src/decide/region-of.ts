// Byte offsets → lines and columns as reports count them.
import type { Region } from '../model/finding.ts';

const newline = 10;

/** Walks forward through the bytes once; offsets must be asked in rising order for that to pay. */
export class LineCounter {
  readonly #bytes: Buffer;
  #line = 1;
  #lineStart = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  /** Line and column of `offset`, both from 1; the column in UTF-16 units of the bytes read as UTF-8. */
  at(offset: number): { line: number; column: number } {
    if (offset < this.#lineStart) {
      this.#line = 1;
      this.#lineStart = 0;
    }
    for (
      let end = this.#bytes.indexOf(newline, this.#lineStart);
      end >= 0 && end < offset;
      end = this.#bytes.indexOf(newline, end + 1)
    ) {
      this.#line++;
      this.#lineStart = end + 1;
    }
    return { line: this.#line, column: this.#bytes.toString('utf8', this.#lineStart, offset).length + 1 };
  }

  /** The region of bytes[start, end); its end is exclusive. */
  region(start: number, end: number): Region {
    const from = this.at(start);
    const to = this.at(end);
    return { line: from.line, column: from.column, endLine: to.line, endColumn: to.column };
  }
}
