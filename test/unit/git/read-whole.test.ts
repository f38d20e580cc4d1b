// Whole files and pipes of lengths around the pieces that they are read in.
import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { closeSync, mkdtempSync, openSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readRest, readWhole } from '../../../src/git/read-whole.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'read-whole-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const lengths = [0, 1, 65_535, 65_536, 65_537, 131_072, 200_000];

it.each(lengths)('reads a file of %i bytes', (length) => {
  const bytes = randomBytes(length);
  const path = join(folder, 'file');
  writeFileSync(path, bytes);
  expect(readWhole(path).equals(bytes)).toBe(true);
});

it.each(lengths)('reads a pipe of %i bytes to its end, as it comes', (length) => {
  const path = join(folder, 'content');
  const bytes = randomBytes(length);
  writeFileSync(path, bytes);
  const pipe = join(folder, `pipe${length}`);
  expect(spawnSync('mkfifo', [pipe]).status).toBe(0);
  spawn('sh', ['-c', '{ head -c 10 "$1"; sleep 0.05; tail -c +11 "$1"; } >"$2"', 'sh', path, pipe]);
  const file = openSync(pipe, 'r');
  expect(readRest(file).equals(bytes)).toBe(true);
  closeSync(file);
});

it('gives what is left of a file that got shorter meanwhile', () => {
  const path = join(folder, 'shorter');
  writeFileSync(path, 'abcdef');
  truncateSync(path, 3);
  const file = openSync(path, 'r');
  expect(readRest(file, 6).toString()).toBe('abc');
  closeSync(file);
});

it('throws for what is not there and for a folder', () => {
  expect(() => readWhole(join(folder, 'none'))).toThrow(/ENOENT/);
  expect(() => readWhole(folder)).toThrow(/EISDIR/);
});
