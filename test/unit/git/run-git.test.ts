import { chmodSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { gitEnvironment } from '../../../src/git/git-environment.ts';
import { gitFailure } from '../../../src/git/git-failure.ts';
import { readLooseObject } from '../../../src/git/loose-object.ts';
import { ObjectReader, type ReadAnswer } from '../../../src/git/read-objects.ts';
import { openRepository } from '../../../src/git/repository.ts';
import { runGit, runGitSync, streamGit } from '../../../src/git/run-git.ts';
import { stagedItems } from '../../../src/sources/staged.ts';
import { collectItems } from '../../support/collect-items.ts';
import { scratchRepos } from '../../support/scratch-repo.ts';

const makeRepo = scratchRepos(afterEach);

describe('gitEnvironment', () => {
  it('passes on what git says, drops what runs code or bends output', () => {
    const env = gitEnvironment({
      PATH: '/bin',
      GIT_DIR: '.git',
      GIT_INDEX_FILE: 'x',
      GIT_CONFIG_COUNT: '1',
      GIT_CONFIG_KEY_0: 'a.b',
      GIT_CONFIG_VALUE_0: 'c',
      GIT_EXTERNAL_DIFF: 'evil',
      GIT_TRACE: '1',
      GIT_PAGER: 'evil',
      GIT_GLOB_PATHSPECS: '1',
      GIT_REPLACE_REF_BASE: 'refs/x',
      LC_ALL: 'de_DE',
    });
    expect(env).toMatchObject({ PATH: '/bin', GIT_DIR: '.git', GIT_CONFIG_KEY_0: 'a.b', LC_ALL: 'C' });
    expect(env).toMatchObject({ GIT_NO_LAZY_FETCH: '1', GIT_NO_REPLACE_OBJECTS: '1', GIT_LITERAL_PATHSPECS: '1' });
    expect(Object.keys(env).filter((name) => /TRACE|PAGER|EXTERNAL|GLOB|REPLACE_REF/.test(name))).toEqual([]);
  });

  it('leaves nothing of this repository for another one', () => {
    const env = gitEnvironment(
      { GIT_DIR: '.git', GIT_INDEX_FILE: 'x', GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: 'a', GIT_CONFIG_GLOBAL: '/g' },
      true,
    );
    expect(Object.keys(env).filter((name) => /DIR|INDEX|COUNT|KEY/.test(name))).toEqual([]);
    expect(env.GIT_CONFIG_GLOBAL).toBe('/g');
  });
});

describe('gitFailure', () => {
  const failure = (stderr: string) => gitFailure({ args: ['x'], cwd: '/repo', status: 128, stderr });

  it.each([
    ['fatal: not a git repository (or any of the parent directories): .git', 'not-a-repository'],
    ["fatal: detected dubious ownership in repository at '/x'", 'unsafe-repository'],
    ["fatal: unsafe repository ('/x' is owned by someone else)", 'unsafe-repository'],
    ["fatal: bad revision 'nope'", 'bad-revision'],
    ["fatal: ambiguous argument 'nope': unknown revision or path not in the working tree.", 'bad-revision'],
    ['fatal: Not a valid object name nope', 'bad-revision'],
    ['error: index file corrupt', 'git-failed'],
  ])('tells %s', (stderr, code) => {
    expect(failure(`${stderr}\n`).code).toBe(code);
  });

  it('shows one line without control characters', () => {
    expect(failure('warning: x\nfatal: \u001b[31mbad\u202e thing\nmore\n').message).toBe(
      'git x failed: \\u001b[31mbad\\u202e thing',
    );
    expect(failure('fatal: unknown repository extension found:\n\trefstorage\n').message).toContain('refstorage');
  });
});

describe('runGit', () => {
  it('gives bytes, takes input, and fails with a code', async () => {
    const repo = makeRepo();
    const options = { cwd: repo.dir, env: repo.env };
    expect((await runGit(['hash-object', '--stdin'], { ...options, input: 'x' })).length).toBe(41);
    expect(runGitSync(['hash-object', '--stdin'], { ...options, input: 'x' }).length).toBe(41);
    await expect(runGit(['rev-parse', 'nope', '--'], options)).rejects.toMatchObject({ code: 'bad-revision' });
    const noGit = { ...options, env: { PATH: '/nonexistent' } };
    await expect(runGit(['version'], noGit)).rejects.toMatchObject({ code: 'no-git' });
    expect(() => runGitSync(['version'], noGit)).toThrow('The git program was not found');
    const noFolder = { ...options, cwd: join(repo.dir, 'gone') };
    await expect(runGit(['version'], noFolder)).rejects.toMatchObject({ code: 'no-such-path' });
    expect(() => runGitSync(['version'], noFolder)).toThrow('no file or folder');
  });

  it('ends the process when the reader stops early', async () => {
    const repo = makeRepo();
    repo.write('big', Buffer.alloc(4_000_000, 'x'));
    repo.git('add', '-A');
    for await (const chunk of streamGit(['cat-file', 'blob', ':big'], { cwd: repo.dir, env: repo.env })) {
      expect(chunk.length).toBeGreaterThan(0);
      break;
    }
  });

  it('surfaces a ref format that this git does not know', async () => {
    const repo = makeRepo();
    repo.git('config', 'core.repositoryFormatVersion', '1');
    repo.git('config', 'extensions.unknownThing', 'yes');
    const items = collectItems(stagedItems(openRepository(repo.dir, { env: repo.env })));
    await expect(items).rejects.toMatchObject({ exitCode: 3 });
  });
});

describe('the commit path', () => {
  it('starts one git process when all that is staged is loose', async () => {
    const repo = makeRepo();
    repo.write('a', 'one\n');
    repo.commit('one');
    repo.write('a', 'two\n');
    repo.write('b', 'new\n');
    repo.git('add', '-A');
    const log = join(repo.root, 'log');
    const git = join(repo.root, 'git');
    const real = repo.env.PATH?.split(':').find((folder) => existsSync(join(folder, 'git')));
    writeFileSync(git, `#!/bin/sh\necho "$*" >> '${log}'\nexec '${real}/git' "$@"\n`);
    chmodSync(git, 0o755);
    const env = { ...repo.env, PATH: `${repo.root}:${repo.env.PATH}` };
    const found = await collectItems(stagedItems(openRepository(repo.dir, { env })));
    expect(found.texts().length).toBe(2);
    const calls = readFileSync(log, 'utf8').trim().split('\n');
    expect(calls.map((call) => / (diff-index|cat-file|rev-parse) /.exec(call)?.[1])).toEqual(['diff-index']);
  });
});

describe('objects', () => {
  it('answers in order, whatever is loose, packed, large, missing or damaged', async () => {
    const repo = makeRepo();
    const ids = ['one', 'two', 'three'].map((text) => repo.hashObject(text));
    repo.git('read-tree', '--empty');
    repo.gitBytes(['update-index', '--add', '--index-info'], {
      input: ids.map((id, n) => `100644 ${id}\t${n}\n`).join(''),
    });
    repo.git('commit', '-qm', 'all');
    repo.git('repack', '-adq');
    const loose = repo.hashObject('loose');
    const large = repo.hashObject('much too large');
    repo.git('repack', '-q');
    const lie = repo.hashObject('lies about its size');
    chmodSync(repo.looseObject(lie), 0o644);
    writeFileSync(repo.looseObject(lie), deflateSync('blob 3\0lies about its size'));
    const reader = new ObjectReader(openRepository(repo.dir, { env: repo.env }), 10);
    const asked = [ids[0], lie, loose, '1'.repeat(40), ids[1], large, ids[2]];
    const answers: ReadAnswer[] = [];
    for await (const answer of reader.blobs(asked)) answers.push(answer);
    expect(answers.map((answer) => ('gap' in answer ? answer.gap : String(answer.bytes)))).toEqual([
      'one',
      'damaged',
      'loose',
      'missing',
      'two',
      'limit',
      'three',
    ]);
    for await (const answer of reader.blobs([ids[2], ids[0]])) {
      expect(answer.id).toBe(ids[2]);
      break;
    }
    // What was asked and not taken must not be taken for the next answer.
    for await (const answer of reader.blobs([ids[1]])) expect(String('bytes' in answer && answer.bytes)).toBe('two');
    reader.close();
  });

  it('throws when git cannot run there at all', async () => {
    const repo = makeRepo();
    const opened = openRepository(repo.dir, { env: repo.env });
    rmSync(join(repo.dir, '.git/HEAD'));
    const reader = new ObjectReader(opened);
    await expect(reader.blobs(['1'.repeat(40)]).next()).rejects.toMatchObject({ code: 'not-a-repository' });
  });

  it('reads a loose object only when it is sound', () => {
    const repo = makeRepo();
    const objects = join(repo.dir, '.git/objects');
    const id = repo.hashObject('content');
    expect(readLooseObject(objects, id, 100)).toEqual({ type: 'blob', bytes: Buffer.from('content') });
    expect(readLooseObject(objects, '1'.repeat(40), 100)).toBe(null);
    const file = repo.looseObject(id);
    chmodSync(file, 0o644);
    const bombs = [deflateSync(Buffer.concat([Buffer.from('blob 10000000\0'), Buffer.alloc(10_000_000)]))];
    const others = ['blob 8\0content', 'blob 7 content', 'blub 7\0content', 'blob -7\0content', 'blob 7\0'].map(
      (text) => deflateSync(text),
    );
    for (const bytes of [...bombs, ...others, Buffer.from('x'), Buffer.alloc(0)]) {
      writeFileSync(file, bytes);
      expect(readLooseObject(objects, id, 100)).toBe(null);
    }
  });
});
