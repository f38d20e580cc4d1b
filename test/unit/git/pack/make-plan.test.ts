// The plan of a sweep, made in the kernel, against a plain reading of the same entries: offset and id deltas in any order, chains,
// rings, bases that are absent, several packs that share objects, indexes of both versions and with 64-bit offsets.
import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Kernel } from '../../../../src/git/pack/kernel.ts';
import { makePlan } from '../../../../src/git/pack/make-plan.ts';
import { idOf } from '../../../../src/git/pack/sweep-plan.ts';
import { compileKernel, type KernelCode } from '../../../../src/git/pack/web-assembly.ts';
import fc from '../../../support/fast-check.ts';
import { indexedEntries, writeIndex } from '../../../support/history/pack-index.ts';
import { type PackEntry, writePack } from '../../../support/history/pack-writer.ts';

let code: KernelCode;
let folder: string;
beforeAll(() => {
  code = compileKernel(readFileSync(join(import.meta.dirname, '../../../../dist/kernel.wasm')));
  folder = mkdtempSync(join(tmpdir(), 'leakgate-plan-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const typeNumbers = { commit: 1, tree: 2, blob: 3, tag: 4 } as const;
const idNumber = fc.nat(40);
const idOfNumber = (number: number) => ((number * 7919) % 65521).toString(16).padStart(4, '0').repeat(10);

interface Given {
  readonly id: number;
  readonly kind: 'commit' | 'tree' | 'blob' | 'tag' | 'ofs' | 'ref';
  /** An id; of an offset delta how far back the base is. */
  readonly base: number;
  readonly size: number;
}

const given = fc.record<Given>({
  id: idNumber,
  kind: fc.constantFrom('commit', 'tree', 'blob', 'tag', 'ofs', 'ofs', 'ref', 'ref'),
  base: idNumber,
  size: fc.oneof({ weight: 7, arbitrary: fc.nat(20) }, { weight: 1, arbitrary: fc.nat(70_000) }),
});
const pack = fc.uniqueArray(given, { selector: ({ id }) => id, minLength: 1, maxLength: 30 });
const scene = fc.record({
  packs: fc.array(pack, { minLength: 1, maxLength: 3 }),
  loose: fc.uniqueArray(idNumber, { maxLength: 5 }),
  how: fc.constantFrom('first', 'second', 'wide'),
});

/** Bytes that do not compress: entries that are long in the pack, too, are passed over. */
function noise(size: number): Buffer {
  const bytes = Buffer.alloc(size);
  let state = size + 1;
  for (let at = 0; at < size; at++) {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    bytes[at] = state >>> 16;
  }
  return bytes;
}

/** What a plain reader makes of one pack. */
function entriesOf(entries: readonly Given[]): { readonly written: PackEntry[]; readonly bases: (number | null)[] } {
  const written: PackEntry[] = [];
  const bases: (number | null)[] = [];
  for (const [at, { kind, base, size }] of entries.entries()) {
    const bytes = noise(size);
    if (kind === 'ofs' && at === 0) written.push({ kind: 'blob', bytes });
    else if (kind === 'ofs') written.push({ kind, bytes, base: at - 1 - (base % at) });
    else if (kind === 'ref') written.push({ kind, bytes, base: idOfNumber(base) });
    else written.push({ kind, bytes });
    const last = written[at];
    const byId = entries.findIndex(({ id }) => idOfNumber(id) === last.base);
    bases.push(last.kind === 'ofs' ? (last.base as number) : last.kind === 'ref' && byId >= 0 ? byId : null);
  }
  return { written, bases };
}

/** The type of the root of an entry; 0 where it hangs on none. */
function typeOf(written: readonly PackEntry[], bases: readonly (number | null)[], entry: number): number {
  let at: number | null = entry;
  for (let steps = 0; steps <= written.length && at !== null; steps++) {
    const { kind } = written[at];
    if (kind !== 'ofs' && kind !== 'ref') return typeNumbers[kind];
    at = bases[at];
  }
  return 0;
}

function firstIndex(entries: readonly { readonly id: string; readonly offset: number }[], bytes: Buffer): Buffer {
  const second = writeIndex(
    entries.map((entry) => ({ ...entry, crc: 0 })),
    bytes,
  );
  const rows = [...entries]
    .sort((a, b) => (a.id < b.id ? -1 : 1))
    .map(({ id, offset }) => {
      const row = Buffer.alloc(24);
      row.writeUInt32BE(offset);
      row.write(id, 4, 'hex');
      return row;
    });
  return Buffer.concat([second.subarray(8, 8 + 1024), ...rows, second.subarray(-40)]);
}

const below = ({ children, siblings }: { children: Int32Array; siblings: Int32Array }, entry: number) => {
  const list: number[] = [];
  for (let child = children[entry]; child >= 0; child = siblings[child]) list.push(child);
  return list;
};

describe('makePlan', () => {
  it('agrees with a plain reading of packs and indexes', () => {
    fc.assert(
      fc.property(scene, ({ packs, loose, how }) => {
        const files = packs.map((entries, at) => {
          const { written, bases } = entriesOf(entries);
          const { bytes, offsets } = writePack(written);
          const path = join(folder, `pack-${at}`);
          const indexed = indexedEntries(
            bytes,
            offsets,
            entries.map(({ id }) => idOfNumber(id)),
            'sha1',
          );
          writeFileSync(`${path}.pack`, bytes);
          const index =
            how === 'first'
              ? firstIndex(indexed, bytes)
              : writeIndex(indexed, bytes, { wideFrom: how === 'wide' ? 60 : undefined });
          writeFileSync(`${path}.idx`, index);
          return {
            file: { path, name: `pack-${at}` },
            entries,
            written,
            bases,
            offsets,
            indexed,
            end: bytes.length - 20,
          };
        });
        const store = { folders: [folder], packs: files.map(({ file }) => file), loose: new Map(), unreadable: [] };
        const looseIds = loose.map(idOfNumber).sort();
        const { plan, forests, problems } = makePlan(store, 20, Buffer.from(looseIds.join(''), 'hex'), code);
        expect(problems).toEqual([]);
        const all = [...new Set([...looseIds, ...packs.flat().map(({ id }) => idOfNumber(id))])].sort();
        expect(Array.from({ length: plan.objects }, (_, object) => idOf(plan, object))).toEqual(all);
        for (const slot of [0, 1, 0x1eef, 0x8000, 65535, 65536])
          expect(plan.idStarts[slot]).toBe(all.filter((id) => Number.parseInt(id.slice(0, 4), 16) < slot).length);
        const expectedRoots: number[] = [];
        const lost: number[] = [];
        for (const [at, { entries, written, bases, offsets, indexed, end }] of files.entries()) {
          const { first, last } = plan.packs[at];
          expect(last - first).toBe(entries.length);
          expect([...plan.offsets.subarray(first, last)]).toEqual([...offsets]);
          const types = written.map((_, entry) => typeOf(written, bases, entry));
          expect([...plan.types.subarray(first, last)]).toEqual(types);
          expect([...plan.bases.subarray(first, last)]).toEqual(
            bases.map((base) => (base === null ? -1 : first + base)),
          );
          expect([...plan.sizes.subarray(first, last)]).toEqual(written.map(({ bytes }) => bytes.length));
          const numbers = entries.map(({ id }) => all.indexOf(idOfNumber(id)));
          expect([...plan.numbers.subarray(first, last)]).toEqual(numbers);
          expect(plan.packs[at].hasChecksums).toBe(how !== 'first');
          if (how !== 'first')
            expect([...plan.checksums.subarray(first, last)]).toEqual(indexed.map(({ crc }) => crc >>> 0));
          const childrenOf = written.map((_, base) => bases.flatMap((one, entry) => (one === base ? [entry] : [])));
          const cost = (entry: number): number =>
            childrenOf[entry].reduce(
              (sum, child) => sum + cost(child),
              (offsets[entry + 1] ?? end) - offsets[entry] + 200,
            );
          for (const [entry, type] of types.entries()) {
            if (type === 0) lost.push(first + entry);
            else if (bases[entry] === null) {
              expectedRoots.push(first + entry);
              expect(forests.costs[forests.roots.indexOf(first + entry)]).toBe(cost(entry));
            }
            if (type === 0) continue;
            const list = below(plan, first + entry).map((child) => child - first);
            expect([...list].sort((a, b) => a - b)).toEqual(childrenOf[entry]);
            const heaviest = Math.max(...list.map(cost));
            const others = list.slice(0, -1);
            if (list.length > 0) expect(cost(list.at(-1) as number)).toBe(heaviest);
            expect(others).toEqual([...others].sort((a, b) => a - b));
          }
        }
        expect([...forests.roots]).toEqual(expectedRoots);
        expect([...forests.lost].sort((a, b) => a - b)).toEqual(lost);
      }),
      { numRuns: 300 },
    );
  });

  it('takes no index above 2 GiB into memory', () => {
    const path = join(folder, 'pack-large');
    const { bytes, offsets } = writePack([{ kind: 'blob', bytes: Buffer.from('x') }]);
    writeFileSync(`${path}.pack`, bytes);
    writeFileSync(`${path}.idx`, writeIndex(indexedEntries(bytes, offsets, [idOfNumber(1)], 'sha1'), bytes));
    // A hole: it takes no room on the disk.
    truncateSync(`${path}.idx`, 2 ** 31);
    const store = { folders: [folder], packs: [{ path, name: 'pack-large' }], loose: new Map(), unreadable: [] };
    const { plan, problems } = makePlan(store, 20, Buffer.alloc(0), code);
    expect(problems).toEqual([{ pack: 'pack-large', reason: 'its index has more than 2 GiB, which is not read here' }]);
    expect(plan.entries).toBe(0);
  });

  it('ranks offsets of up to 64 bits, equal ones as they are given', () => {
    const offset = fc.oneof(fc.bigInt({ min: 0n, max: 50n }), fc.bigInt({ min: 0n, max: 2n ** 53n - 1n }));
    fc.assert(
      fc.property(fc.array(offset, { maxLength: 200 }), (list) => {
        const kernel = new Kernel(code);
        const [from, sorted, ranks] = [
          kernel.take(list.length * 8),
          kernel.take(list.length * 8),
          kernel.take(list.length * 4),
        ];
        const room = kernel.take(list.length * 16);
        for (const [at, number] of list.entries()) kernel.bytes.writeBigUInt64LE(number, from + at * 8);
        kernel.calls.rankOffsets(from, list.length, sorted, ranks, room);
        const { buffer } = kernel.bytes;
        const rising = list.map(Number).sort((a, b) => a - b);
        expect([...new Float64Array(buffer, sorted, list.length)]).toEqual(rising);
        const places = [...list.keys()].sort((a, b) => Number(list[a] - list[b]) || a - b);
        expect([...new Int32Array(buffer, ranks, list.length)]).toEqual(list.map((_, at) => places.indexOf(at)));
      }),
    );
  });
});
