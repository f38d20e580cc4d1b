import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { blobIdSha1 } from '../../../src/git/blob-id.ts';
import { lookUpIndex, parseIndex } from '../../../src/git/index-lookup.ts';
import { type PolicySide, readPolicyText } from '../../../src/git/read-policy-text.ts';
import { openRepository } from '../../../src/git/repository.ts';
import { type ScratchRepo, scratchRepos } from '../../support/scratch-repo.ts';

const makeRepo = scratchRepos(afterEach);
const names = ['leakgate.json', '.leakgateignore', 'package.json'];

/** Looks up with no git program to be found, so that a fallback fails the test. */
function lookUp(repo: ScratchRepo, env: NodeJS.ProcessEnv = { PATH: '/nonexistent' }, cwd = repo.dir) {
  return Object.fromEntries(lookUpIndex(openRepository(cwd, { env: { ...repo.env, ...env } }), names));
}

function filled(objectFormat: 'sha1' | 'sha256' = 'sha1'): ScratchRepo {
  const repo = makeRepo({ objectFormat });
  for (const name of ['.leakgateignore', 'leakgate.json', 'sub/package.json', 'leakgate.json.bak', 'a/leakgate.json']) {
    repo.write(name, `content of ${name}\n`);
  }
  repo.write(`long/${'n'.repeat(200)}/${'m'.repeat(200)}`, 'x');
  repo.git('add', '-A');
  return repo;
}

const expected = (repo: ScratchRepo) => ({
  '.leakgateignore': repo.git('rev-parse', ':.leakgateignore'),
  'leakgate.json': repo.git('rev-parse', ':leakgate.json'),
});

describe('lookUpIndex without a process', () => {
  it.each([
    ['sha1', '2'],
    ['sha1', '4'],
    ['sha256', '2'],
    ['sha256', '4'],
  ] as const)('reads a %s index of version %s', (format, version) => {
    const repo = filled(format);
    repo.git('update-index', '--force-write-index', '--index-version', version);
    expect(readFileSync(join(repo.dir, '.git/index')).readUInt32BE(4)).toBe(Number(version));
    expect(lookUp(repo)).toEqual(expected(repo));
  });

  it('reads version 3 and leaves out what is only intended', () => {
    const repo = filled();
    repo.write('package.json', '{}');
    repo.git('add', '-N', 'package.json');
    expect(readFileSync(join(repo.dir, '.git/index')).readUInt32BE(4)).toBe(3);
    expect(lookUp(repo)).toEqual(expected(repo));
  });

  it('reads the index that git names, and no index at all', () => {
    const repo = filled();
    const other = join(repo.root, 'other-index');
    repo.gitBytes(['read-tree', '--empty'], { env: { GIT_INDEX_FILE: other } });
    expect(lookUp(repo, { PATH: '/nonexistent', GIT_INDEX_FILE: other })).toEqual({});
    expect(lookUp(repo, { PATH: '/nonexistent', GIT_INDEX_FILE: '.git/index' }, join(repo.dir, 'sub'))).toEqual(
      expected(repo),
    );
    expect(lookUp(makeRepo())).toEqual({});
  });

  it('reads an index with folded folders', () => {
    const repo = filled();
    repo.commit('one');
    repo.git('sparse-checkout', 'set', '--cone', '--sparse-index', 'a');
    expect(readFileSync(join(repo.dir, '.git/index')).includes('sdir')).toBe(true);
    expect(lookUp(repo)).toEqual(expected(repo));
  });
});

describe('lookUpIndex with git as the judge', () => {
  it('asks for a split index, from a folder below too', () => {
    const repo = filled();
    repo.git('update-index', '--split-index');
    repo.write('package.json', '{}');
    repo.git('add', 'package.json');
    const wanted = { ...expected(repo), 'package.json': repo.git('rev-parse', ':package.json') };
    expect(lookUp(repo, {})).toEqual(wanted);
    expect(lookUp(repo, {}, join(repo.dir, 'sub'))).toEqual(wanted);
  });

  it('fails aloud on a damaged index', () => {
    const repo = filled();
    const file = join(repo.dir, '.git/index');
    const index = readFileSync(file);
    // git reads what is left of it and exits 0.
    writeFileSync(file, index.subarray(0, 200));
    expect(() => lookUp(repo)).toThrow('the index file is damaged');
    writeFileSync(file, 'no index');
    expect(() => lookUp(repo, {})).toThrow(/git ls-files .*failed/);
  });

  it('tells every cut, and takes any changed byte without an exception', () => {
    const repo = filled();
    for (const version of ['2', '4']) {
      repo.git('update-index', '--force-write-index', '--index-version', version);
      const index = readFileSync(join(repo.dir, '.git/index'));
      const states = Array.from(index, (_, at) => parseIndex(index.subarray(0, at), names, 40));
      expect(states.slice(0, 12).every((state) => state === 'unusual')).toBe(true);
      expect(states.slice(12).every((state) => state === 'damaged')).toBe(true);
      const changed = (at: number) => Buffer.from(index).fill(index[at] ^ 0xff, at, at + 1);
      expect(() => Array.from(index, (_, at) => parseIndex(changed(at), names, 40))).not.toThrow();
    }
  });
});

describe('blobIdSha1', () => {
  it('agrees with git for every length around its blocks', () => {
    for (const length of [0, 1, 46, 47, 48, 55, 56, 63, 64, 65, 119, 120, 1000, 65_536]) {
      const bytes = Buffer.from(Array.from({ length }, (_, at) => (at * 7 + length) & 0xff));
      expect(blobIdSha1(bytes)).toBe(createHash('sha1').update(`blob ${length}\0`).update(bytes).digest('hex'));
    }
  });
});

describe('readPolicyText', () => {
  const read = (repo: ScratchRepo, from: PolicySide, name = 'leakgate.json') =>
    readPolicyText(openRepository(repo.dir, { env: repo.env }), from, name)?.toString() ?? null;

  it('reads the index, loose or packed, and commits; never the working tree', () => {
    const repo = filled();
    repo.commit('one');
    repo.write('leakgate.json', 'staged\n');
    repo.git('add', '-A');
    repo.write('leakgate.json', 'working tree\n');
    expect(read(repo, 'index')).toBe('staged\n');
    expect(read(repo, { rev: 'HEAD' })).toBe('content of leakgate.json\n');
    expect(read(repo, { rev: 'HEAD' }, 'package.json')).toBe(null);
    expect(read(repo, 'index', 'package.json')).toBe(null);
    repo.commit('two');
    repo.git('repack', '-adq');
    expect(read(repo, 'index')).toBe('working tree\n');
    expect(read(repo, { rev: 'HEAD~1' })).toBe('content of leakgate.json\n');
  });

  it('knows HEAD from the staged change', () => {
    const repo = filled();
    expect(read(repo, 'head')).toBe(null);
    repo.commit('one');
    repo.write('leakgate.json', 'staged\n');
    repo.write('package.json', '{}');
    repo.git('rm', '-q', '--cached', '.leakgateignore');
    repo.git('add', 'leakgate.json', 'package.json');
    expect(read(repo, 'head')).toBe('content of leakgate.json\n');
    expect(read(repo, 'head', 'package.json')).toBe(null);
    expect(read(repo, 'head', '.leakgateignore')).toBe('content of .leakgateignore\n');
    expect(read(repo, 'index', '.leakgateignore')).toBe(null);
  });

  it('takes a packed file from the disk only when it is the very same', () => {
    const repo = filled();
    repo.commit('one');
    repo.git('repack', '-adq');
    const withoutGit = () => openRepository(repo.dir, { env: { ...repo.env, PATH: '/nonexistent' } });
    expect(String(readPolicyText(withoutGit(), 'index', 'leakgate.json'))).toBe('content of leakgate.json\n');
    repo.write('leakgate.json', 'content of leakgate.jsoN\n');
    expect(read(repo, 'index')).toBe('content of leakgate.json\n');
    expect(() => readPolicyText(withoutGit(), 'index', 'leakgate.json')).toThrow('The git program was not found');
  });

  it('refuses a revision that is not there, or is more than one', () => {
    const repo = filled();
    for (const rev of ['nope', '', '-x', 'HEAD\nHEAD', 'HEAD']) {
      expect(() => read(repo, { rev })).toThrow('git does not know the revision');
    }
  });

  it('fails when the staged policy cannot be read', () => {
    const repo = filled();
    repo.git('update-index', '--cacheinfo', `100644,${'1'.repeat(40)},leakgate.json`);
    expect(() => read(repo, 'index')).toThrow('the content of leakgate.json is not there');
  });
});
