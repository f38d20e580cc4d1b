// The pre-receive hook of a server, run by git itself in a real push to a bare repository. Situations 30 to 32.
import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { type GateScene, gateScenes } from '../support/gate-scene.ts';
import { putScript } from '../support/hook-scene.ts';
import { awsPair, githubToken } from '../support/planted.ts';
import type { Outcome } from '../support/run-cli.ts';

const newScene = gateScenes(afterEach);

interface ServerScene {
  readonly scene: GateScene;
  /** The bare repository. */
  readonly server: string;
}

/** A clone without hooks of its own, and a server with ours. `main` is on the server already. */
function serverScene({ isEmpty = false } = {}): ServerScene {
  const scene = newScene();
  const server = scene.repo.addRemote();
  rmSync(join(scene.repo.dir, '.git/hooks'), { recursive: true });
  if (!isEmpty) scene.repo.git('push', '-q', 'origin', 'main');
  const { code, text } = scene.leakgateWith({ cwd: server }, 'init', '--yes');
  if (code !== 0) throw new Error(text);
  return { scene, server };
}

function set({ scene, server }: ServerScene, name: string, value: string): void {
  scene.repo.gitBytes(['config', name, value], { cwd: server });
}

function letThrough(scene: GateScene, name: string): string {
  scene.plant(`${name}.ini`, awsPair(name));
  return scene.repo.commit(`let through: ${name}`);
}

function expectRefused({ scene, server }: ServerScene, place: string, args: readonly string[], count = 1): Outcome {
  const refs = scene.refs(server);
  const outcome = scene.git('push', ...args);
  expect(outcome.stderr).toContain(`remote: leakgate blocked this push: ${count} secret${count === 1 ? '' : 's'}`);
  expect(outcome.stderr).toContain(place);
  expect(outcome.stderr).toContain('pre-receive hook declined');
  expect(outcome.code).toBe(1);
  expect(scene.refs(server)).toBe(refs);
  return outcome;
}

function expectTaken({ scene, server }: ServerScene, args: readonly string[]): Outcome {
  const refs = scene.refs(server);
  const outcome = scene.git('push', ...args);
  expect(outcome.stderr).toContain('remote: leakgate: clean');
  expect(outcome.code).toBe(0);
  expect(scene.refs(server)).not.toBe(refs);
  return outcome;
}

/** Every object file, so that what a refused push left behind shows. */
function objectsOf(server: string): string[] {
  return readdirSync(join(server, 'objects'), { recursive: true, encoding: 'utf8' }).sort();
}

describe('a push to a server', () => {
  it('is refused for a secret, and leaves nothing behind', () => {
    const at = serverScene();
    letThrough(at.scene, 'bad');
    const before = objectsOf(at.server);
    expectRefused(at, 'bad.ini:2:25', ['origin', 'main']);
    expectRefused(at, 'bad.ini:2:25', ['origin', 'main:refs/heads/topic']);
    expect(objectsOf(at.server)).toEqual(before);
    expect(existsSync(join(at.server, 'leakgate/break-glass.log'))).toBe(false);
  });

  it('is looked at for what no ref reached before, and nothing else', () => {
    const at = serverScene();
    const { scene, server } = at;
    letThrough(scene, 'known');
    scene.repo.gitBytes(['fetch', '-q', scene.repo.dir, 'main:known'], { cwd: server });
    scene.repo.git('checkout', '-q', '-b', 'topic');
    scene.repo.write('clean.txt', 'clean\n');
    scene.repo.commit('clean');
    // Ref, message, author and one file: what `known` holds is left out although no old tip of `topic` says so.
    expect(expectTaken(at, ['origin', 'topic']).stderr).toContain('clean, 4 of 4 contents and texts');
  });

  it('is judged as a whole after a forced push', () => {
    const at = serverScene();
    const { scene } = at;
    scene.repo.git('checkout', '-q', '-b', 'topic');
    scene.repo.write('one.txt', '1\n');
    scene.repo.commit('one');
    expectTaken(at, ['origin', 'topic']);
    scene.repo.git('reset', '-q', '--hard', 'main');
    letThrough(scene, 'forced');
    scene.repo.git('rm', '-q', 'forced.ini');
    scene.repo.commit('and away');
    expectRefused(at, 'forced.ini:2:25', ['--force', 'origin', 'topic']);
    scene.repo.git('reset', '-q', '--hard', 'main');
    scene.repo.write('two.txt', '2\n');
    scene.repo.commit('two');
    expectTaken(at, ['--force', 'origin', 'topic']);
  });

  it('takes no share in deleted refs, and looks at the others of the same push', () => {
    const at = serverScene();
    const { scene } = at;
    expect(scene.git('push', 'origin', 'main:refs/heads/old').code).toBe(0);
    expectTaken(at, ['origin', ':refs/heads/old']);
    scene.repo.git('push', '-q', 'origin', 'main:refs/heads/old');
    letThrough(scene, 'beside');
    expectRefused(at, 'beside.ini:2:25', ['origin', ':refs/heads/old', 'main']);
  });

  it('is refused for messages of commits and tags, notes, names and refs', () => {
    const at = serverScene();
    const { scene } = at;
    const { secret } = scene.keepSecret(githubToken('text'));
    scene.repo.git('tag', '-a', 'v1', '-m', `by ${secret}`);
    expectRefused(at, 'message of tag v1', ['origin', 'v1']);
    scene.repo.git('notes', 'add', '-m', `see ${secret}`);
    expectRefused(at, 'a note, line 1', ['origin', 'refs/notes/*']);
    // git itself prints the name of what it could not push, so this one is given to the hook alone.
    const input = `${'0'.repeat(40)} ${scene.head()} refs/heads/fix-${secret}\n`;
    const named = scene.leakgateWith({ cwd: at.server, input }, 'hook', 'pre-receive');
    expect(named.stderr).toContain('the name of refs/heads/fix-ghp_…');
    expect(named.code).toBe(1);
    scene.repo.commit(`with ${secret}`);
    expectRefused(at, 'message of commit', ['origin', 'main']);
  });

  it('is refused the first time, into an empty server', () => {
    const at = serverScene({ isEmpty: true });
    letThrough(at.scene, 'first');
    expectRefused(at, 'first.ini:2:25', ['origin', 'main']);
  });

  it.each(['unpackLimit=1', 'unpackLimit=10000'])(
    'is read out of the quarantine, as a pack and as loose files: %s',
    (limit) => {
      const at = serverScene();
      set(at, `receive.${limit.split('=')[0]}`, limit.split('=')[1]);
      for (let count = 0; count < 12; count++) at.scene.repo.write(`file-${count}.txt`, `${count}\n`.repeat(50));
      letThrough(at.scene, 'many');
      expectRefused(at, 'many.ini:2:25', ['origin', 'main']);
    },
  );

  it('of a SHA-256 repository is judged too', () => {
    const scene = newScene({ objectFormat: 'sha256' });
    const server = scene.repo.addRemote();
    rmSync(join(scene.repo.dir, '.git/hooks'), { recursive: true });
    expect(scene.leakgateWith({ cwd: server }, 'init', '--yes').code).toBe(0);
    letThrough(scene, 'sha256');
    expectRefused({ scene, server }, 'sha256.ini:2:25', ['origin', 'main']);
  });
});

describe('the policy of a server', () => {
  const allow = (scene: GateScene, stderr: string) => {
    const fingerprint = /leakgate allow (\S+) /.exec(stderr)![1];
    scene.repo.write('.leakgateignore', `${fingerprint} owner=ada until=never -- made up\n`);
  };

  it('is not what the push brings, neither in files nor in comments', () => {
    const at = serverScene();
    const { scene } = at;
    const { secret } = scene.keepSecret(githubToken('comment'));
    scene.repo.write('a.js', `const token = '${secret}'; // leakgate:allow github-pat-classic made up\n`);
    scene.repo.write('leakgate.json', '{ "rules": { "github-pat-classic": "off" }, "paths": { "ignore": ["**"] } }\n');
    scene.repo.commit('loosened');
    const { stderr } = expectRefused(at, 'a.js:1:16', ['origin', 'main']);
    allow(scene, stderr);
    scene.repo.commit('allowed');
    expectRefused(at, 'a.js:1:16', ['origin', 'main']);
  });

  it('is what the target held before', () => {
    const at = serverScene();
    const { scene } = at;
    const bad = letThrough(scene, 'later');
    const { stderr } = expectRefused(at, 'later.ini:2:25', ['origin', 'main']);
    scene.repo.git('reset', '-q', '--hard', `${bad}~1`);
    allow(scene, stderr);
    scene.repo.commit('allowed first');
    expectTaken(at, ['origin', 'main']);
    letThrough(scene, 'later');
    expect(scene.git('push', 'origin', 'main').code).toBe(0);
    // A new branch is judged by the default branch.
    scene.repo.git('checkout', '-q', '-b', 'topic');
    letThrough(scene, 'other');
    expectRefused(at, 'other.ini:2:25', ['origin', 'topic']);
  });

  it('is that of the default branch where branches differ, or where the server says so', () => {
    const at = serverScene();
    const { scene } = at;
    scene.repo.git('checkout', '-q', '-b', 'loose');
    scene.repo.write('leakgate.json', '{ "rules": { "aws-secret-access-key": "off", "aws-access-key-id": "off" } }\n');
    scene.repo.commit('loose');
    expectTaken(at, ['origin', 'loose']);
    letThrough(scene, 'one');
    scene.repo.git('checkout', '-q', 'main');
    scene.repo.write('x.txt', 'x\n');
    scene.repo.commit('x');
    const both = scene.git('push', 'origin', 'main', 'loose');
    expect(both.stderr).toContain('different policies');
    expect(both.stderr).toContain('one.ini:2:25');
    expect(both.code).toBe(1);
    set(at, 'leakgate.policyFrom', 'HEAD');
    expectRefused(at, 'one.ini:2:25', ['origin', 'loose']);
    scene.repo.gitBytes(['config', '--unset', 'leakgate.policyFrom'], { cwd: at.server });
    expect(scene.git('push', 'origin', 'loose').code).toBe(0);
  });
});

describe('where a server runs it', () => {
  it('needs no HOME and no PATH but the usual one', () => {
    const at = serverScene();
    letThrough(at.scene, 'bare');
    const receive = join(at.scene.repo.root, 'receive');
    const git = spawnSync('sh', ['-c', 'command -v git'], { encoding: 'utf8' }).stdout.trim();
    putScript(receive, `exec env -i PATH=/usr/bin:/bin ${git} receive-pack "$@"`);
    expectRefused(at, 'bare.ini:2:25', [`--receive-pack=${receive}`, 'origin', 'main']);
  });

  it.runIf(process.getuid?.() === 0)('works in a repository of another user', () => {
    const at = serverScene();
    letThrough(at.scene, 'foreign');
    const other = 12_345;
    for (const name of ['.', ...readdirSync(at.server, { recursive: true, encoding: 'utf8' })])
      chownSync(join(at.server, name), other, other);
    const receive = join(at.scene.repo.root, 'receive');
    // git itself asks for safe.directory before it receives anything; then the hook may rely on it.
    putScript(receive, `exec git -c safe.directory='*' receive-pack "$@"`);
    writeFileSync(join(at.scene.repo.root, 'home/.gitconfig'), '[safe]\n\tdirectory = *\n');
    at.scene.repo.env.GIT_CONFIG_GLOBAL = join(at.scene.repo.root, 'home/.gitconfig');
    expectRefused(at, 'foreign.ini:2:25', [`--receive-pack=${receive}`, 'origin', 'main']);
  });

  it('blocks with one line when Node or leakgate is gone', () => {
    const at = serverScene();
    at.scene.repo.write('x.txt', 'x\n');
    at.scene.repo.commit('x');
    writeFileSync(join(at.server, 'leakgate/runtime'), '/no/node\n/no/leakgate.js\n');
    const outcome = at.scene.git('push', 'origin', 'main');
    expect(outcome.stderr).toContain('remote: leakgate: this push is blocked: leakgate is not installed here.');
    expect(outcome.code).toBe(1);
  });

  it('keeps a hook that was there, with its stdin, and is taken back by --undo', () => {
    const at = serverScene();
    const { scene, server } = at;
    expect(scene.leakgateWith({ cwd: server }, 'init', '--undo', '--yes').code).toBe(0);
    expect(existsSync(join(server, 'hooks/pre-receive'))).toBe(false);
    const seen = join(scene.repo.root, 'seen');
    putScript(join(server, 'hooks/pre-receive'), `cat >'${seen}'`);
    expect(scene.leakgateWith({ cwd: server }, 'init', '--yes').code).toBe(0);
    expect(scene.leakgateWith({ cwd: server }, 'init', '--yes').stdout).toContain('nothing to change');
    const bad = letThrough(scene, 'chained');
    expectRefused(at, 'chained.ini:2:25', ['origin', 'main']);
    expect(readFileSync(seen, 'utf8')).toMatch(new RegExp(`^[0-9a-f]{40} ${bad} refs/heads/main\n$`));
    putScript(join(server, 'hooks/pre-receive.before-leakgate'), 'echo no; exit 7');
    expect(scene.git('push', 'origin', 'main').stderr).toContain('remote: no');
  });

  it('works from a folder of hooks that the whole server uses, as GitLab has it', () => {
    const { scene, server } = serverScene();
    expect(scene.leakgateWith({ cwd: server }, 'init', '--undo', '--yes').code).toBe(0);
    const folder = join(scene.repo.root, 'pre-receive.d');
    const shipped = join(import.meta.dirname, '../../hooks');
    mkdirSync(folder);
    for (const name of ['pre-receive', 'leakgate.sh'])
      writeFileSync(join(folder, name), readFileSync(join(shipped, name)));
    chmodSync(join(folder, 'pre-receive'), 0o755);
    const cli = join(import.meta.dirname, '../../dist/leakgate.js');
    writeFileSync(join(folder, 'leakgate.runtime'), `${process.execPath}\n${cli}\n`);
    scene.repo.gitBytes(['config', 'core.hooksPath', folder], { cwd: server });
    letThrough(scene, 'shared');
    expectRefused({ scene, server }, 'shared.ini:2:25', ['origin', 'main']);
  });
});

describe('what the hook is given', () => {
  const hook = ({ scene, server }: ServerScene, input: string) =>
    scene.leakgateWith({ cwd: server, input }, 'hook', 'pre-receive');

  it.each([
    ['nothing', '', 'was given no ref updates'],
    ['words', 'refs/heads/main\n', 'Line 1'],
    ['lines of pre-push', `refs/heads/main ${'1'.repeat(40)} refs/heads/main ${'0'.repeat(40)}\n`, 'Line 1'],
    ['an id that is not here', `${'0'.repeat(40)} ${'5'.repeat(40)} refs/heads/x\n`, /not in the object\s+database/],
  ])('blocks for %s', (_, input, words) => {
    const outcome = hook(serverScene(), input);
    expect(outcome.stderr).toMatch(words);
    expect(outcome.code).toBe(3);
  });

  it('blocks for a setting that is misspelt', () => {
    for (const [name, value] of [
      ['leakgate.deadline', 'soon'],
      ['leakgate.deadline', '0'],
      ['leakgate.onDeadline', 'maybe'],
      ['leakgate.policyFrom', 'no-such-branch'],
    ]) {
      const at = serverScene();
      set(at, name, value);
      at.scene.repo.write('x.txt', 'x\n');
      at.scene.repo.commit('x');
      const outcome = at.scene.git('push', 'origin', 'main');
      expect(outcome.stderr).toContain(value);
      expect(outcome.code).toBe(1);
    }
  });
});

describe('the deadline', () => {
  it('does not disturb a push that is quick', () => {
    const at = serverScene();
    set(at, 'leakgate.deadline', '30');
    at.scene.repo.write('x.txt', 'x\n');
    at.scene.repo.commit('x');
    expectTaken(at, ['origin', 'main']);
    letThrough(at.scene, 'quick');
    expectRefused(at, 'quick.ini:2:25', ['origin', 'main']);
  });

  it.each([
    ['block', 1],
    ['accept', 0],
  ])('gives the verdict that was chosen: %s', (verdict, code) => {
    const at = serverScene();
    // Far too short for a start of Node: the process is ended.
    set(at, 'leakgate.deadline', '0.001');
    set(at, 'leakgate.onDeadline', verdict);
    at.scene.repo.write('x.txt', 'x\n');
    at.scene.repo.commit('x');
    const outcome = at.scene.git('push', 'origin', 'main');
    expect(outcome.stderr).toContain('the time that this server allows');
    expect(outcome.code).toBe(code);
  });

  it('tells what was found until then, and blocks for it whatever was chosen', () => {
    const at = serverScene();
    set(at, 'leakgate.onDeadline', 'accept');
    set(at, 'leakgate.deadline', '60');
    const bad = letThrough(at.scene, 'found');
    at.scene.repo.gitBytes(['fetch', '-q', at.scene.repo.dir, 'main'], { cwd: at.server });
    const input = `${'0'.repeat(40)} ${bad} refs/heads/new\n`;
    const within = (milliseconds: string) =>
      at.scene.leakgateWith({ cwd: at.server, input }, 'hook', 'pre-receive', '--within', milliseconds);
    // Over at the first look: nothing but the gap, which was accepted.
    const none = within('0');
    expect(none.stderr).toContain('deadline');
    expect(none.code).toBe(0);
    expect(within('60000').code).toBe(1);
    set(at, 'leakgate.onDeadline', 'block');
    expect(within('0').code).toBe(3);
  });
});

describe('breaking the glass', () => {
  function glassScene(): ServerScene {
    const at = serverScene();
    set(at, 'receive.advertisePushOptions', 'true');
    set(at, 'leakgate.breakGlass', 'true');
    return at;
  }
  const logOf = ({ server }: ServerScene) => join(server, 'leakgate/break-glass.log');

  it('lets a push through and logs who, what and why, without the secret', () => {
    const at = glassScene();
    const bad = letThrough(at.scene, 'urgent');
    const outcome = at.scene.git('push', '-o', 'leakgate.skip=outage 42', 'origin', 'main');
    expect(outcome.stderr).toContain('urgent.ini:2:25');
    expect(outcome.stderr).toContain('let through on request');
    expect(outcome.code).toBe(0);
    const text = readFileSync(logOf(at), 'utf8');
    at.scene.printed += text;
    const entry = JSON.parse(text) as { reason: string; exit: number; refs: { new: string }[]; findings: string[] };
    expect(entry).toMatchObject({ reason: 'outage 42', exit: 1 });
    expect(entry.refs[0].new).toBe(bad);
    expect(entry.findings).toHaveLength(1);
    expect(entry.findings[0]).toMatch(/^aws-secret-access-key:urgent\.ini:[0-9a-f]{4}$/);
  });

  it('does not log a push that is clean anyway', () => {
    const at = glassScene();
    at.scene.repo.write('x.txt', 'x\n');
    at.scene.repo.commit('x');
    expect(at.scene.git('push', '-o', 'leakgate.skip=just in case', 'origin', 'main').code).toBe(0);
    expect(existsSync(logOf(at))).toBe(false);
  });

  it('is refused without a reason, where it is not allowed, and where it cannot be logged', () => {
    const at = glassScene();
    letThrough(at.scene, 'no');
    const push = (value: string) => at.scene.git('push', '-o', value, 'origin', 'main');
    for (const value of ['leakgate.skip', 'leakgate.skip=', 'leakgate.skip= - ']) {
      expect(push(value).stderr).toContain('needs a reason');
    }
    expect(push('leakgate.skipper=x').code).toBe(1);
    mkdirSync(logOf(at), { recursive: true });
    expect(push('leakgate.skip=reason').stderr).toContain('Cannot write');
    rmSync(logOf(at), { recursive: true });
    set(at, 'leakgate.breakGlass', 'false');
    expect(push('leakgate.skip=reason').stderr).toContain('does not take the push option');
    expect(existsSync(logOf(at))).toBe(false);
    expect(at.scene.repo.git('ls-remote', 'origin', 'main')).not.toContain(at.scene.head());
  });

  it('masks a secret that its reason holds', () => {
    const at = glassScene();
    letThrough(at.scene, 'reason');
    const { secret } = at.scene.keepSecret(githubToken('reason'));
    expect(at.scene.git('push', '-o', `leakgate.skip=for ${secret}`, 'origin', 'main').code).toBe(0);
    at.scene.printed += readFileSync(logOf(at), 'utf8');
  });

  it('lets through what could not be checked', () => {
    const at = glassScene();
    set(at, 'leakgate.deadline', '0.001');
    at.scene.repo.write('x.txt', 'x\n');
    at.scene.repo.commit('x');
    expect(at.scene.git('push', '-o', 'leakgate.skip=slow today', 'origin', 'main').code).toBe(0);
    expect(JSON.parse(readFileSync(logOf(at), 'utf8'))).toMatchObject({ exit: 3, findings: [] });
  });
});
