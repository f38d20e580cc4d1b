// What a push would give the remote, through real pushes to a bare repository. Situations 21 to 27.
import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { type GateScene, gateScenes } from '../support/gate-scene.ts';
import { awsPair, githubToken } from '../support/planted.ts';
import { cli, type Outcome } from '../support/run-cli.ts';

const newScene = gateScenes(afterEach);

interface PushScene {
  readonly scene: GateScene;
  readonly remote: string;
}

/** A repository whose `main` is on the remote already. */
function pushScene(): PushScene {
  const scene = newScene();
  const remote = scene.repo.addRemote();
  scene.repo.git('push', '-q', '--no-verify', 'origin', 'main');
  return { scene, remote };
}

/** The push was refused because of `count` secrets, one of them at `place`, and the remote is as it was. */
function expectBlocked({ scene, remote }: PushScene, place: string, args: readonly string[], count = 1): Outcome {
  const refs = scene.refs(remote);
  const outcome = scene.git('push', ...args);
  expect(outcome.stderr).toContain(`leakgate blocked this push: ${count} secret${count === 1 ? '' : 's'}\n`);
  expect(outcome.stderr).toContain(place);
  expect(outcome.code).toBe(1);
  expect(scene.refs(remote)).toBe(refs);
  return outcome;
}

function expectPassed({ scene, remote }: PushScene, args: readonly string[]): Outcome {
  const refs = scene.refs(remote);
  const outcome = scene.git('push', ...args);
  expect(outcome.stderr).toContain('leakgate: clean');
  expect(outcome.code).toBe(0);
  expect(scene.refs(remote)).not.toBe(refs);
  return outcome;
}

/** Commits a secret past the hooks and returns the commit. */
function letThrough(scene: GateScene, name: string): string {
  scene.plant(`${name}.ini`, awsPair(name));
  return scene.repo.commit(`let through: ${name}`);
}

describe('branches', () => {
  it('blocks a new branch, and scans nothing that the remote has already', () => {
    const at = pushScene();
    const { scene } = at;
    letThrough(scene, 'known');
    scene.repo.git('push', '-q', '--no-verify', 'origin', 'main');
    scene.repo.git('checkout', '-q', '-b', 'topic');
    scene.repo.write('clean.txt', 'clean\n');
    scene.repo.commit('clean');
    expect(expectPassed(at, ['origin', 'topic']).stderr).toMatch(/clean, 4 of 4 contents and texts/);
    letThrough(scene, 'fresh');
    expectBlocked(at, '\n  fresh.ini:2:25  commit ', ['origin', 'topic:other']);
  });

  it('blocks the first push of all to an empty remote', () => {
    const scene = newScene();
    const remote = scene.repo.addRemote();
    letThrough(scene, 'early');
    scene.repo.git('rm', '-q', 'early.ini');
    scene.repo.commit('removed');
    expectBlocked({ scene, remote }, '\n  early.ini:2:25', ['-u', 'origin', 'main']);
  });

  it('leaves nothing out for what other remotes hold when it pushes to a URL', () => {
    const { scene } = pushScene();
    letThrough(scene, 'elsewhere');
    scene.repo.git('push', '-q', '--no-verify', 'origin', 'main');
    const other = join(scene.repo.root, 'other.git');
    mkdirSync(other);
    scene.repo.gitBytes(['init', '-q', '--bare', '.'], { cwd: other });
    expectBlocked({ scene, remote: other }, ' elsewhere.ini:2:25', [other, 'main']);
    expectBlocked({ scene, remote: other }, ' elsewhere.ini:2:25', [`file://${other}`, 'main']);
  });

  it('groups what another remote holds already, with the command that baselines it, and blocks until then', () => {
    const scene = newScene();
    scene.repo.addRemote('upstream');
    const fork = scene.repo.addRemote('fork');
    for (const name of ['one', 'two', 'three']) letThrough(scene, name);
    scene.repo.git('push', '-q', '--no-verify', 'upstream', 'main');
    letThrough(scene, 'mine');
    const first = expectBlocked({ scene, remote: fork }, '\n  mine.ini:2:25', ['fork', 'main'], 4);
    expect(first.stderr).toMatch(
      /✖ 3 secrets that upstream holds already: 3 × AWS secret access key in\s+one\.ini:2:25, three/,
    );
    expect(first.stderr.match(/one\.ini/g)).toHaveLength(1);
    const json = scene.leakgateWith({ input: '' }, 'range', '--format', 'json', 'HEAD');
    expect(json.stdout).toContain('one.ini');
    const command = /leakgate (baseline --held-by upstream) --reason/.exec(first.stderr.replace(/\s+/g, ' '))![1];
    const baseline = scene.leakgate(...command.split(' '), '--reason', 'reviewed, rotated', '--owner', 'ada');
    expect(baseline.stdout).toContain('3 added');
    scene.repo.git('commit', '-q', '--no-verify', '-m', 'baseline');
    const second = expectBlocked({ scene, remote: fork }, '\n  mine.ini:2:25', ['fork', 'main']);
    expect(second.stderr).not.toContain('upstream holds');
    expect(scene.leakgate('baseline', '--held-by', 'nowhere', '--reason', 'x').code).toBe(2);
    expect(scene.leakgate('baseline', '--held-by', '--all', '--reason', 'x').code).toBe(2);
  });

  it('takes a clone with what it came from over to a fork in one go', () => {
    const scene = newScene();
    scene.repo.addRemote('upstream');
    const fork = scene.repo.addRemote('fork');
    letThrough(scene, 'theirs');
    scene.repo.git('push', '-q', '--no-verify', 'upstream', 'main');
    const blocked = scene.git('push', 'fork', 'main');
    expect(blocked.stderr).toMatch(/✖ 1 secret that upstream holds already/);
    expect(blocked.code).toBe(1);
    expect(scene.leakgate('baseline', '--held-by', 'upstream', '--reason', 'reviewed', '--owner', 'ada').code).toBe(0);
    expect(scene.git('commit', '-m', 'baseline').code).toBe(0);
    expect(scene.git('push', 'fork', 'main').code).toBe(0);
    expect(scene.refs(fork)).toContain('refs/heads/main');
  });

  it('blocks a secret that a later commit takes away again', () => {
    const at = pushScene();
    const bad = letThrough(at.scene, 'removed');
    at.scene.repo.git('rm', '-q', 'removed.ini');
    at.scene.repo.commit('take it away');
    const { stderr } = expectBlocked(at, '\n  removed.ini:2:25', ['origin', 'main']);
    expect(stderr).toContain(`commit ${bad.slice(0, 10)}`);
  });

  it('blocks content that only a merge brought', () => {
    const at = pushScene();
    const { scene } = at;
    scene.repo.git('checkout', '-q', '-b', 'side');
    scene.repo.write('side.txt', 'x\n');
    scene.repo.commit('side');
    scene.repo.git('checkout', '-q', 'main');
    scene.repo.write('main.txt', 'x\n');
    scene.repo.commit('main');
    scene.repo.git('merge', '-q', '--no-commit', 'side');
    letThrough(scene, 'evil');
    expect(scene.repo.git('rev-list', '--parents', '-1', 'HEAD').split(' ')).toHaveLength(3);
    expectBlocked(at, '\n  evil.ini:2:25', ['origin', 'main']);
  });

  it('scans a forced push, and says when the remote holds what is not here', () => {
    const at = pushScene();
    const { scene, remote } = at;
    const elsewhere = join(scene.repo.root, 'elsewhere');
    scene.repo.gitBytes(['clone', '-q', remote, elsewhere], { cwd: scene.repo.root });
    scene.gitWith({ cwd: elsewhere }, 'commit', '-q', '--allow-empty', '-m', 'of somebody else');
    scene.gitWith({ cwd: elsewhere }, 'push', '-q', 'origin', 'main');
    scene.repo.write('clean.txt', 'clean\n');
    scene.repo.commit('clean');
    letThrough(scene, 'forced');
    const blocked = expectBlocked(at, '\n  forced.ini:2:25', ['--force', 'origin', 'main']);
    expect(blocked.stderr.replaceAll(/\s+/g, ' ')).toContain("The remote's refs/heads/main is at");
    scene.repo.git('reset', '-q', '--hard', 'HEAD~1');
    expectPassed(at, ['--force', 'origin', 'main']);
  });

  it('scans a rewritten branch again, and only it', () => {
    const at = pushScene();
    const { scene } = at;
    scene.repo.write('a.txt', 'a\n');
    scene.repo.commit('a');
    scene.repo.git('push', '-q', '--no-verify', 'origin', 'main');
    scene.plant('a.txt', githubToken('amended'));
    scene.repo.commit('a, amended', '--amend');
    expectBlocked(at, '\n  a.txt:1:8', ['--force-with-lease', 'origin', 'main']);
  });

  it('takes a first push of thousands of commits, reads each content once, and misses none', () => {
    const scene = newScene();
    const remote = scene.repo.addRemote();
    const secret = scene.keepSecret(awsPair('large')).text;
    const commits = 5000;
    const bad = 3210;
    let stream = 'reset refs/heads/large\n';
    for (let at = 0; at < commits; at++) {
      const text = at === bad ? secret : `version ${at % 1000}\n`;
      const when = 1_700_000_000 + at;
      stream += `commit refs/heads/large\ncommitter A <a@example.org> ${when} +0000\ndata 2\nx\n`;
      stream += `M 100644 inline file.txt\ndata ${Buffer.byteLength(text)}\n${text}\n`;
    }
    scene.repo.gitBytes(['fast-import', '--quiet'], { input: stream });
    const { stderr } = expectBlocked({ scene, remote }, '\n  file.txt:2:25', ['origin', 'large']);
    // Ref names, a message and an author for each commit, and a thousand versions of one file beside the bad one.
    expect(Number(/checked [\d,]+ of ([\d,]+) contents/.exec(stderr)![1].replaceAll(',', ''))).toBe(
      1 + 2 * commits + 1001,
    );
  });

  it('finds one old secret among many commits, and tells each once', () => {
    const { scene, remote } = pushScene();
    const { text } = scene.keepSecret(githubToken('old'));
    const commits = Array.from({ length: 400 }, (_, at) => {
      const content = at < 3 || at > 300 ? `version ${at}\n` : `version ${at}\n${text}`;
      const parent = at === 0 ? 'from refs/heads/main^0\n' : '';
      const person = `Ada <ada@example.org> ${1_767_300_000 + at} +0000`;
      return `commit refs/heads/long\ncommitter ${person}\ndata 2\nm\n${parent}M 644 inline f.txt\ndata ${content.length}\n${content}\n`;
    });
    scene.repo.gitBytes(['fast-import', '--quiet'], { input: commits.join('') });
    const first = scene.repo.git('rev-list', '--reverse', 'main..long').split('\n')[3];
    const at = { scene, remote };
    const { stderr } = expectBlocked(at, '\n  f.txt:2:8', ['origin', 'long']);
    expect(stderr).toContain(`commit ${first.slice(0, 10)}`);
  });
});

describe('tags, notes and other refs', () => {
  it('blocks the message of an annotated tag, of a nested one, and who made it', () => {
    const at = pushScene();
    const { scene } = at;
    const { secret } = scene.keepSecret(githubToken('tag'));
    scene.repo.git('tag', '-a', 'v1', '-m', `built with ${secret}`);
    expectBlocked(at, 'message of tag v1, line 1, column 12', ['origin', 'v1']);
    scene.repo.git('tag', '-a', 'outer', '-m', 'harmless', 'v1');
    expectBlocked(at, 'message of tag outer, line 1, column 12', ['origin', 'outer']);
    scene.repo.gitBytes(['tag', '-a', 'v2', '-m', 'harmless'], { env: { GIT_COMMITTER_NAME: secret } });
    expectBlocked(at, 'author or committer', ['origin', 'v2']);
    scene.repo.git('tag', 'v3');
    expectPassed(at, ['origin', 'v3']);
  });

  it('blocks a tag on a tree, on a blob, and on a commit of no branch', () => {
    const at = pushScene();
    const { scene } = at;
    const bad = letThrough(scene, 'tagged');
    scene.repo.git('tag', 'commit', bad);
    scene.repo.git('tag', 'tree', `${bad}^{tree}`);
    scene.repo.git('tag', '-a', 'blob', '-m', 'harmless', `${bad}:tagged.ini`);
    scene.repo.git('reset', '-q', '--hard', 'HEAD~1');
    for (const name of ['commit', 'tree']) expectBlocked(at, '\n  tagged.ini:2:25', ['origin', name]);
    expectBlocked(at, '\n  refs/tags/blob:2:25', ['origin', 'blob']);
  });

  it('blocks notes, a stash, replaced objects and refs of any name', () => {
    const at = pushScene();
    const { scene } = at;
    const { secret } = scene.keepSecret(githubToken('note'));
    scene.repo.git('notes', 'add', '-m', `reviewed with ${secret}`);
    expectBlocked(at, 'a note', ['origin', 'refs/notes/commits']);
    scene.plant('stashed.ini', awsPair('stash'));
    scene.repo.git('add', 'stashed.ini');
    scene.repo.git('stash', '-q');
    expectBlocked(at, '\n  stashed.ini:2:25', ['origin', 'refs/stash:refs/heads/wip'], 1);
    const hidden = letThrough(scene, 'replacing');
    scene.repo.git('reset', '-q', '--hard', 'HEAD~1');
    scene.repo.git('replace', 'HEAD', hidden);
    expectBlocked(at, '\n  replacing.ini:2:25', ['origin', 'refs/replace/*:refs/replace/*']);
    scene.repo.git('update-ref', 'refs/odd/place', hidden);
    expectBlocked(at, '\n  replacing.ini:2:25', ['origin', 'refs/odd/place']);
  });

  it('blocks a ref whose name holds a secret, and an author', () => {
    const at = pushScene();
    const { scene } = at;
    const { secret } = scene.keepSecret(githubToken('ref'));
    scene.repo.git('branch', `fix-${secret}`);
    expectBlocked(at, 'the name of refs/heads/fix-ghp_…', ['origin', `fix-${secret}`]);
    scene.repo.commit('by whom', `--author=${scene.keepSecret(githubToken('author')).secret} <a@b.example>`);
    expectBlocked(at, 'author or committer of commit', ['origin', 'main']);
  });

  it('scans the rest when a ref is deleted in the same push', () => {
    const at = pushScene();
    const { scene } = at;
    scene.repo.git('push', '-q', '--no-verify', 'origin', 'main:old', 'main:older');
    expect(scene.git('push', 'origin', ':old').code).toBe(0);
    letThrough(scene, 'beside');
    expectBlocked(at, '\n  beside.ini:2:25', ['origin', ':older', 'main']);
  });
});

describe('many refs at once', () => {
  it.each([['--all'], ['--mirror'], ['--tags'], ['--follow-tags', 'main'], ['HEAD:refs/heads/detached']])(
    'blocks `git push %s`',
    (...args) => {
      const at = pushScene();
      const { scene } = at;
      scene.repo.git('checkout', '-q', '--detach');
      const bad = letThrough(scene, 'everywhere');
      for (const name of ['one', 'two', 'main']) scene.repo.git('branch', '-f', name, bad);
      for (const name of ['a', 'b']) scene.repo.git('tag', '-a', name, '-m', 'harmless', bad);
      expectBlocked(at, '\n  everywhere.ini:2:25', ['origin', ...args]);
    },
  );

  it('blocks a raw id that is not checked out', () => {
    const at = pushScene();
    const bad = letThrough(at.scene, 'raw');
    at.scene.repo.git('reset', '-q', '--hard', 'HEAD~1');
    expectBlocked(at, '\n  raw.ini:2:25', ['origin', `${bad}:refs/heads/raw`]);
    expectPassed(at, ['origin', 'main:refs/heads/fine']);
  });
});

describe('what the hook is given', () => {
  const hook = (scene: GateScene, input: string) =>
    scene.leakgateWith({ input }, 'hook', 'pre-push', 'origin', '../origin.git');

  it('has nothing to say about a push that is up to date', () => {
    const { scene } = pushScene();
    const outcome = scene.git('push', 'origin', 'main');
    expect(outcome.stderr).toContain('Everything up-to-date');
    expect(outcome.stderr).not.toContain('problem');
    expect(outcome.code).toBe(0);
  });

  it('reads a last line without a line end', () => {
    const { scene } = pushScene();
    const before = scene.head();
    const bad = letThrough(scene, 'cut');
    const line = `refs/heads/main ${bad} refs/heads/main ${before}`;
    for (const input of [line, `${line}\n`]) {
      const outcome = hook(scene, input);
      expect(outcome.stderr).toContain('\n  cut.ini:2:25');
      expect(outcome.code).toBe(1);
    }
  });

  it('works out by itself what a push holds when the lines are gone, and says so', () => {
    const { scene } = pushScene();
    letThrough(scene, 'eaten');
    const outcome = hook(scene, '');
    expect(outcome.stderr).toContain('\n  eaten.ini:2:25');
    expect(outcome.stderr).toContain('note: ');
    expect(outcome.code).toBe(1);
    // With stdin closed altogether.
    const env = scene.repo.env;
    const shell = spawnSync('sh', ['-c', `exec '${process.execPath}' '${cli}' hook pre-push origin x <&-`], {
      cwd: scene.repo.dir,
      env,
    });
    scene.printed += shell.stderr;
    expect(String(shell.stderr)).toContain('\n  eaten.ini:2:25');
    expect(shell.status).toBe(1);
  });

  it.each([
    ['words', 'refs/heads/main\n'],
    ['options', '--all --all --all --all\n'],
    ['no ids', 'refs/heads/main zzzz refs/heads/main zzzz\n'],
    ['binary', '\0\u0001\u0002\n'],
  ])('blocks when the lines are %s', (_, input) => {
    const { scene } = pushScene();
    const outcome = hook(scene, input);
    expect(outcome.stderr).toMatch(/^leakgate: Line 1 of what the pre-push hook was given is not a ref update\.\n/);
    expect(outcome.code).toBe(3);
  });

  it('blocks when an id is pushed that is not here', () => {
    const { scene } = pushScene();
    const outcome = hook(scene, `refs/heads/x ${'5'.repeat(40)} refs/heads/x ${'0'.repeat(40)}\n`);
    expect(outcome.code).toBe(3);
    expect(outcome.stderr).toContain('leakgate');
    expect(outcome.text).not.toMatch(/\n\s+at /);
  });
});
