// The WebAssembly kernel against slow and plain ways to the same: a delta applied byte by byte, whole scans.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { anchorSieve } from '../../../../src/detect/anchor-sieve.ts';
import { maximumDepth } from '../../../../src/detect/automaton/automaton.ts';
import { buildAutomaton } from '../../../../src/detect/automaton/build-automaton.ts';
import { Kernel } from '../../../../src/git/pack/kernel.ts';
import { placeSieve } from '../../../../src/git/pack/place-rules.ts';
import { compileKernel, type KernelCode } from '../../../../src/git/pack/web-assembly.ts';
import { type DeltaOp, encodeDelta, naiveApply } from '../../../support/delta-ops.ts';
import fc from '../../../support/fast-check.ts';

let code: KernelCode;
beforeAll(() => {
  code = compileKernel(readFileSync(join(import.meta.dirname, '../../../../dist/kernel.wasm')));
});

/** The sieve for words that match in either case and anywhere. */
function sieveOf(anchors: readonly string[], automaton: ReturnType<typeof buildAutomaton>) {
  const known = { isAnyCase: true, before: 'any', follow: null } as const;
  return anchorSieve(
    anchors.map((text) => ({ text, ...known })),
    automaton,
  );
}

/** Places of one test: input, output and lists, far apart. */
function roomyKernel() {
  const kernel = new Kernel(code);
  const places = { a: kernel.take(1 << 20), b: kernel.take(1 << 20), c: kernel.take(1 << 20), d: kernel.take(1 << 22) };
  return { kernel, ...places };
}

const content = fc.oneof(
  fc.uint8Array({ maxLength: 3000 }),
  fc.string({ maxLength: 3000 }).map((text) => Buffer.from(text)),
  fc
    .tuple(fc.string({ minLength: 1, maxLength: 60 }), fc.integer({ min: 1, max: 400 }))
    .map(([text, times]) => Buffer.from(text.repeat(times))),
);

it('the kernel calculates the checksum that pack indexes hold', () => {
  const { kernel, a } = roomyKernel();
  kernel.bytes.set(Buffer.from('123456789'), a);
  // The check value of CRC-32/ISO-HDLC in the catalogue of parametrised CRC algorithms.
  expect(kernel.calls.crc32(0, a, 9) >>> 0).toBe(0xcbf43926);
  expect(kernel.calls.crc32(kernel.calls.crc32(0, a, 4), a + 4, 5) >>> 0).toBe(0xcbf43926);
});

const ops = fc.array(
  fc.oneof(
    fc.record({ copy: fc.nat(), length: fc.integer({ min: 1, max: 400 }) }),
    fc.record({
      insert: fc.string({ minLength: 1, maxLength: 100 }).map((text) => Buffer.from(text).subarray(0, 127)),
    }),
  ),
  { minLength: 1, maxLength: 30 },
);

/** Ops that fit a base of `size` bytes. */
function fitted(list: readonly DeltaOp[], size: number): DeltaOp[] {
  return list.flatMap((op): DeltaOp[] => {
    if ('insert' in op) return op.insert.length === 0 ? [] : [op];
    if (size === 0) return [];
    const copy = op.copy % size;
    return [{ copy, length: Math.min(op.length, size - copy) }];
  });
}

/** Applies a delta in the kernel; the result lies at `d`. */
function applyIn(room: ReturnType<typeof roomyKernel>, base: Uint8Array, delta: Buffer): Buffer | null {
  const { kernel, a, b, c, d } = room;
  kernel.bytes.set(base, a);
  kernel.bytes.set(delta, b);
  const size = kernel.calls.resultSize(b, delta.length, base.length);
  if (size < 0 || size > 1 << 20) return null;
  if (kernel.calls.applyDelta(a, base.length, b, delta.length, d, size, c) !== 0) return null;
  return Buffer.from(kernel.bytes.subarray(d, d + size));
}

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
        expect(kernel.bytes.subarray(d + size + 64, d + 1000).every((byte) => byte === 0xee)).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });
});

const words = ['akia', 'secret', 'pass', 'token', 'sl.', '-----begin'];

/** Hits as pairs of end and state. */
function pairsAt(kernel: Kernel, at: number, count: number): string[] {
  return Array.from({ length: count }, (_, hit) => {
    const word = (at >> 2) + hit * 2;
    return `${kernel.words[word]} ${kernel.words[word + 1] & 0xffff}`;
  });
}

describe('the kernel carries anchors through deltas', () => {
  const text = fc
    .array(
      fc.oneof(
        fc.constantFrom(...words, ' ', '\n', '=', 'a', 'xSECRET', '%3Dpass', '\\npass'),
        fc.string({ maxLength: 6 }),
      ),
      {
        maxLength: 120,
      },
    )
    .map((parts) => Buffer.from(parts.join('')));
  const textOps = fc.array(
    fc.oneof(
      fc.record({ copy: fc.nat(), length: fc.integer({ min: 1, max: 90 }) }),
      fc.record({ insert: text.map((bytes) => bytes.subarray(0, 60)) }),
    ),
    { minLength: 1, maxLength: 12 },
  );

  it('to just the places where a whole scan finds them', () => {
    const automaton = buildAutomaton([...words].sort());
    const room = roomyKernel();
    const { kernel, a, d } = room;
    const outputs = automaton.outputStart.length - 1;
    const reaches = new Uint32Array(outputs * 4).fill(20);
    const guards = new Uint8Array(outputs * 40);
    // Some anchors only at the start of a word, some only before certain bytes.
    for (let output = 0; output < outputs; output++) {
      if (output % 2 === 0) guards[output * 40] = 4;
      if (output % 3 === 0) guards.fill(0x5a, output * 40 + 8, output * 40 + 40);
      guards[output * 40 + 1] = Number(output % 3 === 0);
    }
    const { classes, table, shift, firstAccepting } = automaton;
    kernel.calls.setAutomaton(
      kernel.place(classes),
      kernel.place(table),
      shift,
      firstAccepting,
      maximumDepth,
      kernel.place(reaches),
      kernel.place(guards),
    );
    placeSieve(kernel, sieveOf([...words].sort(), automaton));
    const [baseHits, hits, whole] = [kernel.take(1 << 16), kernel.take(1 << 16), kernel.take(1 << 16)];
    fc.assert(
      fc.property(text, textOps, (base, list) => {
        const fit = fitted(list, base.length);
        kernel.bytes.set(base, a);
        const baseCount = kernel.calls.scanWhole(a, base.length, baseHits, baseHits + (1 << 16));
        const made = applyIn(room, base, encodeDelta(base.length, fit));
        expect(made).not.toBeNull();
        const { length } = made as Buffer;
        const count = kernel.calls.inheritHits(d, length, base.length, baseHits, baseCount, hits, hits + (1 << 16));
        const all = kernel.calls.scanWhole(d, length, whole, whole + (1 << 16));
        expect(pairsAt(kernel, hits, count)).toEqual(pairsAt(kernel, whole, all));
      }),
      { numRuns: 2000 },
    );
  });

  it('says so when there is no room', () => {
    const { kernel, a } = roomyKernel();
    const automaton = buildAutomaton(['pass']);
    const { classes, table, shift, firstAccepting } = automaton;
    const [reaches, guards] = [kernel.place(new Uint32Array(4)), kernel.place(new Uint8Array(40))];
    kernel.calls.setAutomaton(
      kernel.place(classes),
      kernel.place(table),
      shift,
      firstAccepting,
      maximumDepth,
      reaches,
      guards,
    );
    placeSieve(kernel, sieveOf(['pass'], automaton));
    kernel.bytes.set(Buffer.from('pass pass pass'), a);
    const hits = kernel.take(64);
    expect(kernel.calls.scanWhole(a, 14, hits, hits + 16)).toBe(-2);
    expect(kernel.calls.scanWhole(a, 14, hits, hits + 24)).toBe(3);
  });
});
