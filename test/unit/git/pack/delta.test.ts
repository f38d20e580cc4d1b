// The kernel applies deltas, and calculates checksums, as slow and plain ways do.
import { describe, expect, it } from 'vitest';
import { encodeDelta, encodeSize, naiveApply } from '../../../support/delta-ops.ts';
import fc from '../../../support/fast-check.ts';
import { applyIn, fitted, roomyKernel } from '../../../support/kernel-room.ts';

const content = fc.oneof(
  fc.uint8Array({ maxLength: 3000 }),
  fc.string({ maxLength: 3000 }).map((text) => Buffer.from(text)),
  fc
    .tuple(fc.string({ minLength: 1, maxLength: 60 }), fc.integer({ min: 1, max: 400 }))
    .map(([text, times]) => Buffer.from(text.repeat(times))),
);

const ops = fc.array(
  fc.oneof(
    fc.record({ copy: fc.nat(), length: fc.integer({ min: 1, max: 400 }) }),
    fc.record({
      insert: fc.string({ minLength: 1, maxLength: 100 }).map((text) => Buffer.from(text).subarray(0, 127)),
    }),
  ),
  { minLength: 1, maxLength: 30 },
);

describe('the kernel calculates the checksum that pack indexes hold', () => {
  it('of a text that is known', () => {
    const { kernel, a } = roomyKernel();
    kernel.bytes.set(Buffer.from('123456789'), a);
    // The check value of CRC-32/ISO-HDLC in the catalogue of parametrised CRC algorithms.
    expect(kernel.calls.crc32(0, a, 9) >>> 0).toBe(0xcbf43926);
    expect(kernel.calls.crc32(kernel.calls.crc32(0, a, 4), a + 4, 5) >>> 0).toBe(0xcbf43926);
  });

  it('of any bytes, at once and in two parts, bit by bit', () => {
    const { kernel, a } = roomyKernel();
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), fc.nat(100), fc.nat(255), (bytes, part, behind) => {
        kernel.bytes.fill(behind, a, a + 200);
        kernel.bytes.set(bytes, a);
        const first = Math.min(part, bytes.length);
        const both = kernel.calls.crc32(kernel.calls.crc32(0, a, first), a + first, bytes.length - first);
        const expected = bytes.reduce((sum, byte) => {
          let value = sum ^ byte;
          for (let bit = 0; bit < 8; bit++) value = (value >>> 1) ^ (value & 1 ? 0xedb88320 : 0);
          return value;
        }, -1);
        expect(kernel.calls.crc32(0, a, bytes.length) >>> 0).toBe(~expected >>> 0);
        expect(both >>> 0).toBe(~expected >>> 0);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('the kernel applies deltas', () => {
  it('as a slow reader does', () => {
    const room = roomyKernel();
    fc.assert(
      fc.property(content, ops, (base, list) => {
        const fit = fitted(list, base.length);
        const expected = naiveApply(base, fit);
        expect(applyIn(room, base, encodeDelta(base.length, fit))?.equals(expected)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it('with copies of all kinds, and tells what lies where in the base', () => {
    const room = roomyKernel();
    const { kernel, c, d } = room;
    const base = Buffer.alloc(150_000).map((_, at) => (at * 7919) >> 5);
    const bytes = fc.array(fc.constantFrom(0, 1, 2, 255), { minLength: 7, maxLength: 7 });
    const kinds = fc.array(fc.tuple(fc.integer({ min: 0, max: 127 }), bytes), { minLength: 1, maxLength: 3 });
    let taken = 0;
    fc.assert(
      fc.property(kinds, (list) => {
        const ops = list.map(([kind, drawn]) => {
          const given = drawn.map((byte, at) => (kind & (1 << at) ? byte : 0));
          const length = given[4] | (given[5] << 8) | (given[6] << 16);
          const copy = (given[0] | (given[1] << 8) | (given[2] << 16)) + given[3] * 2 ** 24;
          const code = [0x80 | kind, ...drawn.filter((_, at) => kind & (1 << at))];
          return { copy, length: length || 0x10000, code };
        });
        const size = ops.reduce((sum, { length }) => sum + length, 0);
        const delta = Buffer.from([
          ...encodeSize(base.length),
          ...encodeSize(size),
          ...ops.flatMap(({ code }) => code),
        ]);
        const made = applyIn(room, base, delta);
        const isFit = ops.every(({ copy, length }) => copy + length <= base.length);
        expect(made === null).toBe(!isFit);
        if (made === null) return;
        taken++;
        expect(made.equals(naiveApply(base, ops))).toBe(true);
        const { countCopies } = kernel.calls as unknown as { countCopies(): number };
        const told: number[] = [];
        for (let at = 0; at < countCopies(); at++) {
          const [start, end, from] = kernel.words.subarray((c >> 2) + at * 3);
          expect(kernel.bytes.subarray(d + start, d + end).equals(base.subarray(from, from + end - start))).toBe(true);
          told.push(start, end);
        }
        // Each begins where the one before ends, up to the end of all; two that run on in the base are one.
        expect(told.filter((_, at) => at % 2 === 0)).toEqual([0, ...told.filter((_, at) => at % 2 === 1).slice(0, -1)]);
        expect(told.at(-1)).toBe(size);
        const runOn = ops.filter(({ copy }, at) => at > 0 && copy === ops[at - 1].copy + ops[at - 1].length);
        expect(countCopies()).toBe(ops.length - runOn.length);
      }),
      { numRuns: 3000 },
    );
    expect(taken).toBeGreaterThan(300);
  });

  it('only where they fit their base and their own size', () => {
    const room = roomyKernel();
    const base = Buffer.from('the base of all this');
    const good = encodeDelta(base.length, [{ copy: 4, length: 4 }]);
    expect(applyIn(room, base, good)?.toString()).toBe('base');
    expect(applyIn(room, base.subarray(1), good)).toBeNull();
    expect(applyIn(room, base, encodeDelta(base.length, [{ copy: 18, length: 4 }]))).toBeNull();
    expect(applyIn(room, base, Buffer.concat([good, Buffer.from([0])]))).toBeNull();
    expect(applyIn(room, base, good.subarray(0, good.length - 1))).toBeNull();
    expect(applyIn(room, base, Buffer.from([base.length]))).toBeNull();
    const tooShort = Buffer.from(good);
    tooShort[1]++;
    expect(applyIn(room, base, tooShort)).toBeNull();
  });

  it('never outside of their places, whatever the delta says', () => {
    const room = roomyKernel();
    const base = Buffer.from('x'.repeat(300));
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), fc.integer({ min: 0, max: 127 }), (tail, size) => {
        const delta = Buffer.concat([Buffer.from([0xac, 0x02, size]), tail]);
        const { kernel, d } = room;
        kernel.bytes.fill(0xee, d, d + 1000);
        applyIn(room, base, delta);
        expect(kernel.bytes.subarray(d + size + 32, d + 1000).every((byte) => byte === 0xee)).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });
});
