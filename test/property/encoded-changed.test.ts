// What the kernel says of encoded text in what a delta changed, against a look at the whole: it may say yes too often, never no.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { Kernel } from '../../src/git/pack/kernel.ts';
import { compileKernel } from '../../src/git/pack/web-assembly.ts';
import { alphabets } from '../../src/pipeline/masking/judge-lines.ts';
import { type DeltaOp, encodeDelta } from '../support/delta-ops.ts';
import fc from '../support/fast-check.ts';
import { needBuild } from '../support/run-cli.ts';

needBuild();
const kernel = new Kernel(compileKernel(readFileSync(join(import.meta.dirname, '../../dist/kernel.wasm'))));
const { base64, hex, text } = alphabets;
kernel.calls.setAlphabets(kernel.place(base64), kernel.place(hex), kernel.place(text));
const [baseAt, deltaAt, madeAt, opsAt] = [1 << 18, 1 << 18, 1 << 18, 1 << 20].map((size) => kernel.take(size));

const readable = 'user=admin password=correct horse battery staple; host=db.example.com port=5432\n'.repeat(3);
const encoded = Buffer.from(readable).toString('base64');
const hexText = Buffer.from(readable).toString('hex');
/** Pieces of encoded text, shorter and longer than what counts. */
const piece = fc
  .tuple(fc.constantFrom(encoded, hexText), fc.nat(150), fc.integer({ min: 1, max: 90 }))
  .map(([all, from, length]) => all.slice(from - (from % 4), from - (from % 4) + length));
const part = fc.oneof(
  piece,
  fc.constantFrom(' ', '\n', '\n', '"', ', ', '\\n', '//', '# ', 'if', 'a', 'value', '  ', '\n    ', '='),
  fc.stringMatching(/^[a-z_]{1,12}$/),
  fc.constant(' '.repeat(170)),
);
const soup = fc.array(part, { minLength: 1, maxLength: 30 }).map((parts) => Buffer.from(parts.join('')));
/** Cut so that nothing encoded in it counts. */
const harmless = soup.map((bytes) =>
  Buffer.from(bytes.toString('latin1').replaceAll(/[A-Za-z0-9+/_=-]{20}/g, (run) => `${run.slice(0, 19)}.`)),
);

function fitting(ops: readonly { copy?: number; length?: number; insert?: Buffer }[], size: number): DeltaOp[] {
  return ops.flatMap((op): DeltaOp[] => {
    if (op.insert !== undefined) return op.insert.length === 0 ? [] : [{ insert: op.insert.subarray(0, 127) }];
    const copy = (op.copy ?? 0) % size;
    return [{ copy, length: Math.min(op.length ?? 1, size - copy) }];
  });
}

const op = fc.oneof(
  fc.record({ copy: fc.nat(600), length: fc.integer({ min: 1, max: 200 }) }),
  fc.record({ insert: soup }),
  fc.record({ insert: part.map((added) => Buffer.from(added)) }),
);

it('says so of all that is encoded anew, wherever a delta cuts', () => {
  let [asked, found] = [0, 0];
  fc.assert(
    fc.property(harmless, fc.array(op, { minLength: 1, maxLength: 10 }), (base, list) => {
      const { calls, bytes } = kernel;
      bytes.set(base, baseAt);
      if (calls.findEncoded(baseAt, base.length) !== 0) return;
      const delta = encodeDelta(base.length, fitting(list, base.length));
      bytes.set(delta, deltaAt);
      const size = calls.resultSize(deltaAt, delta.length, base.length);
      const applied = calls.applyDelta(baseAt, base.length, deltaAt, delta.length, madeAt, size, opsAt);
      expect(applied).toBe(0);
      asked++;
      if (calls.findEncoded(madeAt, size) === 0) return;
      found++;
      const told = calls.findEncodedChanged(madeAt, size, base.length) !== 0;
      expect([told, bytes.toString('latin1', madeAt, madeAt + size)]).toEqual([true, expect.any(String)]);
    }),
    { numRuns: 6000 },
  );
  expect(asked).toBeGreaterThan(4000);
  expect(found).toBeGreaterThan(500);
});
