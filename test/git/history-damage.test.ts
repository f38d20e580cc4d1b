// Repositories with something absent or broken: what is left is delivered, what is lost is counted and named, never passed over.
import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { type ScratchRepo, scratchRepos } from '../support/scratch-repo.ts';
import { sweep } from '../support/sweep.ts';

const makeRepo = scratchRepos(afterEach);
const both = ['git', 'portable'] as const;

function twoCommits(): { repo: ScratchRepo; ids: Record<string, string> } {
  const repo = makeRepo();
  repo.write('a.txt', 'first content of a');
  repo.write('lib/b.txt', 'content of b');
  const first = repo.commit('first');
  repo.write('a.txt', 'second content of a');
  const second = repo.commit('second');
  const of = (name: string) => repo.git('rev-parse', name);
  const ids = {
    first,
    second,
    a1: of(`${first}:a.txt`),
    a2: of('HEAD:a.txt'),
    b: of('HEAD:lib/b.txt'),
    lib: of('HEAD:lib'),
  };
  return { repo, ids };
}

function overwrite(file: string, bytes: Buffer): void {
  chmodSync(file, 0o644);
  writeFileSync(file, bytes);
}

/** Damages the middle of a loose object's data, so that its header still reads well. */
function breakBody(repo: ScratchRepo, id: string): void {
  const file = repo.looseObject(id);
  const bytes = readFileSync(file);
  overwrite(file, Buffer.concat([bytes.subarray(0, bytes.length - 12), Buffer.alloc(12, 0x55)]));
}

const codes = (problems: readonly { code: string; gap: string }[]) =>
  problems.map(({ code, gap }) => `${code}: ${gap}`);

describe.each(both)('a damaged repository, backend %s', (backend) => {
  it.each(['a1', 'lib', 'first', 'b'])('counts a loose object that is missing: %s', async (key) => {
    const { repo, ids } = twoCommits();
    rmSync(repo.looseObject(ids[key]), { force: true });
    const { history, objects } = await sweep(repo, { backend });
    const coverage = history.coverage();
    expect(coverage).toMatchObject({ missing: 1, missingExamples: [ids[key]], damaged: 0 });
    expect(coverage.expected).toBe(objects.size + 1);
    expect(codes(history.problems)).toEqual(['missing-objects: missing']);
    expect(history.problems[0].message).toContain(ids[key]);
    const places = await history.locate(new Set([ids.a2]));
    expect(places.get(ids.a2)).toMatchObject([{ path: 'a.txt', commit: ids.second, ref: 'refs/heads/main' }]);
  });

  it('counts a packed object that is missing', async () => {
    const { repo, ids } = twoCommits();
    const kept = repo.git('cat-file', '--batch-all-objects', '--batch-check=%(objectname)').split('\n');
    const input = kept.filter((id) => id !== ids.a1).join('\n');
    repo.gitBytes(['pack-objects', '-q', '.git/objects/pack/pack'], { input });
    for (const id of kept) rmSync(repo.looseObject(id));
    const { history, objects } = await sweep(repo, { backend });
    expect(objects.size).toBe(kept.length - 1);
    expect(history.coverage()).toMatchObject({ expected: kept.length, missing: 1, missingExamples: [ids.a1] });
  });

  it.each(['a1', 'lib', 'first', 'a2'])(
    'names a loose object that is broken, and delivers the others: %s',
    async (key) => {
      const { repo, ids } = twoCommits();
      breakBody(repo, ids[key]);
      const { history, objects } = await sweep(repo, { backend });
      const coverage = history.coverage();
      expect(objects.has(ids[key])).toBe(false);
      expect(coverage).toMatchObject({ delivered: objects.size, damaged: 1 });
      expect(coverage.expected).toBe(coverage.delivered + coverage.missing + 1);
      expect(codes(history.problems)).toContain('damaged-object: damaged');
      expect(history.problems.map(({ message }) => message).join()).toContain(ids[key]);
      if (backend === 'git') expect(coverage).toMatchObject({ expected: 8, delivered: 7, missing: 0 });
    },
  );

  it('names an object whose file is no object at all', async () => {
    const { repo, ids } = twoCommits();
    overwrite(repo.looseObject(ids.a1), Buffer.from('no zlib data'));
    const { history, objects } = await sweep(repo, { backend });
    expect(objects.size).toBe(7);
    expect(history.coverage()).toMatchObject({ expected: 8, damaged: 1, missing: 0 });
  });

  it('says so when a tree or commit cannot be understood', async () => {
    const { repo } = twoCommits();
    const tree = repo.hashObject('100644 cut', 'tree');
    const commit = repo.hashObject(`tree ${tree}\nparent short\n\nwords`, 'commit');
    repo.git('update-ref', '--no-deref', 'refs/odd/commit', commit);
    const file = join(repo.dir, '.git/refs/odd/tree');
    writeFileSync(file, `${tree}\n`);
    const { history, objects } = await sweep(repo, { backend });
    expect(objects.get(tree)).toBe('tree');
    expect(objects.get(commit)).toBe('commit');
    expect(codes(history.problems)).toEqual(['malformed-object: damaged', 'malformed-object: damaged']);
  });

  it('counts what refs and reflogs name and nobody has', async () => {
    const { repo, ids } = twoCommits();
    const gone = '1234567890'.repeat(4);
    writeFileSync(join(repo.dir, '.git/refs/heads/gone'), `${gone}\n`);
    const log = join(repo.dir, '.git/logs/HEAD');
    const other = 'abcdef1234'.repeat(4);
    writeFileSync(log, `${ids.first} ${other} A <a@b> 1 +0000\tgone\n${readFileSync(log)}`);
    const { history } = await sweep(repo, { backend });
    expect(history.coverage().missing).toBe(2);
    expect([...history.coverage().missingExamples].sort()).toEqual([gone, other].sort());
  });

  it('says so when a ref, or the index, cannot be read', async () => {
    const { repo } = twoCommits();
    writeFileSync(join(repo.dir, '.git/refs/heads/broken'), 'not an id\n');
    writeFileSync(join(repo.dir, '.git/index'), 'no index, though long enough to be one');
    const { history, objects } = await sweep(repo, { backend });
    expect(objects.size).toBe(8);
    expect(codes(history.problems)).toEqual(['unreadable-ref: unreadable', 'unreadable-ref: unreadable']);
    const texts = history.problems.map(({ message }) => message).join('\n');
    expect(texts).toContain('refs/heads/broken');
    expect(texts).toContain('index');
  });
});

describe('a damaged repository, git alone', () => {
  it('reads on behind each of many broken objects', async () => {
    const repo = makeRepo();
    const ids = Array.from({ length: 60 }, (_, number) => repo.hashObject(`content number ${number} `.repeat(5)));
    const broken = ids.filter((_, number) => number % 2 === 0);
    for (const id of broken) breakBody(repo, id);
    const { history, objects } = await sweep(repo);
    expect([...objects.keys()].sort()).toEqual(ids.filter((_, number) => number % 2 === 1).sort());
    expect(history.coverage()).toMatchObject({ expected: 60, delivered: 30, damaged: 30, missing: 0 });
    expect(history.problems).toHaveLength(21);
    expect(history.problems.at(-1)?.message).toContain('10 more');
  });

  it('names the objects of a broken place in a pack', async () => {
    const { repo } = twoCommits();
    repo.git('repack', '-adq', '--window=0');
    const folder = join(repo.dir, '.git/objects/pack');
    const pack = join(folder, readdirSync(folder).find((name) => name.endsWith('.pack'))!);
    const bytes = readFileSync(pack);
    const offsets = repo.gitBytes(['show-index'], { input: readFileSync(pack.replace(/pack$/, 'idx')) });
    const [offset, id] = offsets
      .toString()
      .split('\n')
      .map((line) => line.split(' '))[3];
    bytes.fill(0xee, Number(offset) + 3, Number(offset) + 10);
    overwrite(pack, bytes);
    const { history, objects } = await sweep(repo);
    expect(objects.has(id)).toBe(false);
    expect(history.coverage()).toMatchObject({ expected: 8, delivered: 7, damaged: 1 });
  });

  it('says so when a pack cannot be opened, though git itself ends well', async () => {
    const { repo } = twoCommits();
    repo.git('repack', '-adq');
    const folder = join(repo.dir, '.git/objects/pack');
    const pack = join(folder, readdirSync(folder).find((name) => name.endsWith('.idx'))!);
    overwrite(pack, Buffer.alloc(2000, 1));
    const { history } = await sweep(repo);
    expect(history.problems.length).toBeGreaterThan(0);
    expect(history.problems.every(({ gap }) => ['damaged', 'missing'].includes(gap))).toBe(true);
    expect(history.coverage().missing).toBeGreaterThan(0);
  });

  it('delivers an object of which one copy is broken', async () => {
    const { repo, ids } = twoCommits();
    const whole = readFileSync(repo.looseObject(ids.a1));
    repo.git('repack', '-adq');
    const file = repo.looseObject(ids.a1);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, whole.subarray(0, 5));
    const { history, objects } = await sweep(repo);
    expect(objects.has(ids.a1)).toBe(true);
    expect(history.coverage()).toMatchObject({ missing: 0, damaged: 0 });
  });

  it('takes no object of an unknown type for nothing', async () => {
    const { repo } = twoCommits();
    const id = 'ab'.repeat(20);
    const file = repo.looseObject(id);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, deflateSync(Buffer.from('thing 3\0abc')));
    const { history, objects } = await sweep(repo);
    expect(objects.size).toBe(8);
    expect(history.coverage()).toMatchObject({ expected: 9, damaged: 1 });
  });
});
