// One run of base64 or hex → its bytes, and the way back to each of them.
import type { Span } from '../../model/layer.ts';
import { LimitReached } from '../decode-budget.ts';
import type { Run } from './find-encoded.ts';
import { joinLines, lengthOf, placeOf, textOf } from './join-lines.ts';

/** Characters that are decoded at once: the text of them and what comes out are held beside the file. */
const mostCharacters = 256 * 1024 * 1024;

export interface DecodedRun {
  /** What it decodes to; the limit where it is longer than what is decoded. */
  readonly bytes: Buffer | LimitReached;
  /** Where the whole of it stands in the text. */
  readonly span: Span;
  /** Where the bytes [start, end) of what was decoded stand in the text. */
  readonly spanOf: (start: number, end: number) => Span;
}

/** Decodes a run with the lines that follow it. @param most lower in tests */
export function decodeRun(text: Buffer, run: Run, most = mostCharacters): DecodedRun {
  const joined = joinLines(text, run);
  const spanOf =
    run.encoding === 'hex'
      ? (start: number, end: number) => placeOf(joined, start * 2, end * 2)
      : (start: number, end: number) => placeOf(joined, Math.floor((start * 4) / 3), Math.ceil((end * 4) / 3));
  const span = { start: run.start, end: joined.end };
  if (lengthOf(joined) > most) {
    const mebibytes = Math.floor(most / 1024 / 1024);
    return { bytes: new LimitReached(`more than ${mebibytes} MiB of it are encoded in one piece`), span, spanOf };
  }
  // Node reads both alphabets of base64.
  return { bytes: Buffer.from(textOf(text, joined), run.encoding), span, spanOf };
}
