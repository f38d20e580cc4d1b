// Messages and mailboxes: headers, the parts of a MIME tree without their encoding, attachments as files.
import { bytesInMemory } from '../../model/byte-source.ts';
import { LimitReached } from '../decode-budget.ts';
import type { DecodeInput, Part } from '../decoder.ts';
import { decodeBase64 } from '../encoded/decode-base64.ts';
import { decodeCharset } from '../mail/decode-charset.ts';
import { decodeWords, type MailHeader, mailHeader } from '../mail/mail-header.ts';
import { unquote } from '../mail/quoted-printable.ts';

/** Multiparts in multiparts. */
const mostDepth = 32;
/** Characters of a header that are read for what they mean; all of it is scanned as it stands. */
const mostHeader = 1024 * 1024;

interface Extent {
  readonly start: number;
  readonly end: number;
}

interface Entity extends Extent {
  /** `message 3 part 1.2`; empty for a message that stands alone. */
  readonly label: string;
  readonly depth: number;
}

/** Where the header ends and the body begins. */
function bodyOf(text: string, { start, end }: Extent): { headerEnd: number; bodyStart: number } {
  // A part may begin with a blank line: it has no header.
  const first = /^\r?\n/.exec(text.slice(start, start + 2));
  if (first) return { headerEnd: start, bodyStart: start + first[0].length };
  // Of this entity alone: the next blank line of the file may be far away, and asked for by each of many parts.
  const found = /\r?\n\r?\n/.exec(text.slice(start, end));
  return found === null
    ? { headerEnd: end, bodyStart: end }
    : { headerEnd: start + found.index, bodyStart: start + found.index + found[0].length };
}

/** The parts between the lines of a boundary; the last one may lack its end. */
function splitParts(whole: string, boundary: string, { start, end }: Extent): Extent[] {
  const parts: Extent[] = [];
  const line = `--${boundary}`;
  const text = whole.slice(start, end);
  let open = -1;
  for (let at = text.indexOf(line); at >= 0; at = text.indexOf(line, at + line.length)) {
    if (at > 0 && text[at - 1] !== '\n') continue;
    if (open >= 0) parts.push({ start: open, end: Math.max(open, at - (text[at - 2] === '\r' ? 2 : 1)) });
    const lineEnd = text.indexOf('\n', at);
    const isLast = text.startsWith('--', at + line.length);
    open = isLast || lineEnd < 0 ? -1 : lineEnd + 1;
    if (isLast) break;
  }
  if (open >= 0 && open < text.length) parts.push({ start: open, end: text.length });
  return parts.map((part) => ({ start: start + part.start, end: start + part.end }));
}

class MailReader {
  readonly #bytes: Buffer;
  readonly #text: string;
  readonly #budget: DecodeInput['budget'];

  constructor(bytes: Buffer, budget: DecodeInput['budget']) {
    this.#bytes = bytes;
    // One character a byte.
    this.#text = bytes.toString('latin1');
    this.#budget = budget;
  }

  /** Messages of a mailbox, each behind a line `From …` that follows a blank one; or the one message. */
  *messages(): Generator<Entity> {
    const text = this.#text;
    if (!text.startsWith('From ')) {
      yield { start: 0, end: text.length, label: '', depth: 0 };
      return;
    }
    const begin = /(?:^|\n\r?\n)From [^\n]*\n/g;
    let number = 0;
    for (let found = begin.exec(text); found !== null; ) {
      const start = found.index + found[0].length;
      // The blank line before the next one belongs to both.
      begin.lastIndex = start - 1;
      found = begin.exec(text);
      yield { start, end: found?.index ?? text.length, label: `message ${++number}`, depth: 0 };
    }
  }

  *entity(entity: Entity): Generator<Part> {
    this.#budget.takeEntry();
    const { label, depth } = entity;
    const { headerEnd, bodyStart } = bodyOf(this.#text, entity);
    const raw = this.#text.slice(entity.start, Math.min(headerEnd, entity.start + mostHeader));
    const header = mailHeader(raw);
    yield* this.#header({ start: entity.start, end: headerEnd }, raw, label);
    const body = { start: bodyStart, end: entity.end };
    if (header.type.startsWith('multipart/') && header.boundary !== '') {
      if (depth >= mostDepth) throw new LimitReached(`its parts lie more than ${mostDepth} deep in each other`);
      const parts = splitParts(this.#text, header.boundary, body);
      for (const [index, part] of parts.entries())
        yield* this.entity({ ...part, label: nameOfPart(label, index + 1), depth: depth + 1 });
      if (parts.length > 0) {
        // What stands before the first part and behind the last is shown by no program.
        yield* this.#span({ start: body.start, end: parts[0].start }, label);
        yield* this.#span({ start: parts[parts.length - 1].end, end: body.end }, label);
        return;
      }
    }
    yield* this.#leaf(header, body, label);
  }

  /** Text of the message as it stands. */
  *#span({ start, end }: Extent, label: string): Generator<Part> {
    if (end <= start) return;
    const shifted = (from: number, to: number) => ({ start: start + from, end: start + to });
    yield { type: 'text', step: label || null, bytes: this.#bytes.subarray(start, end), spanOf: shifted };
  }

  *#header({ start, end }: Extent, raw: string, label: string): Generator<Part> {
    yield* this.#span({ start, end }, label);
    if (raw.includes('=?'))
      yield {
        type: 'text',
        step: 'header, decoded',
        bytes: Buffer.from(decodeWords(raw)),
        spanOf: () => ({ start, end }),
      };
  }

  *#leaf(header: MailHeader, body: Extent, label: string): Generator<Part> {
    const packed = this.#bytes.subarray(body.start, body.end);
    const { type, encoding, charset, fileName } = header;
    if (header.parameters.get('smime-type') === 'enveloped-data' || type === 'application/pgp-encrypted') {
      yield { type: 'loss', kind: 'encrypted', isGap: true, step: label || null, reason: 'it is encrypted' };
      return;
    }
    const isText = type.startsWith('text/') && fileName === '';
    const quoted = encoding === 'quoted-printable' ? unquote(packed) : null;
    const bytes = quoted?.bytes ?? (encoding === 'base64' ? decodeBase64(packed) : packed);
    this.#budget.takeBytes(bytes.length);
    if (bytes.length === 0) return;
    if (!isText) {
      const step = fileName === '' ? `${label === '' ? 'body' : label} (${type})` : `attachment ${fileName}`;
      yield { type: 'file', step, path: fileName || null, bytes: bytesInMemory(bytes) };
      return;
    }
    const inUtf8 = decodeCharset(bytes, charset);
    const placeOf = quoted?.placeOf ?? (encoding === 'base64' ? null : (at: number) => at);
    // In another charset, or in base64, a place within the part is not told.
    const isExact = placeOf !== null && inUtf8 === bytes;
    yield {
      type: 'text',
      step: label === '' && isExact ? null : label || 'body',
      bytes: inUtf8,
      spanOf: (from, to) => (isExact ? { start: body.start + placeOf(from), end: body.start + placeOf(to) } : body),
    };
  }
}

/** `part 1.2` of `part 1`. */
function nameOfPart(outer: string, number: number): string {
  return /part [\d.]+$/.test(outer) ? `${outer}.${number}` : `${outer === '' ? '' : `${outer} `}part ${number}`;
}

export function* decodeMail({ source, budget }: DecodeInput): Generator<Part> {
  const reader = new MailReader(source.read(0, source.size), budget);
  for (const message of reader.messages()) yield* reader.entity(message);
}
