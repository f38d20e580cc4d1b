// One run of base64 or hex → its bytes, and the way back to each of them.
import type { Span } from '../../model/layer.ts';
import type { Run } from './find-encoded.ts';
import { joinLines, placeOf, textOf } from './join-lines.ts';

export interface DecodedRun {
  readonly bytes: Buffer;
  /** Where the whole of it stands in the text. */
  readonly span: Span;
  /** Where the bytes [start, end) of what was decoded stand in the text. */
  readonly spanOf: (start: number, end: number) => Span;
}

/** Decodes a run with the lines that follow it. */
export function decodeRun(text: Buffer, run: Run): DecodedRun {
  const joined = joinLines(text, run);
  const characters = textOf(text, joined);
  const spanOf =
    run.encoding === 'hex'
      ? (start: number, end: number) => placeOf(joined, start * 2, end * 2)
      : (start: number, end: number) => placeOf(joined, Math.floor((start * 4) / 3), Math.ceil((end * 4) / 3));
  // Node reads both alphabets of base64.
  return { bytes: Buffer.from(characters, run.encoding), span: { start: run.start, end: joined.end }, spanOf };
}
