// PDF: the text of its pages, and every string and stream that may hold text besides.
import { bytesInMemory } from '../../model/byte-source.ts';
import { type DecodeBudget, LimitReached } from '../decode-budget.ts';
import { type DecodeInput, OtherFormat, type Part } from '../decoder.ts';
import { type PdfFont, plainFont, readFont, utf16 } from '../pdf/pdf-font.ts';
import { TextShower } from '../pdf/pdf-text.ts';
import { isDict, nameOf, type PdfDict, PdfRef, type PdfValue } from '../pdf/pdf-value.ts';
import { PdfFile, type PdfObject } from '../pdf/read-pdf.ts';

/** Nodes of the tree of pages above one another. */
const mostDepth = 32;
/** Characters of the strings of many objects that are given on at once. */
const pieceBytes = 16 * 1024 * 1024;

interface Page {
  readonly label: string;
  readonly dict: PdfDict;
}

const textPart = (step: string, text: string): Part => ({ type: 'text', step, bytes: Buffer.from(text) });

/** As text: UTF-16 and UTF-8 by their marks, else bytes as they are. */
function stringText(text: string): string {
  if (text.startsWith('\xfe\xff')) return utf16(text.slice(2));
  return text.startsWith('\xef\xbb') ? Buffer.from(text.slice(3), 'latin1').toString('utf8') : text;
}

/** Tells of every string in an object. */
function eachString(value: PdfValue, tell: (text: string) => void): void {
  if (typeof value === 'string') tell(stringText(value));
  else if (Array.isArray(value)) for (const item of value) eachString(item, tell);
  else if (isDict(value)) for (const item of value.values()) eachString(item, tell);
}

class PdfDecoding {
  readonly #file: PdfFile;
  readonly #budget: DecodeBudget;
  readonly #fonts = new Map<PdfDict, PdfFont>();
  /** Fonts by the names that some page has for them: what belongs to no page any more is shown in those. */
  readonly #named = new Map<string, PdfDict>();
  /** Streams that were read as the content of a page, with what that page has for them. */
  readonly #done = new Map<number, PdfDict | null>();
  #pictures = 0;

  constructor(file: PdfFile, budget: DecodeBudget) {
    this.#file = file;
    this.#budget = budget;
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
      const dict = this.#file.dict(fonts?.get(name)) ?? this.#named.get(name) ?? null;
      if (dict === null) return plainFont;
      if (!this.#named.has(name)) this.#named.set(name, dict);
      const font = this.#fonts.get(dict) ?? readFont(this.#file, dict);
      this.#fonts.set(dict, font);
      return font;
    };
    const text = new TextShower(fontOf).run(content, () => this.#budget.checkTime());
    // A code may stand for some characters.
    this.#budget.takeBytes(text.length);
    return text;
  }

  /** The streams of a page as one. @throws LimitReached: a page may name one stream many times */
  #contentOf(refs: readonly (PdfValue | undefined)[]): Buffer {
    const parts: Buffer[] = [];
    let size = 0;
    for (const ref of refs) {
      this.#budget.checkTime();
      const part = this.#file.stream(ref) ?? Buffer.alloc(0);
      size += part.length;
      if (size > this.#budget.limits.fileBytes)
        throw new LimitReached('a page of it is larger than can be held at once');
      parts.push(part, Buffer.from('\n'));
    }
    return Buffer.concat(parts);
  }

  *pages(): Generator<Part> {
    for (const { label, dict } of this.#pages()) {
      this.#budget.checkTime();
      const contents = dict.get('Contents');
      const list = this.#file.resolve(contents);
      const refs = Array.isArray(list) ? list : [contents];
      const resources = this.#resources(dict);
      for (const ref of refs) if (ref instanceof PdfRef) this.#done.set(ref.number, resources);
      const text = this.#textOf(this.#contentOf(refs), resources);
      if (text !== '') yield textPart(label, text);
    }
  }

  /** Strings of all objects: what is told of the document, links, notes, forms, scripts. */
  *strings(): Generator<Part> {
    const told = new Set<string>();
    const pieces: string[] = [];
    let lines: string[] = [];
    let size = 0;
    const endPiece = () => {
      if (lines.length > 0) pieces.push(lines.join('\n'));
      [lines, size] = [[], 0];
    };
    const tell = (line: string) => {
      if (line.length <= 3 || told.has(line)) return;
      told.add(line);
      lines.push(line);
      size += line.length;
      if (size >= pieceBytes) endPiece();
    };
    for (const { value } of [...this.#file.objects.values(), ...this.#file.older]) {
      eachString(value, tell);
      for (const piece of pieces.splice(0)) yield textPart('strings', piece);
    }
    endPiece();
    for (const piece of pieces) yield textPart('strings', piece);
  }

  *streams(): Generator<Part> {
    for (const object of this.#file.objects.values()) yield* this.#stream(object, this.#done.has(object.number));
    for (const object of this.#file.older) yield* this.#stream(object, false, this.#done.get(object.number));
    if (this.#pictures > 0)
      yield { type: 'loss', kind: 'pixels', isGap: false, step: null, reason: 'it holds pictures' };
  }

  /** @param resources of the page whose content a later version of the stream is */
  *#stream({ number, value, packed }: PdfObject, isDone: boolean, resources: PdfDict | null = null): Generator<Part> {
    if (packed === null || isDone || !isDict(value)) return;
    this.#budget.checkTime();
    const [type, subtype] = [nameOf(value.get('Type')), nameOf(value.get('Subtype'))];
    if (subtype === 'Image') this.#pictures++;
    if (subtype === 'Image' || type === 'XRef' || type === 'ObjStm' || isFontFile(value, subtype)) return;
    const bytes = this.#file.unpack(packed, value);
    if (bytes === null || bytes.length === 0 || isCMap(bytes)) return;
    const step = `object ${number}`;
    if (type === 'EmbeddedFile') yield { type: 'file', step: 'attachment', path: null, bytes: bytesInMemory(bytes) };
    else if (subtype === 'Form' || /\bT[jJ]\b/.test(bytes.toString('latin1'))) {
      const text = this.#textOf(bytes, this.#file.dict(value.get('Resources')) ?? resources);
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
  const bytes = source.read(0, source.size);
  const file = new PdfFile(bytes, budget);
  // A text about PDF, or one with other bytes before it.
  if (bytes.indexOf('%PDF-') !== 0) {
    if (file.objects.size === 0) throw new OtherFormat();
    yield { type: 'text', step: null, bytes };
  }
  if (file.isEncrypted) {
    yield { type: 'loss', kind: 'encrypted', isGap: true, step: null, reason: 'it is encrypted' };
    return;
  }
  const decoding = new PdfDecoding(file, budget);
  yield* decoding.pages();
  yield* decoding.strings();
  yield* decoding.streams();
  if (file.outside.length > 0)
    yield { type: 'text', step: 'outside of objects', bytes: Buffer.concat(file.outside.slice(0, -1)) };
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
