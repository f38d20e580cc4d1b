// Where everything stands in a Jupyter notebook: texts of cells and of outputs, pictures, and all the rest of its JSON.
// Format 4: https://nbformat.readthedocs.io/en/latest/format_description.html; format 3 has worksheets, `input`, and the
// kinds of an output as keys of the output itself.
import type { Span } from '../../model/layer.ts';
import { OtherFormat } from '../decoder.ts';
import { JsonCursor } from './json-cursor.ts';
import type { JsonPieces } from './json-text.ts';
import { looksLikePicture } from './looks-like-picture.ts';

/** A text of a notebook. */
export interface NotebookText extends JsonPieces {
  /** `cell 3`, `cell 3 output 1`; null for what belongs to no cell. */
  readonly step: string | null;
  /** True where lines are those a person sees in the cell. */
  readonly tellsLine: boolean;
}

/** One output of a cell, as a value of its list. */
export interface NotebookOutput {
  /** Both count from 1. */
  readonly cell: number;
  readonly output: number;
  /** The object in the JSON. */
  readonly span: Span;
  /** The list it is in, brackets included. */
  readonly list: Span;
}

export interface Notebook {
  readonly texts: readonly NotebookText[];
  readonly outputs: readonly NotebookOutput[];
  /** Pictures that were left out. */
  readonly pictures: number;
}

/** Kinds that hold pixels in base64; SVG is text. */
const isPicture = (kind: string) => /^image\/(?!svg)/.test(kind) || kind === 'png' || kind === 'jpeg';
/** Names of kinds come from the file and stand in reports. */
const kindName = /^[\w.+-]{1,80}(?:\/[\w.+-]{1,80})?$/;
/** Kinds whose text needs no further name: what a terminal would show. */
const shown = new Set(['text', 'text/plain', 'traceback', 'evalue']);
/** What an output has besides texts. */
const otherFields = new Set(['output_type', 'metadata', 'execution_count', 'name', 'ename', 'stream', 'prompt_number']);

/** Texts and strings of one file that are told by their place; one with more of them is text like any other. */
const mostTexts = 1_000_000;
const mostPieces = 8_000_000;

/** The parts of `whole` that `taken` leaves; `taken` in rising order. */
function withoutSpans(whole: Span, taken: readonly Span[]): Span[] {
  const left: Span[] = [];
  let from = whole.start;
  for (const { start, end } of taken) {
    if (start > from) left.push({ start: from, end: start });
    from = end;
  }
  if (whole.end > from) left.push({ start: from, end: whole.end });
  return left;
}

class NotebookReader {
  readonly #cursor: JsonCursor;
  readonly #texts: NotebookText[] = [];
  readonly #outputs: NotebookOutput[] = [];
  /** What is no rest of the file. */
  readonly #taken: Span[] = [];
  #pictures = 0;
  #cells = 0;
  #pieces = 0;

  constructor(bytes: Buffer) {
    this.#cursor = new JsonCursor(bytes);
  }

  read(): Notebook {
    const cursor = this.#cursor;
    let isNotebook = false;
    cursor.members((key) => {
      isNotebook ||= (key === 'cells' || key === 'worksheets') && cursor.isArray();
      if (key === 'cells' && cursor.isArray()) cursor.items(() => this.#cell());
      else if (key === 'worksheets' && cursor.isArray()) cursor.items(() => this.#worksheet());
      else cursor.skip();
    });
    cursor.end();
    if (!isNotebook) throw new OtherFormat();
    const pieces = withoutSpans({ start: 0, end: cursor.bytes.length }, this.#taken);
    this.#texts.push({ step: null, tellsLine: false, pieces });
    return { texts: this.#texts, outputs: this.#outputs, pictures: this.#pictures };
  }

  #worksheet(): void {
    const cursor = this.#cursor;
    if (!cursor.isObject()) cursor.skip();
    else
      cursor.members((key) => {
        if (key === 'cells' && cursor.isArray()) cursor.items(() => this.#cell());
        else cursor.skip();
      });
  }

  #cell(): void {
    if (this.#texts.length > mostTexts) throw new OtherFormat();
    const cursor = this.#cursor;
    const cell = ++this.#cells;
    if (!cursor.isObject()) {
      cursor.skip();
      return;
    }
    cursor.members((key) => {
      if (key === 'source' || key === 'input') this.#source(`cell ${cell}`);
      else if (key === 'outputs' && cursor.isArray()) this.#outputList(cell);
      else if (key === 'attachments' && cursor.isObject()) this.#attachments();
      else cursor.skip();
    });
  }

  #source(step: string): void {
    const pieces = this.#strings(this.#taken);
    if (pieces !== null) this.#texts.push({ step, tellsLine: true, pieces });
  }

  /** Passes a value; if it is text, where its strings stand, which are then no rest. */
  #strings(taken: Span[]): Span[] | null {
    const cursor = this.#cursor;
    cursor.peek();
    const start = cursor.at;
    const pieces = cursor.strings();
    this.#pieces += pieces?.length ?? 0;
    if (this.#pieces > mostPieces) throw new OtherFormat();
    if (pieces === null) cursor.skip();
    else taken.push({ start, end: cursor.at });
    return pieces;
  }

  #attachments(): void {
    const cursor = this.#cursor;
    cursor.members(() => {
      if (cursor.isObject()) cursor.members((kind) => this.#attachment(kind));
      else cursor.skip();
    });
  }

  #attachment(kind: string): void {
    const cursor = this.#cursor;
    if (!isPicture(kind)) {
      cursor.skip();
      return;
    }
    cursor.peek();
    const { at } = cursor;
    const pieces = cursor.strings();
    // What calls itself a picture and is none stays a part of the rest.
    if (pieces === null) cursor.skip();
    else if (looksLikePicture(cursor.bytes, pieces)) {
      this.#taken.push({ start: at, end: cursor.at });
      this.#pictures++;
    }
  }

  #outputList(cell: number): void {
    const cursor = this.#cursor;
    const start = cursor.at;
    const spans: Span[] = [];
    cursor.items((index) => spans.push(this.#output(`cell ${cell} output ${index + 1}`)));
    const list = { start, end: cursor.at };
    for (const [index, span] of spans.entries()) this.#outputs.push({ cell, output: index + 1, span, list });
    for (const span of spans) this.#taken.push(span);
  }

  /** Passes one output: its texts, then what is left of it. */
  #output(step: string): Span {
    if (this.#texts.length > mostTexts) throw new OtherFormat();
    const cursor = this.#cursor;
    const taken: Span[] = [];
    if (!cursor.isObject()) cursor.skip();
    cursor.peek();
    const start = cursor.at;
    if (cursor.isObject())
      cursor.members((key) => {
        if (key === 'data' && cursor.isObject()) cursor.members((kind) => this.#shown(kind, step, taken));
        else if (otherFields.has(key)) cursor.skip();
        else this.#shown(key, step, taken);
      });
    const whole = { start, end: cursor.at };
    this.#texts.push({ step, tellsLine: false, pieces: withoutSpans(whole, taken) });
    return whole;
  }

  #shown(kind: string, step: string, taken: Span[]): void {
    const pieces = this.#strings(taken);
    if (pieces === null) return;
    if (isPicture(kind) && looksLikePicture(this.#cursor.bytes, pieces)) {
      this.#pictures++;
      return;
    }
    const name = shown.has(kind) ? step : `${step} ${kindName.test(kind) ? kind : 'data'}`;
    // The lines of a traceback do not end in line ends, those of all else do.
    const glue = kind === 'traceback' ? '\n' : '';
    this.#texts.push({ step: name, tellsLine: true, pieces, glue, isPrinted: true });
  }
}

/**
 * Every byte of the notebook but pictures is in exactly one text.
 * @throws DamagedInput when its JSON is broken; OtherFormat when it is no notebook
 */
export function readNotebook(bytes: Buffer): Notebook {
  return new NotebookReader(bytes).read();
}
