// PDF: the text of its pages, and every string and stream that may hold text besides.
import { bytesInMemory } from '../../model/byte-source.ts';
import type { DecodeInput, Part } from '../decoder.ts';
import { type PdfFont, plainFont, readFont } from '../pdf/pdf-font.ts';
import { TextShower } from '../pdf/pdf-text.ts';
import { isDict, nameOf, type PdfDict, PdfRef, type PdfValue } from '../pdf/pdf-value.ts';
import { PdfFile, type PdfObject } from '../pdf/read-pdf.ts';

/** Nodes of the tree of pages above one another. */
const mostDepth = 32;

interface Page {
  readonly label: string;
  readonly dict: PdfDict;
}

const textPart = (step: string, text: string): Part => ({ type: 'text', step, bytes: Buffer.from(text) });

/** As text: UTF-16 by its mark, else bytes as they are. */
function stringText(bytes: Buffer): string {
  if (bytes[0] === 0xfe && bytes[1] === 0xff)
    return Buffer.from(bytes.subarray(2, bytes.length & ~1))
      .swap16()
      .toString('utf16le');
  return bytes[0] === 0xef && bytes[1] === 0xbb ? bytes.toString('utf8', 3) : bytes.toString('latin1');
}

/** Every string in an object. */
function* stringsIn(value: PdfValue): Generator<string> {
  if (Buffer.isBuffer(value)) yield stringText(value);
  else if (Array.isArray(value)) for (const item of value) yield* stringsIn(item);
  else if (isDict(value)) for (const item of value.values()) yield* stringsIn(item);
}

class PdfDecoding {
  readonly #file: PdfFile;
  readonly #checkTime: () => void;
  readonly #fonts = new Map<PdfDict, PdfFont>();
  /** Streams that were read, or hold no text. */
  readonly #done = new Set<number>();
  #pictures = 0;

  constructor(file: PdfFile, checkTime: () => void) {
    this.#file = file;
    this.#checkTime = checkTime;
  }

  #pages(): Page[] {
    const file = this.#file;
    const seen = new Set<PdfDict>();
    const pages: Page[] = [];
    const visit = (value: PdfValue | undefined, depth: number) => {
      const dict = file.dict(value);
      if (dict === null || seen.has(dict) || depth > mostDepth) return;
      seen.add(dict);
      const kids = file.resolve(dict.get('Kids'));
      if (Array.isArray(kids)) for (const kid of kids) visit(kid, depth + 1);
      else pages.push({ label: `page ${pages.length + 1}`, dict });
    };
    const dicts = [...file.objects.values(), ...file.older].map(({ value }) => value).filter(isDict);
    for (const dict of dicts) if (nameOf(dict.get('Type')) === 'Catalog') visit(dict.get('Pages'), 0);
    // Pages that the tree does not lead to any more.
    const others = dicts.filter((dict) => nameOf(dict.get('Type')) === 'Page' && !seen.has(dict));
    return [...pages, ...others.map((dict, at) => ({ label: `page not shown ${at + 1}`, dict }))];
  }

  /** What a page has of its own or of the nodes above it. */
  #resources(page: PdfDict): PdfDict | null {
    let node: PdfDict | null = page;
    for (let depth = 0; node !== null && depth < mostDepth; depth++) {
      const own = this.#file.dict(node.get('Resources'));
      if (own !== null) return own;
      node = this.#file.dict(node.get('Parent'));
    }
    return null;
  }

  #textOf(content: Buffer, resources: PdfDict | null): string {
    const fonts = this.#file.dict(resources?.get('Font'));
    const fontOf = (name: string) => {
      const dict = this.#file.dict(fonts?.get(name));
      if (dict === null) return plainFont;
      const font = this.#fonts.get(dict) ?? readFont(this.#file, dict);
      this.#fonts.set(dict, font);
      return font;
    };
    return new TextShower(fontOf).run(content, this.#checkTime);
  }

  *pages(): Generator<Part> {
    for (const { label, dict } of this.#pages()) {
      this.#checkTime();
      const contents = dict.get('Contents');
      const list = this.#file.resolve(contents);
      const refs = Array.isArray(list) ? list : [contents];
      for (const ref of refs) if (ref instanceof PdfRef) this.#done.add(ref.number);
      const content = Buffer.concat(
        refs.flatMap((ref) => [this.#file.stream(ref) ?? Buffer.alloc(0), Buffer.from('\n')]),
      );
      const text = this.#textOf(content, this.#resources(dict));
      if (text !== '') yield textPart(label, text);
    }
  }

  /** Strings of all objects: what is told of the document, links, notes, forms, scripts. */
  *strings(): Generator<Part> {
    const lines = [...this.#file.objects.values(), ...this.#file.older].flatMap(({ value }) => [...stringsIn(value)]);
    const text = [...new Set(lines)].filter((line) => line.length > 3).join('\n');
    if (text !== '') yield textPart('strings', text);
  }

  *streams(): Generator<Part> {
    for (const object of this.#file.objects.values()) yield* this.#stream(object, this.#done.has(object.number));
    for (const object of this.#file.older) yield* this.#stream(object, false);
    if (this.#pictures > 0)
      yield { type: 'loss', kind: 'pixels', isGap: false, step: null, reason: 'it holds pictures' };
  }

  *#stream({ number, value, packed }: PdfObject, isDone: boolean): Generator<Part> {
    if (packed === null || isDone || !isDict(value)) return;
    this.#checkTime();
    const [type, subtype] = [nameOf(value.get('Type')), nameOf(value.get('Subtype'))];
    if (subtype === 'Image') this.#pictures++;
    if (subtype === 'Image' || type === 'XRef' || type === 'ObjStm' || isFontFile(value, subtype)) return;
    const bytes = this.#file.unpack(packed, value);
    if (bytes === null || bytes.length === 0 || isCMap(bytes)) return;
    const step = `object ${number}`;
    if (type === 'EmbeddedFile') yield { type: 'file', step: 'attachment', path: null, bytes: bytesInMemory(bytes) };
    else if (subtype === 'Form' || /\bT[jJ]\b/.test(bytes.toString('latin1'))) {
      const text = this.#textOf(bytes, this.#file.dict(value.get('Resources')));
      if (text !== '') yield textPart(step, text);
    } else yield { type: 'text', step, bytes };
  }
}

/** What the codes of a font stand for: it is used where there is text in that font. */
const isCMap = (bytes: Buffer) => bytes.subarray(0, 600).includes('begincmap');

function isFontFile(dict: PdfDict, subtype: string): boolean {
  return (
    ['Length1', 'Length2', 'Length3'].some((key) => dict.has(key)) ||
    ['Type1C', 'CIDFontType0C', 'OpenType'].includes(subtype)
  );
}

export function* decodePdf({ source, budget }: DecodeInput): Generator<Part> {
  const file = new PdfFile(source.read(0, source.size), budget);
  if (file.isEncrypted) {
    yield { type: 'loss', kind: 'encrypted', isGap: true, step: null, reason: 'it is encrypted' };
    return;
  }
  const decoding = new PdfDecoding(file, () => budget.checkTime());
  yield* decoding.pages();
  yield* decoding.strings();
  yield* decoding.streams();
  if (file.tooLarge > 0)
    yield {
      type: 'loss',
      kind: 'limit',
      isGap: true,
      step: null,
      reason: 'a stream in it becomes too large when it is decompressed',
    };
  if (file.damaged > 0 || file.objects.size === 0)
    yield {
      type: 'loss',
      kind: 'damaged',
      isGap: true,
      step: null,
      reason: 'it is damaged, or compressed in a way that is not known',
    };
}
