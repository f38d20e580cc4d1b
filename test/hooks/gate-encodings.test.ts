// Encodings, sizes, key blocks and encrypted contents. Situations 16 to 19.
import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { fillTemplate } from '../support/fill-template.ts';
import { type GateScene, gateScenes } from '../support/gate-scene.ts';
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

describe('encodings', () => {
  const swap = (text: string) => Buffer.from(text, 'utf16le').swap16();
  const utf32 = (text: string, isLittle: boolean) => {
    const bytes = Buffer.alloc(text.length * 4);
    for (let at = 0; at < text.length; at++)
      if (isLittle) bytes.writeUInt32LE(text.charCodeAt(at), at * 4);
      else bytes.writeUInt32BE(text.charCodeAt(at), at * 4);
    return bytes;
  };
  const bytesOf = (...parts: (string | Buffer | number[])[]) =>
    Buffer.concat(parts.map((part) => (Array.isArray(part) ? Buffer.from(part) : Buffer.from(part as string))));

  const encodings: readonly (readonly [name: string, encode: (text: string) => Buffer, place: string])[] = [
    ['UTF-16LE with a mark', (text) => Buffer.from(`\ufeff${text}`, 'utf16le'), ':2:25'],
    ['UTF-16BE with a mark', (text) => swap(`\ufeff${text}`), ':2:25'],
    ['UTF-16LE without a mark', (text) => Buffer.from(text, 'utf16le'), ':2:25'],
    ['UTF-16BE without a mark', swap, ':2:25'],
    ['UTF-32LE with a mark', (text) => utf32(`\ufeff${text}`, true), ':2:25'],
    ['UTF-32BE without a mark', (text) => utf32(text, false), ':2:25'],
    ['UTF-16LE with a lone surrogate', (text) => Buffer.from(`\ufeff\ud800\n${text}`, 'utf16le'), ':3:25'],
    ['UTF-16LE that ends in half a unit', (text) => bytesOf(Buffer.from(`\ufeff${text}`, 'utf16le'), [0x41]), ':2:25'],
    ['UTF-8 with a mark', (text) => Buffer.from(`\ufeff${text}`), ':2:25'],
    ['a mark in the middle', (text) => Buffer.from(`x\ufeff\n${text}`), ':3:25'],
    ['NUL bytes in the text', (text) => bytesOf('x\0y\n', text, [0]), ':3:25'],
    ['latin-1 letters', (text) => bytesOf([0xe4, 0xf6, 0xfc, 0x0a], text), ':3:25'],
    ['invalid UTF-8', (text) => bytesOf([0xff, 0xc0, 0x80, 0xed, 0xa0, 0x80, 0x0a], text), ':3:25'],
    ['binary data', (text) => bytesOf(Buffer.alloc(9000, 7), '\n', text), ':3:25'],
    ['old Mac line ends', (text) => Buffer.from(text.replaceAll('\n', '\r')), ':'],
  ];

  it('finds a secret in each', () => {
    const scene = newScene();
    const path = (name: string) => name.replace(/\W+/g, '_');
    for (const [name, encode] of encodings) scene.repo.write(path(name), encode(scene.keepSecret(awsPair(name)).text));
    const head = scene.head();
    scene.repo.git('add', '--all');
    const outcome = scene.commit();
    expect(outcome.stderr).toContain(`leakgate blocked this commit: ${encodings.length} secrets\n`);
    for (const [name, , place] of encodings) expect(outcome.stderr).toContain(`\n  ${path(name)}${place}`);
    expect(scene.head()).toBe(head);
  });

  it('counts columns in UTF-16 units', () => {
    const scene = newScene();
    scene.repo.write('f', `äö😀 ${scene.keepSecret(githubToken('columns')).secret}\n`);
    expectBlocked(scene, 'f:1:6');
  });
});

describe('large contents', () => {
  it('finds a secret at the end of a line of 5 MB, and at the end of a file of 40 MB', () => {
    const scene = newScene();
    const line = `${'const a="x";'.repeat(5_000_000 / 12)} t="${scene.keepSecret(githubToken('long')).secret}"`;
    scene.repo.write('line.js', line);
    scene.repo.write('large.log', harmless(1_500_000) + scene.keepSecret(awsPair('large')).text);
    scene.repo.git('add', '--all');
    const blocked = scene.commit();
    expect(blocked.stderr).toContain('leakgate blocked this commit: 2 secrets');
    expect(blocked.stderr).toContain('\n  large.log:1500002:25');
    expect(blocked.stderr).toContain(`\n  line.js:1:${line.length - 40}`);
  });
});

describe('key blocks', () => {
  const key = (seed: string) => fillTemplate('{pem:pkcs8}', seed);

  it('blocks a new body inside unchanged BEGIN and END lines, and not an edit beside the block', () => {
    const scene = newScene();
    const old = key('old');
    scene.secrets.push(...old.split('\n').slice(1, -1));
    scene.repo.write('server.pem', `${old}\n`);
    scene.repo.commit('let through before');
    scene.repo.write('server.pem', `a remark\n${old}\nanother\n`);
    expectPassed(scene);
    const fresh = fillTemplate('{pem:ec}', 'fresh').split('\n').slice(1, -1).join('\n');
    scene.secrets.push(...fresh.split('\n'));
    const [begin, ...rest] = old.split('\n');
    scene.repo.write('server.pem', `a remark\n${begin}\n${fresh}\n${rest.at(-1)}\nanother\n`);
    expectBlocked(scene, 'server.pem:2:1');
  });
});

describe('encrypted contents', () => {
  const hex = (seed: string) => fillTemplate('{hex:80}', seed);
  const base64 = (seed: string, length: number) => fillTemplate(`{b64:${length}}`, seed);
  const encrypted: readonly (readonly [path: string, content: string | Buffer])[] = [
    [
      'group_vars/all/vault.yml',
      `$ANSIBLE_VAULT;1.1;AES256\n${[1, 2, 3, 4, 5].map((at) => hex(`vault ${at}`)).join('\n')}\n`,
    ],
    [
      'secrets.enc.yaml',
      `db:\n    password: ENC[AES256_GCM,data:${base64('a', 24)},iv:${base64('b', 43)}=,tag:${base64('c', 22)}==,type:str]\n` +
        `    api_key: ENC[AES256_GCM,data:${base64('d', 40)},iv:${base64('e', 43)}=,tag:${base64('f', 22)}==,type:str]\n` +
        `sops:\n    mac: ENC[AES256_GCM,data:${base64('g', 80)},iv:${base64('h', 43)}=,tag:${base64('i', 22)}==,type:str]\n`,
    ],
    [
      'sealed.yaml',
      'apiVersion: bitnami.com/v1alpha1\nkind: SealedSecret\nspec:\n  encryptedData:\n' +
        `    password: Ag${base64('j', 300)}\n    token: Ag${base64('k', 300)}\n`,
    ],
    ['secret.key', Buffer.concat([Buffer.from('\0GITCRYPT\0'), Buffer.from(base64('l', 400), 'base64')])],
    [
      'secrets.age',
      `age-encryption.org/v1\n-> X25519 ${base64('m', 43)}\n${base64('n', 43)}\n--- ${base64('o', 43)}\n`,
    ],
  ];

  it('makes no noise about them', () => {
    const scene = newScene();
    for (const [path, content] of encrypted) scene.repo.write(path, content);
    expect(expectPassed(scene)).toContain('leakgate: clean, 5 of 5 staged files');
  });

  it('still finds a plain secret beside encrypted ones', () => {
    const scene = newScene();
    const { secret } = scene.keepSecret(githubToken('beside'));
    scene.repo.write('secrets.yaml', `a: ENC[AES256_GCM,data:${base64('p', 24)},type:str]\nb: ${secret}\n`);
    expectBlocked(scene, 'secrets.yaml:2:4');
  });
});

it('gives an executable file no other treatment', () => {
  const scene = newScene();
  scene.plant('run.sh', awsPair('x bit'));
  chmodSync(join(scene.repo.dir, 'run.sh'), 0o755);
  expectBlocked(scene, 'run.sh:2:25');
});
