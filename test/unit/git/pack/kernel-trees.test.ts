// Trees in the kernel: what is read from changes alone must be what a whole reading gives, however the delta cuts entries.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { Kernel } from '../../../../src/git/pack/kernel.ts';
import { compileKernel, type KernelCode } from '../../../../src/git/pack/web-assembly.ts';
import { encodeDelta } from '../../../support/delta-ops.ts';
import fc from '../../../support/fast-check.ts';

let code: KernelCode;
beforeAll(() => {
  code = compileKernel(readFileSync(join(import.meta.dirname, '../../../../dist/kernel.wasm')));
});

const idBytes = 20;
/** Ids that the repository of these tests holds: 0x0101…, 0x0202…, … */
const known = Buffer.concat(Array.from({ length: 40 }, (_, at) => Buffer.alloc(idBytes, at + 1)));

interface Entry {
  readonly mode: string;
  readonly name: string;
  readonly id: number;
}

const entry = fc.record({
  mode: fc.constantFrom('100644', '40000', '160000', '120000'),
  name: fc.constantFrom('a', 'b.txt', 'lib', 'a-long-name-of-some-file.json', 'ä', '100644 x'),
  id: fc.integer({ min: 1, max: 60 }),
});

const writeTree = (entries: readonly Entry[]) =>
  Buffer.concat(
    entries.map(({ mode, name, id }) => Buffer.concat([Buffer.from(`${mode} ${name}\0`), Buffer.alloc(idBytes, id)])),
  );

function treeKernel() {
  const kernel = new Kernel(code);
  const { calls } = kernel;
  calls.setIds(kernel.place(known), idBytes, known.length / idBytes, kernel.take(65537 * 4));
  calls.setNames(kernel.take(4096 * 4), 4096, kernel.take(2048 * 4), kernel.take(65536), 65536, 7);
  const take = () => kernel.take(1 << 18);
  return {
    kernel,
    base: take(),
    delta: take(),
    ops: take(),
    made: take(),
    baseEntries: take(),
    entries: take(),
    records: take(),
  };
}

const room = 1 << 18;

/** Records as they are told: kind, child, name; entries of the base are looked up in `before`. */
function told(kernel: Kernel, at: number, count: number, before: readonly string[]): string[] {
  const list: string[] = [];
  for (let record = 0, word = at >> 2; record < count; record++, word += 3) {
    const [kind, child, name] = kernel.words.subarray(word, word + 3);
    if (kind === 3) list.push(...before.slice(child, name));
    // Of an id that is not here the place is told; it moves with the entry.
    else list.push(`${kind} ${child >= 0x80000000 ? 'stranger' : child} ${name}`);
  }
  return list;
}

describe('trees in the kernel', () => {
  it('are read from deltas as from whole objects', () => {
    const places = treeKernel();
    const { kernel, base, delta, ops, made, baseEntries, entries, records } = places;
    const { calls } = kernel;
    const cut = fc.record({ from: fc.nat(), length: fc.integer({ min: 1, max: 120 }) });
    fc.assert(
      fc.property(
        fc.array(entry, { maxLength: 12 }),
        fc.array(entry, { maxLength: 12 }),
        fc.array(cut),
        (one, two, cuts) => {
          const before = writeTree(one);
          const after = writeTree(two);
          kernel.bytes.set(before, base);
          const baseCount = calls.readTree(
            base,
            before.length,
            baseEntries,
            baseEntries + room,
            records,
            records + room,
          );
          expect(baseCount).toBe(one.length);
          const baseTold = told(kernel, records, baseCount, []);
          // The new tree out of pieces of the old one wherever they are the same, cut at odd places.
          const list: ({ copy: number; length: number } | { insert: Uint8Array })[] = [];
          for (let at = 0, turn = 0; at < after.length; turn++) {
            const { from, length } = cuts[turn % Math.max(1, cuts.length)] ?? { from: 0, length: 30 };
            const start = before.length === 0 ? 0 : from % before.length;
            let same = 0;
            while (same < length && at + same < after.length && before[start + same] === after[at + same]) same++;
            if (same > 0 && start + same <= before.length) {
              list.push({ copy: start, length: same });
              at += same;
            } else {
              const piece = after.subarray(at, at + 1 + (length % 9));
              list.push({ insert: piece });
              at += piece.length;
            }
          }
          if (list.length === 0) return;
          const bytes = encodeDelta(before.length, list);
          kernel.bytes.set(bytes, delta);
          expect(calls.applyDelta(base, before.length, delta, bytes.length, made, after.length, ops)).toBe(0);
          const places = [entries, entries + room, records, records + room] as const;
          const count = calls.inheritTree(made, after.length, before.length, baseEntries, one.length, ...places);
          const inherited = told(kernel, records, count, baseTold);
          const offsets = Array.from(kernel.words.subarray(entries >> 2, (entries >> 2) + calls.countEntries()));
          const wholeCount = calls.readTree(made, after.length, ...places);
          expect(inherited).toEqual(told(kernel, records, wholeCount, []));
          expect(offsets).toEqual(Array.from(kernel.words.subarray(entries >> 2, (entries >> 2) + wholeCount)));
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('are called malformed when they are', () => {
    const { kernel, made, entries, records } = treeKernel();
    const read = (bytes: Buffer) => {
      kernel.bytes.set(bytes, made);
      return kernel.calls.readTree(made, bytes.length, entries, entries + room, records, records + room);
    };
    const good = writeTree([{ mode: '100644', name: 'a', id: 1 }]);
    expect(read(good)).toBe(1);
    expect(read(good.subarray(0, good.length - 1))).toBe(-1);
    expect(read(Buffer.concat([good, Buffer.from('1')]))).toBe(-1);
    expect(read(Buffer.concat([Buffer.from('100648 a\0'), Buffer.alloc(idBytes)]))).toBe(-1);
    expect(read(Buffer.concat([Buffer.from('100644 \0'), Buffer.alloc(idBytes)]))).toBe(-1);
    expect(read(Buffer.concat([Buffer.from('1006440 a\0'), Buffer.alloc(idBytes)]))).toBe(-1);
    expect(read(Buffer.alloc(0))).toBe(0);
  });
});
