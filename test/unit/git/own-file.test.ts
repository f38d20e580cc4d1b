import { execFileSync } from 'node:child_process';
import {
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeOwnFolder, putInPlace, readPlainFile, writeWhole } from '../../../src/git/own-file.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'leakgate-own-'));
});
afterEach(() => rmSync(folder, { recursive: true }));
const at = (name: string) => join(folder, name);

describe('reading a plain file', () => {
  it('gives all of it, up to the limit', () => {
    writeFileSync(at('a'), 'content');
    expect(readPlainFile(at('a'), 7)?.toString()).toBe('content');
    expect(readPlainFile(at('a'), 6)).toBeNull();
    expect(() => readPlainFile(at('none'), 6)).toThrow('ENOENT');
  });

  it.skipIf(process.platform === 'win32')('follows no link, waits for no pipe', () => {
    writeFileSync(at('a'), 'content');
    symlinkSync(at('a'), at('symbolic'));
    expect(() => readPlainFile(at('symbolic'), 100)).toThrow('ELOOP');
    execFileSync('mkfifo', [at('pipe')]);
    expect(readPlainFile(at('pipe'), 100)).toBeNull();
    linkSync(at('a'), at('hard'));
    expect(readPlainFile(at('a'), 100)).toBeNull();
  });
});

describe('putting a file in place', () => {
  const put = (write: (file: number) => void) => putInPlace(at('a.new'), at('a'), write);

  it('replaces it whole, readable by the user alone', () => {
    writeFileSync(at('a'), 'old');
    put((file) => writeWhole(file, Buffer.from('new content')));
    expect(readFileSync(at('a'), 'utf8')).toBe('new content');
    if (process.platform !== 'win32') expect(statSync(at('a')).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder)).toEqual(['a']);
  });

  it('leaves the old one where anything fails, and nothing beside it', () => {
    writeFileSync(at('a'), 'old');
    const fail = (file: number) => {
      writeWhole(file, Buffer.from('half'));
      throw new Error('no');
    };
    expect(() => put(fail)).toThrow('no');
    mkdirSync(at('a-folder'));
    expect(() => putInPlace(at('a.new'), at('a-folder'), () => {})).toThrow();
    expect(readFileSync(at('a'), 'utf8')).toBe('old');
    expect(readdirSync(folder)).toEqual(['a', 'a-folder']);
  });

  it('touches nothing that stands where it would write first', () => {
    writeFileSync(at('a.new'), 'of somebody else');
    expect(() => put(() => {})).toThrow('EEXIST');
    expect(readFileSync(at('a.new'), 'utf8')).toBe('of somebody else');
    expect(existsSync(at('a'))).toBe(false);
  });
});

it('a folder that is a link is no folder of our own', () => {
  expect(makeOwnFolder(at('new'))).toBe(true);
  if (process.platform === 'win32') return;
  symlinkSync(at('new'), at('link'));
  expect(makeOwnFolder(at('link'))).toBe(false);
  expect(lstatSync(at('link')).isSymbolicLink()).toBe(true);
});
