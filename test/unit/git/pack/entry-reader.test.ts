// Reading entries by kept blocks against slices of the file: any order, over borders, of several packs, of files cut short.
import { mkdtempSync, readFileSync, rmSync, truncateSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { EntryReader } from '../../../../src/git/pack/entry-reader.ts';
import { Kernel } from '../../../../src/git/pack/kernel.ts';
import type { PackPlan } from '../../../../src/git/pack/sweep-plan.ts';
import { compileKernel, type KernelCode } from '../../../../src/git/pack/web-assembly.ts';
import fc from '../../../support/fast-check.ts';
import { needBuild } from '../../../support/run-cli.ts';

needBuild();
let code: KernelCode;
let folder: string;
beforeAll(() => {
  code = compileKernel(readFileSync(join(import.meta.dirname, '../../../../dist/kernel.wasm')));
  folder = mkdtempSync(join(tmpdir(), 'leakgate-reader-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const trailer = 20;
const longest = 40_000;

/** A pack of bytes that tell where they stand; its last 20 are its checksum, which belongs to no entry. */
function makePack(name: string, length: number, first: number): { pack: PackPlan; bytes: Buffer } {
  const bytes = Buffer.from(Uint8Array.from({ length }, (_, at) => (at * 2654435761 + first) >>> 13));
  writeFileSync(join(folder, `${name}.pack`), bytes);
  const end = length - trailer;
  const pack = { path: join(folder, name), name, end, first, last: first + 1, hasChecksums: true, bytes: null };
  return { pack, bytes };
}

function readAt(reader: EntryReader, kernel: Kernel, pack: PackPlan, start: number, end: number): Buffer | null {
  const at = reader.read(pack, start, end);
  return at < 0 ? null : Buffer.from(kernel.bytes.subarray(at, at + end - start));
}

it('gives the bytes of any range, in any order, of packs with more blocks than are kept', () => {
  const packs = [makePack('a', 5_000_000, 0), makePack('b', 70_001, 1), makePack('c', 16_384 + trailer, 2)];
  const kernel = new Kernel(code);
  const reader = new EntryReader(kernel, { packs: packs.map(({ pack }) => pack) }, longest);
  const range = fc.tuple(
    fc.nat({ max: 2 }),
    fc.double({ min: 0, max: 1, noNaN: true }),
    fc.integer({ min: 1, max: longest }),
  );
  fc.assert(
    fc.property(fc.array(range, { minLength: 1, maxLength: 400 }), (ranges) => {
      for (const [which, share, length] of ranges) {
        const { pack, bytes } = packs[which];
        const start = Math.floor(share * (pack.end - 1));
        const end = Math.min(pack.end, start + length);
        const read = readAt(reader, kernel, pack, start, end);
        expect(read?.equals(bytes.subarray(start, end)), `${pack.name} ${start} ${end}`).toBe(true);
      }
    }),
    { numRuns: 60 },
  );
  reader.close();
});

it('says so when a file is shorter than its plan, and goes on with the rest of it', () => {
  const { pack, bytes } = makePack('short', 100_000, 0);
  truncateSync(`${pack.path}.pack`, 50_000);
  const kernel = new Kernel(code);
  const reader = new EntryReader(kernel, { packs: [pack] }, longest);
  expect(readAt(reader, kernel, pack, 49_000, 50_100)).toBeNull();
  expect(readAt(reader, kernel, pack, 90_000, 90_010)).toBeNull();
  expect(readAt(reader, kernel, pack, 30_000, 60_000)).toBeNull();
  expect(readAt(reader, kernel, pack, 16_000, 17_000)).toEqual(bytes.subarray(16_000, 17_000));
  // The rest of its block is not there.
  expect(readAt(reader, kernel, pack, 49_500, 49_600)).toEqual(bytes.subarray(49_500, 49_600));
  expect(readAt(reader, kernel, pack, 49_990, 50_000)).toEqual(bytes.subarray(49_990, 50_000));
  expect(readAt(reader, kernel, pack, 49_990, 50_001)).toBeNull();
  // Over the border of the last two blocks that are there.
  expect(readAt(reader, kernel, pack, 49_100, 49_200)).toEqual(bytes.subarray(49_100, 49_200));
  reader.close();
});

it('keeps to the file that it opened, and fails when there is none', () => {
  const { pack, bytes } = makePack('gone', 100_000, 0);
  const kernel = new Kernel(code);
  const reader = new EntryReader(kernel, { packs: [pack] }, longest);
  expect(readAt(reader, kernel, pack, 10, 20)).toEqual(bytes.subarray(10, 20));
  unlinkSync(`${pack.path}.pack`);
  expect(readAt(reader, kernel, pack, 80_000, 80_100)).toEqual(bytes.subarray(80_000, 80_100));
  reader.close();
  const late = new EntryReader(kernel, { packs: [pack] }, longest);
  expect(() => late.read(pack, 10, 20)).toThrow(expect.objectContaining({ code: 'ENOENT' }));
});
