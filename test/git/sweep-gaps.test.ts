// The history sweep through the built command where something is missing or damaged: never clean, and the rest is found.
import { chmodSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { fillTemplate } from '../support/fill-template.ts';
import { pair, sweep, withTwoCommits } from '../support/history-run.ts';
import { runCli } from '../support/run-cli.ts';
import { type ScratchOptions, type ScratchRepo, scratchRepos } from '../support/scratch-repo.ts';

const newRepo = scratchRepos(afterEach);
const makeRepo = (options?: ScratchOptions) => withTwoCommits(newRepo(options));

describe('what the config leaves out', () => {
  it('is listed in the receipt, so that a clean run says what it did not judge', () => {
    const repo = newRepo();
    repo.write('leakgate.json', '{ "paths": { "ignore": ["samples/**"] } }\n');
    repo.write('samples/keys.txt', pair.text);
    repo.commit('left out');
    const { code, findings, receipt } = sweep(repo);
    expect(code).toBe(0);
    expect(findings).toEqual([]);
    expect(receipt.skipped).toMatchObject([{ kind: 'ignored-path', count: 1, gap: false }]);
    expect(runCli(repo, ['history']).stdout).toMatch(/left out: 1 ignored/);
  });
});

describe('what cannot be covered is never called clean', () => {
  it('exits 3 at a shallow boundary, and 0 when that gap is accepted', () => {
    const repo = makeRepo();
    const clone = join(repo.root, 'clone');
    repo.gitBytes(['clone', '-q', '--depth=1', `file://${repo.dir}`, clone], { cwd: repo.root });
    const { code, receipt } = sweep(repo, [], { cwd: clone });
    expect(code).toBe(3);
    expect(receipt.skipped).toMatchObject([{ kind: 'shallow', gap: true, accepted: false }]);
    expect(sweep(repo, ['--accept-gap', 'shallow'], { cwd: clone }).code).toBe(0);
    expect(sweep(repo, ['--accept-gap', 'missing'], { cwd: clone }).code).toBe(3);
  });

  it('exits 3 for a partial clone, fetches nothing, and stays so when its remote is gone', () => {
    const repo = makeRepo();
    repo.git('config', 'uploadpack.allowFilter', 'true');
    const clone = join(repo.root, 'clone');
    repo.gitBytes(['clone', '-q', '--no-checkout', '--filter=blob:none', `file://${repo.dir}`, clone], {
      cwd: repo.root,
    });
    const objects = () => repo.gitBytes(['count-objects', '-v'], { cwd: clone }).toString();
    const before = objects();
    for (const isGone of [false, true]) {
      if (isGone) renameSync(repo.dir, join(repo.root, 'gone'));
      const { code, receipt } = sweep(repo, [], { cwd: clone });
      expect(code).toBe(3);
      expect(receipt.skipped).toMatchObject([{ kind: 'partial', count: 2, gap: true }]);
      expect(receipt.scanned + receipt.inherited).toBe(receipt.expected - 2);
      expect(objects()).toBe(before);
    }
  });

  /** Only the victim is unsound afterwards. */
  const damages: readonly (readonly [
    name: string,
    kind: 'missing' | 'damaged',
    damage: (repo: ScratchRepo, victim: string) => void,
  ])[] = [
    ['a loose blob is missing', 'missing', (repo, victim) => rmSync(repo.looseObject(victim))],
    [
      'a packed blob is missing',
      'missing',
      (repo, victim) => {
        const all = repo.git('rev-list', '--objects', '--no-object-names', '--all', '--reflog').split('\n');
        const input = all.filter((id) => id !== victim).join('\n');
        const pack = join(repo.root, 'pack');
        repo.gitBytes(['pack-objects', '-q', pack], { input });
        const objects = join(repo.dir, '.git', 'objects');
        rmSync(objects, { recursive: true });
        mkdirSync(join(objects, 'pack'), { recursive: true });
        for (const name of readdirSync(repo.root).filter((entry) => entry.startsWith('pack-')))
          renameSync(join(repo.root, name), join(objects, 'pack', name));
      },
    ],
    [
      'a loose blob is cut short',
      'damaged',
      (repo, victim) => rewrite(repo.looseObject(victim), (bytes) => bytes.subarray(0, 20)),
    ],
    [
      'the file of a loose blob is empty',
      'damaged',
      (repo, victim) => rewrite(repo.looseObject(victim), () => Buffer.alloc(0)),
    ],
    [
      'a packed blob is damaged',
      'damaged',
      (repo, victim) => {
        repo.git('repack', '-q', '-a', '-d');
        const folder = join(repo.dir, '.git', 'objects', 'pack');
        const pack = readdirSync(folder).find((name) => name.endsWith('.pack'))!;
        const [line] = repo
          .git('verify-pack', '-v', join(folder, pack))
          .split('\n')
          .filter((row) => row.startsWith(victim));
        const offset = Number(line.trim().split(/\s+/)[4]);
        // Behind the header of the entry, in its compressed data.
        rewrite(join(folder, pack), (bytes) =>
          Buffer.concat([bytes.subarray(0, offset + 6), Buffer.alloc(8, 0xff), bytes.subarray(offset + 14)]),
        );
      },
    ],
  ];

  function rewrite(path: string, change: (bytes: Buffer) => Buffer): void {
    const bytes = change(readFileSync(path));
    chmodSync(path, 0o644);
    writeFileSync(path, bytes);
  }

  describe.each(damages)('when %s', (_, kind, damage) => {
    it.each([
      ['exits 3', false, 3],
      ['finds the rest, and exits 1, which wins over 3', true, 1],
    ])('%s', (_name, withSecret, expected) => {
      const repo = makeRepo();
      if (withSecret) repo.write('conf.ini', pair.text);
      repo.write('victim.txt', fillTemplate('{b64:900}', 'nothing that compresses'));
      repo.commit('more');
      expect(sweep(repo).code).toBe(withSecret ? 1 : 0);
      damage(repo, repo.git('rev-parse', 'HEAD:victim.txt'));
      const { code, findings, receipt, problems } = sweep(repo);
      expect(code).toBe(expected);
      expect(findings.map(({ path, line }) => `${path}:${line}`)).toEqual(withSecret ? ['conf.ini:2'] : []);
      expect(receipt.skipped).toMatchObject([{ kind, count: 1, gap: true }]);
      expect(receipt.scanned).toBe(receipt.expected - 1);
      expect(problems.length).toBeGreaterThan(0);
    });
  });

  it('exits 3 when an object is not what its id says, with --verify', () => {
    const repo = makeRepo();
    repo.write('victim.txt', 'one text\n');
    repo.commit('more');
    const id = repo.git('rev-parse', 'HEAD:victim.txt');
    const path = repo.looseObject(id);
    rmSync(path);
    writeFileSync(path, deflateSync(Buffer.from('blob 9\0two text\n')));
    expect(sweep(repo)).toMatchObject({ code: 0 });
    const { code, receipt, problems } = sweep(repo, ['--verify']);
    expect(code).toBe(3);
    expect(receipt.skipped).toMatchObject([{ kind: 'damaged', count: 1, gap: true }]);
    expect(receipt.scanned + receipt.inherited).toBe(receipt.expected - 1);
    expect(problems).toMatchObject([{ code: 'damaged-object', message: expect.stringContaining(id) }]);
    expect(sweep(repo, ['--verify', '--accept-gap', 'damaged']).code).toBe(0);
    expect(sweep(makeRepo(), ['--verify']).code).toBe(0);
    expect(runCli(repo, ['history', '--verify', '--recurse-submodules']).code).toBe(2);
  });

  it('exits 3 when a tree or a parent commit is missing', () => {
    for (const name of ['HEAD^{tree}', 'HEAD~1']) {
      const repo = makeRepo();
      rmSync(repo.looseObject(repo.git('rev-parse', name)));
      const { code, receipt } = sweep(repo);
      expect(code).toBe(3);
      expect(receipt.skipped[0]).toMatchObject({ kind: 'missing', gap: true });
    }
  });

  it.each([
    ['an empty folder', (repo: ScratchRepo) => void rmSync(join(repo.dir, '.git'), { recursive: true })],
    ['a .git without HEAD', (repo: ScratchRepo) => void rmSync(join(repo.dir, '.git', 'HEAD'))],
    [
      'a .git file that leads nowhere',
      (repo: ScratchRepo) => {
        rmSync(join(repo.dir, '.git'), { recursive: true });
        writeFileSync(join(repo.dir, '.git'), 'gitdir: /no/such/place\n');
      },
    ],
  ])('exits 3 for %s', (_, prepare) => {
    const repo = makeRepo();
    prepare(repo);
    const { code, stdout, stderr } = runCli(repo, ['history']);
    expect(code).toBe(3);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/^leakgate: .*\.\n {2}\S.*\n$/);
  });
});
