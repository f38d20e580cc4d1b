// Numbers, references and words of PDF against patterns that say the same.
import { expect, it } from 'vitest';
import { numberAt, referenceEnd, wordEnd } from '../../src/decode/pdf/pdf-lexis.ts';
import { PdfName, PdfReader, PdfRef, PdfWord } from '../../src/decode/pdf/pdf-value.ts';
import fc from '../support/fast-check.ts';

const piece = fc.constantFrom(
  ...[
    '0',
    '7',
    '12',
    '.',
    '-',
    '+',
    '5.25',
    '.5',
    '1.',
    '-0',
    '0.1',
    '123456789012345',
    '1234567890123456789',
    '9.99999999999999999',
  ],
  ...[' ', '\n', '\0', '\f', '\r\n', '/', '(', '<', ']', 'R', 'Rx', 'R7', 'Tj', 'obj', 'BI', 'a', 'é', '%', '#41'],
);
const texts = fc.array(piece, { minLength: 1, maxLength: 10 }).map((parts) => parts.join(''));

it('numbers are those of the grammar, to the last bit', () => {
  let numbers = 0;
  fc.assert(
    fc.property(texts, (text) => {
      const bytes = Buffer.from(text, 'latin1');
      for (let at = 0; at < bytes.length; at++) {
        const word = /^[^\0\t\n\f\r ()<>[\]{}/%]*/.exec(text.slice(at))?.[0] ?? '';
        expect(wordEnd(bytes, at)).toBe(at + word.length);
        const expected = /^[+-]?(?:\d+\.?\d*|\.\d+)$/.test(word) ? Number(word) : null;
        expect(numberAt(bytes, at)).toBe(expected);
        if (expected !== null) numbers++;
      }
    }),
    { numRuns: 5000 },
  );
  expect(numbers).toBeGreaterThan(5000);
});

it('fractions have the nearest value', () => {
  fc.assert(
    fc.property(fc.nat(999_999_999), fc.integer({ min: 0, max: 14 }), (digits, places) => {
      const text = (digits / 10 ** 3).toFixed(places);
      expect(numberAt(Buffer.from(text), 0)).toBe(Number(text));
    }),
    { numRuns: 5000 },
  );
});

it('references are those of the grammar', () => {
  let references = 0;
  const parts = fc.constantFrom(
    ' ',
    ' ',
    '\n',
    ' '.repeat(9),
    '0',
    '0',
    '12',
    '1234567',
    'R',
    'R',
    'R7',
    'Rg',
    '/',
    '-',
  );
  const closeTexts = fc.array(parts, { minLength: 3, maxLength: 8 }).map((some) => some.join(''));
  fc.assert(
    fc.property(closeTexts, (text) => {
      const bytes = Buffer.from(text, 'latin1');
      for (let at = 0; at < bytes.length; at++) {
        const found = /^[\0\t\n\f\r ]+\d+[\0\t\n\f\r ]+R(?![A-Za-z0-9])/.exec(text.slice(at, at + 24));
        expect(referenceEnd(bytes, at)).toBe(found === null ? -1 : at + found[0].length);
        if (found) references++;
      }
    }),
    { numRuns: 5000 },
  );
  expect(references).toBeGreaterThan(50);
});

it('words, names and references come as they stand', () => {
  const reader = new PdfReader(Buffer.from('Tj BT 12 0 R /A#42c T* \x01\x02 endstream -3.5 7 Tj', 'latin1'));
  const values = Array.from({ length: 11 }, () => reader.next());
  const word = (text: string) => new PdfWord(text);
  const [first, ...rest] = [word('Tj'), word('BT'), new PdfRef(12), new PdfName('ABc'), word('T*'), word('\x01\x02')];
  expect(values).toEqual([first, ...rest, word('endstream'), -3.5, 7, first, null]);
});
