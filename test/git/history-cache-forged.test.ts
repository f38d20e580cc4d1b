// A cache that somebody else made, or made to lie: it is as if there were none.
import { cpSync, linkSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { packSweep, unpackSweep } from '../../src/git/memory/kept-sweep.ts';
import { SweepFile } from '../../src/git/memory/sweep-file.ts';
import { history, isRecalled, keptFiles, sweepBoth } from '../support/cached-sweep.ts';
import { pair, withTwoCommits } from '../support/history-run.ts';
import { type ScratchRepo, scratchRepos } from '../support/scratch-repo.ts';

const newRepo = scratchRepos(afterEach);

function makeRepo(): ScratchRepo {
  const repo = withTwoCommits(newRepo());
  repo.write('conf.ini', pair.text);
  repo.commit('add');
  return repo;
}

describe('a cache is not believed', () => {
  const forgeries: readonly [string, (file: string, repo: ScratchRepo) => void][] = [
    ['when a byte of its seal is another', (file) => flip(file, 20)],
    ['when a byte of what it says is another', (file) => flip(file, 200)],
    ['when its last byte is another', (file) => flip(file, -1)],
    ['when it is cut short', (file) => writeFileSync(file, readFileSync(file).subarray(0, -8))],
    ['when it is longer', (file) => writeFileSync(file, Buffer.concat([readFileSync(file), Buffer.alloc(8)]))],
    ['when it is empty', (file) => writeFileSync(file, '')],
    ['when it is a symbolic link', (file) => throughLink(file, symlinkSync)],
    ['when it has a second name', (file) => throughLink(file, linkSync)],
    [
      'when its folder is a symbolic link',
      (file, { dir, root }) => {
        renameSync(join(file, '..'), join(root, 'elsewhere'));
        symlinkSync(join(root, 'elsewhere'), join(dir, '.git', 'leakgate', 'sweep'));
      },
    ],
    ['when the key is another', (_, { root }) => rmSync(join(root, 'home', '.local', 'state', 'leakgate', 'key'))],
  ];
  it.each(forgeries)('%s', (_, forge) => {
    const repo = makeRepo();
    history(repo);
    const [file] = keptFiles(repo);
    forge(file, repo);
    const report = sweepBoth(repo);
    expect(isRecalled(report)).toBe(false);
    expect(report.findings).toHaveLength(1);
  });

  it('when it came with a repository from somebody with another key, or from another folder', () => {
    const repo = makeRepo();
    history(repo);
    const other = newRepo({ init: false });
    cpSync(repo.dir, other.dir, { recursive: true });
    expect(isRecalled(sweepBoth(other))).toBe(false);
    const moved = newRepo({ init: false });
    cpSync(repo.dir, moved.dir, { recursive: true });
    expect(isRecalled(sweepBoth(moved, { env: { HOME: repo.env.HOME } }))).toBe(false);
  });
});

function flip(file: string, at: number): void {
  const bytes = readFileSync(file);
  bytes[at < 0 ? bytes.length + at : at] ^= 1;
  writeFileSync(file, bytes);
}

function throughLink(file: string, link: (target: string, path: string) => void): void {
  renameSync(file, `${file}.1`);
  link(`${file}.1`, file);
}

describe('SweepFile', () => {
  it('reads what it wrote under the same terms, and keeps the newest four', () => {
    const { root } = newRepo({ init: false });
    const key = Buffer.alloc(32, 1);
    const files = Array.from({ length: 6 }, (_, number) => new SweepFile(root, `terms ${number}`, key));
    for (const [number, file] of files.entries()) {
      file.write([Buffer.from('a'), Buffer.from(`b${number}`)]);
      expect(file.read()?.toString()).toBe(`ab${number}`);
    }
    expect(files.map((file) => file.read() !== null).filter(Boolean)).toHaveLength(4);
    expect(new SweepFile(root, 'terms 5', Buffer.alloc(32, 2)).read()).toBeNull();
  });

  it('leaves out what is too large', () => {
    const { root } = newRepo({ init: false });
    const file = new SweepFile(root, 'terms', Buffer.alloc(32, 1), 100);
    file.write([Buffer.alloc(100)]);
    expect(file.read()).toBeNull();
  });
});

it('the form as bytes gives back what was put in, and makes nothing of other bytes', () => {
  const links = {
    ...{ commits: Int32Array.of(1), trees: Int32Array.of(0), seconds: Float64Array.of(1.5e9) },
    ...{ parentStarts: Int32Array.of(0, 0), parents: new Int32Array(0), tags: new Int32Array(0) },
    ...{ targets: new Int32Array(0), malformed: [], missing: ['ab'], suspects: [1] },
  };
  const kept = {
    ...{
      ids: Uint8Array.of(1, 2, 3),
      states: Uint8Array.of(16, 64, 32),
      links,
      suspects: Int32Array.of(2, 0, 1, 7, 9),
    },
    ...{ wanted: Int32Array.of(2), changes: Int32Array.of(1, 2, 0), pathStarts: Int32Array.of(0, 1) },
    ...{ paths: Uint8Array.of(97), authors: [[1, 'author A']] as [number, string][], missing: [], submodules: ['cd'] },
    ...{
      shallow: [],
      files: [['p', '7']] as [string, string][],
      lfsPointers: 1,
      bytes: 2,
      treeBytes: 1,
      found: Uint8Array.of(123, 125),
    },
  };
  const bytes = Buffer.concat(packSweep(kept));
  expect(unpackSweep(bytes)).toEqual(kept);
  expect(unpackSweep(bytes.subarray(0, 30))).toBeNull();
  expect(unpackSweep(Buffer.alloc(4))).toBeNull();
});
