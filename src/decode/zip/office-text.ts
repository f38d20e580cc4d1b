// The text of Word, Excel, PowerPoint and OpenDocument files as a person reads it: these cut words into runs wherever a spelling
// check or a cursor once stood, with markup in between.

/** Members that hold what was typed. */
const typed =
  /^(?:word\/(?:document|header\d*|footer\d*|footnotes|endnotes|comments)\.xml|ppt\/(?:slides|notesSlides|comments)\/[^/]+\.xml|xl\/(?:sharedStrings|comments\d*)\.xml|content\.xml)$/;

export const isOfficeText = (name: string) => typed.test(name);

/** Ends of paragraphs, cells and lines; `w:`, `a:`, `text:` and no prefix at all. Asked of the first characters of a tag. */
const lineEnd = /^<(?:\/(?:\w+:)?(?:p|h|si|tr|row|comment|list-item)>|(?:\w+:)?(?:br|cr|line-break|tab)\b)/;
/** Characters of a tag in which its name stands. */
const tagName = 64;
const entity = /^&(?:#(x?)([0-9a-f]{1,6})|(\w{2,4}));/i;
const longestEntity = 12;
const entities: ReadonlyMap<string, string> = new Map([
  ['lt', '<'],
  ['gt', '>'],
  ['amp', '&'],
  ['quot', '"'],
  ['apos', "'"],
]);

/** What the reference at `at` stands for, and how long it is; null where there is none. */
function entityAt(xml: Buffer, at: number): { text: string; length: number } | null {
  const found = entity.exec(xml.toString('latin1', at, at + longestEntity));
  if (found === null) return null;
  const [{ length }, hex, digits, name] = found;
  if (name !== undefined) return entities.has(name) ? { text: entities.get(name) ?? '', length } : null;
  const code = Number.parseInt(digits, hex === '' ? 10 : 16);
  return code > 0 && code <= 0x10ffff ? { text: String.fromCodePoint(code), length } : null;
}

/** Bytes without references; never longer than what went in. */
class Writer {
  readonly #bytes: Buffer;
  #size = 0;

  constructor(most: number) {
    this.#bytes = Buffer.allocUnsafe(most);
  }

  add(byte: number): void {
    this.#bytes[this.#size++] = byte;
  }

  /** xml[from, to) with references undone, and line ends as blanks. */
  write(xml: Buffer, from: number, to: number): void {
    for (let at = from; at < to; ) {
      const met = xml[at] === 0x26 ? entityAt(xml, at) : null;
      if (met === null) this.add(xml[at] === 0x0a ? 0x20 : xml[at]);
      else this.#size += this.#bytes.write(met.text, this.#size);
      at += met?.length ?? 1;
    }
  }

  taken(): Buffer {
    return this.#bytes.subarray(0, this.#size);
  }
}

export interface OfficeText {
  readonly text: Buffer;
  /** The markup, where links and names of fields stand: a tag a line. */
  readonly markup: Buffer;
}

/** Where the tag at `at` ends; -1 where another begins before. */
function endOfTag(xml: Buffer, at: number): number {
  for (let end = at + 1; end < xml.length && xml[end] !== 0x3c; end++) if (xml[end] === 0x3e) return end + 1;
  return -1;
}

/** Byte by byte: a list of all tags would be larger than the file. */
export function officeText(xml: Buffer): OfficeText {
  const text = new Writer(xml.length);
  // A line end more for each tag, which has two bytes at least.
  const markup = new Writer(Math.ceil(xml.length * 1.5));
  for (let at = 0; at < xml.length; ) {
    const open = xml.indexOf(0x3c, at);
    const end = open < 0 ? -1 : endOfTag(xml, open);
    const to = open < 0 ? xml.length : end < 0 ? open + 1 : open;
    text.write(xml, at, to);
    at = to;
    if (end < 0) continue;
    if (lineEnd.test(xml.toString('latin1', open, Math.min(end, open + tagName)))) text.add(0x0a);
    markup.write(xml, open, end);
    markup.add(0x0a);
    at = end;
  }
  return { text: text.taken(), markup: markup.taken() };
}
