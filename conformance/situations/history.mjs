// What a sweep of a whole repository meets. `found`: a secret is in there. `clean`: none is. `gap`: something is not
// there, and a scanner that ends with success says what it cannot know. `decoding`: it has to be unpacked first.
import { readdirSync, renameSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateRawSync, gzipSync } from 'node:zlib';
import { crc32 } from '../crc32.mjs';
import { harmless, keyBlock, line, token } from '../secrets.mjs';

const found = (id, title, set, more = {}) => ({ id, title, expect: 'found', set, ...more });
const gap = (id, title, set, more = {}) => ({ id, title, expect: 'gap', set, ...more });
const clean = (id, title, set, more = {}) => ({ id, title, expect: 'clean', set, ...more });
const decoding = { decoding: true };

function commitFile(repo, path, content, message = 'change') {
  repo.write(path, content);
  return repo.commit(message);
}

/** Brings a secret and takes it away again. */
function broughtAndRemoved(repo, path = 'app.conf', content = line()) {
  commitFile(repo, path, content, 'bring');
  repo.git('rm', '-q', '--', path);
  repo.commit('remove');
}

/** A zip file with one deflated entry (APPNOTE.TXT, 4.3). */
function zip(name, content) {
  const data = deflateRawSync(Buffer.from(content));
  const sizes = Buffer.alloc(12);
  sizes.writeUInt32LE(crc32(Buffer.from(content)), 0);
  sizes.writeUInt32LE(data.length, 4);
  sizes.writeUInt32LE(Buffer.byteLength(content), 8);
  const nameAndExtra = Buffer.from([name.length, 0, 0, 0]);
  const fixed = Buffer.from([20, 0, 0, 0, 8, 0, 0, 0, 0x21, 0x54]);
  const local = Buffer.concat([
    Buffer.from('PK\x03\x04', 'latin1'),
    fixed,
    sizes,
    nameAndExtra,
    Buffer.from(name),
    data,
  ]);
  const central = Buffer.concat([
    Buffer.from('PK\x01\x02\x14\0', 'latin1'),
    fixed,
    sizes,
    nameAndExtra,
    Buffer.alloc(14),
    Buffer.from(name),
  ]);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 0, 'latin1');
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(local.length, 16);
  return Buffer.concat([local, central, end]);
}

/** A tar file with one entry (POSIX ustar). */
function tar(name, content) {
  const body = Buffer.from(content);
  const head = Buffer.alloc(512);
  head.write(name, 0);
  head.write('0000644\x000000000\x000000000\0', 100);
  head.write(`${body.length.toString(8).padStart(11, '0')}\0${'0'.repeat(11)}\0        0`, 124);
  head.write('ustar\x0000', 257);
  const sum = head.reduce((total, byte) => total + byte, 0);
  head.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return Buffer.concat([head, body, Buffer.alloc(512 - (body.length % 512)), Buffer.alloc(1024)]);
}

const attributed = (id, title, attributes, settings = []) =>
  found(id, title, (repo) => {
    commitFile(repo, '.gitattributes', `*.conf ${attributes}\n`);
    for (const [name, value] of settings) repo.git('config', name, value);
    broughtAndRemoved(repo);
  });

/** A clone of the situation's repository, in which the tool then runs. */
function cloned(repo, ...options) {
  repo.git('config', 'uploadpack.allowFilter', 'true');
  repo.gitIn({ cwd: repo.root }, 'clone', '-q', ...options, `file://${repo.dir}`, 'clone');
  repo.dir = join(repo.root, 'clone');
}

function looseFile(repo, id) {
  return join(repo.dir, '.git/objects', id.slice(0, 2), id.slice(2));
}

/** A submodule `lib` with a secret that was brought and removed. */
function submodule(repo) {
  const lib = join(repo.root, 'lib');
  repo.gitIn({ cwd: repo.root }, 'init', '-q', '-b', 'main', 'lib');
  writeFileSync(join(lib, 'app.conf'), line());
  repo.gitIn({ cwd: lib }, 'add', '.');
  repo.gitIn({ cwd: lib }, 'commit', '-q', '-m', 'bring');
  repo.gitIn({ cwd: lib }, 'rm', '-q', 'app.conf');
  repo.gitIn({ cwd: lib }, 'commit', '-q', '-m', 'remove');
  repo.git('submodule', '--quiet', 'add', lib, 'lib');
  repo.commit('with lib');
}

export const historySituations = [
  found('in-head', 'a file of the last commit', (repo) => commitFile(repo, 'app.conf', line())),
  found('removed', 'brought by one commit, taken away by a later one', (repo) => broughtAndRemoved(repo)),
  found('first-commit', 'the first commit of all', (repo) => broughtAndRemoved(repo), { init: 'unborn' }),
  found('other-branch', 'a branch that was never merged', (repo) => {
    repo.git('checkout', '-q', '-b', 'topic');
    commitFile(repo, 'app.conf', line());
    repo.git('checkout', '-q', 'main');
  }),
  found('evil-merge', 'only a merge commit brought it', (repo) => {
    repo.git('checkout', '-q', '-b', 'side');
    commitFile(repo, 'side.txt', 'x\n');
    repo.git('checkout', '-q', 'main');
    commitFile(repo, 'main.txt', 'x\n');
    repo.git('merge', '-q', '--no-commit', 'side');
    commitFile(repo, 'app.conf', line());
    repo.git('rm', '-q', 'app.conf');
    repo.commit('remove');
  }),
  found('stash', 'a stash', (repo) => {
    commitFile(repo, 'app.conf', 'one\n');
    repo.write('app.conf', line());
    repo.git('stash', '-q');
  }),
  found('stash-untracked', 'an untracked file in a stash', (repo) => {
    repo.write('app.conf', line());
    repo.git('stash', '-q', '--include-untracked');
  }),
  found('reflog', 'only the reflog holds it', (repo) => {
    commitFile(repo, 'app.conf', line());
    repo.git('reset', '-q', '--hard', 'HEAD~1');
  }),
  found('dangling-commit', 'a commit that nothing reaches', (repo) => {
    commitFile(repo, 'app.conf', line());
    repo.git('reset', '-q', '--hard', 'HEAD~1');
    repo.forget();
  }),
  found('dangling-blob', 'staged, then unstaged', (repo) => {
    repo.write('app.conf', line());
    repo.add();
    repo.git('reset', '-q', '--hard');
  }),
  found('staged', 'only staged', (repo) => {
    repo.write('app.conf', line());
    repo.add();
    repo.write('app.conf', 'clean\n');
  }),
  found('rename-and-edit', 'a rename with an edit', (repo) => {
    commitFile(repo, 'old.conf', harmless(40));
    repo.git('mv', 'old.conf', 'new.conf');
    commitFile(repo, 'new.conf', harmless(40) + line());
    broughtAndRemoved(repo, 'new.conf', harmless(40));
  }),
  found('type-change', 'a symbolic link became a file', (repo) => {
    symlinkSync('target', join(repo.dir, 'app.conf'));
    repo.commit();
    unlinkSync(join(repo.dir, 'app.conf'));
    broughtAndRemoved(repo);
  }),
  found('link-text', 'the text of a symbolic link', (repo) => {
    symlinkSync(line().trim(), join(repo.dir, 'link'));
    repo.commit();
    repo.git('rm', '-q', 'link');
    repo.commit();
  }),
  attributed('attribute-diff', 'the attribute `-diff`', '-diff'),
  attributed('attribute-binary', 'the attribute `binary`', 'binary'),
  attributed('attribute-textconv', 'a textconv that hides it', 'diff=hide', [['diff.hide.textconv', 'echo nothing #']]),
  found('user-config', 'colours, no prefix, an external diff and log settings of the user', (repo) => {
    broughtAndRemoved(repo);
    for (const [name, value] of [
      ['color.ui', 'always'],
      ['diff.noprefix', 'true'],
      ['diff.external', 'true'],
      ['log.showSignature', 'true'],
      ['log.follow', 'true'],
      ['log.date', 'relative'],
      ['format.pretty', 'oneline'],
    ])
      repo.git('config', '--global', name, value);
  }),
  found('utf16-mark', 'UTF-16 with a byte order mark', (repo) =>
    broughtAndRemoved(repo, 'app.conf', Buffer.from(`\ufeff${line()}`, 'utf16le')),
  ),
  found('utf16', 'UTF-16 without one', (repo) =>
    broughtAndRemoved(repo, 'app.conf', Buffer.from(line() + harmless(5), 'utf16le')),
  ),
  found('large', 'the end of a file of 30 MB', (repo) =>
    broughtAndRemoved(repo, 'app.txt', harmless(1_000_000, 'this line is here for its length, number') + line()),
  ),
  found(
    'zip',
    'a zip file',
    (repo) => broughtAndRemoved(repo, 'a.zip', zip('app.conf', harmless(20) + line())),
    decoding,
  ),
  found('gzip', 'a gzip file', (repo) => broughtAndRemoved(repo, 'a.gz', gzipSync(harmless(20) + line())), decoding),
  found('tar', 'a tar file', (repo) => broughtAndRemoved(repo, 'a.tar', tar('app.conf', line()))),
  found(
    'base64',
    'base64',
    (repo) => broughtAndRemoved(repo, 'app.conf', `data: ${Buffer.from(line()).toString('base64')}\n`),
    decoding,
  ),
  found(
    'base64-twice',
    'base64 of base64',
    (repo) => {
      const once = Buffer.from(line()).toString('base64');
      broughtAndRemoved(repo, 'app.conf', `data: ${Buffer.from(once).toString('base64')}\n`);
    },
    decoding,
  ),
  found('sha256', 'a SHA-256 repository', (repo) => broughtAndRemoved(repo), { init: 'sha256' }),
  found('replaced', 'behind `git replace`', (repo) => {
    const bad = commitFile(repo, 'app.conf', line());
    repo.write('app.conf', 'harmless\n');
    repo.add();
    repo.git('commit', '-q', '--amend', '-m', 'good');
    const good = repo.git('rev-parse', 'HEAD');
    repo.git('reset', '-q', '--hard', bad);
    repo.git('replace', bad, good);
    repo.git('checkout', '-q', '-f', 'HEAD');
  }),
  found('bare', 'a bare repository', (repo) => {
    broughtAndRemoved(repo);
    repo.gitIn({ cwd: repo.root }, 'clone', '-q', '--bare', repo.dir, 'bare.git');
    repo.dir = join(repo.root, 'bare.git');
  }),
  found('submodule', 'run in the folder of a submodule', (repo) => {
    submodule(repo);
    repo.dir = join(repo.dir, 'lib');
  }),
  found('superproject', 'in a submodule, run at the superproject', submodule, { isRecursive: true }),
  found('message', 'a commit message', (repo) => repo.commit(`the key\n\nis ${token()}`)),
  found('tag-message', 'the message of an annotated tag', (repo) =>
    repo.git('tag', '-a', 'v1', '-m', `key ${token()}`),
  ),
  found('note', 'a note', (repo) => repo.git('notes', 'add', '-m', `key ${token()}`)),
  found('author', 'the name of an author', (repo) => repo.commit('x', `--author=${token()} <a@example.org>`)),
  found('file-name', 'the name of a file', (repo) => broughtAndRemoved(repo, `${token()}.txt`, 'harmless\n')),
  found('branch-name', 'the name of a branch', (repo) => repo.git('branch', `fix-${token()}`)),
  found('key-body', 'a key replaced between the same BEGIN and END lines', (repo) => {
    const [begin, ...old] = keyBlock();
    commitFile(repo, 'key.pem', harmless(5) + [begin, 'placeholder', old.at(-2), ''].join('\n'));
    const [, ...fresh] = keyBlock();
    commitFile(repo, 'key.pem', harmless(5) + [begin, ...fresh].join('\n'));
    broughtAndRemoved(repo, 'key.pem', 'gone\n');
  }),
  clean('harmless', 'a repository without any secret', (repo) => {
    for (let at = 0; at < 5; at++) commitFile(repo, `file-${at}.txt`, harmless(50));
  }),
  gap('shallow', 'a shallow clone: what came before is not here', (repo) => {
    broughtAndRemoved(repo);
    repo.commit();
    cloned(repo, '--depth=1');
  }),
  gap('missing', 'an object that a commit names is gone', (repo) => {
    repo.write('app.conf', 'harmless\n');
    const id = repo.hash('harmless\n');
    repo.commit();
    repo.git('rm', '-q', 'app.conf');
    repo.commit();
    rmSync(looseFile(repo, id));
  }),
  gap('damaged', 'an object is damaged', (repo) => {
    repo.write('app.conf', 'harmless\n');
    const id = repo.hash('harmless\n');
    repo.commit();
    repo.git('rm', '-q', 'app.conf');
    repo.commit();
    rmSync(looseFile(repo, id));
    writeFileSync(looseFile(repo, id), 'nothing that git could read');
  }),
  gap('partial', 'a partial clone whose remote is gone', (repo) => {
    broughtAndRemoved(repo);
    const origin = repo.dir;
    cloned(repo, '--filter=blob:none');
    renameSync(origin, `${origin}.gone`);
    if (readdirSync(repo.dir).length === 0) throw new Error('the clone is empty');
  }),
  gap('no-repository', 'no repository at all', (repo) => rmSync(join(repo.dir, '.git'), { recursive: true })),
];
