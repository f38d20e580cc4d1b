// Model files that lie, loop or are cut: refused with a sentence, bounded, and what was read before is kept.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { crc32 } from '../../../../src/decode/crc32.ts';
import { defaultLimits } from '../../../../src/decode/decode-budget.ts';
import { decoded, gapsOf, sparse } from '../../../support/decoded-now.ts';
import fc from '../../../support/fast-check.ts';

const gigabyte = 1024 ** 3;
const u32 = (value: number) => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
};
const u64 = (value: number) => {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
};
const text32 = (text: string) => Buffer.concat([u32(text.length), Buffer.from(text)]);
const text64 = (text: string) => Buffer.concat([u64(text.length), Buffer.from(text)]);
const pickle = (...parts: (string | Buffer)[]) =>
  Buffer.concat(['\x80\x04', ...parts].map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : part)));
const named = (name: string, value: string) => pickle('}(X', text32(name), 'X', text32(value), 'uNNNN0000');

describe('a pickle', () => {
  it('that ends early is a gap, and what came before is kept', () => {
    const result = decoded(named('password', 'before the end'));
    expect(result.texts[0]).toEqual(['pickle', 'password = "before the end"\n']);
    expect(gapsOf(result)).toEqual(['it ends before what its headers say is in it']);
  });

  it('with an instruction that does not exist is a gap; bytes that only begin like one are no pickle', () => {
    expect(gapsOf(decoded(Buffer.concat([named('a', 'b'), Buffer.from([0xff])])))).toEqual([
      'its pickle has an instruction that does not exist',
    ]);
    const noise = Buffer.from([0x80, 3, 0xf0, 1, 2, 3, 4, 5, 6]);
    expect(decoded(noise)).toMatchObject({ losses: [], layers: [{ via: [], bytes: noise }] });
  });

  it('that lies about lengths is refused before anything is reserved', () => {
    const start = pickle('NNNN0000X', text32('kept'), '0');
    for (const lie of [
      `X\xff\xff\xff\x7f`,
      `\x8d\xff\xff\xff\xff\xff\xff\xff\x7f`,
      `\x96\0\0\0\0\0\0\0\x70`,
      'B\xff\xff\xff\x7f',
    ]) {
      const result = decoded(Buffer.concat([start, Buffer.from(lie, 'latin1')]));
      expect(result.texts[0]).toEqual(['pickle', 'kept\n']);
      expect(gapsOf(result)).toHaveLength(1);
    }
  });

  it('that nests without end costs one pass', () => {
    const depth = 300_000;
    expect(decoded(pickle('('.repeat(depth), 't'.repeat(depth), '.')).losses).toEqual([]);
    expect(decoded(pickle(')'.padEnd(depth, '\x85'), '.')).losses).toEqual([]);
    expect(decoded(pickle('}'.repeat(depth), 'N'.padEnd(depth, 's'), '.')).losses).toEqual([]);
  });

  it('that piles up values is stopped', () => {
    expect(gapsOf(decoded(Buffer.concat([pickle('N'), Buffer.alloc(8_000_001, '(')])))).toEqual([
      'its pickle piles up more values than any program does',
    ]);
    expect(gapsOf(decoded(pickle('NNNN0000Nr\xff\xff\xff\xff.')))).toHaveLength(1);
  });

  it('whose texts refer to one another is bounded by the bytes it may become', () => {
    const long = 'x'.repeat(60_000);
    const limits = { ...defaultLimits, totalBytes: 100_000 };
    const again = 'X\x01\0\0\0kh\0s'.repeat(5000);
    const result = decoded(pickle('}X', text32(long), 'q\x000', again, '.'), limits);
    expect(gapsOf(result)).toEqual([]);
    expect(result.texts.reduce((sum, [, text]) => sum + text.length, 0)).toBeLessThan(100_000);
  });

  it('survives any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        decoded(pickle('}(X', text32('a'), 'X', text32('b'), 'u', Buffer.from(bytes)));
      }),
      { numRuns: 2000 },
    );
  });
});

describe('an archive of torch.save', () => {
  it('of 10 GB is read without its tensors', () => {
    const tensorBytes = 10 * gigabyte;
    const data = named('token', 'in the pickle').subarray(0, -8);
    const whole = Buffer.concat([data, Buffer.from('.')]);
    const u16 = (value: number) => u32(value).subarray(0, 2);
    const local = (name: string, size: number, check: number) =>
      Buffer.concat([
        ...[Buffer.from('PK\x03\x04'), u16(45), u16(0), u16(0), u32(0), u32(check), u32(0xffffffff), u32(0xffffffff)],
        ...[u16(name.length), u16(20), Buffer.from(name), u16(1), u16(16), u64(size), u64(size)],
      ]);
    const listed = (name: string, size: number, check: number, at: number) =>
      Buffer.concat([
        ...[Buffer.from('PK\x01\x02'), u16(45), u16(45), u16(0), u16(0), u32(0), u32(check), u32(0xffffffff)],
        ...[u32(0xffffffff), u16(name.length), u16(28), u16(0), u16(0), u16(0), u32(0), u32(0xffffffff)],
        ...[Buffer.from(name), u16(1), u16(24), u64(size), u64(size), u64(at)],
      ]);
    const first = local('m/data.pkl', whole.length, crc32(whole));
    const second = local('m/data/0', tensorBytes, 0);
    const head = Buffer.concat([first, whole, second]);
    const list = Buffer.concat([
      listed('m/data.pkl', whole.length, crc32(whole), 0),
      listed('m/data/0', tensorBytes, 0, first.length + whole.length),
    ]);
    const listAt = head.length + tensorBytes;
    const end64 = Buffer.concat([
      ...[
        Buffer.from('PK\x06\x06'),
        u64(44),
        u16(45),
        u16(45),
        u32(0),
        u32(0),
        u64(2),
        u64(2),
        u64(list.length),
        u64(listAt),
      ],
      ...[Buffer.from('PK\x06\x07'), u32(0), u64(listAt + list.length), u32(1)],
      ...[Buffer.from('PK\x05\x06'), u16(0), u16(0), u16(2), u16(2), u32(0xffffffff), u32(0xffffffff), u16(0)],
    ]);
    const tail = Buffer.concat([list, end64]);
    const source = sparse(head, listAt + tail.length, tail);
    const result = decoded(source);
    expect(result.texts).toEqual([['zip:m/data.pkl, pickle', 'token = "in the pickle"\n']]);
    expect(result.losses).toMatchObject([{ kind: 'tensors', isGap: false }]);
    expect(source.bytesRead).toBeLessThan(1_000_000);
  });
});

describe('safetensors', () => {
  const header = Buffer.from('{"__metadata__":{"note":"a\\nb"},"w":{"dtype":"F32","shape":[4],"data_offsets":[0,16]}}');

  it('of 10 GB is read to the end of its header', () => {
    const source = sparse(Buffer.concat([u64(header.length), header]), 10 * gigabyte);
    const result = decoded(source);
    expect(result.texts).toEqual([['header', expect.stringContaining('"note":"a\nb"')]]);
    expect(result.losses).toMatchObject([{ kind: 'tensors', isGap: false }]);
    expect(source.bytesRead).toBeLessThan(200_000);
  });

  it('whose header is longer than the file, or no JSON, is a gap', () => {
    expect(gapsOf(decoded(Buffer.concat([u64(5000), header])))).toEqual([
      'its safetensors header is said to be longer than the file',
    ]);
    expect(gapsOf(decoded(Buffer.concat([u64(header.length - 1), header])))).toHaveLength(1);
  });
});

describe('GGUF', () => {
  const gguf = (tensors: number, pairs: number, ...parts: Buffer[]) =>
    Buffer.concat([Buffer.from('GGUF'), u32(3), u64(tensors), u64(pairs), ...parts]);
  const pair = (name: string, value: string) => Buffer.concat([text64(name), u32(8), text64(value)]);

  it('of 10 GB is read to the end of its names', () => {
    const list = Buffer.concat([text64('tokens'), u32(9), u32(8), u64(2), text64('<s>'), text64('</s>')]);
    const scores = Buffer.concat([text64('scores'), u32(9), u32(6), u64(4000), Buffer.alloc(16_000)]);
    const tensor = Buffer.concat([text64('token_embd'), u32(2), u64(32), u64(32), u32(0), u64(0)]);
    const source = sparse(gguf(1, 3, pair('general.name', 'small'), list, scores, tensor), 10 * gigabyte);
    const result = decoded(source);
    expect(result.texts).toEqual([['metadata', 'general.name = "small"\ntokens\n<s>\n</s>\nscores\ntoken_embd\n']]);
    expect(result.losses).toMatchObject([{ kind: 'tensors', isGap: false }]);
    expect(source.bytesRead).toBeLessThan(200_000);
  });

  it('that lies about counts, lengths and types is a gap, and what came before is kept', () => {
    const kept = pair('a', 'kept');
    for (const broken of [
      gguf(0, 2 ** 50, kept),
      gguf(2 ** 40, 1, kept),
      gguf(0, 2, kept, u64(2 ** 50)),
      gguf(0, 2, kept, text64('list'), u32(9), u32(8), u64(2 ** 52)),
      gguf(0, 2, kept, text64('list'), u32(9), u32(0), u64(2 ** 52)),
      gguf(0, 2, kept, text64('odd'), u32(77)),
      gguf(
        0,
        2,
        kept,
        text64('deep'),
        ...Array(20)
          .fill(Buffer.concat([u32(9), u64(1)]))
          .map((part, at) => (at === 0 ? u32(9) : part)),
      ),
    ]) {
      const result = decoded(broken);
      expect(result.texts[0][1]).toContain('a = "kept"\n');
      expect(gapsOf(result)).toHaveLength(1);
    }
  });

  it('of the other byte order is read', () => {
    const swapped = (bytes: Buffer) => Buffer.from(bytes).reverse();
    const bytes = Buffer.concat([
      ...[Buffer.from('GGUF'), swapped(u32(3)), swapped(u64(0)), swapped(u64(1))],
      ...[swapped(u64(4)), Buffer.from('name'), swapped(u32(8)), swapped(u64(5)), Buffer.from('value')],
    ]);
    expect(decoded(bytes).texts).toEqual([['metadata', 'name = "value"\n']]);
  });
});

describe('ONNX', () => {
  const field = (number: number, content: Buffer | string) => {
    const bytes = Buffer.from(content as string);
    const length: number[] = [];
    for (let left = bytes.length; ; left = Math.floor(left / 128)) {
      length.push(left < 128 ? left : (left % 128) | 0x80);
      if (left < 128) break;
    }
    return Buffer.concat([Buffer.from([number * 8 + 2, ...length]), bytes]);
  };
  const version = Buffer.from([8, 9]);
  const model = (graph: Buffer) => Buffer.concat([version, field(2, 'by hand'), field(7, graph)]);

  it('of any size is read without its numbers', () => {
    const initializer = Buffer.concat([field(8, 'weight'), field(9, Buffer.alloc(3_000_000))]);
    const bytes = model(Buffer.concat([field(2, 'graph'), field(5, initializer)]));
    let bytesRead = 0;
    const result = decoded({
      size: bytes.length,
      read: (at, length) => {
        bytesRead += Math.min(length, bytes.length - at);
        return bytes.subarray(at, at + length);
      },
    });
    expect(result.texts).toEqual([['model', 'by hand\ngraph\nweight\n']]);
    expect(result.losses).toMatchObject([{ kind: 'tensors' }]);
    expect(bytesRead).toBeLessThan(400_000);
  });

  it('with graphs in graphs without end, or cut, is a gap', () => {
    let graph = field(2, 'innermost');
    for (let depth = 0; depth < 60; depth++) graph = field(1, field(5, field(6, graph)));
    expect(gapsOf(decoded(model(graph)))).toEqual(['graphs in it lie too deep in each other']);
    const whole = model(Buffer.concat([field(2, 'graph'), field(5, field(9, Buffer.alloc(3000)))]));
    const cut = decoded(whole.subarray(0, 2000));
    expect(cut.texts[0]).toEqual(['model', 'by hand\n']);
    expect(gapsOf(cut)).toEqual(['its protobuf is broken or ends early']);
  });

  it('is not seen in bytes that only begin like it', () => {
    const bytes = Buffer.from('\x08\x09\x12\x05hello and so on', 'latin1');
    expect(decoded(bytes)).toMatchObject({ losses: [], layers: [{ via: [], bytes }] });
  });
});

describe('npy', () => {
  const npy = (header: string, data: Buffer) => {
    const size = Buffer.alloc(2);
    size.writeUInt16LE(header.length);
    return Buffer.concat([Buffer.from('\x93NUMPY\x01\0', 'latin1'), size, Buffer.from(header), data]);
  };

  it('that claims more rows than it has, or rows of nothing, is a gap', () => {
    for (const header of [
      "{'descr': '<f8', 'fortran_order': False, 'shape': (99999999999,), }",
      "{'descr': '|S9', 'fortran_order': False, 'shape': (99999999999, 9), }",
      "{'descr': '|S0', 'fortran_order': False, 'shape': (9999999999999,), }",
      "{'shape': 'none'}",
    ])
      expect(gapsOf(decoded(npy(header, Buffer.alloc(100))))).toHaveLength(1);
  });

  it('with text in UTF-32 of either order is read', () => {
    const letters = Buffer.from([0, 0, 0, 0x6b, 0, 0, 0, 0xe9, 0, 0, 0, 0]);
    const header = "{'descr': '>U3', 'fortran_order': False, 'shape': (1,), }";
    expect(decoded(npy(header, letters)).texts).toEqual([
      ['header', header],
      ['rows', 'ké\n'],
    ]);
  });
});

describe('HDF5', () => {
  const file = readFileSync(join(import.meta.dirname, '../../../artifacts/files/model.h5'));

  it('whose groups lead back to themselves is walked once', () => {
    const root = file.readBigUInt64LE(64);
    const entry = file.indexOf('SNOD') + 8;
    const circular = Buffer.from(file);
    // The first member of the first group is the root.
    circular.writeBigUInt64LE(root, entry + 8);
    const result = decoded(circular);
    expect(result.texts.length).toBeLessThan(5);
    expect(gapsOf(result)).toEqual([]);
  });

  it('whose trees and headers go round in circles is a gap', () => {
    const tree = file.indexOf('TREE');
    const circular = Buffer.from(file);
    // The first child of the node, behind its key, is the node itself.
    circular.writeBigUInt64LE(BigInt(tree), tree + 24 + 8);
    expect(gapsOf(decoded(circular)).length).toBeGreaterThan(0);
  });

  it('of 10 GB is read without its numbers', () => {
    const source = sparse(file, 10 * gigabyte);
    expect(decoded(source).texts[0][1]).toContain('kernel');
    expect(source.bytesRead).toBeLessThan(300_000);
  });
});

describe('Parquet', () => {
  const file = readFileSync(join(import.meta.dirname, '../../../artifacts/files/none.parquet'));

  it('whose list of contents is encrypted is a gap of that kind', () => {
    const sealed = Buffer.from(file);
    sealed.write('PARE', 0);
    sealed.write('PARE', file.length - 4);
    expect(decoded(sealed).losses).toEqual([{ kind: 'encrypted', isGap: true, via: [], reason: 'it is encrypted' }]);
  });

  it('whose list of contents lies behind its end, or is no list, is a gap', () => {
    const long = Buffer.from(file);
    long.writeUInt32LE(0x7fffffff, file.length - 8);
    const deep = Buffer.from(file);
    deep.fill(0x1c, file.length - 8 - 500, file.length - 8);
    for (const broken of [long, deep, file.subarray(0, -1)]) expect(gapsOf(decoded(broken))).toHaveLength(1);
  });
});
