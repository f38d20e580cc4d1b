import { describe, expect, it } from 'vitest';
import { escapeControl, escapeJson } from '../../../src/report/escape-control.ts';
import fc from '../../support/fast-check.ts';

const control = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\p{Surrogate}]/u;
const anyText = fc.string({ unit: 'binary', maxLength: 60 });
const nastyText = fc.array(fc.oneof(anyText, fc.constantFrom('\x1b[2J', '\u202e', '\r', '\x9b31m', '\ud800', '\n')));

describe('escapeControl', () => {
  it('shows what would steer a terminal or turn text around', () => {
    expect(escapeControl('\x1b]0;title\x07')).toBe('\\x1b]0;title\\x07');
    expect(escapeControl('a\r\nb\tc\x7f\x9b')).toBe('a\\x0d\\x0ab\\x09c\\x7f\\x9b');
    expect(escapeControl('\u202egpj.exe\u2066\u200f')).toBe('\\u{202e}gpj.exe\\u{2066}\\u{200f}');
    expect(escapeControl('in\u200bvisible\ufeff\u{e0041}')).toBe('in\\u{200b}visible\\u{feff}\\u{e0041}');
    expect(escapeControl('\ud83d half')).toBe('\\u{d83d} half');
  });

  it('leaves letters of any script and emoji as they are', () => {
    const text = 'naïve/日本語/עברית/👩‍💻 …✖';
    expect(escapeControl(text)).toBe(text);
  });

  it('leaves no control and no bidi character in any text', () => {
    fc.assert(
      fc.property(nastyText, (parts) => {
        expect(escapeControl(parts.join(''))).not.toMatch(control);
      }),
    );
  });
});

describe('escapeJson', () => {
  it('keeps every value and leaves no such character but line ends', () => {
    fc.assert(
      fc.property(fc.dictionary(anyText, anyText), (value) => {
        const json = escapeJson(JSON.stringify(value, null, 2));
        expect(JSON.parse(json)).toEqual(value);
        expect(json.replaceAll('\n', '')).not.toMatch(control);
      }),
    );
  });
});
