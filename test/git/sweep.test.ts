// The history sweep through the built command: a secret is found wherever a repository can keep one, each place in a
// throw-away repository of its own.
import { rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { fillTemplate } from '../support/fill-template.ts';
import { type Found, pair, sweep, theFinding, token, withTwoCommits } from '../support/history-run.ts';
import { brokenFiles, packedFiles, waysIn } from '../support/packed-files.ts';
import { harmless } from '../support/planted.ts';
import { type ScratchOptions, type ScratchRepo, scratchRepos } from '../support/scratch-repo.ts';

const newRepo = scratchRepos(afterEach);
const makeRepo = (options?: ScratchOptions) => withTwoCommits(newRepo(options));

describe('a secret in files', () => {
  it.each(['loose', 'packed'])(
    'is found with commit, author, date and line when it was added and removed, %s',
    (kind) => {
      const repo = makeRepo();
      repo.write('deep/conf.ini', `; first\n${pair.text}`);
      const commit = repo.commit('add', '--author=Grace H <grace@example.org>', '--date=2026-02-03T04:05:06+0100');
      repo.git('rm', '-q', 'deep/conf.ini');
      repo.commit('remove');
      if (kind === 'packed') repo.git('gc', '-q');
      expect(theFinding(repo)).toMatchObject({
        rule: 'aws-secret-access-key',
        origin: 'file',
        path: 'deep/conf.ini',
        line: 3,
        column: 25,
        commit,
        author: 'Grace H <grace@example.org>',
        date: '2026-02-03T04:05:06+01:00',
        ref: 'refs/heads/main',
      });
    },
  );

  it('is found when only a merge commit brought it', () => {
    const repo = makeRepo();
    repo.git('checkout', '-q', '-b', 'side', 'HEAD~1');
    repo.write('side', 'x');
    repo.commit('side');
    repo.git('merge', '-q', '--no-commit', 'main');
    repo.write('conf.ini', pair.text);
    const commit = repo.commit('merge');
    expect(theFinding(repo)).toMatchObject({ path: 'conf.ini', commit, ref: 'refs/heads/side' });
  });

  it('is found in a stash, in its index and among its untracked files', () => {
    for (const prepare of [
      (repo: ScratchRepo) => repo.write('readme.md', pair.text),
      (repo: ScratchRepo) => repo.write('untracked.ini', pair.text),
      (repo: ScratchRepo) => {
        repo.write('staged.ini', pair.text);
        repo.git('add', 'staged.ini');
      },
    ]) {
      const repo = makeRepo();
      prepare(repo);
      repo.git('stash', '-q', '--include-untracked');
      expect(theFinding(repo)).toMatchObject({ line: 2, ref: 'refs/stash' });
    }
  });

  it('is found when only the reflog holds it', () => {
    const repo = makeRepo();
    repo.write('conf.ini', pair.text);
    const commit = repo.commit('bad');
    repo.git('reset', '-q', '--hard', 'HEAD~1');
    expect(theFinding(repo)).toMatchObject({ path: 'conf.ini', commit, ref: 'reflog' });
  });

  it('is found in a commit that nothing reaches any more', () => {
    const repo = makeRepo();
    repo.write('conf.ini', pair.text);
    const commit = repo.commit('bad');
    repo.git('reset', '-q', '--hard', 'HEAD~1');
    repo.git('reflog', 'expire', '--expire=now', '--all');
    rmSync(join(repo.dir, '.git', 'ORIG_HEAD'));
    expect(theFinding(repo)).toMatchObject({ path: 'conf.ini', commit, ref: 'unreachable' });
  });

  it('is found in a blob that was staged and taken out of the index', () => {
    const repo = makeRepo();
    repo.write('conf.ini', pair.text);
    repo.git('add', 'conf.ini');
    repo.git('rm', '-q', '--cached', 'conf.ini');
    expect(theFinding(repo)).toMatchObject({ path: null, line: 2, ref: 'unreachable' });
  });

  it('is found when it is only staged', () => {
    const repo = makeRepo();
    repo.write('conf.ini', pair.text);
    repo.git('add', 'conf.ini');
    expect(theFinding(repo)).toMatchObject({ path: 'conf.ini', line: 2, ref: 'index' });
  });

  it('is found behind a rename with an edit, at the name it was brought to', () => {
    const repo = makeRepo();
    repo.write('old.txt', harmless(50));
    repo.commit('old');
    repo.git('mv', 'old.txt', 'new.txt');
    repo.write('new.txt', harmless(50) + pair.text);
    const commit = repo.commit('renamed');
    expect(theFinding(repo)).toMatchObject({ path: 'new.txt', line: 52, commit });
  });

  it('is told once when it stood in many versions, at the first of them', () => {
    const repo = makeRepo();
    repo.write('conf.ini', pair.text);
    const commit = repo.commit('first');
    for (const at of [1, 2, 3]) {
      repo.write('conf.ini', `${harmless(at)}${pair.text}`);
      repo.commit(`version ${at}`);
    }
    const { exposure, ...found } = theFinding(repo);
    expect(found).toMatchObject({ path: 'conf.ini', line: 2, commit });
    expect(exposure).toContain('in 4 versions');
  });

  it('is found when a link became a file, and in the text of a link', () => {
    const repo = makeRepo();
    symlinkSync('elsewhere', join(repo.dir, 'conf.ini'));
    repo.commit('a link');
    rmSync(join(repo.dir, 'conf.ini'));
    repo.write('conf.ini', pair.text);
    const commit = repo.commit('a file');
    expect(theFinding(repo)).toMatchObject({ path: 'conf.ini', commit });
    const other = makeRepo();
    symlinkSync(`/srv/${token.secret}`, join(other.dir, 'link'));
    other.commit('a link');
    expect(theFinding(other)).toMatchObject({ path: 'link', line: 1, column: 6 });
  });

  it('is found whatever attributes and settings say', () => {
    const repo = makeRepo();
    repo.write('.gitattributes', '*.ini -diff binary export-ignore linguist-generated\n*.two diff=custom\n');
    repo.write('conf.ini', pair.text);
    repo.commit('bad');
    for (const [key, value] of [
      ['diff.custom.textconv', '/bin/false'],
      ['diff.external', '/bin/false'],
      ['diff.renames', 'copies'],
      ['color.ui', 'always'],
      ['core.quotePath', 'true'],
      ['core.abbrev', '4'],
      ['log.showSignature', 'true'],
      ['log.follow', 'true'],
      ['log.excludeDecoration', 'refs/heads/*'],
      ['transfer.hideRefs', 'refs/heads'],
      ['core.pager', '/bin/false'],
      ['core.logAllRefUpdates', 'false'],
      ['i18n.logOutputEncoding', 'UTF-16'],
    ])
      repo.git('config', key, value);
    expect(theFinding(repo)).toMatchObject({ path: 'conf.ini', line: 2, ref: 'refs/heads/main' });
  });

  it('is found in UTF-16, with a mark and without', () => {
    const repo = makeRepo();
    repo.write('a.txt', Buffer.from(`\ufeff${pair.text}`, 'utf16le'));
    repo.write('b.txt', Buffer.from(pair.text, 'utf16le').swap16());
    repo.commit('wide');
    expect(sweep(repo).findings).toMatchObject([
      { path: 'a.txt', line: 2, column: 25, layer: ['utf-16le'] },
      { path: 'b.txt', line: 2, column: 25, layer: ['utf-16be'] },
    ]);
  });

  it('is found in a key block whose body was replaced between the same BEGIN and END', () => {
    const repo = makeRepo();
    const [begin, ...rest] = fillTemplate('{pem:pkcs8}', 'first').split('\n');
    const second = fillTemplate('{pem:ec}', 'second').split('\n').slice(1, -1);
    repo.write('server.pem', [begin, ...rest, ''].join('\n'));
    repo.commit('first key');
    repo.write('server.pem', [begin, ...second, rest.at(-1), ''].join('\n'));
    const commit = repo.commit('second key');
    const { findings, code } = sweep(repo);
    expect(code).toBe(1);
    expect(findings.filter(({ path }) => path === 'server.pem')).toHaveLength(2);
    expect(findings.map((found) => found.commit)).toContain(commit);
  });

  it('is found in a committed .env by its name, not in a template', () => {
    const repo = makeRepo();
    const text = `SESSION_SECRET=${fillTemplate('{alnum:32}', 'env')}\n`;
    for (const path of ['api/.env', '.env.template', '.env.example', '.env.sample']) repo.write(path, text);
    const commit = repo.commit('settings');
    const byName = sweep(repo).findings.filter(({ rule }) => rule === 'env-file');
    expect(byName).toMatchObject([{ path: 'api/.env', line: 1, commit }]);
  });

  it('is found inside zip, gzip and tar blobs, and in what needs a library', () => {
    const repo = makeRepo();
    const names = Object.entries(packedFiles(pair.text)).map(([name, bytes]) => {
      repo.write(`old/${name}`, bytes);
      return name;
    });
    const commit = repo.commit('archives');
    repo.git('rm', '-rq', 'old');
    repo.commit('gone');
    repo.git('gc', '-q');
    const { findings } = sweep(repo);
    expect(findings.map(({ path }) => path).sort()).toEqual(names.map((name) => `old/${name}`).sort());
    for (const { path, layer } of findings)
      expect({ path, layer }).toEqual({ path, layer: waysIn[path?.slice('old/'.length) ?? ''] });
    expect(new Set(findings.map((found) => found.commit))).toEqual(new Set([commit]));
  });

  it('leaves a gap where an archive is encrypted, damaged or a bomb', () => {
    for (const [kind, bytes] of Object.entries(brokenFiles)) {
      const repo = makeRepo();
      repo.write('a.bin', bytes);
      repo.commit('one that cannot be read');
      expect(sweep(repo)).toMatchObject({ code: 3 });
      expect(sweep(repo, ['--accept-gap', kind])).toMatchObject({ code: 0 });
    }
  });

  it('is found in base64, and in base64 twice, at the place of the encoded text', () => {
    const repo = makeRepo();
    const once = Buffer.from(`{"token":"${token.secret}"}`).toString('base64');
    const twice = Buffer.from(`auth: ${once}\n`).toString('base64');
    repo.write('once.yaml', `kind: ConfigMap\ndata:\n  config: ${once}\n`);
    repo.write('twice.txt', `x\n${twice}\n`);
    repo.commit('encoded');
    const { code, findings } = sweep(repo);
    expect(code).toBe(1);
    expect(findings.map(({ path, line, layer }) => ({ path, line, layer }))).toEqual([
      { path: 'once.yaml', line: 3, layer: ['base64'] },
      { path: 'twice.txt', line: 2, layer: ['base64', 'base64'] },
    ]);
    expect(findings[0]).toMatchObject({ facts: { base64: 'is encoding, not encryption' } });
  });
});

describe('a secret that is in no file', () => {
  it.each<[string, (repo: ScratchRepo) => void, Partial<Found>]>([
    [
      'a commit message',
      (repo) => void repo.commit(`about\n\nthe key ${token.secret}`),
      { origin: 'message', line: 3, column: 9, ref: 'refs/heads/main' },
    ],
    [
      'the message of an annotated tag',
      (repo) => void repo.git('tag', '-a', 'v1', '-m', `by ${token.secret}`),
      { origin: 'tag', line: 1, column: 4, ref: 'refs/tags/v1' },
    ],
    [
      'a tag that was deleted',
      (repo) => {
        repo.git('tag', '-a', 'v1', '-m', `by ${token.secret}`);
        repo.git('tag', '-d', 'v1');
      },
      { origin: 'tag', line: 1, column: 4, ref: 'unreachable' },
    ],
    [
      'a note',
      (repo) => void repo.git('notes', 'add', '-m', `see ${token.secret}`),
      { origin: 'note', line: 1, column: 5, ref: 'refs/notes/commits' },
    ],
    [
      'the name of an author',
      (repo) => void repo.commit('x', `--author=${token.secret} <a@b.example>`),
      { origin: 'author', ref: 'refs/heads/main' },
    ],
    [
      'the name of a committer',
      (repo) =>
        void repo.gitBytes(['commit', '--allow-empty', '-qm', 'x'], { env: { GIT_COMMITTER_NAME: token.secret } }),
      { origin: 'author', ref: 'refs/heads/main' },
    ],
    [
      'the name of a file',
      (repo) => {
        repo.write(`backup/${token.secret}.txt`, 'harmless\n');
        repo.commit('x');
      },
      { origin: 'filename', line: 1, column: 1 },
    ],
    [
      'base64 in the name of a file',
      (repo) => {
        repo.write(`backup/${Buffer.from(`${token.secret}!`).toString('base64url')}.txt`, 'harmless\n');
        repo.commit('x');
      },
      { origin: 'filename', layer: ['base64'] },
    ],
    ['the name of a branch', (repo) => void repo.git('branch', `fix-${token.secret}`), { origin: 'ref', line: 1 }],
    [
      'base64 in the name of a branch',
      (repo) => void repo.git('branch', `fix.${Buffer.from(`${token.secret}!`).toString('base64url')}`),
      { origin: 'ref', layer: ['base64'] },
    ],
  ])('is found in %s', (_, plant, expected) => {
    const repo = makeRepo();
    plant(repo);
    const found = theFinding(repo);
    expect(found).toMatchObject({ rule: 'github-pat-classic', path: null, ...expected });
  });
});
