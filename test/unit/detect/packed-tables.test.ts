// The tables of the rules as the build packed them: the same as a detector works out, and refused where they do not fit.
import { copyFileSync, cpSync, mkdtempSync, rmSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { openDetector } from '../../../src/commands/open-detector.ts';
import { Detector } from '../../../src/detect/detector.ts';
import { packTables, unpackTables } from '../../../src/detect/packed-tables.ts';
import { ToolError } from '../../../src/model/errors.ts';
import { needBuild } from '../../support/run-cli.ts';

needBuild();
const dist = join(import.meta.dirname, '..', '..', '..', 'dist');
const { detector, ruleSet } = openDetector(dist);
const { automaton } = ruleSet;
const workedOut = new Detector({ ...ruleSet, loadTables: undefined }).anchorTables();
const filterBytes = workedOut.filters.bytes.length;
const fit = {
  outputs: automaton.outputStart.length - 1,
  states: automaton.table.length >> automaton.shift,
  filterBytes,
};
const folder = mkdtempSync(join(tmpdir(), 'leakgate-tables-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('packed tables', () => {
  it('are those that are worked out from the rules, part by part', () => {
    const packed = detector.anchorTables();
    const bytesOf = (list: Uint8Array | Uint32Array) => Buffer.from(list.buffer, list.byteOffset, list.byteLength);
    const parts = ({ reaches, guards, filters, sieve }: typeof packed) => {
      const { starts, uses, sets, parts, bytes } = filters;
      const { pairs, hashes, depths } = sieve;
      return Object.entries({ reaches, guards, starts, uses, sets, parts, bytes, pairs, hashes, depths });
    };
    expect(packed.sieve.masks).toEqual(workedOut.sieve.masks);
    expect(packed.depth).toBe(workedOut.depth);
    for (const [at, [name, list]] of parts(packed).entries()) {
      const [, own] = parts(workedOut)[at];
      expect(own.length, name).toBeGreaterThan(0);
      expect(bytesOf(list).equals(bytesOf(own)), name).toBe(true);
    }
  });

  it('are read at any place in memory', () => {
    const packed = packTables({ ...workedOut, filterBytes });
    const moved = Buffer.alloc(packed.length + 3)
      .fill(packed, 3)
      .subarray(3);
    expect(packTables(unpackTables(moved, fit)).equals(packed)).toBe(true);
  });

  it('are refused when they are cut, longer, or belong to other rules', () => {
    const packed = packTables({ ...workedOut, filterBytes });
    for (const length of [0, 1, 31, 32, 1000, packed.length - 1])
      expect(() => unpackTables(packed.subarray(0, length), fit), `${length}`).toThrow(RangeError);
    expect(() => unpackTables(Buffer.concat([packed, Buffer.alloc(4)]), fit)).toThrow(RangeError);
    for (const other of [{ outputs: fit.outputs - 1 }, { states: fit.states + 1 }, { filterBytes: filterBytes + 1 }])
      expect(() => unpackTables(packed, { ...fit, ...other })).toThrow(RangeError);
  });

  it.each(['tables.bin', 'filters.bin'])('are named as a broken installation where %s is cut or gone', (name) => {
    cpSync(join(dist, 'rules'), join(folder, 'rules'), { recursive: true });
    const broken = () => openDetector(folder).detector.anchorTables();
    expect(broken().guards.length).toBe(workedOut.guards.length);
    truncateSync(join(folder, 'rules', name), 5000);
    expect(broken).toThrow(ToolError);
    rmSync(join(folder, 'rules', name));
    expect(broken).toThrow(expect.objectContaining({ code: 'broken-installation' }));
    copyFileSync(join(dist, 'rules', name), join(folder, 'rules', name));
  });
});
