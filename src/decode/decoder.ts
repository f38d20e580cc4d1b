// What every decoder of a file format is: a source of bytes in, parts out, one after the other.
import type { ByteSource } from '../model/byte-source.ts';
import type { Span } from '../model/layer.ts';
import type { GapKind, SkipKind } from '../model/receipt.ts';
import type { DecodeBudget } from './decode-budget.ts';

/** A file inside a container: decoded further, judged under its own path. */
export interface FilePart {
  readonly type: 'file';
  /** Added to `Layer.via`: `zip:app/.env`. */
  readonly step: string;
  /** Its path in the container, by which path rules and path classes go. Null where it has none: that of the container counts, without `.gz`. */
  readonly path: string | null;
  readonly bytes: ByteSource;
}

/** Readable text that the format holds: scanned as it is, with whatever is encoded in it. */
export interface TextPart {
  readonly type: 'text';
  /** Added to `Layer.via`: `cell 3 output 1`, `metadata`. Null for text of the file itself, with no way of its own. */
  readonly step: string | null;
  readonly bytes: Buffer;
  /** Where in the decoder's input a part of the text stands; absent where nobody could find it there. */
  readonly spanOf?: (start: number, end: number) => Span;
  readonly tellsLine?: boolean;
  /** Where many small texts are given as one: the step of the one in which the byte at `at` lies, instead of `step`. */
  readonly stepAt?: (at: number) => string;
}

/** Something that was not looked at. */
export interface LossPart {
  readonly type: 'loss';
  readonly kind: GapKind | SkipKind;
  readonly isGap: boolean;
  /** As in `Layer.via`; null for the file itself. */
  readonly step: string | null;
  /** As the end of a sentence: `it is encrypted`. */
  readonly reason: string;
}

export type Part = FilePart | TextPart | LossPart;

export interface DecodeInput {
  readonly source: ByteSource;
  /** The name it has in its repository, folder or container; null for texts that are no file. */
  readonly path: string | null;
  readonly budget: DecodeBudget;
}

/**
 * Reads one format. What cannot be read is thrown as DamagedInput (the rest of the parts is lost then) or told as a
 * LossPart (the rest comes still). Never reads more of the source than the format's structure asks for.
 */
export type Decoder = (input: DecodeInput) => Iterable<Part>;

/** The bytes are not what the format says. Its message is the end of a sentence, and holds nothing of the content. */
export class DamagedInput extends Error {}

/** The bytes only began like this format and are of another, or of none: they are scanned as they are, and nothing is lost. */
export class OtherFormat extends Error {}
