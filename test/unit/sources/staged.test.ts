import { appendFileSync, chmodSync, existsSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { openRepository } from '../../../src/git/repository.ts';
import { stagedItems } from '../../../src/sources/staged.ts';
import { collectItems } from '../../support/collect-items.ts';
import { type ScratchRepo, scratchRepos } from '../../support/scratch-repo.ts';

const makeRepo = scratchRepos(afterEach);

function staged(repo: ScratchRepo, env: NodeJS.ProcessEnv = {}, cwd = repo.dir) {
  return collectItems(stagedItems(openRepository(cwd, { env: { ...repo.env, ...env } })));
}

describe('staged changes', () => {
  it('gives new content with its blob, the old content, and new names', async () => {
    const repo = makeRepo();
    repo.write('kept', 'same\n');
    repo.write('changed', 'old\n');
    repo.write('gone', 'bye\n');
    repo.commit('one');
    repo.write('changed', 'new\n');
    repo.write('added', 'fresh\n');
    rmSync(join(repo.dir, 'gone'));
    repo.git('add', '-A');
    const found = await staged(repo);
    expect(found.texts()).toEqual([
      ['added', 'fresh\n'],
      ['changed', 'new\n'],
    ]);
    expect(found.texts('filename')).toEqual([[null, 'added']]);
    expect(await found.before('changed')).toEqual([['changed', 'old\n']]);
    expect(await found.before('added')).toEqual([]);
    expect(found.fragments.at(-1)?.place.blob).toBe(repo.git('rev-parse', ':changed'));
    expect(found.skips).toEqual([]);
  });

  it('reads packed blobs too', async () => {
    const repo = makeRepo();
    repo.write('a', 'packed\n');
    repo.commit('one');
    repo.git('repack', '-adq');
    const id = repo.git('rev-parse', 'HEAD:a');
    expect(existsSync(repo.looseObject(id))).toBe(false);
    repo.git('update-index', '--add', '--cacheinfo', `100644,${id},copy`);
    repo.write('b', 'loose\n');
    repo.git('add', 'b');
    expect((await staged(repo)).texts()).toEqual([
      ['b', 'loose\n'],
      ['copy', 'packed\n'],
    ]);
  });

  it('situation 3: reads the index, not the working tree', async () => {
    const repo = makeRepo();
    repo.write('a', 'staged\n');
    repo.write('b', 'staged clean\n');
    repo.git('add', '-A');
    repo.write('a', 'cleaned up\n');
    repo.write('b', 'only in the working tree\n');
    expect((await staged(repo)).texts()).toEqual([
      ['a', 'staged\n'],
      ['b', 'staged clean\n'],
    ]);
  });

  it.each(['sha1', 'sha256'] as const)('takes everything as new before the first commit (%s)', async (objectFormat) => {
    const repo = makeRepo({ objectFormat });
    repo.write('first', 'content\n');
    repo.git('add', '-A');
    const found = await staged(repo);
    expect(found.texts()).toEqual([['first', 'content\n']]);
    expect(await found.before('first')).toEqual([]);
  });

  it('knows a branch that is only in packed-refs', async () => {
    const repo = makeRepo();
    repo.write('a', 'one\n');
    repo.commit('one');
    repo.git('pack-refs', '--all');
    repo.write('a', 'two\n');
    repo.git('add', '-A');
    expect(await (await staged(repo)).before('a')).toEqual([['a', 'one\n']]);
  });

  it('fails aloud when HEAD or the index cannot be read', async () => {
    const repo = makeRepo();
    repo.write('a', 'one\n');
    repo.commit('one');
    writeFileSync(join(repo.dir, '.git/index'), 'not an index at all, and long enough to be looked at');
    await expect(staged(repo)).rejects.toMatchObject({ code: 'git-failed', exitCode: 3 });
    const other = makeRepo();
    other.write('a', 'one\n');
    other.commit('one');
    writeFileSync(join(other.dir, '.git/refs/heads/main'), `${'1'.repeat(40)}\n`);
    await expect(staged(other)).rejects.toMatchObject({ exitCode: 3 });
  });
});

/** Runs `git <args>` with a hook that records what git gives it: the environment as it was, and one with the index kept. */
function hookEnvironment(repo: ScratchRepo, hook: string, args: readonly string[]): NodeJS.ProcessEnv[] {
  const file = join(repo.dir, '.git/hooks', hook);
  const record = join(repo.root, 'hook-env');
  // The index that git names exists only while the hook runs, so it is kept.
  writeFileSync(file, `#!/bin/sh\nenv -0 > '${record}'\ncp "$GIT_INDEX_FILE" '${record}.index'\nexit 1\n`);
  chmodSync(file, 0o755);
  expect(repo.tryGit(args).status).not.toBe(0);
  rmSync(file);
  const pairs = readFileSync(record, 'utf8').split('\0').filter(Boolean);
  const env = Object.fromEntries(
    pairs.map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]),
  );
  return [env, { ...env, GIT_INDEX_FILE: `${record}.index` }];
}

describe('the index that git names', () => {
  it('situation 1: git commit PATH leaves out what else is staged', async () => {
    const repo = makeRepo();
    repo.write('a', '1\n');
    repo.write('b', '1\n');
    repo.commit('one');
    repo.write('a', '2\n');
    repo.write('b', '2\n');
    repo.git('add', '-A');
    const [env, kept] = hookEnvironment(repo, 'pre-commit', ['commit', '-qm', 'x', 'a']);
    expect(env.GIT_INDEX_FILE).toContain('next-index-');
    expect((await staged(repo, kept)).texts()).toEqual([['a', '2\n']]);
  });

  it('situation 2: git commit -a', async () => {
    const repo = makeRepo();
    repo.write('a', '1\n');
    repo.commit('one');
    repo.write('a', '2\n');
    const [env, kept] = hookEnvironment(repo, 'pre-commit', ['commit', '-qam', 'x']);
    expect(env.GIT_INDEX_FILE).toContain('index.lock');
    expect((await staged(repo)).texts()).toEqual([]);
    expect((await staged(repo, kept)).texts()).toEqual([['a', '2\n']]);
  });

  it('situation 6: pre-merge-commit, when git has not written MERGE_HEAD yet', async () => {
    const repo = makeRepo();
    repo.write('base', '1\n');
    repo.commit('base');
    repo.git('checkout', '-qb', 'side');
    repo.write('theirs', 'theirs\n');
    repo.commit('theirs');
    repo.git('checkout', '-q', 'main');
    repo.write('ours', 'ours\n');
    repo.commit('ours');
    const [, kept] = hookEnvironment(repo, 'pre-merge-commit', ['merge', '-q', '--no-edit', 'side']);
    expect(existsSync(join(repo.dir, '.git/MERGE_HEAD'))).toBe(true);
    rmSync(join(repo.dir, '.git/MERGE_HEAD'));
    expect((await staged(repo, kept)).fragments).toEqual([]);
    expect((await staged(repo, { ...kept, GIT_REFLOG_ACTION: 'cherry-pick' })).texts()).toEqual([
      ['theirs', 'theirs\n'],
    ]);
  });
});

describe('merges', () => {
  function conflicted(): ScratchRepo {
    const repo = makeRepo();
    repo.write('f', 'base\n');
    repo.commit('base');
    for (const side of ['one', 'two']) {
      repo.git('checkout', '-q', '-b', side, 'main');
      repo.write('f', `${side}\n`);
      repo.write(`${side}-new`, `clean from ${side}\n`);
      repo.commit(side);
    }
    expect(repo.tryGit(['merge', '-q', 'one']).status).toBe(1);
    return repo;
  }

  it('situation 6: only what differs from every parent', async () => {
    const repo = conflicted();
    expect((await staged(repo)).texts()).toEqual([]);
    repo.write('f', 'resolved\n');
    repo.write('extra', 'brought by the merge\n');
    repo.git('add', '-A');
    const found = await staged(repo);
    expect(found.texts()).toEqual([
      ['extra', 'brought by the merge\n'],
      ['f', 'resolved\n'],
    ]);
    expect(await found.before('f')).toEqual([
      ['f', 'two\n'],
      ['f', 'one\n'],
    ]);
  });

  it('situation 6: octopus, several lines in MERGE_HEAD', async () => {
    const repo = conflicted();
    repo.git('checkout', '-q', '-f', 'main');
    writeFileSync(
      join(repo.dir, '.git/MERGE_HEAD'),
      `${repo.git('rev-parse', 'one')}\n${repo.git('rev-parse', 'two')}\n`,
    );
    for (const side of ['one', 'two']) repo.git('checkout', '-q', side, '--', `${side}-new`);
    repo.write('f', 'all three\n');
    repo.git('add', '-A');
    expect((await staged(repo)).texts()).toEqual([['f', 'all three\n']]);
  });
});

describe('what is no new content', () => {
  it('situation 8: intent to add, deletion, mode, pure rename', async () => {
    const repo = makeRepo();
    repo.write('mode', 'm\n');
    repo.write('moved', 'a line\nand one more\n');
    repo.write('gone', 'g\n');
    repo.commit('one');
    repo.write('.env', 'later\n');
    repo.git('add', '-N', '.env');
    repo.git('update-index', '--chmod=+x', 'mode');
    repo.git('mv', 'moved', 'there');
    repo.git('rm', '-q', 'gone');
    const found = await staged(repo);
    expect(found.texts()).toEqual([['there', 'a line\nand one more\n']]);
    expect(await found.before('there')).toEqual([['moved', 'a line\nand one more\n']]);
  });

  it('situation 9: rename with an edit, copy, type change', async () => {
    const repo = makeRepo();
    const text = 'line one\nline two\nline three\nline four\n';
    repo.write('old', text);
    repo.write('source', `source ${text}`);
    symlinkSync('old', join(repo.dir, 'link'));
    repo.commit('one');
    repo.git('mv', 'old', 'new');
    repo.write('new', `${text}line five\n`);
    repo.write('copy', `source ${text}`);
    rmSync(join(repo.dir, 'link'));
    repo.write('link', 'now a file\n');
    repo.git('add', '-A');
    const found = await staged(repo);
    expect(found.texts()).toEqual([
      ['copy', `source ${text}`],
      ['link', 'now a file\n'],
      ['new', `${text}line five\n`],
    ]);
    expect(await found.before('new')).toEqual([['old', text]]);
    expect(await found.before('copy')).toEqual([]);
    expect(await found.before('link')).toEqual([['link', 'old']]);
  });

  it('situation 10: link text is scanned, submodule links are listed', async () => {
    const inner = makeRepo();
    const id = inner.commit('inner');
    const repo = makeRepo();
    symlinkSync('/etc/passwd', join(repo.dir, 'link'));
    repo.git('add', '-A');
    repo.git('update-index', '--add', '--cacheinfo', `160000,${id},sub`);
    const found = await staged(repo);
    expect(found.texts()).toEqual([['link', '/etc/passwd']]);
    expect(found.skips).toEqual([{ skipped: 'submodule', isGap: false }]);
  });

  it('situation 11: unmerged, skip-worktree, sparse index, no file on disk', async () => {
    const repo = makeRepo();
    repo.write('in/a', '1\n');
    repo.write('out/b', '1\n');
    repo.write('top', '1\n');
    repo.commit('one');
    repo.git('update-index', '--skip-worktree', 'top');
    repo.git('sparse-checkout', 'set', '--cone', '--sparse-index', 'in');
    const blob = repo.hashObject('2\n');
    repo.git('update-index', '--add', '--cacheinfo', `100644,${blob},out/new`);
    repo.git('update-index', '--cacheinfo', `100644,${blob},top`);
    repo.gitBytes(['update-index', '--index-info'], {
      input: `100644 ${blob} 2\tunmerged\n100644 ${blob} 3\tunmerged\n`,
    });
    expect((await staged(repo)).texts()).toEqual([
      ['out/new', '2\n'],
      ['top', '2\n'],
    ]);
  });
});

describe('what must not matter', () => {
  it('situation 12: names are bytes', async () => {
    const repo = makeRepo();
    const names = [
      '-dash',
      ' blank ',
      'a\nb',
      'tab\there',
      'quote"d',
      "it's",
      ':(glob)**',
      'ümlaut',
      'Case',
      'case',
      '*.md',
    ];
    for (const name of names) repo.write(name, name);
    repo.write(Buffer.from([0x66, 0xff, 0xfe, 0x2e]), 'raw');
    repo.git('add', '-A');
    const found = await staged(repo);
    const expected = [...names.map((name) => [name, name]), ['f\\xff\\xfe.', 'raw']];
    expect(new Map(found.texts() as [string, string][])).toEqual(new Map(expected as [string, string][]));
    expect(found.fragments.some(({ bytes }) => bytes.equals(Buffer.from([0x66, 0xff, 0xfe, 0x2e])))).toBe(true);
  });

  it('situations 13, 14 and 15: attributes, filters and user config', async () => {
    const repo = makeRepo();
    const ran = join(repo.root, 'ran');
    const script = join(repo.root, 'run.sh');
    writeFileSync(script, `#!/bin/sh\ntouch '${ran}'\ncat\n`);
    chmodSync(script, 0o755);
    repo.write(
      '.gitattributes',
      '* -diff diff=bad export-ignore linguist-generated ident\n*.x filter=bad\n*.b binary\n',
    );
    repo.write('a.b', 'one $Id$\r\n');
    repo.commit('one');
    repo.write('a.b', 'two $Id$\r\n');
    repo.git('add', '-A');
    repo.git('mv', '.gitattributes', 'moved-attributes');
    const config = `
[core]
\tfsmonitor = ${script}\n\tquotePath = true\n\tabbrev = 4\n\tpager = ${script}\n\tuntrackedCache = true
[diff]
\texternal = ${script}\n\tnoprefix = true\n\trenames = copies\n\tmnemonicPrefix = true\n\trelative = true\n\torderFile = ${script}
[diff "bad"]
\ttextconv = ${script}\n\tcommand = ${script}
[filter "bad"]
\tsmudge = ${script}\n\tclean = ${script}\n\trequired = true
[color]
\tui = always
[log]
\tshowSignature = true
[submodule]
\trecurse = true
`;
    const user = join(repo.root, 'home/config');
    writeFileSync(user, config);
    appendFileSync(join(repo.dir, '.git/config'), config);
    const env = {
      GIT_CONFIG_GLOBAL: user,
      GIT_EXTERNAL_DIFF: script,
      GIT_PAGER: script,
      GIT_TRACE: ran,
      GIT_DIFF_OPTS: '-u0',
    };
    const found = await staged(repo, env);
    expect(found.texts().map(([path]) => path)).toEqual(['a.b', 'moved-attributes']);
    expect(found.texts()[0][1]).toBe('two $Id$\r\n');
    expect(await found.before('a.b')).toEqual([['a.b', 'one $Id$\r\n']]);
    expect((await found.before('moved-attributes'))[0][0]).toBe('.gitattributes');
    expect(existsSync(ran)).toBe(false);
  });

  it('situation 15: an LFS pointer is scanned as text and noted', async () => {
    const repo = makeRepo();
    const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${'ab'.repeat(32)}\nsize 12\n`;
    repo.write('model.bin', pointer);
    repo.git('add', '-A');
    const found = await staged(repo);
    expect(found.texts()).toEqual([['model.bin', pointer]]);
    expect(found.skips).toEqual([{ skipped: 'lfs-pointer', isGap: false }]);
  });

  it('situation 16: bytes are handed on as they are', async () => {
    const repo = makeRepo();
    const wide = Buffer.from('\ufeffkey = value\n', 'utf16le');
    const odd = Buffer.from([0, 1, 2, 0xff, 0xd8, 0, 0x80]);
    repo.write('a-wide.txt', wide);
    repo.write('odd.bin', odd);
    repo.git('add', '-A');
    const files = (await staged(repo)).fragments.filter(({ place }) => place.origin === 'file');
    expect(files.map(({ bytes }) => bytes)).toEqual([wide, odd]);
  });

  it('situation 33: worktree, submodule folder, separate git folder, GIT_DIR with GIT_WORK_TREE', async () => {
    const repo = makeRepo();
    repo.write('a', '1\n');
    repo.commit('one');
    repo.git('worktree', 'add', '-q', '-b', 'side', '../linked');
    const linked = join(repo.root, 'linked');
    writeFileSync(join(linked, 'a'), 'linked\n');
    repo.gitBytes(['add', '-A'], { cwd: linked });
    expect((await staged(repo, {}, linked)).texts()).toEqual([['a', 'linked\n']]);
    expect((await staged(repo)).texts()).toEqual([]);

    const outer = makeRepo();
    outer.git('-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', repo.dir, 'sub');
    const sub = join(outer.dir, 'sub');
    writeFileSync(join(sub, 'a'), 'in the submodule\n');
    outer.gitBytes(['add', '-A'], { cwd: sub });
    expect((await staged(outer, {}, sub)).texts()).toEqual([['a', 'in the submodule\n']]);
    const env = {
      GIT_DIR: join(outer.dir, '.git/modules/sub'),
      GIT_INDEX_FILE: join(outer.dir, '.git/modules/sub/index'),
    };
    expect((await staged(outer, env, sub)).texts()).toEqual([['a', 'in the submodule\n']]);

    const home = join(repo.root, 'home');
    const dotfiles = { GIT_DIR: join(repo.root, 'dotfiles'), GIT_WORK_TREE: home };
    repo.gitBytes(['init', '-q', '--bare', dotfiles.GIT_DIR]);
    writeFileSync(join(home, '.profile'), 'export A=1\n');
    repo.gitBytes(['add', '.profile'], { cwd: home, env: dotfiles });
    expect((await staged(repo, dotfiles, home)).texts()).toEqual([['.profile', 'export A=1\n']]);
  });
});

describe('content that is not there', () => {
  it('is a gap with its path, and the rest is still scanned', async () => {
    const repo = makeRepo();
    for (const name of ['a', 'b', 'c', 'd']) repo.write(name, `${name}\n`);
    repo.git('add', '-A');
    repo.git('update-index', '--add', '--cacheinfo', `100644,${'1'.repeat(40)},absent`);
    const damaged = repo.looseObject(repo.git('rev-parse', ':b'));
    chmodSync(damaged, 0o644);
    writeFileSync(damaged, 'damaged');
    const found = await staged(repo);
    expect(found.texts().map(([path]) => path)).toEqual(['a', 'c', 'd']);
    expect(found.skips.map(({ skipped, isGap, problem }) => [skipped, isGap, problem?.path])).toEqual([
      ['missing', true, 'absent'],
      ['damaged', true, 'b'],
    ]);
    expect(found.skips[0].problem?.message).toContain('"absent"');
  });

  it('is never fetched by a partial clone', async () => {
    const origin = makeRepo();
    origin.write('a', 'promised\n');
    origin.write('b', 'b\n');
    origin.commit('one');
    origin.git('config', 'uploadpack.allowFilter', 'true');
    const clone = join(origin.root, 'clone');
    origin.gitBytes(['clone', '-q', '--no-checkout', '--filter=blob:none', `file://${origin.dir}`, clone]);
    const id = origin.git('rev-parse', 'HEAD:a');
    origin.gitBytes(['read-tree', 'HEAD'], { cwd: clone });
    origin.gitBytes(['update-index', '--add', '--cacheinfo', `100644,${id},copy`], { cwd: clone });
    const own = origin.gitBytes(['hash-object', '-w', '--stdin'], { cwd: clone, input: 'own\n' }).toString().trim();
    origin.gitBytes(['update-index', '--add', '--cacheinfo', `100644,${own},own`], { cwd: clone });
    origin.gitBytes(['repack', '-dq'], { cwd: clone });
    const found = await staged(origin, {}, clone);
    expect(found.texts()).toEqual([['own', 'own\n']]);
    expect(found.skips).toMatchObject([{ skipped: 'partial', isGap: true, problem: { path: 'copy' } }]);
  });
});
