// Settings, attributes and refs of the scanned repository: none of them runs anything, and none hides anything.
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { putScript } from '../support/hook-scene.ts';
import { awsPair, githubToken, shownSecret } from '../support/planted.ts';
import { type Outcome, pathWithNode, runCli } from '../support/run-cli.ts';
import { type ScratchRepo, scratchRepos } from '../support/scratch-repo.ts';

const makeRepo = scratchRepos(afterEach);
const zero = '0'.repeat(40);

/** Every setting of git 2.39 to 2.51 that names a program, from git-config(1). `<x>` is a driver, tool or remote called `evil`. */
const programs = [
  'core.fsmonitor',
  'core.sshCommand',
  'core.pager',
  'core.editor',
  'core.askPass',
  'core.gitProxy',
  'core.alternateRefsCommand',
  'sequence.editor',
  'diff.external',
  'diff.evil.command',
  'diff.evil.textconv',
  'difftool.evil.cmd',
  'difftool.evil.path',
  'merge.evil.driver',
  'mergetool.evil.cmd',
  'mergetool.evil.path',
  'filter.evil.clean',
  'filter.evil.smudge',
  'filter.evil.process',
  'gpg.program',
  'gpg.openpgp.program',
  'gpg.x509.program',
  'gpg.ssh.program',
  'gpg.ssh.defaultKeyCommand',
  'credential.helper',
  'credential.https://example.org.helper',
  'uploadpack.packObjectsHook',
  'gc.recentObjectsHook',
  'remote.evil.uploadpack',
  'remote.evil.receivepack',
  'remote.evil.vcs',
  'trailer.evil.command',
  'trailer.evil.cmd',
  'interactive.diffFilter',
  'pager.log',
  'pager.diff',
  'pager.config',
  'pager.rev-parse',
  'pager.cat-file',
  'pager.diff-index',
  'pager.diff-tree',
  'pager.for-each-ref',
  'pager.rev-list',
  'man.evil.cmd',
  'browser.evil.cmd',
  'web.browser',
  'sendemail.smtpServer',
  'sendemail.sendmailCmd',
  'imap.tunnel',
  'tar.evil.command',
  'submodule.sub.update',
  'alias.cat-file',
  'alias.diff-index',
  'alias.diff-tree',
  'alias.for-each-ref',
  'alias.rev-list',
  'alias.rev-parse',
  'alias.log',
  'guitool.evil.cmd',
  'instaweb.httpd',
  'core.virtualFilesystem',
];

/** Settings that put something else in the place of what is there, or bend what git prints. */
const bends: readonly (readonly [string, string])[] = [
  ['core.attributesFile', 'evil-attributes'],
  ['core.excludesFile', 'evil-excludes'],
  ['core.quotePath', 'false'],
  ['core.abbrev', '4'],
  ['core.ignoreCase', 'true'],
  ['core.untrackedCache', 'true'],
  ['core.useReplaceRefs', 'true'],
  ['core.logAllRefUpdates', 'false'],
  ['core.notesRef', 'refs/notes/none'],
  ['core.warnAmbiguousRefs', 'true'],
  ['core.precomposeUnicode', 'true'],
  ['core.trustctime', 'false'],
  ['core.checkStat', 'minimal'],
  ['color.ui', 'always'],
  ['color.diff', 'always'],
  ['column.ui', 'always'],
  ['diff.noprefix', 'true'],
  ['diff.mnemonicPrefix', 'true'],
  ['diff.renames', 'copies'],
  ['diff.renameLimit', '1'],
  ['diff.relative', 'true'],
  ['diff.orderFile', 'evil-order'],
  ['diff.ignoreSubmodules', 'all'],
  ['diff.submodule', 'log'],
  ['diff.wsErrorHighlight', 'all'],
  ['diff.algorithm', 'patience'],
  ['diff.interHunkContext', '9'],
  ['diff.autoRefreshIndex', 'false'],
  ['log.showSignature', 'true'],
  ['log.date', 'format:%H'],
  ['log.follow', 'true'],
  ['log.excludeDecoration', 'refs/*'],
  ['log.mailmap', 'true'],
  ['mailmap.file', 'evil-mailmap'],
  ['format.pretty', 'format:nothing'],
  ['notes.displayRef', 'refs/notes/*'],
  ['status.showUntrackedFiles', 'no'],
  ['submodule.recurse', 'true'],
  ['submodule.fetchJobs', '9'],
  ['transfer.hideRefs', 'refs'],
  ['uploadpack.hideRefs', 'refs'],
  ['receive.hideRefs', 'refs'],
  ['fetch.recurseSubmodules', 'true'],
  ['grep.lineNumber', 'true'],
  ['i18n.logOutputEncoding', 'UTF-16'],
  ['i18n.commitEncoding', 'ISO-2022-JP'],
  ['url.ext::sh -c evil.insteadOf', 'https://'],
  ['protocol.allow', 'always'],
  ['protocol.ext.allow', 'always'],
  ['safe.bareRepository', 'explicit'],
  ['trace2.eventTarget', '/no/where'],
  ['fsck.skipList', '/no/where'],
  ['gc.auto', '1'],
  ['maintenance.auto', 'true'],
  ['feature.experimental', 'true'],
  ['commit.gpgSign', 'true'],
  ['push.gpgSign', 'true'],
  ['blame.ignoreRevsFile', '/no/where'],
];

const attributes = [
  '* -diff binary -text export-ignore linguist-generated',
  '*.ini diff=evil filter=evil merge=evil textconv=evil working-tree-encoding=UTF-16 ident eol=crlf',
].join('\n');

interface Trap {
  readonly repo: ScratchRepo;
  readonly marks: string;
  /** A program that leaves a mark; unless it `isQuick` it passes on what it is given, so that whoever ran it goes on. */
  readonly trap: (name: string, isQuick?: boolean) => string;
}

function trapped(): Trap {
  const repo = makeRepo();
  repo.env.PATH = pathWithNode;
  const marks = join(repo.root, 'marks');
  mkdirSync(marks);
  const trap = (name: string, isQuick = false) => {
    const file = name.replaceAll(/[^\w.-]/g, '_');
    const path = join(repo.root, 'traps', file);
    putScript(path, `: >'${marks}/${file}'; ${isQuick ? 'exit 1' : 'cat; exit 0'}`);
    return path;
  };
  return { repo, marks, trap };
}

function setPrograms({ repo, trap }: Trap): void {
  for (const key of programs) {
    const bang = key.startsWith('alias') || key.startsWith('submodule') ? '!' : '';
    repo.git('config', key, `${bang}${trap(key)}`);
  }
  repo.git('config', 'core.hooksPath', join(repo.root, 'evil-hooks'));
  const hooks = ['post-index-change', 'reference-transaction', 'pre-auto-gc', 'fsmonitor-watchman', 'post-checkout'];
  for (const hook of hooks) putScript(join(repo.root, 'evil-hooks', hook), `: >'${repo.root}/marks/hook-${hook}'`);
}

const pushLine = (repo: ScratchRepo) => `refs/heads/main ${repo.git('rev-parse', 'HEAD')} refs/heads/main ${zero}\n`;

/** Every way in which leakgate looks at a repository, each as [name, what it said]. */
function everyRun(repo: ScratchRepo, base: string): [string, Outcome][] {
  const head = pushLine(repo);
  const runs: [string[], { input?: string; cwd?: string }?][] = [
    [['staged']],
    [['hook', 'pre-commit']],
    [['range', `${base}..HEAD`]],
    [['history']],
    [['history', '--backend', 'portable']],
    [['history', '--backend', 'git']],
    [['history', repo.dir], { cwd: repo.root }],
    [['history', '--recurse-submodules']],
    [['scan', '.']],
    [['hook', 'pre-push', 'evil', '/no/where'], { input: head }],
    [['hook', 'pre-push', 'evil', '/no/where']],
    [['doctor', '--no-live']],
    [['init', '--dry-run']],
    [['rules']],
  ];
  return runs.map(([args, options]) => [args.join(' '), runCli(repo, args, options)]);
}

describe('settings that name a program', () => {
  it('run nothing, wherever they stand', () => {
    const made = trapped();
    const { repo, marks } = made;
    repo.write('conf.ini', 'one\n');
    repo.write('.gitattributes', '*.ini diff=evil filter=evil merge=evil -text\n');
    repo.write('.gitmodules', '[submodule "sub"]\n\tpath = sub\n\turl = ext::sh -c evil\n\tupdate = none\n');
    const base = repo.commit('base');
    const pair = awsPair('committed');
    repo.write('committed.ini', pair.text);
    repo.commit('one with a secret');
    repo.git('remote', 'add', 'evil', `ext::${made.trap('remote.url', true)}`);
    setPrograms(made);
    // The same by way of an included file, and of the settings of a worktree.
    repo.git('config', 'extensions.worktreeConfig', 'true');
    repo.git('config', 'include.path', '../included');
    writeFileSync(join(repo.dir, 'included'), `[core]\n\tfsmonitor = ${made.trap('included')}\n`);
    writeFileSync(join(repo.dir, '.git', 'config.worktree'), `[core]\n\tpager = ${made.trap('worktree')}\n`);
    const other = awsPair('hostile');
    const blob = repo.hashObject(other.text);
    repo.tryGit(['update-index', '--cacheinfo', `100644,${blob},conf.ini`]);
    repo.write('conf.ini', 'changed\n');
    rmSync(marks, { recursive: true });
    mkdirSync(marks);

    const outcomes = everyRun(repo, base);
    for (const [name, { text }] of outcomes)
      expect(shownSecret(text, [...pair.secrets, ...other.secrets]), name).toBeNull();
    expect(readdirSync(marks)).toEqual([]);
    const codes = Object.fromEntries(outcomes.map(([name, { code }]) => [name, code]));
    expect(codes).toMatchObject({
      staged: 1,
      'hook pre-commit': 1,
      [`range ${base}..HEAD`]: 1,
      history: 1,
      'history --backend git': 1,
      'scan .': 1,
      'hook pre-push evil /no/where': 1,
    });

    // The traps are live: git itself walks into them.
    repo.tryGit(['status']);
    repo.tryGit(['-c', 'core.fsmonitor=false', '-p', 'log', '-p']);
    expect(readdirSync(marks)).not.toEqual([]);
  });

  it('fetch nothing that a partial clone lacks', () => {
    const made = trapped();
    const { repo, marks } = made;
    repo.write('a.txt', 'words\n');
    repo.write('b.txt', 'other words\n');
    const base = repo.commit('base');
    repo.write('a.txt', 'new words\n');
    repo.commit('second');
    const blob = repo.git('rev-parse', `${base}:a.txt`);
    rmSync(join(repo.dir, '.git', 'objects', blob.slice(0, 2), blob.slice(2)));
    repo.git('config', 'core.repositoryFormatVersion', '1');
    repo.git('config', 'extensions.partialClone', 'origin');
    repo.git('config', 'remote.origin.promisor', 'true');
    repo.git('config', 'remote.origin.partialCloneFilter', 'blob:none');
    repo.git('config', 'remote.origin.url', `ext::${made.trap('lazy', true)}`);
    repo.git('config', 'remote.origin.uploadpack', made.trap('uploadpack', true));
    repo.git('config', 'protocol.ext.allow', 'always');
    const { code, text } = runCli(repo, ['history']);
    expect(text).toContain('partial');
    expect(code).toBe(3);
    runCli(repo, ['range', 'HEAD']);
    runCli(repo, ['hook', 'pre-push', 'x', '/no/where'], { input: pushLine(repo) });
    expect(readdirSync(marks)).toEqual([]);
    // git would.
    repo.tryGit(['cat-file', '-p', blob]);
    expect(readdirSync(marks)).toContain('lazy');
  });
});

describe('settings, attributes and refs that bend what git says', () => {
  const report = (repo: ScratchRepo, args: readonly string[], input?: string) => {
    const { stdout } = runCli(repo, [...args, '--format', 'json'], { input });
    const { findings, receipt, problems } = JSON.parse(stdout);
    return { findings, receipt, problems };
  };

  it('hide nothing', () => {
    const repo = makeRepo();
    repo.env.PATH = pathWithNode;
    repo.write('a/conf.ini', 'one\n');
    const base = repo.commit('base');
    repo.write('a/conf.ini', awsPair('one').text);
    repo.write('a/b.txt', githubToken('two').text);
    repo.commit('secrets');
    repo.write('a/staged.ini', awsPair('three').text);
    repo.git('add', 'a/staged.ini');
    const look = () => [
      report(repo, ['staged']),
      report(repo, ['range', `${base}..HEAD`]),
      report(repo, ['history', '--backend', 'git']),
      report(repo, ['history', '--no-cache']),
    ];
    const before = look();
    expect(before.map(({ findings }) => findings.length)).toEqual([1, 2, 3, 3]);
    for (const [key, value] of bends) repo.git('config', key, value);
    writeFileSync(join(repo.dir, '.git', 'info', 'attributes'), attributes);
    writeFileSync(join(repo.dir, '.git', 'info', 'exclude'), '*\n');
    writeFileSync(join(repo.dir, '.git', 'info', 'sparse-checkout'), '/none/\n');
    repo.tryGit(['update-index', '--assume-unchanged', 'a/conf.ini']);
    repo.tryGit(['update-index', '--skip-worktree', 'a/staged.ini']);
    expect(look()).toEqual(before);
  });

  it('put nothing in the place of a commit or a blob', () => {
    const repo = makeRepo();
    repo.env.PATH = pathWithNode;
    repo.write('clean.txt', 'words\n');
    const base = repo.commit('base');
    const pair = awsPair('replaced');
    repo.write('conf.ini', pair.text);
    const bad = repo.commit('a secret');
    repo.git('replace', repo.git('rev-parse', 'HEAD:conf.ini'), repo.git('rev-parse', 'HEAD:clean.txt'));
    repo.git('replace', bad, base);
    writeFileSync(join(repo.dir, '.git', 'info', 'grafts'), `${bad}\n`);
    writeFileSync(join(repo.dir, '.mailmap'), 'Nobody <nobody@example.org> <ada@example.org>\n');
    for (const args of [['history'], ['history', '--backend', 'git'], ['range', `${base}..${bad}`]]) {
      const { findings } = report(repo, args);
      expect(findings, args.join(' ')).toMatchObject([
        { path: 'conf.ini', commit: bad, author: 'Ada Tester <ada@example.org>' },
      ]);
    }
    const line = `refs/heads/main ${bad} refs/heads/main ${base}\n`;
    expect(runCli(repo, ['hook', 'pre-push', 'x', '/no/where'], { input: line }).code).toBe(1);
  });
});
