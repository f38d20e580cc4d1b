import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { type GateScene, gateScenes } from '../support/gate-scene.ts';
import { putScript } from '../support/hook-scene.ts';
import { awsPair, githubToken, harmless } from '../support/planted.ts';

const newScene = gateScenes(afterEach);

/** Stages everything and commits: refused, with `place` named, and HEAD where it was. */
function expectBlocked(scene: GateScene, place: string): void {
  const head = scene.head();
  scene.repo.git('add', '--all', '--force');
  const outcome = scene.commit();
  expect(outcome.stderr).toMatch(/^leakgate blocked this commit: \d+ secrets?$/m);
  expect(outcome.stderr).toContain(`\n  ${place}`);
  expect(outcome.code).toBe(1);
  expect(scene.head()).toBe(head);
}

function expectPassed(scene: GateScene): string {
  const head = scene.head();
  scene.repo.git('add', '--all', '--force');
  const outcome = scene.commit();
  expect(outcome.stderr).toMatch(/^leakgate(: clean| lets this commit pass)/m);
  expect(outcome.code).toBe(0);
  expect(scene.head()).not.toBe(head);
  return outcome.stderr;
}

describe('names', () => {
  const names: readonly (readonly [name: string | Buffer, shown: string])[] = [
    ['a b  c.ini', 'a b  c.ini'],
    ['a\nb\tc.ini', 'a\\x0ab\\x09c.ini'],
    [`a"b'c\\d.ini`, `a"b'c\\d.ini`],
    ['--output=x', '--output=x'],
    ['-rf/--help', '-rf/--help'],
    ['schlüssel-鍵.ini', 'schlüssel-鍵.ini'],
    [Buffer.from('caf\xe9.ini', 'latin1'), 'caf\\xe9.ini'],
    [`${'n'.repeat(250)}.ini`, `${'n'.repeat(250)}.ini`],
    [`${'deep/'.repeat(200)}a.ini`, `${'deep/'.repeat(200)}a.ini`],
    [':(glob)**.ini', ':(glob)**.ini'],
    [':!conf', ':!conf'],
    ['HEAD', 'HEAD'],
    ['conf.', 'conf.'],
    ['a\u001b[2J\u001b]0;x\u0007.ini', 'a\\x1b[2J\\x1b]0;x\\x07.ini'],
    ['a\u202egpj.ini', 'a\\u{202e}gpj.ini'],
  ];

  it('finds a secret in each file, whatever its name is, and prints none of its control characters', () => {
    const scene = newScene();
    for (const [name, shown] of names) scene.plant(name, awsPair(shown));
    const head = scene.head();
    scene.repo.git('add', '--all', '--force');
    const outcome = scene.commit();
    expect(outcome.stderr).toContain(`leakgate blocked this commit: ${names.length} secrets\n`);
    for (const [, shown] of names) expect(outcome.stderr).toContain(`\n  ${shown}:2:25\n`);
    expect(outcome.code).toBe(1);
    expect(scene.head()).toBe(head);
    expect(outcome.text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
  });

  it('tells names apart that differ in case alone', () => {
    const scene = newScene();
    scene.repo.write('Conf.ini', 'harmless\n');
    scene.plant('conf.ini', awsPair('case'));
    expectBlocked(scene, 'conf.ini:2:25');
  });

  it('finds a secret in the name itself and does not repeat it', () => {
    const scene = newScene();
    const { secret } = scene.keepSecret(githubToken('in a name'));
    scene.repo.write(`backup/${secret}.txt`, 'harmless\n');
    const head = scene.head();
    scene.repo.git('add', '--all');
    const outcome = scene.commit();
    expect(outcome.stderr).toContain('leakgate blocked this commit: 1 secret\n');
    expect(outcome.stderr).toContain('the name of a file');
    expect(outcome.code).toBe(1);
    expect(scene.head()).toBe(head);
  });

  it('tells the place of a finding in a file whose old name holds a secret without that secret', () => {
    const scene = newScene();
    const { secret } = scene.keepSecret(githubToken('in an old name'));
    const path = `backup/${secret}.ini`;
    scene.repo.write(path, 'harmless\n');
    scene.repo.commit('let through');
    scene.plant(path, awsPair('below it'));
    expectBlocked(scene, `backup/ghp_…${secret.slice(-4)}.ini:2:25`);
    const staged = scene.leakgate('staged', '--format', 'json', '--rule', 'aws-secret-access-key');
    const [{ fingerprint }] = (JSON.parse(staged.stdout) as { findings: { fingerprint: string }[] }).findings;
    expect(fingerprint).toMatch(/^aws-secret-access-key:\*:[0-9a-f]{4}$/);
  });
});

/** Paths of findings in the order of the report. */
function blockedPlaces(scene: GateScene): string[] {
  const head = scene.head();
  scene.repo.git('add', '--all', '--force');
  const outcome = scene.commit();
  expect(outcome.code).toBe(1);
  expect(scene.head()).toBe(head);
  return [...outcome.stderr.matchAll(/^ {2}(\S+:\d+:\d+)$/gm)].map(([, place]) => place);
}

describe('attributes', () => {
  const attributes = [
    '-diff',
    'binary',
    '-text',
    'diff=custom',
    'diff=custom -text',
    'export-ignore',
    'export-subst',
    'linguist-generated',
    'linguist-vendored',
    'merge=ours',
    'ident',
    'eol=crlf',
    'encoding=utf-16',
  ];

  it('makes no difference of any', () => {
    const scene = newScene();
    const driver = join(scene.repo.root, 'driver');
    putScript(driver, 'exit 0');
    for (const key of ['command', 'textconv']) scene.repo.git('config', `diff.custom.${key}`, driver);
    const files = attributes.map((attribute) => ({ attribute, path: `${attribute.replace(/\W+/g, '_')}.ini` }));
    scene.repo.write('.gitattributes', files.map(({ attribute, path }) => `${path} ${attribute}\n`).join(''));
    for (const { attribute, path } of files) scene.plant(path, awsPair(attribute));
    expect(blockedPlaces(scene)).toEqual(files.map(({ path }) => `${path}:2:25`).sort());
  });
});

describe('settings', () => {
  const settings = [
    ['color.ui', 'always'],
    ['diff.noprefix', 'true'],
    ['diff.mnemonicPrefix', 'true'],
    ['diff.external', '/bin/false'],
    ['diff.interHunkContext', '50'],
    ['diff.renames', 'copies'],
    ['diff.renameLimit', '1'],
    ['diff.ignoreSubmodules', 'all'],
    ['diff.relative', 'true'],
    ['diff.orderFile', '/dev/null'],
    ['log.showSignature', 'true'],
    ['log.date', 'relative'],
    ['core.quotePath', 'true'],
    ['core.abbrev', '5'],
    ['core.pager', '/bin/false'],
    ['core.ignoreCase', 'true'],
    ['core.precomposeUnicode', 'true'],
    ['core.checkStat', 'minimal'],
    ['index.version', '4'],
    ['core.untrackedCache', 'true'],
    ['core.splitIndex', 'true'],
    ['core.commentChar', 'a'],
    ['i18n.logOutputEncoding', 'UTF-16'],
    ['status.showUntrackedFiles', 'no'],
  ];

  it('makes no difference of any', () => {
    const scene = newScene();
    scene.repo.write('ä.ini', harmless(3));
    scene.repo.commit('base');
    for (const [key, value] of settings) scene.repo.git('config', key, value);
    scene.plant('ä.ini', awsPair('settings'), { before: harmless(3) });
    expect(blockedPlaces(scene)).toEqual(['ä.ini:5:25']);
  });

  it('makes no difference of a file of attributes that the user set', () => {
    const scene = newScene();
    scene.repo.write('../attributes', '* -diff binary\n');
    scene.repo.git('config', 'core.attributesFile', join(scene.repo.root, 'attributes'));
    scene.plant('conf.ini', awsPair('attributesFile'));
    expectBlocked(scene, 'conf.ini:2:25');
  });
});

describe('filters: what git stores is what counts', () => {
  it('finds a secret behind converted line ends', () => {
    const scene = newScene();
    scene.repo.git('config', 'core.autocrlf', 'true');
    const pair = scene.keepSecret(awsPair('crlf'));
    scene.repo.write('conf.ini', pair.text.replaceAll('\n', '\r\n'));
    expectBlocked(scene, 'conf.ini:2:25');
  });

  it('lets a file pass whose clean filter takes the secret out, and blocks what a filter brings in', () => {
    const scene = newScene();
    const { secret } = scene.keepSecret(githubToken('filter'));
    scene.repo.git('config', 'filter.tidy.clean', `sed 's/${secret}/REDACTED/'`);
    scene.repo.git('config', 'filter.spill.clean', `sed 's/REDACTED/${secret}/'`);
    scene.repo.write('.gitattributes', '*.tidy filter=tidy\n*.spill filter=spill\n');
    scene.repo.write('conf.tidy', `token: ${secret}\n`);
    expectPassed(scene);
    expect(scene.repo.git('show', 'HEAD:conf.tidy')).toBe('token: REDACTED');
    scene.repo.write('conf.spill', 'token: REDACTED\n');
    expectBlocked(scene, 'conf.spill:1:8');
  });

  it('finds a secret in a file that git stores in another encoding than the working tree has', () => {
    const scene = newScene();
    scene.repo.write('.gitattributes', '*.ini text working-tree-encoding=UTF-16LE\n');
    scene.repo.write('conf.ini', Buffer.from(scene.keepSecret(awsPair('encoding')).text, 'utf16le'));
    expectBlocked(scene, 'conf.ini:2:25');
  });

  it('scans an LFS pointer as text and says that it is one', () => {
    const scene = newScene();
    const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${'5a'.repeat(32)}\nsize 12345\n`;
    scene.repo.write('model.bin', pointer);
    expect(expectPassed(scene)).toContain('1 LFS file (its pointer was checked)');
    scene.repo.write('other.bin', `${pointer}x-token ${scene.keepSecret(githubToken('lfs')).secret}\n`);
    expectBlocked(scene, 'other.bin:4:9');
  });
});
