import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LineCounter } from '../../../src/decide/region-of.ts';

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

  it('stays fast on many findings in one long line', () => {
    const bytes = Buffer.alloc(4_000_000, 'é');
    const counter = new LineCounter(bytes);
    const started = performance.now();
    for (let offset = 0; offset < bytes.length; offset += 40) expect(counter.at(offset).line).toBe(1);
    expect(counter.at(bytes.length)).toEqual({ line: 1, column: 2_000_001 });
    expect(performance.now() - started).toBeLessThan(10_000);
  });
});
