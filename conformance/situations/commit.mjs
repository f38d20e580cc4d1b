// What a pre-commit hook meets. `set` prepares the repository, `act` is what the user types (`git commit -m change` where
// absent); the hooks are in place when it runs. `block`: the commit brings a secret. `pass`: it does not.
import { chmodSync, readFileSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { harmless, keyBlock, line } from '../secrets.mjs';

const block = (id, title, set, act, init) => ({ id, title, expect: 'block', set, act, init });
const pass = (id, title, set, act, init) => ({ id, title, expect: 'pass', set, act, init });

/** A file with a secret that HEAD holds already. */
function oldSecret(repo, path = 'old.ini') {
  repo.write(path, harmless(10) + line() + harmless(10));
  repo.commit('old secret');
}

/** Both branches changed conf.ini, `side` is being merged, and the conflict is open. */
function conflict(repo, onSide = 'side\n') {
  repo.write('conf.ini', 'base\n');
  repo.commit('base');
  repo.git('checkout', '-q', '-b', 'side');
  repo.write('conf.ini', 'side\n');
  repo.write('other.ini', onSide);
  repo.commit('side');
  repo.git('checkout', '-q', 'main');
  repo.write('conf.ini', 'main\n');
  repo.commit('main');
  repo.try(['merge', 'side']);
}

function stage(repo, path, content) {
  repo.write(path, content);
  repo.add();
}

const attributed = (id, title, attributes, settings = []) =>
  block(id, title, (repo) => {
    repo.write('.gitattributes', `*.conf ${attributes}\n`);
    repo.commit('attributes');
    for (const [name, value] of settings) repo.git('config', name, value);
    stage(repo, 'app.conf', line());
  });

export const commitSituations = [
  block('plain', 'a new file with a secret', (repo) => stage(repo, 'app.conf', line())),
  block(
    'first-commit',
    'the first commit of a repository',
    (repo) => stage(repo, 'app.conf', line()),
    undefined,
    'unborn',
  ),
  block('changed-line', 'a line added to a file that is there', (repo) => {
    repo.write('app.conf', harmless(30));
    repo.commit();
    stage(repo, 'app.conf', harmless(15) + line() + harmless(15));
  }),
  block(
    'commit-all',
    '`git commit -a`',
    (repo) => {
      repo.write('app.conf', 'one\n');
      repo.commit();
      repo.write('app.conf', line());
    },
    ['commit', '-a', '-m', 'change'],
  ),
  block(
    'commit-path',
    '`git commit PATH` of a file that was not staged',
    (repo) => {
      repo.write('app.conf', 'one\n');
      repo.commit();
      repo.write('app.conf', line());
    },
    ['commit', '-m', 'change', 'app.conf'],
  ),
  pass(
    'commit-other-path',
    '`git commit PATH` beside a staged secret that stays out',
    (repo) => {
      repo.write('a.txt', 'one\n');
      repo.commit();
      repo.write('a.txt', 'two\n');
      stage(repo, 'app.conf', line());
    },
    ['commit', '-m', 'change', 'a.txt'],
  ),
  block('cleaned-tree', 'staged, and the working tree cleaned afterwards', (repo) => {
    stage(repo, 'app.conf', line());
    repo.write('app.conf', 'clean\n');
  }),
  pass('unstaged', 'the secret stands only in the working tree', (repo) => {
    stage(repo, 'app.conf', 'clean\n');
    repo.write('app.conf', line());
  }),
  block('hunk', 'one of two hunks was staged', (repo) => {
    repo.write('app.conf', harmless(40));
    repo.commit();
    const lines = harmless(40).split('\n');
    repo.write('app.conf', [line().trim(), ...lines].join('\n'));
    repo.add();
    repo.write('app.conf', [line().trim(), ...lines.slice(0, 30), 'unstaged', ...lines.slice(30)].join('\n'));
  }),
  block(
    'amend',
    '`--amend` of a commit that brought the secret',
    (repo) => {
      oldSecret(repo);
      stage(repo, 'b.txt', 'harmless\n');
    },
    ['commit', '--amend', '--no-edit'],
  ),
  pass('intent-to-add', '`git add -N`: the content is no part of the commit', (repo) => {
    repo.write('.env', line());
    repo.git('add', '-N', '.env');
    repo.write('a.txt', 'harmless\n');
    repo.git('add', 'a.txt');
  }),
  pass('deleted', 'a file with a secret is deleted', (repo) => {
    oldSecret(repo);
    repo.git('rm', '-q', 'old.ini');
  }),
  pass('mode-only', 'only the mode of such a file changes', (repo) => {
    oldSecret(repo);
    repo.git('update-index', '--chmod=+x', 'old.ini');
    chmodSync(join(repo.dir, 'old.ini'), 0o755);
  }),
  pass('renamed', 'such a file is renamed', (repo) => {
    oldSecret(repo);
    repo.git('mv', 'old.ini', 'new.ini');
  }),
  pass('edited-elsewhere', 'such a file is edited far from the secret', (repo) => {
    oldSecret(repo);
    const text = readFileSync(join(repo.dir, 'old.ini'), 'utf8');
    stage(repo, 'old.ini', `first\n${text}`);
  }),
  block('renamed-and-edited', 'a rename with an edit that adds a secret', (repo) => {
    repo.write('old.ini', harmless(40));
    repo.commit();
    repo.git('mv', 'old.ini', 'new.ini');
    stage(repo, 'new.ini', harmless(40) + line());
  }),
  block('copied', 'a copy of a file with a secret is new content', (repo) => {
    oldSecret(repo);
    stage(repo, 'copy.ini', readFileSync(join(repo.dir, 'old.ini')));
  }),
  block('type-change', 'a symbolic link becomes a file', (repo) => {
    symlinkSync('target', join(repo.dir, 'app.conf'));
    repo.commit();
    unlinkSync(join(repo.dir, 'app.conf'));
    stage(repo, 'app.conf', line());
  }),
  pass('link-target', 'a link to a file with a secret that is not in the repository', (repo) => {
    repo.writeOutside('secret.txt', line());
    symlinkSync(join(repo.root, 'secret.txt'), join(repo.dir, 'link.txt'));
    repo.add();
  }),
  block('link-text', 'the text of a link is a secret', (repo) => {
    symlinkSync(line().trim(), join(repo.dir, 'link.txt'));
    repo.add();
  }),
  pass('submodule-link', 'a submodule is added', (repo) => {
    repo.git('init', '-q', 'lib');
    repo.gitIn({ cwd: join(repo.dir, 'lib') }, 'commit', '-q', '--allow-empty', '-m', 'x');
    repo.git('-c', 'advice.addEmbeddedRepo=false', 'add', 'lib');
  }),
  block('in-submodule', 'a commit inside a submodule with an absorbed git folder', (repo) => {
    repo.gitIn({ cwd: repo.root }, 'init', '-q', '-b', 'main', 'lib');
    repo.gitIn({ cwd: join(repo.root, 'lib') }, 'commit', '-q', '--allow-empty', '-m', 'x');
    repo.git('submodule', '--quiet', 'add', join(repo.root, 'lib'), 'lib');
    repo.commit();
    repo.hooksIn = join(repo.dir, '.git/modules/lib/hooks');
    repo.dir = join(repo.dir, 'lib');
    stage(repo, 'app.conf', line());
  }),
  block('worktree', 'a linked working tree', (repo) => {
    repo.git('worktree', 'add', '-q', join(repo.root, 'linked'));
    repo.dir = join(repo.root, 'linked');
    stage(repo, 'app.conf', line());
  }),
  block('separate-git-dir', 'a git folder elsewhere', (repo) => {
    repo.git('init', '-q', `--separate-git-dir=${join(repo.root, 'elsewhere')}`);
    stage(repo, 'app.conf', line());
  }),
  block('dotfiles', 'GIT_DIR and GIT_WORK_TREE name a repository of dot files', (repo) => {
    repo.gitIn({ cwd: repo.root }, 'clone', '-q', '--bare', repo.dir, 'dots.git');
    repo.gitIn({ cwd: join(repo.root, 'dots.git') }, 'config', 'core.bare', 'false');
    repo.hooksIn = join(repo.root, 'dots.git/hooks');
    rmSync(join(repo.dir, '.git'), { recursive: true });
    repo.env = { GIT_DIR: join(repo.root, 'dots.git'), GIT_WORK_TREE: repo.dir };
    stage(repo, 'app.conf', line());
  }),
  block('sha256', 'a SHA-256 repository', (repo) => stage(repo, 'app.conf', line()), undefined, 'sha256'),
  block('odd-name', 'a name with spaces, quotes, a tab, a line end and bytes that are no UTF-8', (repo) =>
    stage(repo, Buffer.from('a b"c\'\t\nd\xff.conf', 'latin1'), line()),
  ),
  block('dash-name', 'a name that looks like an option', (repo) => stage(repo, '--version', line())),
  block('magic-name', 'a name that looks like pathspec magic', (repo) => stage(repo, ':(exclude)*', line())),
  attributed('attribute-diff', 'the attribute `-diff`', '-diff'),
  attributed('attribute-binary', 'the attribute `binary`', 'binary'),
  attributed('attribute-textconv', 'an attribute with a textconv that hides it', 'diff=hide', [
    ['diff.hide.textconv', 'echo nothing #'],
  ]),
  attributed(
    'attribute-generated',
    'the attributes linguist-generated and export-ignore',
    'linguist-generated export-ignore',
  ),
  block('user-config', 'colours, no prefix, an external diff in the user’s settings', (repo) => {
    for (const [name, value] of [
      ['color.ui', 'always'],
      ['color.diff', 'always'],
      ['diff.noprefix', 'true'],
      ['diff.mnemonicPrefix', 'true'],
      ['diff.external', 'true'],
      ['diff.renames', 'copies'],
      ['core.quotePath', 'true'],
    ])
      repo.git('config', '--global', name, value);
    stage(repo, 'app.conf', line());
  }),
  block('crlf', 'line ends that git converts', (repo) => {
    repo.git('config', 'core.autocrlf', 'true');
    stage(repo, 'app.conf', `one\r\n${line().trim()}\r\nthree\r\n`);
  }),
  block('utf16-mark', 'UTF-16 with a byte order mark', (repo) =>
    stage(repo, 'app.conf', Buffer.from(`\ufeff${line()}`, 'utf16le')),
  ),
  block('utf16', 'UTF-16 without one', (repo) => stage(repo, 'app.conf', Buffer.from(line() + harmless(5), 'utf16le'))),
  block('nul', 'a NUL in the text', (repo) => stage(repo, 'app.conf', `head\0\n${line()}`)),
  block('long-line', 'the end of a line of 5 MB', (repo) =>
    stage(repo, 'app.js', `${'var a=1;'.repeat(5 * 131072)}${line()}`),
  ),
  block(
    'conflict',
    'the resolution of a conflict brings it',
    (repo) => {
      conflict(repo);
      stage(repo, 'conf.ini', line());
    },
    ['commit', '--no-edit'],
  ),
  pass(
    'conflict-clean',
    'a conflict is resolved, and the other branch brought an old secret',
    (repo) => {
      conflict(repo, line());
      stage(repo, 'conf.ini', 'resolved\n');
    },
    ['commit', '--no-edit'],
  ),
  block('cacheinfo', '`update-index --cacheinfo`, without a file on the disk', (repo) => {
    repo.git('update-index', '--add', '--cacheinfo', `100644,${repo.hash(line())},app.conf`);
  }),
  block('skip-worktree', 'an entry that the working tree does not show (`skip-worktree`)', (repo) => {
    repo.write('app.conf', 'one\n');
    repo.commit();
    stage(repo, 'app.conf', line());
    repo.git('update-index', '--skip-worktree', 'app.conf');
    repo.write('app.conf', 'one\n');
  }),
  block('key-body', 'a key replaced between the same BEGIN and END lines', (repo) => {
    const [begin, ...old] = keyBlock();
    repo.write('key.pem', harmless(5) + [begin, ...old].join('\n'));
    repo.commit();
    const [, ...fresh] = keyBlock();
    stage(repo, 'key.pem', harmless(5) + [begin, ...fresh].join('\n'));
  }),
];

/** Writes a hook file; situations that moved the git folder say where. */
export function putHook(repo, name, text) {
  const folder =
    repo.hooksIn ?? join(repo.gitIn({}, 'rev-parse', '--git-common-dir').replace(/^(?!\/)/, `${repo.dir}/`), 'hooks');
  writeFileSync(join(folder, name), text, { mode: 0o755 });
}
