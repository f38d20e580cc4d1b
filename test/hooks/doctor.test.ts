// `leakgate doctor`: it believes only what it sees, so each way in which hooks fail to run has to show. Situations 41 to 45.
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { type GateScene, gateScenes } from '../support/gate-scene.ts';
import { putScript } from '../support/hook-scene.ts';
import { cli, type RunOptions } from '../support/run-cli.ts';

const newScene = gateScenes(afterEach);

interface Told {
  readonly code: number;
  readonly effective: boolean;
  /** Status by id; of several with the same id the worst. */
  readonly status: Readonly<Record<string, string>>;
  readonly messages: string;
}

const order = ['ok', 'info', 'warn', 'fail'];

function doctor(scene: GateScene, options: RunOptions = {}, ...args: string[]): Told {
  const { code, stdout, text } = scene.leakgateWith(options, 'doctor', '--format', 'json', ...args);
  expect(stdout, text).toMatch(/^\{/);
  const report = JSON.parse(stdout) as {
    version: number;
    effective: boolean;
    checks: { id: string; status: string; message: string; fix?: string }[];
  };
  expect(report.version).toBe(1);
  const status: Record<string, string> = {};
  for (const check of report.checks)
    if (order.indexOf(check.status) > order.indexOf(status[check.id] ?? 'ok')) status[check.id] = check.status;
    else status[check.id] ??= check.status;
  expect(code).toBe(report.effective ? 0 : 3);
  const messages = report.checks.map(({ message, fix = '' }) => `${message} ${fix}`).join('\n');
  return { code, effective: report.effective, status, messages };
}

function replaceByFolder(path: string): void {
  rmSync(path);
  mkdirSync(path);
}

const live = ['pre-commit', 'pre-merge-commit', 'commit-msg', 'pre-push'];
const hooksOf = (scene: GateScene) => join(scene.repo.dir, '.git/hooks');

describe('a gate that works', () => {
  it('is told with versions, places, and each hook tried', () => {
    const scene = newScene();
    const before = scene.repo.git('status', '--porcelain');
    const told = doctor(scene);
    expect(told.effective).toBe(true);
    for (const name of live) {
      expect(told.status[`hook.${name}`]).toBe('ok');
      expect(told.status[`live.${name}`]).toBe('ok');
    }
    expect(told.messages).toContain(`Node ${process.version}`);
    expect(told.messages).toContain('git version 2.');
    expect(told.messages).toContain(cli);
    expect(told.status).toMatchObject({ config: 'ok', runtime: 'ok', 'hooks-path': 'info' });
    expect(scene.repo.git('status', '--porcelain')).toBe(before);
  });

  it('is told to people with one mark a line', () => {
    const { stdout, code } = newScene().leakgate('doctor');
    expect(stdout).toMatch(/^leakgate \S+: the gate works here\n\n(?:[✓·!✖ ] .*\n)+$/);
    expect(code).toBe(0);
  });

  it('is found from a linked working tree, a folder below, and where core.hooksPath leads', () => {
    const scene = newScene();
    scene.repo.write('below/a.txt', 'x\n');
    scene.repo.commit('below');
    const linked = join(scene.repo.root, 'linked');
    scene.repo.git('worktree', 'add', '-q', linked);
    for (const cwd of [linked, join(scene.repo.dir, 'below')]) expect(doctor(scene, { cwd }).effective).toBe(true);
    scene.leakgate('init', '--undo', '--yes');
    scene.repo.git('config', 'core.hooksPath', 'my hooks');
    scene.leakgate('init', '--yes');
    expect(doctor(scene).messages).toContain('core.hooksPath = "my hooks"');
  });

  it('works with a hook that was there before and with one that calls leakgate in its own way', () => {
    const scene = newScene();
    scene.leakgate('init', '--undo', '--yes');
    putScript(join(hooksOf(scene), 'pre-commit'), 'exit 0');
    scene.leakgate('init', '--yes');
    expect(doctor(scene).messages).toContain('pre-commit.before-leakgate');
    const wrapper = join(scene.repo.root, 'wrapper');
    putScript(wrapper, `exec '${process.execPath}' '${cli}' hook "$@"`);
    for (const name of live) putScript(join(hooksOf(scene), name), `exec '${wrapper}' ${name} "$@"`);
    const told = doctor(scene);
    expect(told.status['hook.pre-commit']).toBe('info');
    expect(told.effective).toBe(true);
  });

  it('is told for a server', () => {
    const scene = newScene();
    const cwd = scene.repo.addRemote();
    expect(doctor(scene, { cwd }).status).toMatchObject({ 'hook.pre-receive': 'fail', 'live.pre-receive': 'fail' });
    scene.leakgateWith({ cwd }, 'init', '--yes');
    expect(doctor(scene, { cwd }).status).toMatchObject({ 'hook.pre-receive': 'ok', 'live.pre-receive': 'ok' });
  });
});

describe('a gate that does not work', () => {
  it('is one that was never put in place, and nothing is written then', () => {
    const scene = newScene();
    scene.leakgate('init', '--undo', '--yes');
    const told = doctor(scene);
    for (const name of live) expect(told.status).toMatchObject({ [`hook.${name}`]: 'fail', [`live.${name}`]: 'fail' });
    expect(existsSync(join(scene.repo.dir, '.git/leakgate'))).toBe(false);
  });

  it.each<[string, (path: string) => void]>([
    ['is not executable', (path) => chmodSync(path, 0o644)],
    ['is a folder', (path) => replaceByFolder(path)],
    ['is gone', (path) => rmSync(path)],
    ['does something else', (path) => putScript(path, 'exit 0')],
    ['mentions leakgate and does not call it', (path) => putScript(path, '# leakgate hook pre-push\necho leakgate')],
    ['ends before leakgate', (path) => putScript(path, `exit 0\n${readFileSync(path, 'utf8')}`)],
    ['has Windows line ends', (path) => writeFileSync(path, readFileSync(path, 'utf8').replaceAll('\n', '\r\n'))],
  ])('is one whose pre-push hook %s', (_, harm) => {
    const scene = newScene();
    harm(join(hooksOf(scene), 'pre-push'));
    const told = doctor(scene);
    expect([told.status['live.pre-push'], told.status['hook.pre-push']]).toContain('fail');
    expect(told.status['live.pre-commit']).toBe('ok');
    expect(told.effective).toBe(false);
  });

  it.each(['--local', '--global', '--worktree'])('is one that core.hooksPath switches off at level %s', (level) => {
    const scene = newScene();
    scene.repo.env.GIT_CONFIG_GLOBAL = join(scene.repo.root, 'home/.gitconfig');
    if (level === '--worktree') scene.repo.git('config', 'extensions.worktreeConfig', 'true');
    scene.repo.git('config', level, 'core.hooksPath', '/dev/null');
    const told = doctor(scene);
    expect(told.status['hooks-path']).toBe('fail');
    expect(told.messages).toContain('/dev/null');
  });

  it('is one that a folder of all repositories stands in front of', () => {
    const scene = newScene();
    scene.repo.env.GIT_CONFIG_GLOBAL = join(scene.repo.root, 'home/.gitconfig');
    const shared = join(scene.repo.root, 'shared');
    putScript(join(shared, 'pre-commit'), 'exit 0');
    scene.repo.git('config', '--global', 'core.hooksPath', shared);
    const told = doctor(scene);
    expect(told.status).toMatchObject({ 'hooks.shadowed': 'warn', 'live.pre-commit': 'fail' });
    scene.repo.git('config', 'core.hooksPath', hooksOf(scene));
    const nearer = doctor(scene);
    expect(nearer.effective).toBe(true);
    expect(nearer.status['hooks-path.shadowed']).toBe('info');
  });

  it('is one whose leakgate is gone, or whose rules are off', () => {
    const scene = newScene();
    rmSync(join(hooksOf(scene), 'leakgate.sh'));
    const told = doctor(scene);
    expect(told.status['live.pre-commit']).toBe('fail');
    expect(told.messages).toContain('leakgate.sh is missing');
    scene.repo.write('leakgate.json', '{ "rules": { "no-such-rule": "off" } }');
    scene.repo.git('add', 'leakgate.json');
    expect(doctor(scene, {}, '--no-live').status.config).toBe('fail');
  });
});

describe('the record of Node and leakgate', () => {
  it.each([['/no/node\n/no/leakgate.js\n'], ['']])('is written anew when it leads nowhere: %j', (text) => {
    const scene = newScene();
    const path = join(scene.repo.dir, '.git/leakgate/runtime');
    writeFileSync(path, text);
    const told = doctor(scene);
    expect(told.status.runtime).toBe('info');
    expect(told.effective).toBe(true);
    expect(readFileSync(path, 'utf8')).toBe(`${process.execPath}\n${cli}\n`);
    scene.leakgate('init', '--undo', '--yes');
    expect(existsSync(path)).toBe(false);
  });
});

describe('what leads past the gate', () => {
  it.each([
    ['LEFTHOOK', '0'],
    ['SKIP_SIMPLE_GIT_HOOKS', '1'],
    ['SKIP', 'ruff,leakgate'],
    ['HUSKY', '0'],
    ['LEAKGATE_BIN', cli],
  ])('is named: %s=%s', (name, value) => {
    const told = doctor(newScene(), { env: { [name]: value } }, '--no-live');
    expect(told.status[`bypass.${name}`]).toBe('warn');
  });

  it('is named: aliases and settings of the environment', () => {
    const scene = newScene();
    scene.repo.git('config', 'alias.ci', 'commit --no-verify');
    const env = { GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: 'core.hooksPath', GIT_CONFIG_VALUE_0: '/dev/null' };
    const told = doctor(scene, { env }, '--no-live');
    expect(told.status).toMatchObject({ 'bypass.alias': 'warn', 'bypass.environment': 'warn' });
    expect(told.messages).toContain('git ci');
  });

  it('is nothing where nothing is', () => {
    const told = doctor(newScene(), { env: { SKIP: 'ruff', HUSKY: '1', LEFTHOOK: '1' } }, '--no-live');
    expect(Object.keys(told.status).filter((id) => id.startsWith('bypass'))).toEqual([]);
  });
});

it('refuses to work outside a repository, and takes no arguments', () => {
  const scene = newScene();
  expect(scene.leakgateWith({ cwd: scene.repo.root }, 'doctor').code).toBe(3);
  expect(scene.leakgate('doctor', 'x').code).toBe(2);
  expect(scene.leakgate('doctor', '--format', 'sarif').code).toBe(2);
});
