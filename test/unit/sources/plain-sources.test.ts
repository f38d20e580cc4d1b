import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SourceItem } from '../../../src/model/source-item.ts';
import { fileItems } from '../../../src/sources/files.ts';
import { messageFileItems } from '../../../src/sources/message-file.ts';
import { stdinItems } from '../../../src/sources/stdin.ts';
import { collectItems } from '../../support/collect-items.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'leakgate-files-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const files = (paths: string[], limit?: number) => collectItems(fileItems(paths, { cwd: folder, limit }));

function put(path: string, content: string | Buffer): void {
  mkdirSync(join(folder, path, '..'), { recursive: true });
  writeFileSync(join(folder, path), content);
}

describe('fileItems', () => {
  it('walks in the order of names and leaves out .git alone', async () => {
    put('b/2', 'b2');
    put('b/10', 'b10');
    put('a', 'a');
    put('node_modules/x/index.js', 'x');
    put('.git/config', 'not for scanning');
    put('sub/.git', 'gitdir: elsewhere');
    const found = await files(['.']);
    expect(found.texts()).toEqual([
      ['a', 'a'],
      ['b/10', 'b10'],
      ['b/2', 'b2'],
      ['node_modules/x/index.js', 'x'],
    ]);
    expect(found.skips).toEqual(Array(2).fill({ skipped: 'ignored-path', isGap: false }));
    expect(found.fragments.every(({ isNamed }) => !isNamed)).toBe(true);
  });

  it('shows paths as they were typed', async () => {
    put('b/c/d', 'd');
    expect((await files(['b/'])).texts()).toEqual([['b/c/d', 'd']]);
    expect((await files(['./b/c/d'])).texts()).toEqual([['./b/c/d', 'd']]);
    expect((await files([join(folder, 'b')])).texts()).toEqual([[join(folder, 'b/c/d'), 'd']]);
    const [named] = (await files(['b/c/d'])).fragments;
    expect(named.isNamed).toBe(true);
  });

  it('follows a named link, never one that it meets', async () => {
    put('in/file', 'inside');
    put('out/secret', 'outside');
    symlinkSync('../out', join(folder, 'in/link'));
    symlinkSync('.', join(folder, 'in/loop'));
    expect((await files(['in'])).texts()).toEqual([
      ['in/file', 'inside'],
      ['in/link', '../out'],
      ['in/loop', '.'],
    ]);
    expect((await files(['in/link'])).texts()).toEqual([['in/link/secret', 'outside']]);
  });

  it('keeps names that are not UTF-8 apart', async () => {
    writeFileSync(Buffer.concat([Buffer.from(`${folder}/f`), Buffer.from([0xfe])]), 'one');
    writeFileSync(Buffer.concat([Buffer.from(`${folder}/f`), Buffer.from([0xff])]), 'two');
    expect((await files(['.'])).texts()).toEqual([
      ['f\\xfe', 'one'],
      ['f\\xff', 'two'],
    ]);
  });

  it('passes by pipes that it meets', async () => {
    execFileSync('mkfifo', [join(folder, 'pipe')]);
    put('z', 'z');
    const found = await files(['.']);
    expect(found.texts()).toEqual([['z', 'z']]);
    expect(found.skips).toEqual([{ skipped: 'ignored-path', isGap: false }]);
  });

  it('leaves a gap for what is too large or not readable, and goes on', async () => {
    put('large', 'x'.repeat(11));
    put('ok', 'x'.repeat(10));
    put('empty', '');
    const found = await files(['.'], 10);
    expect(found.texts().map(([path]) => path)).toEqual(['empty', 'ok']);
    expect(found.skips).toMatchObject([{ skipped: 'limit', isGap: true, problem: { path: 'large' } }]);
    // Too long to be opened by anybody, root included.
    expect((await files(['d'.repeat(300)])).skips).toMatchObject([{ skipped: 'unreadable', isGap: true }]);
  });

  it.skipIf(process.getuid?.() === 0)('leaves a gap where permission is denied', async () => {
    put('closed', 'x');
    chmodSync(join(folder, 'closed'), 0);
    put('shut/x', 'x');
    chmodSync(join(folder, 'shut'), 0);
    const found = await files(['.']);
    chmodSync(join(folder, 'shut'), 0o755);
    expect(found.skips.map(({ skipped }) => skipped)).toEqual(['unreadable', 'unreadable']);
  });

  it('refuses a path that does not exist before it scans anything', async () => {
    put('a', 'a');
    const items: SourceItem[] = [];
    const run = async () => {
      for await (const item of fileItems(['a', 'gone'], { cwd: folder })) items.push(item);
    };
    await expect(run()).rejects.toMatchObject({ code: 'no-such-path', exitCode: 2 });
    expect(items).toEqual([]);
  });
});

describe('stdinItems', () => {
  it('gives all of it', async () => {
    const found = await collectItems(
      stdinItems(Readable.from([Buffer.from('one '), 'two']), { isCuttable: () => true }),
    );
    expect(found.texts('stdin')).toEqual([[null, 'one two']]);
    expect(found.skips).toEqual([]);
  });

  it('scans the beginning and leaves a gap beyond the limit', async () => {
    const found = await collectItems(
      stdinItems(Readable.from([Buffer.from('12345678')]), { isCuttable: () => false, limit: 5 }),
    );
    expect(found.texts('stdin')).toEqual([[null, '12345']]);
    expect(found.skips).toMatchObject([{ skipped: 'limit', isGap: true }]);
  });
});

describe('messageFileItems', () => {
  const read = (text: string, env: NodeJS.ProcessEnv) => {
    put('COMMIT_EDITMSG', text);
    const [item] = [...messageFileItems(join(folder, 'COMMIT_EDITMSG'), { env })];
    return 'bytes' in item ? item.bytes.toString('utf8') : '';
  };
  const scissors = '# ------------------------ >8 ------------------------';

  it('leaves out comments and the diff below the scissors, in place', () => {
    const text = `Subject\n\n# a comment\nbody ü # kept\n${scissors}\n# Do not modify or remove the line above.\n-old secret\n`;
    expect(read(text, {})).toBe('Subject\n\n\nbody ü # kept\n');
  });

  it('keeps all when git used no editor: such lines are stored', () => {
    const text = `# heading\n\n${scissors}\n# more\nbelow\n`;
    expect(read(text, { GIT_EDITOR: ':' })).toBe(text);
  });

  it('keeps what follows scissors that git did not write', () => {
    expect(read(`a\n${scissors}\nbelow\n`, {})).toBe('a\n\nbelow\n');
  });

  it('refuses a file that is not there', () => {
    expect(() => [...messageFileItems(join(folder, 'gone'))]).toThrow('There is no file');
  });
});
