import { describe, expect, it } from 'vitest';
import { LineCounter } from '../../../src/decide/region-of.ts';
import { isLinear } from '../../support/count-steps.ts';
import fc from '../../support/fast-check.ts';

describe('LineCounter', () => {
  it('counts lines from 1 and columns in UTF-16 units', () => {
    const bytes = Buffer.from('a\nüb😀c\n');
    expect(new LineCounter(bytes).at(bytes.indexOf('b'))).toEqual({ line: 2, column: 2 });
    expect(new LineCounter(bytes).at(bytes.indexOf('c'))).toEqual({ line: 2, column: 5 });
    expect(new LineCounter(bytes).region(2, 5)).toEqual({ line: 2, column: 1, endLine: 2, endColumn: 3 });
  });

  it('agrees with splitting the text, in whatever order offsets are asked', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('a', 'b', '\n', '\r\n', 'é'), maxLength: 60 }),
        fc.array(fc.nat(60), { maxLength: 8 }),
        (text, offsets) => {
          const bytes = Buffer.from(text);
          const counter = new LineCounter(bytes);
          for (const wanted of offsets) {
            const offset = Math.min(wanted, bytes.length);
            const before = bytes.subarray(0, offset).toString('utf8').split('\n');
            expect(counter.at(offset)).toEqual({ line: before.length, column: before[before.length - 1].length + 1 });
          }
        },
      ),
    );
  });

  it('agrees with decoding a line at one go that is decoded in pieces', () => {
    const text = 'aé😀€'.repeat(300_000);
    const bytes = Buffer.from(text);
    for (const offset of [(1 << 20) - 1, 1 << 20, (1 << 20) + 1, (1 << 20) + 2, (1 << 20) + 3, bytes.length])
      expect(new LineCounter(bytes).at(offset)).toEqual({
        line: 1,
        column: bytes.toString('utf8', 0, offset).length + 1,
      });
  });

  it('takes linear work for many findings in one long line', async () => {
    const work = (size: number) => {
      const bytes = Buffer.alloc(size, 'é');
      const counter = new LineCounter(bytes);
      for (let offset = 0; offset < bytes.length; offset += 40) counter.at(offset);
      return counter.at(bytes.length);
    };
    expect(work(4_000_000)).toEqual({ line: 1, column: 2_000_001 });
    expect(await isLinear(work, 200_000)).toBe(true);
  });
});
