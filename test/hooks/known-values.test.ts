// The values of one's own ignored .env, in the life of a repository.
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { fillTemplate } from '../support/fill-template.ts';
import { gateScenes } from '../support/gate-scene.ts';
import { shownSecret } from '../support/planted.ts';

const makeScene = gateScenes(afterEach);
/** A password that no pattern knows. */
const password = fillTemplate('zq{digit:2}-{lower:4}!{digit:2}-{lower:5}', 7);

/** A repository whose ignored .env holds the password. */
function sceneWith(env = `DB_PASSWORD=${password}\nAPP_NAME=demo\n`) {
  const scene = makeScene();
  scene.keepSecret({ rule: 'known-value', secrets: [password], text: '' });
  writeFileSync(join(scene.repo.dir, '.env'), env);
  return scene;
}

it('stops a commit that holds one, names the variable and the file, and shows nothing of the value', () => {
  const scene = sceneWith();
  scene.repo.write('docs/setup.md', `Log in with ${password} and go on.\n`);
  scene.repo.git('add', 'docs');
  const { code, text } = scene.commit();
  expect(code).toBe(1);
  expect(text).toContain('The value of DB_PASSWORD in your .env');
  expect(text).toContain('docs/setup.md:1:13');
  const { stdout } = scene.leakgate('staged', '--format', 'json');
  const [finding] = JSON.parse(stdout).findings;
  expect(finding).toMatchObject({ rule: 'known-value', masked: '…', blocks: true });
  expect(finding.fingerprint).toMatch(/^known-value:docs\/setup\.md:[0-9a-f]{2}$/);
});

it('changes nothing about what else is found: strings that are joined, escapes, base64', () => {
  const token = fillTemplate('glpat-{alnum:20}', 3);
  const parts = {
    'joined.js': `const t = "${token.slice(0, 14)}" +\n  "${token.slice(14)}";\n`,
    'escaped.json': `{ "t": "\\u0067${token.slice(1)}" }\n`,
    'encoded.yml': `t: ${Buffer.from(`token ${token}`).toString('base64')}\n`,
  };
  for (const env of ['APP_NAME=demo\n', undefined]) {
    const scene = sceneWith(env);
    for (const [name, text] of Object.entries(parts)) scene.repo.write(name, text);
    scene.repo.git('add', '.');
    const { findings } = JSON.parse(scene.leakgate('staged', '--format', 'json').stdout);
    expect(findings.map(({ path }: { path: string }) => path).sort()).toEqual(Object.keys(parts).sort());
  }
});

it('stops it in a message, in a push, and finds it in the history', () => {
  const scene = sceneWith();
  scene.repo.addRemote();
  scene.repo.write('a.txt', 'a\n');
  scene.repo.git('add', 'a.txt');
  expect(scene.git('commit', '-m', `use ${password}`).code).toBe(1);
  scene.repo.write('a.txt', `const p = '${password}';\n`);
  scene.repo.git('add', 'a.txt');
  scene.git('commit', '-m', 'past the hook', '--no-verify');
  const push = scene.git('push', 'origin', 'HEAD:main');
  expect(push.code).toBe(1);
  expect(push.text).toContain('DB_PASSWORD');
  const history = scene.leakgate('history', '--format', 'json');
  expect(JSON.parse(history.stdout).findings.map(({ rule }: { rule: string }) => rule)).toContain('known-value');
});

it('is asked for again in a push when the .env has changed since the commit was cleared', () => {
  const scene = sceneWith('APP_NAME=demo\n');
  scene.repo.addRemote();
  scene.repo.write('a.txt', `once ${password} was only a word\n`);
  scene.repo.git('add', 'a.txt');
  expect(scene.commit().code).toBe(0);
  writeFileSync(join(scene.repo.dir, '.env'), `DB_PASSWORD=${password}\n`);
  expect(scene.git('push', 'origin', 'HEAD:main').code).toBe(1);
});

it('takes nothing from a template, from what a template shows, or from a .env that git holds', () => {
  const scene = sceneWith();
  writeFileSync(join(scene.repo.dir, '.env.example'), `DB_PASSWORD=${password}\n`);
  scene.repo.write('a.txt', `p ${password}\n`);
  scene.repo.git('add', 'a.txt', '.env.example');
  expect(scene.leakgate('staged', '--rule', 'known-value').code).toBe(0);
});

it('follows no link and no path out of the repository', () => {
  const scene = makeScene();
  const outside = join(scene.repo.root, 'outside');
  mkdirSync(outside);
  writeFileSync(join(outside, 'env'), `DB_PASSWORD=${password}\n`);
  writeFileSync(join(outside, 'sa.json'), JSON.stringify({ client_secret: password }));
  symlinkSync(join(outside, 'env'), join(scene.repo.dir, '.env'));
  writeFileSync(join(scene.repo.dir, '.env.local'), 'GOOGLE_APPLICATION_CREDENTIALS=../outside/sa.json\n');
  scene.repo.write('a.txt', `p ${password}\n`);
  scene.repo.git('add', 'a.txt');
  expect(scene.leakgate('staged').code).toBe(0);
});

it('can be switched off, allowed, and filtered by', () => {
  const scene = sceneWith();
  scene.repo.write('a.txt', `p ${password}\n`);
  scene.repo.git('add', 'a.txt');
  const { stdout } = scene.leakgate('staged', '--rule', 'known-value', '--format', 'json');
  const [{ fingerprint }] = JSON.parse(stdout).findings;
  expect(scene.leakgate('allow', fingerprint, '--reason', 'the demo account', '--owner', 'ada@example.org').code).toBe(
    0,
  );
  expect(scene.commit().code).toBe(0);
});

it('shows nothing of a value in any format or volume, by any command, and keeps nothing of it', () => {
  const scene = sceneWith();
  scene.repo.write('a.txt', `p ${password}\n`);
  scene.repo.git('add', 'a.txt');
  const [{ fingerprint }] = JSON.parse(scene.leakgate('staged', '--format', 'json').stdout).findings;
  const asked = [['staged'], ['explain', fingerprint], ['rules', 'known-value']];
  scene.git('commit', '-q', '--no-verify', '-m', 'past');
  asked.push(
    ['range', 'HEAD'],
    ['history', '--no-cache'],
    ['history', '--jobs', '2'],
    ['history'],
    ['doctor', '--no-live'],
  );
  for (const args of asked)
    for (const more of [[], ['--verbose'], ...['json', 'jsonl', 'sarif'].map((format) => ['--format', format])])
      scene.leakgate(...args, ...more);
  // Every run is kept in `printed`, which is looked through for the password, its base64 and its hex after the test.
  expect(scene.printed).toContain('The value of DB_PASSWORD in your .env');
  const kept = readdirSync(join(scene.repo.dir, '.git', 'leakgate'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'));
  expect(kept.length).toBeGreaterThan(0);
  for (const text of kept) expect(shownSecret(text, [password])).toBeNull();
});
