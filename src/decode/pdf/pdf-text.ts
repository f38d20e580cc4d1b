// The text that a content stream shows (ISO 32000-1, 9.4), in the order in which it is drawn: pieces that touch each other are
// one word, a gap is a blank, another line is a line.
import { type PdfFont, plainFont } from './pdf-font.ts';
import { mostValues, nameOf, PdfReader, type PdfValue, PdfWord } from './pdf-value.ts';

type Matrix = readonly [number, number, number, number, number, number];
const identity: Matrix = [1, 0, 0, 1, 0, 0];

/** First `a`, then `b`. */
function times(a: Matrix, b: Matrix): Matrix {
  return [
    a[0] * b[0] + a[1] * b[2],
    a[0] * b[1] + a[1] * b[3],
    a[2] * b[0] + a[3] * b[2],
    a[2] * b[1] + a[3] * b[3],
    a[4] * b[0] + a[5] * b[2] + b[4],
    a[4] * b[1] + a[5] * b[3] + b[5],
  ];
}

function numberIn(operands: readonly PdfValue[], at: number): number {
  const value = operands[at];
  return typeof value === 'number' ? value : 0;
}

function matrixOf(operands: readonly PdfValue[]): Matrix {
  return [
    numberIn(operands, 0),
    numberIn(operands, 1),
    numberIn(operands, 2),
    numberIn(operands, 3),
    numberIn(operands, 4),
    numberIn(operands, 5),
  ];
}

/** Shares of the font's size: a gap that is a blank, a step back that begins elsewhere, and another line. */
const [blankGap, backGap, lineGap] = [0.15, 0.5, 0.3];
/** Characters of a string in which the space between them may be a blank: longer ones are letters set apart. */
const mostSpaced = 3;
/** `q` without `Q`. */
const mostSaved = 256;

export class TextShower {
  readonly #fontOf: (name: string) => PdfFont;
  readonly #out: string[] = [];
  #ctm: Matrix = identity;
  readonly #saved: Matrix[] = [];
  #text: Matrix = identity;
  #line: Matrix = identity;
  /** How far from the start of the text matrix. */
  #advance = 0;
  #font = plainFont;
  #size = 1;
  #leading = 0;
  #charSpace = 0;
  #wordSpace = 0;
  #scale = 1;
  /** The matrix of the text and that of the page together; null where one of them was set since. */
  #placed: Matrix | null = null;
  /** Whether any text was shown, and where the last one ended. */
  #hasEnd = false;
  #endX = 0;
  #endY = 0;

  constructor(fontOf: (name: string) => PdfFont) {
    this.#fontOf = fontOf;
  }

  /** @param checkTime is called now and then; it may throw */
  run(content: Buffer, checkTime: () => void): string {
    const reader = new PdfReader(content);
    let operands: PdfValue[] = [];
    let count = 0;
    for (let value = reader.next(); value !== null; value = reader.next()) {
      if (!(value instanceof PdfWord)) {
        operands.push(value);
        continue;
      }
      if ((++count & 0xfff) === 0) checkTime();
      reader.left = mostValues;
      if (value.word === 'BI') skipPicture(reader);
      else this.#operate(value.word, operands);
      operands = [];
    }
    return this.#out.join('');
  }

  #operate(word: string, operands: readonly PdfValue[]): void {
    switch (word) {
      case 'q':
        if (this.#saved.length < mostSaved) this.#saved.push(this.#ctm);
        break;
      case 'Q':
        this.#ctm = this.#saved.pop() ?? this.#ctm;
        this.#placed = null;
        break;
      case 'cm':
        this.#ctm = times(matrixOf(operands), this.#ctm);
        this.#placed = null;
        break;
      case 'BT':
        this.#setLine(identity);
        break;
      case 'Tf':
        this.#font = this.#fontOf(nameOf(operands[0]));
        this.#size = numberIn(operands, 1);
        break;
      case 'Tm':
        this.#setLine(matrixOf(operands));
        break;
      case 'TD':
        this.#leading = -numberIn(operands, 1);
        this.#move(numberIn(operands, 0), numberIn(operands, 1));
        break;
      case 'Td':
        this.#move(numberIn(operands, 0), numberIn(operands, 1));
        break;
      case 'T*':
        this.#move(0, -this.#leading);
        break;
      case 'Tj':
      case 'TJ':
        this.#show(operands[0]);
        break;
      case '"':
        this.#wordSpace = numberIn(operands, 0);
        this.#charSpace = numberIn(operands, 1);
        this.#move(0, -this.#leading);
        this.#show(operands[2]);
        break;
      case "'":
        this.#move(0, -this.#leading);
        this.#show(operands[0]);
        break;
      default:
        this.#set(word, numberIn(operands, 0));
    }
  }

  #set(word: string, value: number): void {
    if (word === 'TL') this.#leading = value;
    else if (word === 'Tc') this.#charSpace = value;
    else if (word === 'Tw') this.#wordSpace = value;
    else if (word === 'Tz') this.#scale = value / 100;
  }

  #setLine(matrix: Matrix): void {
    this.#line = matrix;
    this.#text = matrix;
    this.#placed = null;
    this.#advance = 0;
  }

  #move(x: number, y: number): void {
    this.#setLine(times([1, 0, 0, 1, x, y], this.#line));
  }

  #show(value: PdfValue | undefined): void {
    if (typeof value === 'string') this.#showString(value);
    if (!Array.isArray(value)) return;
    for (const item of value)
      if (typeof item === 'number') this.#advance -= (item / 1000) * this.#size * this.#scale;
      else if (typeof item === 'string') this.#showString(item);
  }

  #showString(codes: string): void {
    const { codeBytes, textOf, widthOf } = this.#font;
    if (codes.length < codeBytes) return;
    this.#placed ??= times(this.#text, this.#ctm);
    const placed = this.#placed;
    this.#separate(placed[0] * this.#advance + placed[4], placed[1] * this.#advance + placed[5], placed);
    // Ghostscript writes the blank between two words as space between the last character of one and the first of the next.
    const isSpaced = codes.length <= mostSpaced * codeBytes && this.#charSpace > blankGap * Math.abs(this.#size);
    let out = '';
    for (let at = 0; at + codeBytes <= codes.length; at += codeBytes) {
      const code = codeBytes === 2 ? (codes.charCodeAt(at) << 8) | codes.charCodeAt(at + 1) : codes.charCodeAt(at);
      if (at > 0 && isSpaced) out += ' ';
      out += textOf(code);
      const space = this.#charSpace + (codeBytes === 1 && code === 0x20 ? this.#wordSpace : 0);
      this.#advance += ((widthOf(code) / 1000) * this.#size + space) * this.#scale;
    }
    this.#out.push(out);
    this.#hasEnd = true;
    this.#endX = placed[0] * this.#advance + placed[4];
    this.#endY = placed[1] * this.#advance + placed[5];
  }

  /** What lies between the end of the last text and (toX, toY). */
  #separate(toX: number, toY: number, placed: Matrix): void {
    if (!this.#hasEnd) return;
    const [a, b] = placed;
    const length = Math.hypot(a, b) || 1;
    const size = Math.abs(this.#size) * length || 1;
    const x = toX - this.#endX;
    const y = toY - this.#endY;
    const along = (x * a + y * b) / length;
    const across = (y * a - x * b) / length;
    if (Math.abs(across) > lineGap * size) this.#out.push('\n');
    else if (along > blankGap * size || along < -backGap * size) this.#out.push(' ');
  }
}

/** A picture in the midst of content: from `ID` to an `EI` between blanks. */
function skipPicture(reader: PdfReader): void {
  const { bytes } = reader;
  const isBlank = (byte: number | undefined) => byte === undefined || byte <= 0x20;
  let end = bytes.indexOf('EI', reader.at);
  while (end >= 0 && !(isBlank(bytes[end - 1]) && isBlank(bytes[end + 2]))) end = bytes.indexOf('EI', end + 1);
  reader.at = end < 0 ? bytes.length : end + 2;
}
