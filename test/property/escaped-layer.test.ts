// The text around an escape against the plain way, which notes of each byte of the text where it came from.
import { describe, expect, it } from 'vitest';
import { escapedLayer } from '../../src/decode/escapes/escaped-layer.ts';
import { escapeAt } from '../../src/decode/escapes/unescape.ts';
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
    if (met === null || next + met.length > to) {
      text.push({ byte: bytes[next], start: next, end: ++next });
      continue;
    }
    if (next < at) before = text.length;
    if (next === at) mine = text.length;
    for (const character of met.text) text.push({ byte: character.charCodeAt(0), start: next, end: next + met.length });
    next += met.length;
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
