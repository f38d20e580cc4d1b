// Files made to be slow or to overflow something: each is decoded, or given up with a gap, within the time of a test.
import { describe, expect, test } from 'vitest';
import { readDescription } from '../../../src/decode/artifacts/array-type.ts';
import { tensorMembers } from '../../../src/decode/artifacts/tensor-members.ts';
import { decoders } from '../../../src/decode/formats/index.ts';
import { unlzma2 } from '../../../src/decode/lzma/unlzma2.ts';
import { mailHeader } from '../../../src/decode/mail/mail-header.ts';
import { clearOutputs } from '../../../src/decode/notebook/clear-outputs.ts';
import { DamagedData, Output } from '../../../src/decode/packed/unpacked.ts';
import { columnNames } from '../../../src/decode/sqlite/column-names.ts';
import { decoded } from '../../support/decoded.ts';

const many = 200_000;

describe('long lists', () => {
  test('a cell of a notebook with more outputs than fit on a stack', async () => {
    const outputs = `${'1,'.repeat(many)}"last output"`;
    const { texts, lost } = await decoded(Buffer.from(`{"cells":[{"outputs":[${outputs}]}],"nbformat":4}`));
    expect(lost).toEqual([]);
    expect(Object.values(texts).join('\n')).toContain('last output');
  });

  test('a list of outputs is cleared in one pass', () => {
    const outputs = Array.from({ length: 50_000 }, () => '{}').join(',');
    const notebook = Buffer.from(`{"cells":[{"outputs":[${outputs}]}],"nbformat":4}`);
    const names = Array.from({ length: 49_999 }, (_, at) => ({ cell: 1, output: at + 1 }));
    expect(clearOutputs(notebook, names).toString()).toBe('{"cells":[{"outputs":[{}]}],"nbformat":4}');
  });

  test('a decoder that fails for a reason of its own is a gap, and the bytes are scanned as they are', async () => {
    const real = decoders.gzip;
    try {
      decoders.gzip = {
        // biome-ignore lint/correctness/useYield: it fails at once
        *decode() {
          throw new TypeError('Cannot read properties of undefined');
        },
      };
      const { losses, layers } = await decoded(Buffer.from('\x1f\x8b\x08 whatever', 'latin1'));
      expect(losses).toMatchObject([
        { kind: 'unreadable', isGap: true, reason: 'it is built in a way that its decoder does not know' },
      ]);
      expect(layers).toMatchObject([{ via: [] }]);
    } finally {
      decoders.gzip = real;
    }
  });

  test('what the engine refuses inside a decoder is a gap', async () => {
    const real = decoders.gzip;
    try {
      decoders.gzip = {
        // biome-ignore lint/correctness/useYield: it fails at once
        *decode() {
          throw new RangeError('Invalid string length');
        },
      };
      const { losses } = await decoded(Buffer.from('\x1f\x8b\x08 whatever', 'latin1'));
      expect(losses).toMatchObject([{ kind: 'limit', isGap: true }]);
    } finally {
      decoders.gzip = real;
    }
  });
});

describe('expressions that would go back and forth', () => {
  test('names of members that are nearly numbers', () => {
    const names = Array.from({ length: 20 }, (_, at) => `data/${'1'.repeat(60_000)}x${at}`);
    expect([...tensorMembers(['data.pkl', 'data/12', ...names])]).toEqual(['data/12']);
  });

  test('a numpy type followed by blanks', () => {
    expect(readDescription(`[('a', 'U2',${' '.repeat(500_000)}x`)).toBeNull();
    expect(readDescription("[('a', '<U2', (2, 3)), ('b', '<f8', 4), ('c', 'S1',)]")).toMatchObject([
      { name: 'a', size: 48 },
      { name: 'b', size: 32 },
      { name: 'c', size: 1 },
    ]);
  });

  test('a parameter of a message as long as a stack is deep', () => {
    const value = 'x'.repeat(20_000_000);
    expect(mailHeader(`Content-Type: text/plain; name="a\\"b${value}"`).fileName).toHaveLength(value.length + 3);
  });

  test('comments that do not end in the name of a column', () => {
    expect(columnNames(`CREATE TABLE t (/* one */ -- two\n a TEXT, "${'/*'.repeat(500_000)}" TEXT)`)).toEqual([
      'a',
      '/*'.repeat(500_000),
    ]);
  });

  test('chunks of LZMA2 that each ask for the largest tables', () => {
    const chunkOf = (properties: number) => Buffer.from([0xe0, 0, 0, 0, 5, properties, 0, 0, 0, 0, 0, 0, 0]);
    // lc 3, lp 0, pb 2 as all writers have it; lc 8, lp 4.
    expect(unlzma2(chunkOf(93), 0, new Output(1000))).toBe(13);
    expect(() => unlzma2(chunkOf(44), 0, new Output(1000))).toThrow(DamagedData);
  });
});
