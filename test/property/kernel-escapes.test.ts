// The kernel's way to undo escapes against the one in TypeScript, at every place of a text.
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadKernel } from '../../src/commands/sweep-threads.ts';
import { escapedLayer } from '../../src/decode/escapes/escaped-layer.ts';
import { isEscape } from '../../src/decode/escapes/unescape.ts';
import { Kernel } from '../../src/git/pack/kernel.ts';
import type { EscapeKind } from '../../src/model/escape-markers.ts';
import fc from '../support/fast-check.ts';
import { needBuild } from '../support/run-cli.ts';

needBuild();
const kernel = new Kernel(loadKernel(join(import.meta.dirname, '..', '..', 'dist')));
const room = 64 * 1024;
const textAt = kernel.take(room);

/** The text around an escape, or null where none is to be looked at. Bytes around the text are other signs of escapes. */
function undone(number: number, bytes: Buffer, at: number): Buffer | null {
  const start = textAt + 16;
  kernel.bytes.fill('"+%41&#x', textAt, start + bytes.length + 64);
  kernel.bytes.set(bytes, start);
  const length = kernel.calls.undoEscapes(number, start + at, start, start + bytes.length);
  const { value } = kernel.calls.escapedText;
  return length === 0 ? null : Buffer.from(kernel.bytes.subarray(value, value + length));
}

/** What escapes of each kind are made of, or nearly. */
const signs = {
  'percent-encoding': ['%', '%4', '%41', '%2f', '%2F', '%0a', '%7f', '%7E', '%zz', '%%41', '%25', '41'],
  'backslash escapes': [
    ...['\\', '\\/', '\\x', '\\x41', '\\x4', '\\x80', '\\u', '\\u0041', '\\u00', '\\u1041', '\\u004'],
    ...['/', 'u', 'x', 'a\\/b', 'z/'.repeat(12)],
  ],
  'character references': [
    ...[
      '&',
      '&#',
      '&#65;',
      '&#x4a;',
      '&#X4A;',
      '&#0000065;',
      '&#00000065;',
      '&#x000041;',
      '&#x0000041;',
      '&#;',
      '&#x;',
    ],
    ...['&quot;', '&amp;', '&apos;', '&lt;', '&gt;', '&AMP;', '&amp', '&#10;', '&#1114111;', ';', '#'],
  ],
  concatenation: [
    ...[
      '"',
      "'",
      'a" + "b',
      "a' + 'b",
      'a"+"b',
      "a'.'b",
      'a" . "b',
      'a" & "b',
      "a' +\n rb'b",
      'a" + Rb"b',
      'a" + rbf"b',
    ],
    ...['abcdef1"\n"2ghijkl', "abcdef1'\r\n  '2ghijkl", 'a"\\\n  "b', 'a"\\\r\n"b', 'a" +\n  "b', "a' f'b"],
    ...[
      'a"\n    + "b',
      "a'\n\t. 'b",
      `a"${' '.repeat(150)}+ "b`,
      `a"+${' '.repeat(170)}"b`,
      'abc"\n"2ghijkl',
      'x" + ',
      ' bcde1"\n"2ghijk ',
      ' bcdef1"\n"2ghij ',
    ],
    ...[153, 154, 155, 156, 157, 158, 159, 160].map((blanks) => `a"${' '.repeat(blanks)}+ "b`),
  ],
};
const other = fc.constantFrom(
  ...[' ', '\n', '\r', 'é', '\0', 'abc', 'ABC123', 'abcdef1', '2ghijkl', 'token=', 'x~._-+/='],
  ...['0123456789'.repeat(9), 'x'.repeat(185), 'y '.repeat(220)],
);

describe.each(Object.entries(signs))('%s', (name, own) => {
  const kind = name as EscapeKind;
  const number = Object.keys(signs).indexOf(name) + 1;
  const sign = fc.constantFrom<string>(...own);
  const texts = fc
    .array(fc.oneof(sign, sign, other), { minLength: 1, maxLength: 20 })
    .map((parts) => Buffer.from(parts.join(''), 'latin1'));

  it('are undone alike, and none is seen elsewhere', () => {
    let escapes = 0;
    fc.assert(
      fc.property(texts, (bytes) => {
        for (let at = 0; at < bytes.length; at++) {
          const isMet = isEscape(bytes, at, kind);
          const layer = isMet ? escapedLayer({ bytes, kind: 'text', via: [] }, at, kind) : null;
          if (layer !== null) escapes++;
          expect(undone(number, bytes, at)).toEqual(layer === null ? null : layer.bytes);
        }
      }),
      { numRuns: 700 },
    );
    expect(escapes).toBeGreaterThan(500);
  }, 60_000);
});
