// LZ4 and Snappy against a writer that makes random but right streams, and against damage.

import { describe, expect, it } from 'vitest';
import { unlz4Block } from '../../../src/decode/packed/unlz4.ts';
import { OutputFull, type Unpack } from '../../../src/decode/packed/unpacked.ts';
import { unsnappy } from '../../../src/decode/packed/unsnappy.ts';
import fc from '../../support/fast-check.ts';

/** Literal bytes, then a copy of what came before. */
interface Step {
  readonly literal: Uint8Array;
  readonly distance: number;
  readonly length: number;
}

const steps = fc.array(
  fc.record({
    literal: fc.uint8Array({ minLength: 1, maxLength: 400 }),
    distance: fc.integer({ min: 1, max: 60_000 }),
    length: fc.integer({ min: 4, max: 700 }),
  }),
  { minLength: 1, maxLength: 12 },
);

/** What the steps give, and the distances cut to what there is. */
function play(list: readonly Step[]): { bytes: Buffer; steps: Step[] } {
  const out: number[] = [];
  const real = list.map(({ literal, distance, length }) => {
    out.push(...literal);
    const cut = Math.min(distance, out.length);
    for (let at = 0; at < length; at++) out.push(out[out.length - cut]);
    return { literal, distance: cut, length };
  });
  return { bytes: Buffer.from(out), steps: real };
}

const rest = (length: number) => [...Array(Math.floor(length / 255)).fill(255), length % 255];

function lz4(list: readonly Step[]): Buffer {
  const parts = list.flatMap(({ literal, distance, length }) => {
    const [literals, match] = [literal.length, length - 4];
    const token = (Math.min(15, literals) << 4) | Math.min(15, match);
    const more = [literals >= 15 ? rest(literals - 15) : [], match >= 15 ? rest(match - 15) : []];
    return [token, ...more[0], ...literal, distance & 255, distance >> 8, ...more[1]];
  });
  return Buffer.from([...parts, 0]);
}

function snappy(list: readonly Step[], size: number): Buffer {
  const head: number[] = [];
  for (let left = size; ; left >>>= 7) {
    head.push(left < 128 ? left : (left & 127) | 128);
    if (left < 128) break;
  }
  const parts = list.flatMap(({ literal, distance, length }) => {
    const copies: number[] = [];
    for (let left = length; left > 0; left -= 64) {
      const part = Math.min(64, left);
      copies.push(((part - 1) << 2) | 2, distance & 255, distance >> 8);
    }
    return [61 << 2, (literal.length - 1) & 255, (literal.length - 1) >> 8, ...literal, ...copies];
  });
  return Buffer.from([...head, ...parts]);
}

describe.each<[string, Unpack, (list: readonly Step[], size: number) => Buffer]>([
  ['LZ4', unlz4Block, lz4],
  ['Snappy', unsnappy, snappy],
])('%s', (_, unpack, pack) => {
  it('gives what was put in', () => {
    fc.assert(
      fc.property(steps, (list) => {
        const { bytes, steps: real } = play(list);
        expect(unpack(pack(real, bytes.length), bytes.length)).toEqual({ bytes, isDamaged: false });
        expect(() => unpack(pack(real, bytes.length), bytes.length - 1)).toThrow(OutputFull);
      }),
    );
  });

  it('survives any damage', () => {
    fc.assert(
      fc.property(steps, fc.nat(), fc.nat(255), (list, place, value) => {
        const { bytes, steps: real } = play(list);
        const packed = pack(real, bytes.length);
        packed[place % packed.length] = value;
        try {
          expect(unpack(packed.subarray(0, place % (packed.length + 1)), 100_000).bytes.length).toBeLessThan(100_001);
        } catch (error) {
          expect(error).toBeInstanceOf(OutputFull);
        }
      }),
    );
  });
});
