// The text around an escape against the plain way, which notes of each byte of the text where it came from.
import { describe, expect, it } from 'vitest';
import { escapedLayer } from '../../src/decode/escapes/escaped-layer.ts';
import { escapeAt, escapeByte, escapeLength, noByte, noEscape } from '../../src/decode/escapes/unescape.ts';
import { type EscapeKind, escapeReach } from '../../src/model/escape-markers.ts';
import fc from '../support/fast-check.ts';

/** Bytes of the text with the span of each, and the places of the escape at `at` and the last one before it. */
function plainly(bytes: Buffer, at: number, kind: EscapeKind) {
  const isLineEnd = (place: number) => kind !== 'concatenation' && (bytes[place] === 10 || bytes[place] === 13);
  let from = at;
  while (from > Math.max(0, at - escapeReach.behind) && !isLineEnd(from - 1)) from--;
  let to = at;
  while (to < Math.min(bytes.length, at + escapeReach.ahead) && !isLineEnd(to)) to++;
  const text: { byte: number; start: number; end: number }[] = [];
  let [before, mine] = [-1, -1];
  for (let next = from; next < to; ) {
    const met = escapeAt(bytes, next, kind);
    const length = escapeLength(met);
    if (met === noEscape || next + length > to) {
      text.push({ byte: bytes[next], start: next, end: ++next });
      continue;
    }
    if (next < at) before = text.length;
    if (next === at) mine = text.length;
    if (escapeByte(met) !== noByte) text.push({ byte: escapeByte(met), start: next, end: next + length });
    next += length;
  }
  return { text, before, mine };
}

const kinds = ['percent-encoding', 'backslash escapes', 'character references', 'concatenation'] as const;
const piece = fc.constantFrom(
  ...[
    '%41',
    '%2',
    '\\x41',
    '\\u0041',
    '\\/',
    '\\',
    '&#65;',
    '&amp;',
    '&#x4a;',
    "abcdef1'\n  'ghijkl2",
    'key" +\n "val',
  ],
  ...["a' + 'b", 'x".\n"y', '"', "'", '\n', '\r\n', ' ', 'abc', 'token=', '0123456789'.repeat(9)],
);
const texts = fc.array(piece, { minLength: 1, maxLength: 24 }).map((parts) => Buffer.from(parts.join(''), 'latin1'));

describe.each(kinds)('%s', (kind) => {
  it('are undone as byte by byte', () => {
    let escapes = 0;
    fc.assert(
      fc.property(texts, (bytes) => {
        for (let at = 0; at < bytes.length; at++) {
          const layer = escapedLayer({ bytes, kind: 'text', via: [] }, at, kind);
          if (layer === null) continue;
          escapes++;
          const { text, before, mine } = plainly(bytes, at, kind);
          expect(layer.bytes).toEqual(Buffer.from(text.map(({ byte }) => byte)));
          for (let start = 0; start < text.length; start += 3)
            for (let end = start + 1; end <= text.length; end += 7) {
              expect(layer.back?.spanOf(start, end)).toEqual({ start: text[start].start, end: text[end - 1].end });
              const holds = (place: number) =>
                (kind === 'concatenation' ? start < place : start <= place) && place < end;
              expect(layer.isFirstIn(start, end)).toBe(holds(mine) && !(before >= 0 && holds(before)));
            }
        }
      }),
      { numRuns: 150 },
    );
    expect(escapes).toBeGreaterThan(50);
  }, 60_000);
});

/** As the grammars have it, by patterns: an escape at the beginning of a text, and the character code that it stands for. */
const patterns = {
  'percent-encoding': (text: string) => {
    const found = /^%([0-9A-Fa-f]{2})/.exec(text);
    return found && { length: 3, code: Number.parseInt(found[1], 16) };
  },
  'backslash escapes': (text: string) => {
    const found = /^\\(?:(\/)|u([0-9A-Fa-f]{4})|x([0-9A-Fa-f]{2}))/.exec(text);
    return found && { length: found[0].length, code: found[1] ? 0x2f : Number.parseInt(found[2] ?? found[3], 16) };
  },
  'character references': (text: string) => {
    const named: Readonly<Record<string, string>> = { quot: '"', amp: '&', apos: "'", lt: '<', gt: '>' };
    const found = /^&(?:#(\d{1,7})|#[xX]([0-9A-Fa-f]{1,6})|(quot|amp|apos|lt|gt));/.exec(text);
    if (!found) return null;
    const [{ length }, decimal, hex, name] = found;
    if (name) return { length, code: named[name].charCodeAt(0) };
    return { length, code: decimal ? Number(decimal) : Number.parseInt(hex, 16) };
  },
} as const;
const fragment = fc.constantFrom(
  ...[
    '%',
    '&',
    '#',
    'x',
    'X',
    ';',
    '\\',
    'u',
    '/',
    '0',
    '00',
    '4',
    '41',
    '7f',
    '7E',
    '00000',
    '9999999',
    'g',
    'é',
    ' ',
  ],
  ...['%41', '%2f', '%0a', '\\x41', '\\u0041', '\\x', '\\/'],
  ...[
    'quot',
    'amp',
    'apos',
    'lt',
    'gt',
    '&#',
    '&#x',
    '\\u00',
    '&AMP;',
    '&amp',
    '&#38;',
    '&#x26;',
    '&#0000065;',
    '&#00000065;',
  ],
);

it.each(Object.entries(patterns))('%s are those of the grammar', (kind, pattern) => {
  let escapes = 0;
  fc.assert(
    fc.property(fc.array(fragment, { minLength: 1, maxLength: 8 }), (parts) => {
      const text = parts.join('');
      const bytes = Buffer.from(text, 'latin1');
      for (let at = 0; at < bytes.length; at++) {
        const expected = pattern(text.slice(at));
        const isReadable = expected !== null && expected.code >= 0x20 && expected.code < 0x7f;
        const met = escapeAt(bytes, at, kind as EscapeKind);
        if (!isReadable) expect(met).toBe(noEscape);
        else expect([escapeLength(met), escapeByte(met)]).toEqual([expected.length, expected.code]);
        if (isReadable) escapes++;
      }
    }),
    { numRuns: 5000 },
  );
  expect(escapes).toBeGreaterThan(100);
});
