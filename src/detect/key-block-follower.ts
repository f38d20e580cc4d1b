// Key blocks in a stream: from the header on, each line of the body is hidden as it comes, so that no line waits for the end
// of the block. What a log puts before each line (a time, a name) does no harm, nor does a block that never ends.
import type { MaskSpan } from '../model/mask-span.ts';

/** RFC 7468 labels, PGP's (RFC 9580, 6.2), SSH2's with four dashes and a blank (RFC 4716), OpenVPN's. */
const header = /-{4,5} ?BEGIN (?:[A-Za-z0-9]{1,12} ){0,4}(?:PRIVATE KEY(?: BLOCK)?|Static key V1) ?-{4,5}/g;
const footer = /-{4,5} ?END (?:[A-Za-z0-9]{1,12} ){0,4}(?:PRIVATE KEY(?: BLOCK)?|Static key V1) ?-{4,5}/g;
/** The beginning of a header, at the end of a text; and the length of the longest. */
const begun = /-{1,5} ?(?:B(?:E(?:G(?:I(?:N(?: [A-Za-z0-9 ]{0,70}-{0,5})?)?)?)?)?)?$/;
const longestHeader = 96;
/** What every header holds, for the quick question. */
const headerWords = [Buffer.from('PRIVATE KEY'), Buffer.from('Static key V1')];
const puttyCount = /Private-Lines: {0,2}(\d{1,3})/g;
const puttyWord = Buffer.from('Private-Lines:');
const puttyRule = 'putty-ppk';

/** A line in a body, or what stands between two escaped line ends: `\n`, `\r\n`. */
const line = /(?:[^\r\n\\]|\\(?![nr]))+/g;
/** `Proc-Type: 4,ENCRYPTED`, `Comment: …`: a block's own headers. */
const ownHeader = /^[\s"']*[A-Z][A-Za-z-]{2,20}: /;
/** Runs of the body's alphabet. A shorter one at the end of a line is the body's last line. */
const run = /[A-Za-z0-9+/=]{16,}/g;
const lastWord = /(?:^|[\s|>"'`,;#*])([A-Za-z0-9+/=]{1,15})["'`,;\s]*$/;
/** A whole line of a body: the shortest are OpenVPN's 32 hex digits. Paths and names in other lines look different. */
const leastFull = 32;
/** Lines without such a run after which the block is taken to have ended: headers, and what other programs write in between. */
const mostMisses = 8;

function looksLikeBody(text: string): boolean {
  if (text.length < leastFull) return false;
  return /^[0-9a-f]+$/i.test(text) || (/[A-Z]/.test(text) && /[a-z]/.test(text) && /\d/.test(text));
}

function mayHoldHeader(view: Buffer, from: number, to: number): boolean {
  const bytes = view.subarray(from, to);
  return headerWords.some((word) => bytes.includes(word)) || bytes.includes(puttyWord);
}

/** The next place of a pattern in a text that is read from front to back; a search is made once for each. */
class NextMatch {
  readonly #pattern: RegExp;
  readonly #text: string;
  #found: RegExpExecArray | null | undefined;

  constructor(pattern: RegExp, text: string) {
    this.#pattern = pattern;
    this.#text = text;
  }

  /** The first match at or behind `at`, which never goes back. */
  from(at: number): RegExpExecArray | null {
    if (this.#found === undefined || (this.#found !== null && this.#found.index < at)) {
      this.#pattern.lastIndex = at;
      this.#found = this.#pattern.exec(this.#text);
    }
    return this.#found;
  }
}

/** What may come next in a text. */
interface Ahead {
  readonly header: NextMatch;
  readonly footer: NextMatch;
  readonly putty: NextMatch;
}

/** Goes along with a stream, line by line; knows whether it stands in a block. */
export class KeyBlockFollower {
  #rule: string | null = null;
  #misses = 0;
  #hasBody = false;
  /** Lines of a PuTTY key that are left. */
  #counted = 0;

  /** Whether what comes next may be part of a key. */
  get isInside(): boolean {
    return this.#rule !== null;
  }

  /** Behind the first header in view[from, to), from where on what stands there may be a key; `to` where there is none. */
  static firstIn(view: Buffer, from: number, to: number): number {
    if (!mayHoldHeader(view, from, to)) return to;
    const text = view.toString('latin1', from, to);
    const ends = [header, puttyCount].map((pattern) => {
      const found = new NextMatch(pattern, text).from(0);
      return found === null ? to : from + found.index + found[0].length;
    });
    return Math.min(...ends);
  }

  /** Where in view[from, to) a header begins that may go on behind `to`; `to` where none does. */
  static openIn(view: Buffer, from: number, to: number): number {
    const start = Math.max(from, to - longestHeader);
    const found = begun.exec(view.toString('latin1', start, to));
    return found === null ? to : start + found.index;
  }

  /** What is to be hidden in view[from, to), which comes right behind what was asked last. */
  follow(view: Buffer, from: number, to: number): MaskSpan[] {
    if (this.#rule === null && !mayHoldHeader(view, from, to)) return [];
    const spans: MaskSpan[] = [];
    const text = view.toString('latin1', from, to);
    const ahead = {
      header: new NextMatch(header, text),
      footer: new NextMatch(footer, text),
      putty: new NextMatch(puttyCount, text),
    };
    for (let at = 0; at < text.length; )
      at = this.#rule === null ? this.#open(ahead, text, at) : this.#hide(ahead, text, at, from, spans);
    return spans;
  }

  /** Goes to the end of the next header, or of the text where there is none. */
  #open(ahead: Ahead, text: string, at: number): number {
    const begin = ahead.header.from(at);
    const putty = ahead.putty.from(at);
    this.#misses = 0;
    this.#hasBody = false;
    if (putty !== null && (begin === null || putty.index < begin.index)) {
      this.#rule = puttyRule;
      this.#counted = Number(putty[1]);
      return putty.index + putty[0].length;
    }
    if (begin === null) return text.length;
    this.#rule = 'key-block';
    return begin.index + begin[0].length;
  }

  /** Hides up to the end of the block, or of the text. */
  #hide(ahead: Ahead, text: string, at: number, from: number, spans: MaskSpan[]): number {
    const end = this.#rule === puttyRule ? null : ahead.footer.from(at);
    line.lastIndex = at;
    for (let found = line.exec(text); found !== null; found = line.exec(text)) {
      if (end !== null && found.index >= end.index) break;
      const cut = end === null ? found[0] : found[0].slice(0, end.index - found.index);
      this.#hideLine(cut, from + found.index, spans);
      if (this.#rule === null) return found.index + found[0].length;
    }
    if (end === null) return text.length;
    this.#rule = null;
    return end.index + end[0].length;
  }

  #hideLine(text: string, start: number, spans: MaskSpan[]): void {
    if (text.trim() === '' && this.#rule === puttyRule) return;
    const rule = this.#rule ?? '';
    const hide = (at: number, length: number) =>
      spans.push({ start: start + at, end: start + at + length, mask: '\u2026', rule });
    let isFull = false;
    const isOwnHeader = !this.#hasBody && ownHeader.test(text);
    if (!isOwnHeader)
      for (const found of text.matchAll(run)) {
        hide(found.index, found[0].length);
        isFull ||= looksLikeBody(found[0]);
      }
    const short = this.#hasBody || this.#rule === puttyRule ? lastWord.exec(text) : null;
    if (short !== null && !isOwnHeader) hide(short.index + short[0].indexOf(short[1]), short[1].length);
    this.#count(isFull);
  }

  #count(isFull: boolean): void {
    if (this.#rule === puttyRule && --this.#counted <= 0) this.#rule = null;
    this.#hasBody ||= isFull;
    this.#misses = isFull ? 0 : this.#misses + 1;
    if (this.#misses > mostMisses) this.#rule = null;
  }
}
