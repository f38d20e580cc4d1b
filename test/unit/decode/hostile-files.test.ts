// Files that would take all memory or never end: each is read, or given up with a gap, within the time and memory of a test.
import { describe, expect, test } from 'vitest';
import { readFields } from '../../../src/decode/artifacts/arrow/fields.ts';
import { FlatTable } from '../../../src/decode/artifacts/arrow/flatbuffer.ts';
import { FoundText } from '../../../src/decode/artifacts/found-text.ts';
import { H5File } from '../../../src/decode/artifacts/hdf5/h5-file.ts';
import { tableLinks } from '../../../src/decode/artifacts/hdf5/h5-links.ts';
import { H5Values } from '../../../src/decode/artifacts/hdf5/h5-values.ts';
import { readPage } from '../../../src/decode/artifacts/parquet/read-page.ts';
import { ThriftReader } from '../../../src/decode/artifacts/parquet/thrift.ts';
import { DecodeBudget, defaultLimits, LimitReached } from '../../../src/decode/decode-budget.ts';
import { DamagedInput } from '../../../src/decode/decoder.ts';
import { PdfReader } from '../../../src/decode/pdf/pdf-value.ts';
import { shortName } from '../../../src/decode/short-name.ts';
import { officeText } from '../../../src/decode/zip/office-text.ts';
import { bytesInMemory } from '../../../src/model/byte-source.ts';
import { decoded } from '../../support/decoded.ts';

const budget = () => new DecodeBudget(() => 0);
const pdf = (body: string) => decoded(Buffer.from(`%PDF-1.7\n${body}`, 'latin1'));
const stream = (dict: string, data: string) => `<<${dict}/Length ${data.length}>>\nstream\n${data}\nendstream`;

describe('a PDF', () => {
  test('of trailers that do not end', async () => {
    const { lost } = await pdf(`1 0 obj(a string)endobj ${'trailer<<'.repeat(200_000)}`);
    expect(lost).toEqual([]);
  });

  test('of a string that does not end', async () => {
    const { texts } = await pdf(`1 0 obj(${'x\\(\\101'.repeat(1_000_000)}`);
    expect(texts.strings).toBe('x(A'.repeat(1_000_000));
  });

  test('of more values than are held', () => {
    const values = Buffer.from(`[${'<</A 1>>'.repeat(1000)}]`);
    expect(new PdfReader(values, 0, 3001).next()).toHaveLength(1000);
    expect(() => new PdfReader(values, 0, 3000).next()).toThrow(LimitReached);
  });

  test('of an object stream that names one place again and again', async () => {
    const pairs = Array.from({ length: 5000 }, (_, at) => `${at + 10} 0`).join(' ');
    const inner = `${pairs} [${'(abcd)'.repeat(20_000)}]`;
    const { texts, lost } = await pdf(`1 0 obj${stream(`/Type/ObjStm/N 5000/First ${pairs.length}`, inner)}endobj`);
    expect(texts.strings).toBe('abcd');
    expect(lost).toEqual([]);
  });

  test('of fonts with ranges of codes that are named again and again, and rows longer than the file', async () => {
    const cmap = `begincmap begincodespacerange <00> <FF> endcodespacerange ${'<0000> <FFFF> <0041> '.repeat(5000)} endbfrange`;
    const body = [
      '<</Type/Catalog/Pages 2 0 R>>',
      '<</Type/Pages/Kids[3 0 R]/Resources<</Font<</F1 5 0 R>>>>>>',
      '<</Type/Page/Parent 2 0 R/Contents 4 0 R>>',
      stream('', 'BT /F1 12 Tf (shown text) Tj ET'),
      '<</Type/Font/Subtype/Type0/ToUnicode 6 0 R/DescendantFonts[7 0 R]>>',
      stream('', cmap),
      `<</W[${'0 65535 500 '.repeat(5000)}]>>`,
      stream('/Filter[/AHx]/DecodeParms[<</Predictor 15/Columns 2000000000>>]', '4142434445>'),
      stream(`/Filter[${'/AHx '.repeat(100_000)}]`, '41>'),
    ];
    const { texts, lost } = await pdf(body.map((object, at) => `${at + 1} 0 obj ${object} endobj\n`).join(''));
    expect(Object.keys(texts)).toContain('page 1');
    expect(texts['object 8']).toContain('BCDE');
    // The list of filters that is too long.
    expect(lost).toEqual(['damaged: : it is damaged, or compressed in a way that is not known']);
  });
});

test('markup of nothing but tags', () => {
  const { text, markup } = officeText(Buffer.from(`${'<>'.repeat(300_000)}a&amp;b<w:br/>c<broken`));
  expect(text.toString()).toBe('a&b\nc<broken');
  expect(markup.length).toBe(900_000 + '<w:br/>\n'.length);
});

test('a table whose rows are all the same bytes', async () => {
  const page = Buffer.alloc(65536);
  page.write('SQLite format 3\0', 'latin1');
  page.writeUInt16BE(1, 16);
  page.writeUInt32BE(1, 56);
  page[100] = 13;
  const count = 30_000;
  page.writeUInt16BE(count, 103);
  // A row of one text of 4000 bytes: 3998 bytes of payload, row 1, a header of 3 bytes.
  const row = Buffer.concat([Buffer.from([0x9f, 0x1e, 1, 3, 0xbe, 0x41]), Buffer.alloc(4000, 'x')]);
  row.copy(page, 65536 - row.length);
  for (let at = 0; at < count; at++) page.writeUInt16BE(65536 - row.length, 108 + at * 2);
  const { layers, lost } = await decoded(page);
  expect(layers.reduce((sum, { bytes }) => sum + bytes.length, 0)).toBeLessThan(400_000);
  expect(lost).toEqual(['damaged: : a page or a row in it is damaged']);
});

describe('tables of Parquet', () => {
  const terms = (takeBytes = (_: number) => {}) => ({ fixed: 0, takeBytes });

  test('a width below nothing', () => {
    expect(() => [...(readPage(0, Buffer.alloc(100), { ...terms(), fixed: -1 }) ?? [])]).toThrow(DamagedInput);
  });

  test('a text that stands there again for some bits is counted', () => {
    const varint = (value: number) => {
      const bytes = [];
      let left = value;
      for (; left > 127; left = Math.floor(left / 128)) bytes.push((left % 128) | 128);
      return Buffer.from([...bytes, left]);
    };
    const count = 100_000;
    // Blocks of 128 values in 4 pieces; all differences are equal and take no bits.
    const same = (first: number, step: number) =>
      Buffer.concat([
        Buffer.from([0x80, 1, 4]),
        varint(count),
        varint(first * 2),
        ...Array.from({ length: Math.ceil(count / 128) }, (_, block) =>
          Buffer.concat([varint(block === 0 ? step : 0), Buffer.from([0, 0, 0, 0])]),
        ),
      ]);
    const page = Buffer.concat([same(0, 0), same(100_000, 0).subarray(0), Buffer.alloc(100_000, 'x')]);
    const most = new DecodeBudget(() => 0, defaultLimits, page.length);
    const take = (bytes: number) => most.takeBytes(bytes);
    expect(() => [...(readPage(7, page, terms(take)) ?? [])]).toThrow();
  });

  test('headers of nothing but structures', () => {
    const list = (count: number, item: number[]) =>
      Buffer.concat([
        Buffer.from([0x19, 0xfc]),
        Buffer.from([(count & 127) | 128, ((count >> 7) & 127) | 128, ((count >> 14) & 127) | 128, count >> 21]),
        Buffer.alloc(count * item.length, Buffer.from(item)),
        Buffer.from([0]),
      ]);
    expect(new ThriftReader(list(250_000, [0]), 100_000).struct().size).toBe(1);
    expect(() => new ThriftReader(list(250_000, [0x11, 0]), 100_000).struct()).toThrow(LimitReached);
  });
});

test('fields of Arrow whose two children are one table, whose two children are one table', () => {
  // Each table: its vtable (fields up to 5: children), itself, a vector of two that both lead to the next.
  const size = 40;
  const depth = 40;
  const bytes = Buffer.alloc(size * (depth + 1) + 64);
  for (let at = 0; at < depth; at++) {
    const [vtable, table, vector] = [at * size, at * size + 16, at * size + 24];
    bytes.writeUInt16LE(16, vtable);
    bytes.writeUInt16LE(4, vtable + 4 + 10);
    bytes.writeInt32LE(table - vtable, table);
    bytes.writeUInt32LE(vector - (table + 4), table + 4);
    bytes.writeUInt32LE(at + 1 === depth ? 0 : 2, vector);
    for (const entry of [vector + 4, vector + 8]) bytes.writeUInt32LE((at + 1) * size + 16 - entry, entry);
  }
  expect(() => readFields([new FlatTable(bytes, 16)], new FoundText('Arrow', budget()))).toThrow(DamagedInput);
});

describe('HDF5', () => {
  const superblock = Buffer.concat([
    Buffer.from('\x89HDF\r\n\x1a\n\0\0\0\0\0\x08\x08\0\x04\0\x10\0\0\0\0\0', 'latin1'),
    Buffer.alloc(72),
  ]);
  const u64 = (...values: number[]) =>
    Buffer.concat(
      values.map((value) => {
        const bytes = Buffer.alloc(8);
        bytes.writeBigUInt64LE(BigInt(value));
        return bytes;
      }),
    );

  test('a tree of groups whose two children are one node, whose two children are one node', () => {
    const nodeBytes = 24 + 4 * 8;
    const treeAt = superblock.length + 16 + 32;
    const nodes = Array.from({ length: 40 }, (_, at) => {
      const next = treeAt + (at + 1) * nodeBytes;
      const head = Buffer.from('TREE\0\x01\x02\0', 'latin1');
      return Buffer.concat([head, Buffer.alloc(16), u64(0, next, 0, next)]);
    });
    const heap = Buffer.concat([Buffer.from('HEAP\0\0\0\0'), u64(0, 0, superblock.length)]);
    const links = u64(treeAt, superblock.length + 16);
    const file = new H5File(bytesInMemory(Buffer.concat([superblock, links, heap, ...nodes, Buffer.alloc(64)])));
    expect(() => [...tableLinks(file, superblock.length)]).toThrow(DamagedInput);
  });

  test('arrays in arrays, and lists that hold themselves', () => {
    const heapAt = superblock.length;
    const reference = Buffer.concat([Buffer.from([2, 0, 0, 0]), u64(heapAt), Buffer.from([1, 0, 0, 0])]);
    const object = Buffer.concat([Buffer.from([1, 0, 0, 0, 0, 0, 0, 0]), u64(32), reference, reference]);
    const heap = Buffer.concat([Buffer.from('GCOL\x01\0\0\0'), u64(16 + object.length), object]);
    const found = new FoundText('HDF5', budget());
    const values = new H5Values(new H5File(bytesInMemory(Buffer.concat([superblock, heap]))), found, budget());
    type Type = Parameters<typeof values.value>[1];
    const nested = (depth: number): Type =>
      depth === 0 ? { kind: 'text', size: 16 } : { kind: 'variable-list', size: 16, of: nested(depth - 1) };
    values.value('', nested(30), reference);
    const wide = (depth: number): Type =>
      depth === 0
        ? { kind: 'text', size: 1 }
        : { kind: 'array', size: depth === 6 ? 10_000 : 1, of: wide(depth - 1), count: 10_000 };
    expect(() => values.value('', wide(6), Buffer.alloc(10_000, 'x'))).toThrow(DamagedInput);
  });
});

test('a pickle of nothing but dictionaries that are remembered', async () => {
  const dictionaries = Buffer.alloc(3 * 200_000, Buffer.from('}\x940', 'latin1'));
  const bytes = Buffer.concat([Buffer.from('\x80\x04NNNN0000', 'latin1'), dictionaries, Buffer.from('.')]);
  expect((await decoded(bytes)).lost).toEqual([]);
});

test('a message of parts without a header', async () => {
  const parts = '--b\nno blank line\n'.repeat(10_000);
  const head = 'From: a@b.example\nTo: c@d.example\nSubject: s\nContent-Type: multipart/mixed; boundary=b\n\n';
  const { lost } = await decoded(Buffer.from(`${head}${parts}`));
  expect(lost).toEqual([]);
});

test('names in a static library that reach behind its end', async () => {
  const header = (name: string, size: number) => `${name.padEnd(16)}${''.padEnd(32)}${String(size).padEnd(10)}\`\n`;
  const { texts, lost } = await decoded(Buffer.from(`!<arch>\n${header('#1/999999999', 8)}a name.t`));
  expect(texts).toEqual({ 'ar:a name.t': '' });
  expect(lost).toEqual([]);
});

test('a name longer than any path is told by its two ends, and cut within no token', () => {
  const folders = 'folder/'.repeat(1000);
  const short = shortName(`${folders}app.conf`);
  expect(short.length).toBeLessThanOrEqual(4097);
  expect(short).toMatch(/^folder\/.*folder\/…folder\/.*folder\/app\.conf$/);
  for (let at = 2000; at < 2100; at++)
    for (const name of [
      `${'- '.repeat(at / 2)}${'t'.repeat(60)} ${' x'.repeat(3000)}`,
      `${' x'.repeat(3000)} ${'t'.repeat(60)}${'- '.repeat(at / 2)}`,
    ])
      expect([0, 60]).toContain(shortName(name).match(/t+/)?.[0].length ?? 0);
  expect(shortName('x'.repeat(100_000))).toBe('…');
});
