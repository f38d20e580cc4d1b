// The ledger of clearances, in the life of a repository: what a commit found clean a push does not read again, and nothing
// else is taken for clean.
import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { type GateScene, gateScenes } from '../support/gate-scene.ts';
import { awsPair, githubToken, harmless } from '../support/planted.ts';

const makeScene = gateScenes(afterEach);

function withRemote() {
  const scene = makeScene();
  scene.repo.addRemote();
  scene.repo.git('push', '--quiet', '--no-verify', 'origin', 'HEAD:main');
  scene.repo.git('fetch', '--quiet');
  return scene;
}

const ledger = (scene: GateScene) => join(scene.repo.dir, '.git', 'leakgate', 'cleared');
const push = (scene: GateScene) => scene.git('push', 'origin', 'HEAD:main');

function commitFile(scene: GateScene, name: string, text: string, ...args: string[]) {
  scene.repo.write(name, text);
  scene.repo.git('add', '--', name);
  const { code, text: said } = scene.commit(...args);
  if (code !== 0) throw new Error(said);
}

describe('a push', () => {
  it('reads nothing again that its commits were cleared for, and says what it read', () => {
    const scene = withRemote();
    commitFile(scene, 'a.txt', harmless(20));
    commitFile(scene, 'b.ts', 'const password = process.env.PASSWORD;\n');
    const { code, text } = push(scene);
    expect(code).toBe(0);
    // Two refs, two messages, two pairs of names, and of the two contents nothing.
    expect(text).not.toContain('were not checked');
    expect(text).toMatch(/clean, 8 of 8 contents and texts, \d{1,3} B/);
  });

  it('counts the commits that no hook saw, and checks them now', () => {
    const scene = withRemote();
    commitFile(scene, 'a.txt', harmless(20));
    commitFile(scene, 'b.txt', harmless(30), '--no-verify');
    const { code, text } = push(scene);
    expect(code).toBe(0);
    expect(text.replace(/\s+/g, ' ')).toContain('1 of 2 commits was not checked when it was made here');
    commitFile(scene, 'c.txt', harmless(40));
    expect(push(scene).text).not.toContain('not checked');
  });

  it('stops a secret that went past the commit hook', () => {
    const scene = withRemote();
    scene.plant('b.txt', githubToken(1));
    scene.repo.git('add', '.');
    expect(scene.commit('--no-verify').code).toBe(0);
    expect(push(scene).code).toBe(1);
    // What was not clean is no clearance either: the next push finds it again.
    expect(push(scene).code).toBe(1);
  });

  it('sees an old secret inside a file that a later commit touched elsewhere, after a squash', () => {
    const scene = withRemote();
    const planted = awsPair(2);
    scene.plant('keys.txt', planted, { after: harmless(30) });
    scene.repo.git('add', '.');
    scene.commit('--no-verify');
    // The hook lets this pass: the change does not touch the old secret. That clears no blob with the secret in it.
    scene.plant('keys.txt', planted, { after: `${harmless(30)}one more\n` });
    scene.repo.git('add', '.');
    expect(scene.commit().code).toBe(0);
    scene.repo.git('reset', '--quiet', '--soft', 'origin/main');
    scene.repo.git('commit', '--quiet', '--no-verify', '-m', 'squashed');
    expect(push(scene).code).toBe(1);
  });

  it('judges a cleared file again under a name that lets more count', () => {
    const scene = withRemote();
    const value = githubToken(3).secret.slice(4, 28);
    scene.keepSecret({ rule: 'env-file', secrets: [value], text: '' });
    commitFile(scene, 'x.template', `SESSION_SECRET=${value}\n`);
    scene.repo.git('mv', 'x.template', '.env');
    scene.repo.git('commit', '--quiet', '--no-verify', '-m', 'renamed');
    scene.repo.git('reset', '--quiet', '--soft', 'origin/main');
    scene.repo.git('commit', '--quiet', '--no-verify', '-m', 'squashed');
    const { code, text } = push(scene);
    expect(code).toBe(1);
    expect(text).toContain('.env');
  });
});

describe('the ledger', () => {
  /** A scene in which the secret of the last commit went past the hook. */
  function withSecret() {
    const scene = withRemote();
    scene.plant('b.txt', githubToken(4));
    scene.repo.git('add', '.');
    scene.commit('--no-verify');
    return scene;
  }

  it('holds no name, no id and no content', () => {
    const scene = withRemote();
    commitFile(scene, 'a-telling-name.txt', harmless(20));
    const bytes = readFileSync(ledger(scene));
    expect(bytes.length).toBe(32);
    expect(bytes.toString('latin1')).not.toContain('a-telling-name');
    expect(bytes.toString('hex')).not.toContain(scene.repo.git('rev-parse', 'HEAD:a-telling-name.txt').slice(0, 8));
  });

  it('that came with a repository is not believed: made with another key, copied, or full of noise', () => {
    const scene = withSecret();
    // Somebody with a key of their own clears everything there is, and hands the folder on.
    const env = { XDG_STATE_HOME: join(scene.repo.root, 'their-state') };
    scene.repo.write('c.txt', harmless(3));
    scene.repo.git('add', 'c.txt');
    scene.gitWith({ env }, 'commit', '-m', 'theirs');
    expect(existsSync(ledger(scene))).toBe(true);
    appendFileSync(ledger(scene), Buffer.alloc(4096, 7));
    const { code, text } = push(scene);
    expect(code).toBe(1);
    expect(text.replace(/\s+/g, ' ')).toContain('2 of 2 commits were not checked');
  });

  it('may be deleted, or be a link, a folder or in a folder that is a link, and a commit goes on', () => {
    const scene = withRemote();
    const outside = join(scene.repo.root, 'outside');
    writeFileSync(outside, 'precious');
    const obstacles: (() => void)[] = [
      () => {},
      () => symlinkSync(outside, ledger(scene)),
      () => mkdirSync(ledger(scene)),
    ];
    for (const [at, put] of obstacles.entries()) {
      rmSync(ledger(scene), { force: true, recursive: true });
      put();
      commitFile(scene, `${at}.txt`, harmless(at + 1));
    }
    expect(readFileSync(outside, 'utf8')).toBe('precious');
    expect(push(scene).code).toBe(0);
  });

  it('is not needed: without a state folder everything is read again', () => {
    const scene = withRemote();
    writeFileSync(join(scene.repo.root, 'file'), '');
    scene.repo.env.XDG_STATE_HOME = join(scene.repo.root, 'file');
    commitFile(scene, 'a.txt', harmless(20));
    expect(existsSync(ledger(scene))).toBe(false);
    const { code, text } = push(scene);
    expect(code).toBe(0);
    expect(text).not.toContain('not checked');
  });

  it('of another set of rules clears nothing', () => {
    const scene = withRemote();
    const value = githubToken(5).secret.slice(4, 36).toLowerCase();
    scene.keepSecret({ rule: 'our-key', secrets: [value], text: '' });
    commitFile(scene, 'a.txt', `corp_live_${value}\n`);
    const config = JSON.parse(readFileSync(join(scene.repo.dir, 'leakgate.json'), 'utf8'));
    const pattern = '(?<secret>(?<prefix>corp_live_)[0-9a-z]{32})';
    scene.repo.write(
      'leakgate.json',
      JSON.stringify({ ...config, rules: { 'our-key': { title: 'Our key', pattern } } }),
    );
    scene.repo.git('add', '.');
    expect(scene.commit().code).toBe(0);
    const { code, text } = push(scene);
    expect(code).toBe(1);
    expect(text).toContain('a.txt');
  });
});
