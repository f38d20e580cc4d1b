// The header of a message or of a part of one (RFC 5322, 2045, 2047, 2231).
import { decodeCharset } from './decode-charset.ts';
import { unquote } from './quoted-printable.ts';

export interface MailHeader {
  /** Lower case. */
  readonly type: string;
  readonly encoding: string;
  readonly charset: string;
  readonly boundary: string;
  readonly fileName: string;
  readonly parameters: ReadonlyMap<string, string>;
}

const encodedWord = /=\?([\w-]+)(?:\*[\w-]+)?\?([bq])\?([^?\s]*)\?=/gi;

/** Text with its encoded words read; the blanks between two of them are none. */
export function decodeWords(text: string): string {
  return text
    .replace(/(\?=)\s+(?==\?)/g, '$1')
    .replace(encodedWord, (_, charset: string, kind: string, word: string) => {
      const isBase64 = kind.toLowerCase() === 'b';
      const bytes = isBase64
        ? Buffer.from(word, 'base64')
        : unquote(Buffer.from(word.replaceAll('_', ' '), 'latin1')).bytes;
      return decodeCharset(bytes, charset).toString();
    });
}

/** The fields by name, unfolded; of one that stands twice the first counts. @param text as latin1 */
function fieldsOf(text: string): Map<string, string> {
  const fields = new Map<string, string>();
  for (const line of text.replace(/\r?\n[ \t]+/g, ' ').split(/\r?\n/)) {
    const [, name, value] = /^([!-9;-~]+)[ \t]*:[ \t]*(.*)$/.exec(line) ?? [];
    if (name !== undefined && !fields.has(name.toLowerCase())) fields.set(name.toLowerCase(), value);
  }
  return fields;
}

const parameter = /;\s*([\w!#$&+.^`{}~-]+)(?:\*(\d+))?(\*)?\s*=\s*(?:"([^"\\]*(?:\\.[^"\\]*)*)"|([^\s;]*))/g;

/** `charset''percent%20encoded` of RFC 2231. */
function decodeExtended(value: string): string {
  const [, charset, text] = /^([\w-]*)'[\w-]*'(.*)$/s.exec(value) ?? [undefined, 'utf-8', value];
  const bytes = Buffer.from(
    text.replace(/%([0-9a-f]{2})/gi, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  );
  return decodeCharset(bytes, charset).toString();
}

/** Parameters of a field, those that were cut over several put together. */
function parametersOf(value: string): Map<string, string> {
  const parts = new Map<string, { text: string; isExtended: boolean }>();
  for (const [, name, , star, quoted, plain] of value.matchAll(parameter)) {
    const key = name.toLowerCase();
    const before = parts.get(key);
    const text = (before?.text ?? '') + (quoted?.replace(/\\(.)/g, '$1') ?? plain ?? '');
    parts.set(key, { text, isExtended: before?.isExtended || star !== undefined });
  }
  return new Map(
    [...parts].map(([key, { text, isExtended }]) => [key, isExtended ? decodeExtended(text) : decodeWords(text)]),
  );
}

/** @param text the header as latin1 */
export function mailHeader(text: string): MailHeader {
  const fields = fieldsOf(text);
  const contentType = fields.get('content-type') ?? 'text/plain';
  const parameters = parametersOf(contentType);
  const disposition = parametersOf(fields.get('content-disposition') ?? '');
  return {
    type: (/^[\w.+/-]+/.exec(contentType)?.[0] ?? 'text/plain').toLowerCase(),
    encoding: (fields.get('content-transfer-encoding') ?? '').trim().toLowerCase(),
    charset: parameters.get('charset') ?? 'utf-8',
    boundary: parameters.get('boundary') ?? '',
    fileName: disposition.get('filename') ?? parameters.get('name') ?? '',
    parameters,
  };
}
