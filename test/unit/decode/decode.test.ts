import { describe, expect, it } from 'vitest';
import { decode } from '../../../src/decode/decode.ts';

const text = 'const greeting = "hällo 😀";\n'.repeat(3);
const utf16 = (value: string) => Buffer.from(value, 'utf16le');
const swapped = (bytes: Buffer) => Buffer.from(bytes).swap16();

function utf32(value: string, littleEndian: boolean, mark: boolean): Buffer {
  const codes = [...(mark ? '\ufeff' : ''), ...value].map((character) => character.codePointAt(0) ?? 0);
  const bytes = Buffer.alloc(codes.length * 4);
  codes.forEach((code, at) => {
    if (littleEndian) bytes.writeUInt32LE(code, at * 4);
    else bytes.writeUInt32BE(code, at * 4);
  });
  return bytes;
}

describe('decode', () => {
  it.each([
    ['utf-16le', utf16(`\ufeff${text}`)],
    ['utf-16le', utf16(text)],
    ['utf-16be', swapped(utf16(`\ufeff${text}`))],
    ['utf-16be', swapped(utf16(text))],
    ['utf-32le', utf32(text, true, true)],
    ['utf-32le', utf32(text, true, false)],
    ['utf-32be', utf32(text, false, true)],
    ['utf-32be', utf32(text, false, false)],
  ])('reads %s', (encoding, bytes) => {
    const [layer] = decode(bytes);
    expect(layer.via).toEqual([encoding]);
    expect(layer.kind).toBe('text');
    expect(layer.bytes.toString('utf8')).toBe(text);
  });

  it('leaves UTF-8, latin-1 and ASCII as they are', () => {
    for (const bytes of [
      Buffer.from(text),
      Buffer.from('caf\u00e9\n', 'latin1'),
      Buffer.from('\ufeffabc'),
      Buffer.alloc(0),
    ]) {
      expect(decode(bytes)).toEqual([{ bytes, kind: 'text', via: [] }]);
    }
  });

  it.each([
    'PARENT=$(dirname "$0")\n',
    'PAR1 is how a file of Parquet begins\n',
    'GGUF: read versions that are new\n',
    'ARROW1 stands in front of it\n',
  ])('takes a text for no file that begins alike: %s', (words) => {
    const losses: unknown[] = [];
    const bytes = Buffer.from(words);
    const layers = [...decode(bytes, { noteLoss: (loss) => losses.push(loss) })];
    expect(layers).toMatchObject([{ bytes, kind: 'text', via: [] }]);
    expect(losses).toEqual([]);
  });

  it('takes what a reader of Parquet finds for Parquet, however far from the start its first NUL is', () => {
    const losses: { kind: string }[] = [];
    const bytes = Buffer.concat([
      Buffer.from(`PAR1${'x'.repeat(9000)}`),
      Buffer.from([0, 0, 0, 0]),
      Buffer.from('PAR1'),
    ]);
    expect([...decode(bytes, { noteLoss: (loss) => losses.push(loss) })]).toBeDefined();
    expect(losses).toMatchObject([{ kind: 'damaged' }]);
  });

  it('calls bytes with a NUL near the start binary and leaves them as they are', () => {
    const bytes = Buffer.from('token = abc\0def\0\0ghi and so on');
    expect(decode(bytes)).toEqual([{ bytes, kind: 'binary', via: [] }]);
  });

  it('survives broken units: odd length, lone surrogates, code points beyond the last', () => {
    expect(
      [
        ...decode(Buffer.concat([Buffer.from([0xff, 0xfe]), utf16('ab\ud800c'), Buffer.from([0x61])])),
      ][0].bytes.toString(),
    ).toContain('ab');
    expect([...decode(Buffer.from([0xff, 0xfe, 0, 0, 0xff, 0xff, 0xff, 0xff]))][0].bytes.toString()).toBe('\ufffd');
    expect([...decode(Buffer.from([0xfe, 0xff, 0x00]))][0].bytes).toHaveLength(0);
  });
});
