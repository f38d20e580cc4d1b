import { spawn } from 'node:child_process';
import { createHash, createHmac, randomBytes } from 'node:crypto';
import {
  appendFileSync,
  chmodSync,
  existsSync,
  linkSync,
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
import { hmacSha256, mostShort, shortMac } from '../../../src/git/hmac-sha256.ts';
import { Marks } from '../../../src/git/marks.ts';
import { stateKey } from '../../../src/git/state-key.ts';
import fc from '../../support/fast-check.ts';

let folder: string;
const key = randomBytes(32);
const open = (limit?: number, by = key) => new Marks(folder, 'cleared', by, limit);
const path = () => join(folder, 'leakgate', 'cleared');
const add = (...statements: string[]) => {
  const marks = open();
  for (const statement of statements) marks.add('s', statement);
  marks.flush();
};

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'leakgate-marks-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('authenticates as node:crypto does', () => {
  const bytes = fc.uint8Array({ maxLength: 300 });
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 64 }), bytes, (by, message) => {
      expect(hmacSha256(by)(message)).toEqual(createHmac('sha256', by).update(message).digest());
    }),
    { numRuns: 300 },
  );
});

it('authenticates short messages by the inner half of HMAC, and no longer ones', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 64 }), fc.uint8Array({ maxLength: mostShort }), (by, message) => {
      const block = Buffer.alloc(64, 0x36).map((byte, at) => byte ^ (by[at] ?? 0));
      expect(shortMac(by)(message)).toEqual(createHash('sha256').update(block).update(message).digest());
    }),
    { numRuns: 300 },
  );
  expect(() => shortMac(Buffer.alloc(32))(Buffer.alloc(mostShort + 1))).toThrow(RangeError);
});

describe('marks', () => {
  it('tell long statements apart, too', () => {
    const long = 'f'.repeat(64);
    add(`${long} plain`);
    expect([`${long} plain`, `${long} env`, long].map((statement) => open().has('s', statement))).toEqual([
      true,
      false,
      false,
    ]);
  });

  it('are met again, and no others', () => {
    add('a', 'b');
    add('c');
    expect(['a', 'b', 'c', 'd', ''].map((statement) => open().has('s', statement))).toEqual([
      true,
      true,
      true,
      false,
      false,
    ]);
    expect(open().has('another scope', 'a')).toBe(false);
    expect(statSync(path()).mode & 0o777).toBe(0o600);
  });

  it('say nothing without the key, and are not believed under another one', () => {
    add('blob 1234 is clean');
    expect(readFileSync(path()).length).toBe(16);
    expect(open(undefined, randomBytes(32)).has('s', 'blob 1234 is clean')).toBe(false);
  });

  it('survive being deleted, cut short, and appended to by somebody else', () => {
    add('a');
    appendFileSync(path(), 'cut');
    add('b');
    expect([open().has('s', 'a'), open().has('s', 'b')]).toEqual([true, true]);
    appendFileSync(path(), randomBytes(64));
    expect(open().has('s', 'c')).toBe(false);
    rmSync(path());
    expect(open().has('s', 'a')).toBe(false);
    add('a');
    expect(open().has('s', 'a')).toBe(true);
  });

  it('never grow beyond a bound, and the newest stay', () => {
    for (let round = 0; round < 40; round++) {
      const marks = open(512);
      for (let at = 0; at < 8; at++) marks.add('s', `${round} ${at}`);
      marks.flush();
      expect(statSync(path()).size).toBeLessThanOrEqual(1024);
    }
    expect(open(512).has('s', '39 7')).toBe(true);
    expect(open(512).has('s', '0 0')).toBe(false);
    expect(readdirSync(join(folder, 'leakgate'))).toEqual(['cleared']);
  });

  it('follow no link: of the file, of its folder, of a second name', () => {
    const elsewhere = join(folder, 'elsewhere');
    mkdirSync(join(folder, 'leakgate'));
    writeFileSync(elsewhere, 'precious');
    symlinkSync(elsewhere, path());
    add('a');
    expect(open().has('s', 'a')).toBe(false);
    rmSync(path());
    linkSync(elsewhere, path());
    add('a');
    expect(open().has('s', 'a')).toBe(false);
    expect(readFileSync(elsewhere, 'utf8')).toBe('precious');
    rmSync(join(folder, 'leakgate'), { recursive: true });
    mkdirSync(join(folder, 'other'));
    symlinkSync(join(folder, 'other'), join(folder, 'leakgate'));
    add('a');
    expect(readdirSync(join(folder, 'other'))).toEqual([]);
  });

  it.skipIf(process.geteuid?.() === 0)('do without a folder that can be written to', () => {
    chmodSync(folder, 0o500);
    add('a');
    expect(open().has('s', 'a')).toBe(false);
    chmodSync(folder, 0o700);
  });

  it('do without a folder where a file is in the way', () => {
    writeFileSync(join(folder, 'leakgate'), '');
    add('a');
    expect(open().has('s', 'a')).toBe(false);
  });

  it('of several processes at once all arrive', async () => {
    const script = join(import.meta.dirname, '..', '..', '..', 'src', 'git', 'marks.ts');
    const program = `import { Marks } from ${JSON.stringify(script)};
      const [folder, key, name] = process.argv.slice(2);
      for (let at = 0; at < 50; at++) {
        const marks = new Marks(folder, 'cleared', Buffer.from(key, 'hex'));
        marks.add('s', name + at);
        marks.flush();
      }`;
    const { build } = await import('esbuild');
    const file = join(folder, 'run.mjs');
    const stdin = { contents: program, resolveDir: folder };
    await build({ stdin, bundle: true, platform: 'node', format: 'esm', outfile: file, logLevel: 'error' });
    const run = (name: string) =>
      new Promise<number | null>((resolve) => {
        spawn(process.execPath, [file, folder, key.toString('hex'), name]).once('close', resolve);
      });
    expect(await Promise.all(['x', 'y', 'z'].map(run))).toEqual([0, 0, 0]);
    const marks = open();
    const missing = ['x', 'y', 'z'].flatMap((name) =>
      Array.from({ length: 50 }, (_, at) => name + at).filter((statement) => !marks.has('s', statement)),
    );
    expect(missing).toEqual([]);
  });
});

describe('the key', () => {
  const env = () => ({ XDG_STATE_HOME: join(folder, 'state') });
  const keyPath = () => join(folder, 'state', 'leakgate', 'key');

  it('is made once, for the user alone', () => {
    const made = stateKey(env());
    expect(made?.length).toBe(32);
    expect(stateKey(env())).toEqual(made);
    expect(statSync(keyPath()).mode & 0o777).toBe(0o600);
    expect(readdirSync(join(folder, 'state', 'leakgate'))).toEqual(['key']);
  });

  it('is none where others may read it, where it is cut short, and where it is a link', () => {
    stateKey(env());
    chmodSync(keyPath(), 0o644);
    expect(stateKey(env())).toBeNull();
    rmSync(keyPath());
    writeFileSync(keyPath(), 'short', { mode: 0o600 });
    expect(stateKey(env())).toBeNull();
    rmSync(keyPath());
    writeFileSync(join(folder, 'known'), Buffer.alloc(32), { mode: 0o600 });
    symlinkSync(join(folder, 'known'), keyPath());
    expect(stateKey(env())).toBeNull();
  });

  it('is none where nothing can be kept', () => {
    writeFileSync(join(folder, 'state'), '');
    expect(stateKey(env())).toBeNull();
    expect(existsSync(keyPath())).toBe(false);
  });
});
