// The kernel's inflate against node's zlib: what that takes is taken, what it refuses is refused.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { constants, deflateSync, inflateSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { Kernel, slack } from '../../../../src/git/pack/kernel.ts';
import { compileKernel } from '../../../../src/git/pack/web-assembly.ts';
import { drawFrom, writeDeflate } from '../../../support/deflate-writer.ts';
import fc from '../../../support/fast-check.ts';

const strategies = [
  constants.Z_DEFAULT_STRATEGY,
  constants.Z_FILTERED,
  constants.Z_HUFFMAN_ONLY,
  constants.Z_RLE,
  constants.Z_FIXED,
];
let kernel: Kernel;
let source: number;
let target: number;
beforeAll(() => {
  kernel = new Kernel(compileKernel(readFileSync(join(import.meta.dirname, '../../../../dist/kernel.wasm'))));
  source = kernel.take(1 << 20);
  target = kernel.take(1 << 20);
});

/** What the kernel makes of a stream that is to give `length` bytes; null when it refuses, or the checksum is another. */
function inflated(packed: Uint8Array, length: number, behind = 0): Buffer | null {
  kernel.bytes.fill(behind, source, source + packed.length + slack);
  kernel.bytes.set(packed, source);
  kernel.bytes.fill(0xee, target - slack, target + length + 4 * slack);
  const used = kernel.calls.inflate(source, packed.length, target, length);
  expect(used).toBeLessThanOrEqual(packed.length);
  // Nothing before the target, and behind it no more than every place has room for.
  const around = [
    kernel.bytes.subarray(target - slack, target),
    kernel.bytes.subarray(target + length + slack / 2, target + length + 4 * slack),
  ];
  expect(around.every((bytes) => bytes.every((byte) => byte === 0xee))).toBe(true);
  if (used < 0) return null;
  const sum = kernel.calls.adler32(target, length) >>> 0;
  if (sum !== kernel.bytes.readUInt32BE(source + used - 4)) return null;
  return Buffer.from(kernel.bytes.subarray(target, target + length));
}

/** The same of zlib. */
function expected(packed: Uint8Array, length: number): Buffer | null {
  try {
    const bytes = inflateSync(packed, { maxOutputLength: 1 << 20 });
    return bytes.length === length ? bytes : null;
  } catch {
    return null;
  }
}

function compare(packed: Uint8Array, length: number, behind = 0): boolean {
  const [ours, theirs] = [inflated(packed, length, behind), expected(packed, length)];
  expect(ours === null).toBe(theirs === null);
  if (ours !== null) expect(ours.equals(theirs!)).toBe(true);
  return ours !== null;
}

/** Text, noise and repetitions at every small distance, which end anywhere. */
const content = fc
  .array(
    fc.oneof(
      fc.uint8Array({ maxLength: 400 }).map((bytes) => Buffer.from(bytes)),
      fc.string({ maxLength: 300 }).map((text) => Buffer.from(text)),
      fc.tuple(fc.uint8Array({ minLength: 1, maxLength: 40 }), fc.nat(700)).map(([bytes, length]) => {
        const run = Buffer.alloc(length);
        for (let at = 0; at < length; at++) run[at] = bytes[at % bytes.length];
        return run;
      }),
      fc.tuple(fc.constantFrom('ab', '{"id": ', 'abcdefghijklmnop'), fc.nat(200)).map(([text, times]) => {
        return Buffer.from(Array.from({ length: times }, (_, at) => text + ((at * at * 7) % 31)).join('\n'));
      }),
    ),
    { maxLength: 6 },
  )
  .map((parts) => Buffer.concat(parts));

const options = fc.record({
  level: fc.integer({ min: 0, max: 9 }),
  strategy: fc.constantFrom(...strategies),
  memLevel: fc.integer({ min: 1, max: 9 }),
  windowBits: fc.integer({ min: 9, max: 15 }),
});

describe('the kernel inflates', () => {
  it('what zlib deflates, of any level, strategy and window', () => {
    fc.assert(
      fc.property(content, options, fc.nat(255), (bytes, how, behind) => {
        expect(inflated(deflateSync(bytes, how), bytes.length, behind)?.equals(bytes)).toBe(true);
      }),
      { numRuns: 600 },
    );
  });

  it('copies that end within 32 bytes of the end, from every distance up to 32', () => {
    for (let distance = 1; distance <= 32; distance++) {
      for (let tail = 0; tail <= 32; tail++) {
        const run = Buffer.alloc(distance + 40 + tail);
        for (let at = 0; at < run.length; at++) run[at] = at < distance ? 32 + at * 5 : run[at - distance];
        const bytes = Buffer.concat([run, Buffer.alloc(tail, 0).map((_, at) => 200 + at)]);
        for (const strategy of [constants.Z_DEFAULT_STRATEGY, constants.Z_FIXED]) {
          expect(inflated(deflateSync(bytes, { strategy }), bytes.length)?.equals(bytes)).toBe(true);
        }
      }
    }
  });

  it('nothing that zlib refuses: damaged, cut, or of another length', () => {
    const flips = fc.array(fc.tuple(fc.nat(), fc.integer({ min: 1, max: 255 })), { maxLength: 3 });
    let refused = 0;
    fc.assert(
      fc.property(
        content,
        options,
        flips,
        fc.option(fc.nat()),
        fc.integer({ min: -40, max: 40 }),
        fc.nat(255),
        (bytes, how, changes, cut, more, behind) => {
          const packed = deflateSync(bytes, how);
          for (const [at, flip] of changes) packed[at % packed.length] ^= flip;
          const length = changes.length > 0 ? bytes.length : Math.max(0, bytes.length + more);
          const part = cut === null ? packed : packed.subarray(0, cut % packed.length);
          if (!compare(part, length, behind)) refused++;
        },
      ),
      { numRuns: 3000 },
    );
    expect(refused).toBeGreaterThan(2000);
  });

  it('blocks of any complete codes, up to 15 bits long, and none of others', () => {
    let taken = 0;
    const flips = fc.array(fc.tuple(fc.nat(), fc.nat(7)), { maxLength: 1 });
    fc.assert(
      fc.property(fc.nat(), flips, (seed, changes) => {
        const { packed, bytes } = writeDeflate(drawFrom(seed));
        for (const [at, bit] of changes) packed[at % packed.length] ^= 1 << bit;
        if (compare(packed, bytes.length)) taken++;
      }),
      { numRuns: 4000 },
    );
    expect(taken).toBeGreaterThan(1000);
  });

  it('no head that asks for a dictionary or a larger window', () => {
    const packed = deflateSync(Buffer.from('content'));
    let taken = 0;
    // Every window and every flag, with the method that there is and another.
    for (let head = 0; head < 0x10000; head++) {
      if (((head >> 8) & 15) !== 8 && head >> 8 !== 0x77) continue;
      packed.writeUInt16BE(head);
      if (compare(packed, 7)) taken++;
    }
    // Eight windows, four levels each.
    expect(taken).toBe(32);
  });

  it('no stream that ends early', () => {
    const bytes = Buffer.from('a stream that is cut anywhere is no stream\n'.repeat(40));
    const packed = deflateSync(bytes);
    for (let length = 0; length < packed.length; length++) {
      expect(inflated(packed.subarray(0, length), bytes.length)).toBeNull();
    }
  });
});
