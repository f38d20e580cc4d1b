import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { constants, deflateSync, inflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { commitKernel } from '../../../src/git/commit-kernel.ts';
import fc from '../../support/fast-check.ts';

const kernel = commitKernel(join(import.meta.dirname, '../../../dist'))!;
const inflateSmall = (packed: Buffer, most: number) => kernel.inflate(packed, most);
const limit = 1 << 20;
const strategies = [
  constants.Z_DEFAULT_STRATEGY,
  constants.Z_FILTERED,
  constants.Z_HUFFMAN_ONLY,
  constants.Z_RLE,
  constants.Z_FIXED,
];

/** Text with repetitions near and far, and noise. */
const content = fc
  .array(
    fc.oneof(
      fc.string({ maxLength: 200 }).map((text) => Buffer.from(text)),
      fc.uint8Array({ maxLength: 400 }).map((bytes) => Buffer.from(bytes)),
      fc.tuple(fc.string({ maxLength: 40 }), fc.nat(300)).map(([text, times]) => Buffer.from(text.repeat(times))),
    ),
    { maxLength: 12 },
  )
  .map((parts) => Buffer.concat([...parts, ...parts]));

function zlibAnswer(packed: Buffer): Buffer | null {
  try {
    return inflateSync(packed, { maxOutputLength: limit });
  } catch {
    return null;
  }
}

describe('unpacking', () => {
  it('gives what zlib was given, at every level and strategy', () => {
    fc.assert(
      fc.property(content, fc.integer({ min: 0, max: 9 }), fc.constantFrom(...strategies), (bytes, level, strategy) => {
        const unpacked = inflateSmall(deflateSync(bytes, { level, strategy }), limit);
        expect(unpacked?.equals(bytes)).toBe(true);
      }),
      { numRuns: 400 },
    );
  });

  it('never gives anything that zlib would not', () => {
    const flips = fc.array(fc.tuple(fc.nat(), fc.nat(7)), { minLength: 1, maxLength: 4 });
    let refused = 0;
    fc.assert(
      fc.property(content, flips, fc.option(fc.nat()), (bytes, changes, cut) => {
        const packed = deflateSync(bytes);
        for (const [at, bit] of changes) packed[at % packed.length] ^= 1 << bit;
        const damaged = cut === null ? packed : packed.subarray(0, cut % packed.length);
        const unpacked = inflateSmall(damaged, limit);
        if (unpacked === null) refused++;
        else expect(unpacked.equals(zlibAnswer(damaged) ?? Buffer.from('zlib refused'))).toBe(true);
      }),
      { numRuns: 2000 },
    );
    expect(refused).toBeGreaterThan(1000);
  });

  it('takes hostile bytes without an error of its own', () => {
    const made = fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from([0x78, 0x9c, ...bytes]));
    fc.assert(
      fc.property(made, (bytes) => {
        const unpacked = inflateSmall(bytes, limit);
        if (unpacked !== null) expect(unpacked.equals(zlibAnswer(bytes) ?? Buffer.from('zlib refused'))).toBe(true);
      }),
      { numRuns: 5000 },
    );
  });

  it('stops at the limit', () => {
    const packed = deflateSync(Buffer.alloc(5000));
    expect(inflateSmall(packed, 4999)).toBeNull();
    expect(inflateSmall(packed, 5000)).toEqual(Buffer.alloc(5000));
  });

  it('refuses data without its checksum, with another one, and a preset dictionary', () => {
    const packed = deflateSync(Buffer.from('content'));
    expect(inflateSmall(packed.subarray(0, -1), limit)).toBeNull();
    packed[packed.length - 1] ^= 1;
    expect(inflateSmall(packed, limit)).toBeNull();
    expect(inflateSmall(deflateSync(Buffer.from('content'), { dictionary: Buffer.from('content') }), limit)).toBeNull();
    expect(inflateSmall(Buffer.alloc(0), limit)).toBeNull();
  });
});

describe('hashing', () => {
  it.each(['sha1', 'sha256'] as const)('%s is what node:crypto says of all parts', (name) => {
    const parts = fc.array(fc.uint8Array({ maxLength: 200 }), { maxLength: 5 });
    fc.assert(
      fc.property(parts, (list) => {
        expect(kernel.hash(name, list)).toEqual(createHash(name).update(Buffer.concat(list)).digest());
      }),
      { numRuns: 400 },
    );
  });

  it('knows every length around the borders of blocks, and a large one', () => {
    for (const length of [...Array(140).keys(), 300_000]) {
      const bytes = Buffer.alloc(length, length);
      expect(kernel.hash('sha1', [bytes])).toEqual(createHash('sha1').update(bytes).digest());
      expect(kernel.hash('sha256', [bytes])).toEqual(createHash('sha256').update(bytes).digest());
    }
  });
});
