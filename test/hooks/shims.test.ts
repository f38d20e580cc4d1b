// The hook files under every POSIX shell at hand: what reaches leakgate, what comes back, and that nothing passes silently.
import {
  chmodSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HookScene, putScript, shells } from '../support/hook-scene.ts';
import { type ScratchRepo, scratchRepos } from '../support/scratch-repo.ts';

const newRepo = scratchRepos(afterEach);
const refLines = 'refs/heads/main 1111 refs/heads/main 0000\nrefs/tags/v1 2222 refs/tags/v1 0000\n';

describe.each(shells)('under $name', ({ command }) => {
  let repo: ScratchRepo;
  let scene: HookScene;
  let hooks: string;

  beforeEach(() => {
    repo = newRepo();
    scene = new HookScene(repo, command);
    hooks = join(repo.dir, '.git', 'hooks');
    scene.putHooks(hooks);
  });

  const onPath = () => ({ PATH: `${join(repo.root, 'bin')}:${scene.tools}` });
  const putNode = (how: { version?: string; status?: number } = {}) =>
    scene.putNode(join(repo.root, 'bin', 'node'), how);

  it('runs node_modules/leakgate with the Node of PATH and hands all arguments on', () => {
    putNode();
    const cli = scene.putPackage(repo.dir);
    const run = scene.run('.git/hooks/commit-msg', ['a file $HOME "x"', '', '*'], { env: onPath() });
    expect(run).toEqual({ status: 0, stdout: '', stderr: '' });
    expect(scene.call()?.args).toEqual([cli, 'hook', 'commit-msg', 'a file $HOME "x"', '', '*']);
  });

  it.each(['pre-commit', 'pre-merge-commit', 'commit-msg', 'pre-push', 'pre-receive'])('names the hook %s', (name) => {
    putNode();
    scene.putPackage(repo.dir);
    scene.run(`.git/hooks/${name}`, [], { env: onPath() });
    expect(scene.call()?.args.slice(1)).toEqual(['hook', name]);
  });

  it('leaves stdin to leakgate, byte for byte', () => {
    putNode();
    scene.putPackage(repo.dir);
    const input = `${refLines}no line end`;
    scene.run('.git/hooks/pre-push', ['origin', '/a b.git'], { env: onPath(), input });
    expect(scene.call()?.stdin).toBe(input);
    expect(scene.call()?.args.slice(2)).toEqual(['pre-push', 'origin', '/a b.git']);
  });

  it.each([
    ['with the package in place', true, true],
    ['without it', true, false],
    ['without Node', false, false],
  ])('starts no package runner, which would fetch code in the middle of a commit: %s', (_, hasNode, hasPackage) => {
    if (hasNode) putNode();
    if (hasPackage) scene.putPackage(repo.dir);
    writeFileSync(join(repo.dir, 'package.json'), '{ "devDependencies": { "leakgate": "*" } }\n');
    const [runners, started] = [join(repo.root, 'runners'), join(repo.root, 'started')];
    mkdirSync(runners);
    for (const name of ['npx', 'npm', 'pnpm', 'pnpx', 'yarn', 'bun', 'bunx', 'corepack'])
      putScript(join(runners, name), `echo ${name} >>'${started}'`);
    const env = { PATH: `${runners}:${onPath().PATH}` };
    for (const name of ['pre-commit', 'pre-merge-commit', 'commit-msg', 'pre-push', 'pre-receive'])
      expect(scene.run(`.git/hooks/${name}`, [], { env }).status).toBe(hasPackage ? 0 : 3);
    expect(existsSync(started)).toBe(false);
  });

  it.each([0, 1, 2, 3, 130])('passes exit code %i on', (status) => {
    putNode({ status });
    scene.putPackage(repo.dir);
    expect(scene.run('.git/hooks/pre-commit', [], { env: onPath() }).status).toBe(status);
  });

  it('drops NODE_OPTIONS and NODE_EXTRA_CA_CERTS, and keeps what git says', () => {
    putNode();
    scene.putPackage(repo.dir);
    const given = { NODE_OPTIONS: '--require=/x.js', NODE_EXTRA_CA_CERTS: '/x.pem', GIT_INDEX_FILE: '.git/next' };
    scene.run('.git/hooks/pre-commit', [], { env: { ...onPath(), ...given } });
    expect(scene.call()?.env).not.toHaveProperty('NODE_OPTIONS');
    expect(scene.call()?.env).not.toHaveProperty('NODE_EXTRA_CA_CERTS');
    expect(scene.call()?.env.GIT_INDEX_FILE).toBe('.git/next');
  });

  it('prefers LEAKGATE_BIN, a script for Node', () => {
    putNode();
    scene.putPackage(repo.dir);
    const file = join(repo.root, 'my leakgate.js');
    writeFileSync(file, '');
    scene.run('.git/hooks/pre-commit', [], { env: { ...onPath(), LEAKGATE_BIN: file } });
    expect(scene.call()?.args).toEqual([file, 'hook', 'pre-commit']);
  });

  it('takes a LEAKGATE_BIN that starts with a Node shebang as a script, so that Node need not be on PATH', () => {
    scene.putRecord(join(repo.dir, '.git'), scene.putNode(join(repo.root, 'elsewhere', 'node')), '');
    const file = join(repo.root, 'leakgate');
    writeFileSync(file, '#!/usr/bin/env node\n', { mode: 0o755 });
    expect(scene.run('.git/hooks/pre-commit', [], { env: { LEAKGATE_BIN: file } }).status).toBe(0);
    expect(scene.call()?.args).toEqual([file, 'hook', 'pre-commit']);
  });

  it('runs a LEAKGATE_BIN that is a program without any Node', () => {
    putScript(join(repo.root, 'native'), `echo "$@"; exit 1`);
    const run = scene.run('.git/hooks/pre-push', ['origin'], { env: { LEAKGATE_BIN: join(repo.root, 'native') } });
    expect(run).toEqual({ status: 1, stdout: 'hook pre-push origin\n', stderr: '' });
  });

  it.each([
    ['names nothing', '/no/such/file', 'LEAKGATE_BIN names no file'],
    ['cannot be run', 'plain', 'LEAKGATE_BIN names a file that cannot be run'],
  ])('blocks when LEAKGATE_BIN %s, even with a package in place', (_, file, words) => {
    putNode();
    scene.putPackage(repo.dir);
    writeFileSync(join(repo.dir, 'plain'), 'text\n');
    const run = scene.run('.git/hooks/pre-commit', [], { env: { ...onPath(), LEAKGATE_BIN: file } });
    expect(run.status).toBe(3);
    expect(run.stderr).toMatch(new RegExp(`^leakgate: this commit is blocked: ${words}[^\\n]*\\n$`));
    expect(scene.call()).toBeNull();
  });

  it('finds a package above the top level, as in a workspace', () => {
    putNode();
    const cli = scene.putPackage(repo.root);
    scene.run('.git/hooks/pre-commit', [], { env: onPath() });
    expect(scene.call()?.args[0]).toBe(cli);
  });

  it('resolves through Plug’n’Play, nearest folder first', () => {
    putNode();
    scene.putPackage(repo.root);
    writeFileSync(join(repo.dir, '.pnp.cjs'), '["leakgate", [["npm:0.1.0"]]]');
    scene.run('.git/hooks/commit-msg', ['file'], { env: onPath() });
    const args = scene.call()?.args ?? [];
    expect(args.slice(0, 3)).toEqual(['-r', join(repo.dir, '.pnp.cjs'), '-e']);
    expect(args.slice(4)).toEqual(['--', join(repo.dir, '.pnp.cjs'), 'hook', 'commit-msg', 'file']);
  });

  it('passes over a Plug’n’Play file that does not know leakgate', () => {
    putNode();
    const cli = scene.putPackage(repo.root);
    writeFileSync(join(repo.dir, '.pnp.cjs'), '["left-pad", []]');
    scene.run('.git/hooks/pre-commit', [], { env: onPath() });
    expect(scene.call()?.args[0]).toBe(cli);
  });

  it('uses the record of init: its Node before that of PATH, its leakgate where no package is found', () => {
    putNode({ status: 1 });
    const node = scene.putNode(join(repo.root, 'a b', 'node'), { version: 'never asked' });
    const cli = join(repo.root, 'kept', 'leakgate.js');
    mkdirSync(join(repo.root, 'kept'));
    writeFileSync(cli, '');
    scene.putRecord(join(repo.dir, '.git'), node, cli);
    expect(scene.run('.git/hooks/pre-commit', [], { env: onPath() }).status).toBe(0);
    expect(scene.call()?.args).toEqual([cli, 'hook', 'pre-commit']);
  });

  it('goes on to PATH when the recorded Node is gone', () => {
    putNode();
    scene.putRecord(join(repo.dir, '.git'), '/no/such/node', scene.putPackage(repo.dir));
    expect(scene.run('.git/hooks/pre-commit', [], { env: onPath() }).status).toBe(0);
  });

  it('blocks with one line when leakgate is not installed', () => {
    putNode();
    for (const [hook, what] of [
      ['pre-commit', 'commit'],
      ['pre-push', 'push'],
    ]) {
      const run = scene.run(`.git/hooks/${hook}`, [], { env: onPath(), input: refLines });
      expect(run).toMatchObject({ status: 3, stdout: '' });
      expect(run.stderr).toMatch(
        new RegExp(`^leakgate: this ${what} is blocked: leakgate is not installed here\\. Run "npm ci"[^\\n]*\\n$`),
      );
    }
    expect(scene.call()).toBeNull();
  });

  it('blocks with one line when there is no Node', () => {
    scene.putPackage(repo.dir);
    const run = scene.run('.git/hooks/pre-commit');
    expect(run.status).toBe(3);
    expect(run.stderr).toMatch(/^leakgate: this commit is blocked: Node 20 or newer was not found\.[^\n]*\n$/);
  });

  it('blocks with one line when Node is too old', () => {
    putNode({ version: 'v18.20.4' });
    scene.putPackage(repo.dir);
    const run = scene.run('.git/hooks/pre-commit', [], { env: onPath() });
    expect(run.status).toBe(3);
    expect(run.stderr).toMatch(
      /^leakgate: this commit is blocked: the Node found here is version 18, leakgate needs 20 or newer\.[^\n]*\n$/,
    );
    expect(scene.call()).toBeNull();
  });

  it.each(['garbage', 'v', 'v99999999999999999999.0.0', "''"])('blocks when Node says its version is %s', (version) => {
    putNode({ version });
    scene.putPackage(repo.dir);
    expect(scene.run('.git/hooks/pre-commit', [], { env: onPath() }).status).toBe(3);
    expect(scene.call()).toBeNull();
  });

  it.each([
    ['nvm', '.nvm/versions/node/v20.9.0/bin/node', {}],
    ['fnm', '.local/share/fnm/node-versions/v22.0.0/installation/bin/node', {}],
    ['mise', '.local/share/mise/installs/node/22.3.1/bin/node', {}],
    ['asdf', '.asdf/installs/nodejs/20.1.0/bin/node', {}],
    ['volta', '.volta/bin/node', {}],
    ['volta, beside its launcher', '.volta/tools/image/node/22.1.0/bin/node', {}],
    ['nodenv', '.nodenv/versions/22.1.0/bin/node', {}],
    ['n', 'n/bin/node', {}],
    ['nvs', '.nvs/default/bin/node', {}],
    ['scoop', 'scoop/apps/nodejs/current/node.exe', {}],
    ['nvm elsewhere', 'nvm/versions/node/v22.9.0/bin/node', { NVM_DIR: 'nvm' }],
    ['fnm elsewhere', 'f/node-versions/v22.0.0/installation/bin/node', { FNM_DIR: 'f' }],
    ['mise elsewhere', 'm/installs/node/22.3.1/bin/node', { MISE_DATA_DIR: 'm' }],
    ['asdf elsewhere', 'a/installs/nodejs/22.1.0/bin/node', { ASDF_DATA_DIR: 'a' }],
    ['volta elsewhere', 'v/bin/node', { VOLTA_HOME: 'v' }],
    ['nodenv elsewhere', 'e/versions/22.1.0/bin/node', { NODENV_ROOT: 'e' }],
    ['n elsewhere', 'N/bin/node', { N_PREFIX: 'N' }],
    ['nvm for Windows', 'w/node.exe', { NVM_SYMLINK: 'w' }],
  ])('finds the Node of %s when PATH has none', (_, path, set) => {
    const home = join(repo.root, 'ho me');
    scene.putNode(join(home, path));
    scene.putPackage(repo.dir);
    const places = Object.entries(set).map(([name, folder]) => [name, join(home, folder)]);
    const env = { HOME: home, ...Object.fromEntries(places) };
    expect(scene.run('.git/hooks/pre-commit', [], { env })).toMatchObject({ status: 0, stderr: '' });
    expect(scene.call()).not.toBeNull();
  });

  it('takes a command that a launcher of packages linked, as pnpm and npm do', () => {
    putNode();
    const cli = scene.putPackage(join(repo.root, 'store'));
    mkdirSync(join(repo.dir, 'node_modules'));
    symlinkSync(join(repo.root, 'store/node_modules/leakgate'), join(repo.dir, 'node_modules/leakgate'));
    expect(scene.run('.git/hooks/pre-commit', [], { env: onPath() }).status).toBe(0);
    expect(cli).toContain('store');
    expect(scene.call()?.args[0]).toBe(join(repo.dir, 'node_modules/leakgate/dist/leakgate.js'));
  });

  it('passes over an old Node on PATH and takes the newest of a version manager', () => {
    putNode({ version: 'v16.0.0', status: 1 });
    const home = join(repo.root, 'user');
    for (const [version, status] of [
      ['v9.1.0', 1],
      ['v20.1.0', 2],
      ['v100.1.0', 0],
      ['v18.0.0', 1],
    ] as const) {
      scene.putNode(join(home, '.nvm', 'versions', 'node', version, 'bin', 'node'), { version, status });
    }
    scene.putPackage(repo.dir);
    expect(scene.run('.git/hooks/pre-commit', [], { env: { ...onPath(), HOME: home } }).status).toBe(0);
  });

  it('does not let the question for a version eat the ref lines', () => {
    putScript(
      join(repo.root, 'bin', 'node'),
      `if [ "$1" = --version ]; then cat >/dev/null; echo v20.0.0; exit; fi; cat`,
    );
    scene.putPackage(repo.dir);
    expect(scene.run('.git/hooks/pre-push', [], { env: onPath(), input: refLines }).stdout).toBe(refLines);
  });

  it('reads the record of the main repository in a linked worktree, with and without GIT_DIR', () => {
    repo.commit('first');
    const linked = join(repo.root, 'linked');
    repo.git('worktree', 'add', '--quiet', linked);
    const cli = join(repo.root, 'leakgate.js');
    writeFileSync(cli, '');
    scene.putRecord(join(repo.dir, '.git'), putNode(), cli);
    const hook = join(hooks, 'pre-commit');
    expect(scene.run(hook, [], { cwd: linked }).status).toBe(0);
    expect(scene.call()?.args).toEqual([cli, 'hook', 'pre-commit']);
    const env = { GIT_DIR: join(repo.dir, '.git', 'worktrees', 'linked') };
    expect(scene.run(hook, [], { cwd: linked, env }).status).toBe(0);
  });

  it('reads the record of a submodule in its absorbed git folder', () => {
    const modules = join(repo.dir, '.git', 'modules', 'sub');
    mkdirSync(join(repo.dir, 'sub'));
    mkdirSync(modules, { recursive: true });
    writeFileSync(join(repo.dir, 'sub', '.git'), 'gitdir: ../.git/modules/sub\n');
    const cli = join(repo.root, 'leakgate.js');
    writeFileSync(cli, '');
    scene.putRecord(modules, putNode(), cli);
    expect(scene.run(join(hooks, 'pre-commit'), [], { cwd: join(repo.dir, 'sub') }).status).toBe(0);
    expect(scene.call()?.args[0]).toBe(cli);
  });

  it('runs in a bare repository', () => {
    const bare = repo.addRemote();
    const cli = join(repo.root, 'leakgate.js');
    writeFileSync(cli, '');
    scene.putRecord(bare, putNode(), cli);
    scene.putHooks(join(bare, 'hooks'));
    expect(scene.run('hooks/pre-receive', [], { cwd: bare, input: refLines, env: { GIT_DIR: '.' } }).status).toBe(0);
    expect(scene.call()?.stdin).toBe(refLines);
  });

  it('has a record of its own in a hooks folder that serves many repositories', () => {
    const shared = join(repo.root, 'shared');
    scene.putHooks(shared);
    const cli = join(repo.root, 'leakgate.js');
    writeFileSync(cli, '');
    writeFileSync(join(shared, 'leakgate.runtime'), `${putNode()}\n${cli}\n`);
    expect(scene.run(join(shared, 'pre-commit')).status).toBe(0);
  });

  it('knows the package it was shipped in, and says what to do when that is not built', () => {
    putNode();
    const shipped = join(repo.root, 'checkout');
    scene.putHooks(join(shipped, 'hooks'));
    writeFileSync(join(shipped, 'package.json'), '{\n  "name": "leakgate",\n  "version": "0.1.0"\n}\n');
    const unbuilt = scene.run('hooks/pre-commit', [], { cwd: shipped, env: onPath() });
    expect(unbuilt).toMatchObject({
      status: 3,
      stderr: 'leakgate: this commit is blocked: dist/leakgate.js is missing. Run "npm ci".\n',
    });
    mkdirSync(join(shipped, 'dist'));
    writeFileSync(join(shipped, 'dist', 'leakgate.js'), '');
    expect(scene.run('hooks/pre-commit', [], { cwd: shipped, env: onPath() }).status).toBe(0);
    expect(scene.call()?.args[0]).toBe('hooks/../dist/leakgate.js');
  });

  it('does not take another package with a hooks folder for itself', () => {
    putNode();
    scene.putHooks(join(repo.dir, 'hooks'));
    writeFileSync(join(repo.dir, 'package.json'), '{ "name": "other", "dependencies": { "leakgate": "1" } }');
    const cli = scene.putPackage(repo.dir);
    scene.run('hooks/pre-commit', [], { env: onPath() });
    expect(scene.call()?.args[0]).toBe(cli);
  });

  it('works from a checkout with CRLF line ends', () => {
    putNode({ status: 1 });
    scene.putPackage(repo.dir);
    scene.putHooks(hooks, (text) => text.replaceAll('\n', '\r\n'));
    expect(scene.run('.git/hooks/pre-push', ['origin'], { env: onPath(), input: refLines })).toEqual({
      status: 1,
      stdout: '',
      stderr: '',
    });
    expect(scene.call()?.args.slice(1)).toEqual(['hook', 'pre-push', 'origin']);
    expect(scene.call()?.stdin).toBe(refLines);
  });

  it('blocks when leakgate.sh is gone or broken', () => {
    putNode();
    scene.putPackage(repo.dir);
    renameSync(join(hooks, 'leakgate.sh'), join(hooks, 'away.sh'));
    const gone = scene.run('.git/hooks/pre-commit', [], { env: onPath() });
    expect(gone.status).toBe(3);
    expect(gone.stderr).toMatch(/^leakgate: blocked: \.git\/hooks\/leakgate\.sh is missing[^\n]*\n$/);
    for (const broken of ['', 'if then fi (', readFileSync(join(hooks, 'away.sh'), 'utf8').slice(0, 4000)]) {
      writeFileSync(join(hooks, 'leakgate.sh'), broken);
      expect(scene.run('.git/hooks/pre-commit', [], { env: onPath() }).status).not.toBe(0);
    }
    expect(scene.call()).toBeNull();
  });

  describe('with a hook that was there before', () => {
    it('runs it first, with the same arguments and stdin, and then leakgate', () => {
      putNode();
      scene.putPackage(repo.dir);
      putScript(join(hooks, 'pre-push.before-leakgate'), `printf '%s|' "$@"; cat`);
      const run = scene.run('.git/hooks/pre-push', ['origin', '/a b'], { env: onPath(), input: `${refLines}open` });
      expect(run).toEqual({ status: 0, stdout: `origin|/a b|${refLines}open`, stderr: '' });
      expect(scene.call()).toMatchObject({ stdin: `${refLines}open` });
      expect(scene.call()?.args.slice(1)).toEqual(['hook', 'pre-push', 'origin', '/a b']);
    });

    it.each(['pre-commit', 'pre-push'])('passes the exit code of an earlier %s on and stops', (name) => {
      putNode();
      scene.putPackage(repo.dir);
      putScript(join(hooks, `${name}.before-leakgate`), 'exit 77');
      expect(scene.run(`.git/hooks/${name}`, [], { env: onPath(), input: refLines }).status).toBe(77);
      expect(scene.call()).toBeNull();
    });

    it.each(['pre-commit', 'pre-push'])('lets no successful %s hide a failure of leakgate', (name) => {
      putNode({ status: 1 });
      scene.putPackage(repo.dir);
      putScript(join(hooks, `${name}.before-leakgate`), `exec sh -c ':'`);
      expect(scene.run(`.git/hooks/${name}`, [], { env: onPath(), input: refLines }).status).toBe(1);
    });

    it('keeps its environment', () => {
      putNode();
      scene.putPackage(repo.dir);
      putScript(join(hooks, 'pre-commit.before-leakgate'), `echo "$NODE_OPTIONS"`);
      const env = { ...onPath(), NODE_OPTIONS: '--x' };
      expect(scene.run('.git/hooks/pre-commit', [], { env }).stdout).toBe('--x\n');
    });

    it('passes over one that is not executable, as git does', () => {
      putNode();
      scene.putPackage(repo.dir);
      putScript(join(hooks, 'pre-commit.before-leakgate'), 'exit 1');
      chmodSync(join(hooks, 'pre-commit.before-leakgate'), 0o644);
      expect(scene.run('.git/hooks/pre-commit', [], { env: onPath() }).status).toBe(0);
    });

    it('blocks when git’s list of refs cannot be read', () => {
      putNode();
      scene.putPackage(repo.dir);
      putScript(join(hooks, 'pre-push.before-leakgate'), 'exit 0');
      const folder = openSync(repo.dir, 'r');
      const run = scene.run('.git/hooks/pre-push', [], { env: onPath(), stdin: folder });
      closeSync(folder);
      expect(run.status).toBe(3);
      expect(run.stderr).toContain('leakgate: this push is blocked: the list of refs');
    });

    it('finds it beside a symbolic link to our file', () => {
      putNode();
      scene.putPackage(repo.dir);
      renameSync(join(hooks, 'pre-commit'), join(repo.root, 'pre-commit'));
      symlinkSync(join(repo.root, 'pre-commit'), join(hooks, 'pre-commit'));
      putScript(join(hooks, 'pre-commit.before-leakgate'), 'exit 5');
      expect(scene.run('.git/hooks/pre-commit', [], { env: onPath() }).status).toBe(5);
    });
  });
});
