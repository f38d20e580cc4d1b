// Manifests, templates, pipelines and Dockerfiles as people write them: the secret at its place with what to write instead, and
// the twin that only refers to a secret, in which nothing is found.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fillTemplate } from '../support/fill-template.ts';
import { runCli } from '../support/run-cli.ts';
import { ScratchRepo } from '../support/scratch-repo.ts';
import { manifestKinds } from './manifest-kinds.ts';

/** Typed by a person, and found by its name alone. */
const password = fillTemplate('{lower:3}{digit:2}{upper:4}{digit:1}{lower:3}', 7);
/** Longer: for names that speak of tokens. */
const token = fillTemplate('{alnum:28}', 9);
const inBase64 = (text: string) => Buffer.from(text).toString('base64');

interface Told {
  readonly rule: string;
  readonly path: string;
  readonly line: number;
  readonly column: number;
  readonly blocks: boolean;
  readonly layer?: readonly string[];
  readonly facts?: Readonly<Record<string, string>>;
  readonly remedy: readonly string[];
}

let repo: ScratchRepo;
beforeEach(() => {
  repo = new ScratchRepo();
});
afterEach(() => repo.dispose());

function write(path: string, text: string): void {
  mkdirSync(dirname(join(repo.dir, path)), { recursive: true });
  writeFileSync(join(repo.dir, path), text);
}

function run(...args: string[]): Told[] {
  const { stdout, text, code } = runCli(repo, [...args, '--format', 'json']);
  for (const secret of [password, token, inBase64(password), inBase64(token)]) expect(text).not.toContain(secret);
  const { findings } = JSON.parse(stdout) as { findings: Told[] };
  expect(code).toBe(findings.some(({ blocks }) => blocks) ? 1 : 0);
  return findings;
}

/** `«…»` marks where a secret is expected; the text without the marks, and the places of them. */
function marked(template: string): { text: string; places: string[] } {
  const filled = template
    .replaceAll('PASSWORD64', inBase64(password))
    .replaceAll('TOKEN64', inBase64(token))
    .replaceAll('PASS_WORD', password)
    .replaceAll('TO_KEN', token);
  const places: string[] = [];
  const lines = filled.split('\n').map((line, at) => {
    let clean = line;
    for (let mark = clean.indexOf('«'); mark >= 0; mark = clean.indexOf('«')) {
      places.push(`${at + 1}:${mark + 1}`);
      clean = clean.replace('«', '').replace('»', '');
    }
    return clean;
  });
  return { text: lines.join('\n'), places };
}

describe.each(manifestKinds)('$kind', ({ path, secret, twin, instead }) => {
  it('is read: each secret at its place, with what to write instead', () => {
    const { text, places } = marked(secret);
    write(path, text);
    const found = run('scan', path);
    expect(found.map(({ line, column }) => `${line}:${column}`)).toEqual(places);
    for (const { remedy } of found) expect(remedy[0]).toMatch(instead);
  });

  it('has a twin with references in which nothing is found', () => {
    write(path, twin);
    expect(run('scan', path).map(({ rule, line }) => `${rule} ${line}`)).toEqual([]);
  });
});

describe('a Secret manifest', () => {
  const manifest = `apiVersion: v1
kind: Secret
metadata:
  name: db
  namespace: shop
data:
  username: YWRtaW4=
  password: ${inBase64(password)}
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: other
data:
  extra: ${inBase64(password)}
`;
  const expected = { key: 'data.password', secret: 'db', namespace: 'shop', base64: 'is encoding, not encryption' };
  const told = ([finding, ...others]: Told[]) => {
    expect(others).toEqual([]);
    expect(finding).toMatchObject({ rule: 'kubernetes-secret-manifest', path: 'k8s/db.yaml', line: 8, column: 13 });
    expect(finding.facts).toMatchObject(expected);
  };

  it('is told by key and name when it is staged, and by the hook', () => {
    write('k8s/db.yaml', manifest);
    repo.git('add', '.');
    told(run('staged'));
    const { text, code } = runCli(repo, ['staged']);
    expect(code).toBe(1);
    expect(text).toContain('key data.password, secret db, namespace shop, base64 is encoding, not encryption');
    expect(text).toContain('SealedSecret');
  });

  it('is told in the history, after many versions of it, and of a list in JSON', () => {
    write('k8s/db.yaml', manifest.replace(inBase64(password), '""'));
    repo.git('add', '.');
    repo.git('commit', '--quiet', '-m', 'empty');
    write('k8s/db.yaml', manifest);
    repo.git('add', '.');
    repo.git('commit', '--quiet', '-m', 'filled');
    rmSync(join(repo.dir, 'k8s/db.yaml'));
    const list = {
      kind: 'List',
      items: [{ data: { token: inBase64(token) }, kind: 'Secret', metadata: { name: 'api' } }],
    };
    write('list.json', JSON.stringify(list));
    repo.git('add', '-A');
    repo.git('commit', '--quiet', '-m', 'gone');
    repo.git('gc', '--quiet');
    const found = run('history', '--no-cache');
    told(found.filter(({ path }) => path === 'k8s/db.yaml'));
    const [other] = found.filter(({ path }) => path === 'list.json');
    expect(other.facts).toMatchObject({ key: 'data.token', secret: 'api' });
    expect(other.remedy.join(' ')).toContain('keep the manifest out of git');
  });

  it('names the value for rules that know more: a registry login', () => {
    const auth = inBase64(`svc:${password}`);
    const config = JSON.stringify({ auths: { 'r.corp.net': { username: 'svc', password, auth } } });
    write('reg.yaml', `kind: Secret\nmetadata:\n  name: reg\ndata:\n  .dockerconfigjson: ${inBase64(config)}\n`);
    const found = run('scan', 'reg.yaml');
    expect(found.map(({ rule }) => rule)).toContain('docker-config-auth');
    for (const { facts, layer } of found) {
      expect(facts).toMatchObject({
        key: 'data[.dockerconfigjson]',
        secret: 'reg',
        base64: 'is encoding, not encryption',
      });
      expect(layer).toEqual(['base64']);
    }
  });

  it('shows a short and weak value, too', () => {
    write('a.yaml', `kind: Secret\nmetadata: {name: a}\ndata:\n  password: ${inBase64('password123')}\n`);
    expect(run('scan', 'a.yaml')).toMatchObject([{ line: 4, facts: { key: 'data.password' } }]);
  });

  it('takes time in proportion to hostile text', () => {
    const hostile = [
      'kind: Secret\n'.repeat(40_000),
      `${' kind: Secret\n'.repeat(300)}${'  kind: Secret\n'.repeat(300)}`.repeat(60),
      '"kind":"Secret",'.repeat(40_000),
      `kind: Secret\ndata:\n${'  a: b\n'.repeat(70_000)}`,
      `{"kind":"Secret","data":{${'"a":"'.repeat(80_000)}`,
      `${' '.repeat(8000)}\n`.repeat(60).replaceAll('\n', '\nkind: Secret\n'),
    ];
    for (const [at, text] of hostile.entries()) write(`hostile-${at}.yaml`, text);
    expect(run('scan', '.')).toEqual([]);
  });
});
