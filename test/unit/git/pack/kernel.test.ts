// Anchors that the WebAssembly kernel carries through deltas against what whole scans find.
import { describe, expect, it } from 'vitest';
import { anchorSieve } from '../../../../src/detect/anchor-sieve.ts';
import { maximumDepth } from '../../../../src/detect/automaton/automaton.ts';
import { buildAutomaton } from '../../../../src/detect/automaton/build-automaton.ts';
import type { Kernel } from '../../../../src/git/pack/kernel.ts';
import { placeSieve } from '../../../../src/git/pack/place-rules.ts';
import { encodeDelta } from '../../../support/delta-ops.ts';
import fc from '../../../support/fast-check.ts';
import { applyIn, fitted, roomyKernel } from '../../../support/kernel-room.ts';

/** The sieve for words that match in either case and anywhere. */
function sieveOf(anchors: readonly string[], automaton: ReturnType<typeof buildAutomaton>) {
  const known = { isAnyCase: true, before: 'any', follow: null } as const;
  return anchorSieve(
    anchors.map((text) => ({ text, ...known })),
    automaton,
  );
}

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
