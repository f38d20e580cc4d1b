// Only what a change adds blocks: the same changes at the commit, in a range, at a push and on a server, beside secrets that
// were there before.
import { chmodSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { fillTemplate } from '../support/fill-template.ts';
import { type GateScene, gateScenes } from '../support/gate-scene.ts';
import { awsPair, githubToken, harmless } from '../support/planted.ts';
import { needBuild } from '../support/run-cli.ts';

const newScene = gateScenes(afterEach);
beforeAll(needBuild);

const pair = awsPair('added');
const [idLine, keyLine] = pair.text.split('\n');
const oldKey = fillTemplate('{pem:pkcs8}', 'added');
const newKey = fillTemplate('{pem:ec}', 'instead');
const bodyOf = (pem: string) => pem.split('\n').slice(1, -1).join('\n');
const token = githubToken('added');

/** What stands in the repository, and on its remote, before the change: it was let through once. */
function put(scene: GateScene): void {
  scene.plant('conf.ini', { ...pair, text: `# one\n${pair.text}# two\n` });
  scene.plant('half.ini', { ...pair, secrets: [], text: `# one\n# two\n` });
  scene.plant('server.key', { rule: 'x', secrets: bodyOf(oldKey).split('\n'), text: `${oldKey}\n` });
  scene.secrets.push(...bodyOf(newKey).split('\n'));
  scene.plant('app.yml', token, { before: harmless(3), after: harmless(3) });
  scene.repo.write('.gitattributes', '* -text\n');
}

const harmlessChanges: Readonly<Record<string, (scene: GateScene) => void>> = {
  'a rename': (scene) => scene.repo.git('mv', 'conf.ini', 'moved.ini'),
  'a rename with an edit elsewhere': (scene) => {
    scene.repo.git('mv', 'app.yml', 'moved.yml');
    scene.repo.write('moved.yml', `${harmless(3)}${token.text}${harmless(4)}`);
  },
  'a change of mode': (scene) => chmodSync(join(scene.repo.dir, 'conf.ini'), 0o755),
  'an edit on the line above': (scene) => scene.repo.write('conf.ini', `# another\n${pair.text}# two\n`),
  'an edit between BEGIN lines and what stands before': (scene) =>
    scene.repo.write('server.key', `# mine\n${oldKey}\n`),
  'other line ends': (scene) => scene.repo.write('conf.ini', `# one\n${pair.text}# two\n`.replaceAll('\n', '\r\n')),
  'a line moved within its file': (scene) => scene.repo.write('app.yml', `${token.text}${harmless(6)}`),
  'another word on the line of the secret': (scene) =>
    scene.repo.write('app.yml', `${harmless(3)}github_${token.text}${harmless(3)}`),
  'a deletion': (scene) => rmSync(join(scene.repo.dir, 'server.key')),
};

const harmfulChanges: Readonly<Record<string, { change: (scene: GateScene) => void; place: string }>> = {
  'a key body replaced inside unchanged BEGIN and END lines': {
    change: (scene) => scene.repo.write('server.key', `${oldKey.replace(bodyOf(oldKey), bodyOf(newKey))}\n`),
    place: 'server.key:1:1',
  },
  'the other half of a pair below one that is there': {
    change: (scene) => {
      scene.repo.write('conf.ini', `# one\n${idLine}\n# two\n`);
      scene.repo.git('add', '--all');
      scene.repo.git('commit', '-q', '--no-verify', '-m', 'only the id');
      scene.repo.git('push', '-q', '--no-verify', 'origin', 'main');
      scene.repo.write('conf.ini', `# one\n${idLine}\n${keyLine}\n# two\n`);
    },
    place: 'conf.ini:3:25',
  },
  'the same secret in another file': {
    change: (scene) => scene.repo.write('half.ini', `# one\n${pair.text}`),
    place: 'half.ini:3:25',
  },
  'one character of it changed': {
    change: (scene) => {
      const other = scene.keepSecret(githubToken('another'));
      scene.repo.write('app.yml', `${harmless(3)}${other.text}${harmless(3)}`);
    },
    place: 'app.yml:4:8',
  },
};

/** A clone with the gate, its remote, and the old secrets in both. */
function sceneWithOld(): { scene: GateScene; base: string; server: string } {
  const scene = newScene();
  const server = scene.repo.addRemote();
  put(scene);
  const base = scene.repo.commit('let through once');
  scene.repo.git('push', '-q', '--no-verify', 'origin', 'main');
  return { scene, base, server };
}

/** Answers of the staged look, the commit, the range, the push and the server. Nothing but the server's refs moves. */
function everywhere(scene: GateScene, server: string) {
  scene.repo.git('add', '--all');
  const base = scene.head();
  const staged = scene.leakgate('staged');
  const commit = scene.commit();
  if (scene.head() === base) scene.repo.git('commit', '-q', '--no-verify', '-m', 'past the gate');
  const range = scene.leakgate('range', `${base}..HEAD`);
  const push = scene.git('push', '--dry-run', 'origin', 'main');
  const { code } = scene.leakgateWith({ cwd: server }, 'init', '--yes');
  expect(code).toBe(0);
  const received = scene.git('push', '--no-verify', 'origin', 'main');
  return { staged, commit, range, push, received };
}

describe('beside old secrets', () => {
  it.each(Object.entries(harmlessChanges))('%s blocks nowhere', (_, change) => {
    const { scene, server } = sceneWithOld();
    change(scene);
    for (const [where, { code, text }] of Object.entries(everywhere(scene, server))) {
      expect(text, where).toContain('leakgate: clean');
      expect(code, where).toBe(0);
    }
  });

  it.each(Object.entries(harmfulChanges))('%s blocks everywhere', (_, { change, place }) => {
    const { scene, server } = sceneWithOld();
    change(scene);
    for (const [where, { code, text }] of Object.entries(everywhere(scene, server))) {
      expect(text, where).toContain(place);
      expect(code, where).toBe(1);
    }
  });

  it('a merge brings nothing new but what differs from every parent', () => {
    const { scene } = sceneWithOld();
    scene.repo.git('checkout', '-q', '-b', 'side');
    scene.plant('side.yml', githubToken('side'));
    scene.repo.commit('let through on a branch');
    scene.repo.git('push', '-q', '--no-verify', 'origin', 'side');
    scene.repo.git('checkout', '-q', 'main');
    scene.repo.write('main.txt', 'main\n');
    scene.repo.commit('main');
    expect(scene.git('merge', '--no-edit', 'side').code).toBe(0);
    expect(scene.leakgate('range', 'HEAD^1..HEAD', '^HEAD^2').code).toBe(0);
    expect(scene.git('push', '--dry-run', 'origin', 'main').code).toBe(0);
    scene.plant('main.txt', githubToken('in the merge'));
    scene.repo.git('add', 'main.txt');
    scene.repo.git('commit', '-q', '--amend', '--no-verify', '--no-edit');
    const range = scene.leakgate('range', 'HEAD^1..HEAD', '^HEAD^2');
    expect(range.text).toContain('main.txt:1:8');
    expect(range.text).not.toContain('side.yml');
    const push = scene.git('push', '--dry-run', 'origin', 'main');
    expect(push.text).toContain('main.txt:1:8');
    expect(push.text).not.toContain('side.yml');
    expect([range.code, push.code]).toEqual([1, 1]);
  });
});
