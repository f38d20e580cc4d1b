// The text of Word, Excel, PowerPoint and OpenDocument files as a person reads it: these cut words into runs wherever a spelling
// check or a cursor once stood, with markup in between.

/** Members that hold what was typed. */
const typed =
  /^(?:word\/(?:document|header\d*|footer\d*|footnotes|endnotes|comments)\.xml|ppt\/(?:slides|notesSlides|comments)\/[^/]+\.xml|xl\/(?:sharedStrings|comments\d*)\.xml|content\.xml)$/;

export const isOfficeText = (name: string) => typed.test(name);

/** Ends of paragraphs, cells and lines; `w:`, `a:`, `text:` and no prefix at all. */
const lineEnds = /<(?:\/(?:\w+:)?(?:p|h|si|tr|row|comment|list-item)|(?:\w+:)?(?:br|cr|line-break|tab)\b[^<>]*\/?)>/g;
const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

function undoEntities(text: string): string {
  return text.replace(/&(?:#(x?)([0-9a-f]{1,6})|(\w{2,4}));/gi, (whole, hex: string, digits: string, name: string) => {
    if (name !== undefined) return entities[name] ?? whole;
    const code = Number.parseInt(digits, hex === '' ? 10 : 16);
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}

export interface OfficeText {
  readonly text: Buffer;
  /** The markup, where links and names of fields stand. */
  readonly markup: Buffer;
}

export function officeText(xml: Buffer): OfficeText {
  const source = xml.toString('utf8').replace(/\n/g, ' ');
  const text = undoEntities(source.replace(lineEnds, '\n').replace(/<[^<>]*>/g, ''));
  const markup = source.match(/<[^<>]*>/g)?.join('\n') ?? '';
  return { text: Buffer.from(text), markup: Buffer.from(undoEntities(markup)) };
}
