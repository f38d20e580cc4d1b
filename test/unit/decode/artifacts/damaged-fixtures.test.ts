// Files of real tools with bytes changed, cut off and repeated: whatever comes of it is told, bounded, and never an error of ours.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { defaultLimits } from '../../../../src/decode/decode-budget.ts';
import { decoded, gapsOf } from '../../../support/decoded-now.ts';
import fc from '../../../support/fast-check.ts';

const folder = join(import.meta.dirname, '../../../artifacts/files');
const limits = { ...defaultLimits, totalBytes: 16 * 1024 * 1024 };

describe.each(readdirSync(folder))('%s', (name) => {
  const whole = readFileSync(join(folder, name));

  it('is read whole, as it is', () => {
    const result = decoded(whole);
    expect(gapsOf(result)).toEqual([]);
    expect(result.layers.some(({ via }) => via.length > 0)).toBe(true);
  });

  it('survives any change', () => {
    const change = fc.tuple(fc.nat(whole.length - 1), fc.oneof(fc.nat(255), fc.constantFrom(0, 255, 0x80)));
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 6 }), (changes) => {
        const bytes = Buffer.from(whole);
        for (const [at, value] of changes) bytes[at] = value;
        decoded(bytes, limits);
      }),
      { numRuns: 60 },
    );
    fc.assert(
      fc.property(fc.nat(Math.min(2000, whole.length - 9)), fc.nat(whole.length), (at, from) => {
        const bytes = Buffer.from(whole);
        bytes.copy(bytes, at, from, from + 8);
        decoded(bytes, limits);
      }),
      { numRuns: 60 },
    );
  });

  // GGUF and torch's older format do not say how long their tensors are; notebooks are text.
  it.skipIf(/\.(?:ipynb|gguf|pt)$/.test(name))('is a gap, or bytes as they are, when it is cut short', () => {
    for (const share of [0.2, 0.5, 0.8, 0.99]) {
      const bytes = whole.subarray(0, Math.floor(whole.length * share));
      const result = decoded(bytes, limits);
      const isPlain = result.layers.some(({ via, bytes: own }) => via.length === 0 && own.length === bytes.length);
      expect(gapsOf(result).length > 0 || isPlain).toBe(true);
    }
  });
});
