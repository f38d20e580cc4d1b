// Loose objects that are sound, and those that lie about themselves.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readLooseObject } from '../../../src/git/loose-object.ts';

const id = 'ab'.repeat(20);
let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'leakgate-loose-'));
  mkdirSync(join(folder, 'ab'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function read(unpacked: Buffer | string, limit = 1_000_000) {
  writeFileSync(join(folder, 'ab', id.slice(2)), deflateSync(unpacked));
  return readLooseObject(folder, id, limit);
}

describe('a loose object', () => {
  it.each([0, 1, 127, 128, 5000, 300_000])('of %i bytes is read', (size) => {
    const bytes = Buffer.alloc(size, 'some text ');
    expect(read(Buffer.concat([Buffer.from(`blob ${size}\0`), bytes]))).toEqual({ type: 'blob', bytes });
  });

  it.each([
    ['longer than it says', 'blob 3\0abcd'],
    ['shorter than it says', 'blob 5\0abcd'],
    ['of an unknown type', 'thing 4\0abcd'],
    ['without a header', 'abcd'],
    ['without an end of its header', 'blob 4'.padEnd(4000, '0')],
    ['empty', ''],
  ])('that is %s is not', (_, text) => {
    expect(read(text)).toBeNull();
  });

  it('above the limit is not', () => {
    expect(read('blob 5\0hello', 4)).toBeNull();
    expect(read('blob 5\0hello', 5)?.bytes.toString()).toBe('hello');
  });

  it('that unfolds without end is given up at the size it claims', () => {
    const before = process.memoryUsage().rss;
    const file = join(folder, 'ab', id.slice(2));
    writeFileSync(file, deflateSync(Buffer.concat([Buffer.from('blob 100\0'), Buffer.alloc(200_000_000)])));
    const written = process.memoryUsage().rss;
    expect(readLooseObject(folder, id, 1e9)).toBeNull();
    // Not the 200 MB that stand in it.
    expect(process.memoryUsage().rss - Math.max(before, written)).toBeLessThan(50e6);
  });
});
