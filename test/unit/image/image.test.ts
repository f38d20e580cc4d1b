// Layouts and archives that the test writes itself: what is found in them, and what is said where something is missing.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { imageItems } from '../../../src/image/image-items.ts';
import { openImage } from '../../../src/image/open-image.ts';
import { isClean, isCleared, isSkipped } from '../../../src/model/source-item.ts';
import {
  digestOf,
  dockerSave,
  type Files,
  type ImagePlan,
  json,
  ociLayout,
  tarOf,
  writeFolder,
} from '../../support/oci-image.ts';
import { fileFromShell, hasTool } from '../../support/tool-files.ts';

let root: string;
let count = 0;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'leakgate-image-test-'));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

async function seen(path: string) {
  const texts: Record<string, string> = {};
  const gaps: string[] = [];
  const image = await openImage(path, 'app');
  try {
    for await (const item of imageItems('app', image.files, image.manifests)) {
      if (isSkipped(item)) gaps.push(`${item.skipped}: ${item.problem?.message}`);
      else if (!isCleared(item) && !isClean(item))
        texts[item.within?.via.join(' > ') ?? ''] = (item.source?.read(0, item.source.size) ?? item.bytes).toString();
    }
  } finally {
    image.close();
  }
  return { texts, gaps };
}

const inFolder = (files: Files) => {
  const folder = join(root, String(count++));
  mkdirSync(folder);
  writeFolder(folder, files);
  return seen(folder);
};
const inArchive = (files: Files, pack = (tar: Buffer) => tar) => {
  const path = join(root, `${count++}.tar`);
  writeFileSync(path, pack(tarOf(files)));
  return seen(path);
};

const plan: ImagePlan = {
  layers: [
    { 'app/.env': 'NAME=old', 'app/keep': 'kept', 'app/cache/a': 'a', 'link -> app/keep': '' },
    { 'app/.wh..env': '', 'app/keep': 'kept, but newer', 'app/cache/.wh..wh..opq': '', 'app/cache/b': 'b' },
  ],
  config: {
    Env: ['PATH=/bin', 'NAME=value'],
    Cmd: ['run', '--fast'],
    Labels: { who: 'me' },
    Healthcheck: { Test: ['CMD', 'curl'] },
  },
  history: [
    { created_by: '/bin/sh -c #(nop) ADD file:1 in /' },
    { created_by: 'ARG NAME=value', empty_layer: true },
    { created_by: 'RUN |1 NAME=value /bin/sh -c make # buildkit', comment: 'buildkit.dockerfile.v0' },
  ],
};

const layerNames = (compress: (tar: Buffer) => Buffer) =>
  plan.layers.map((files) => `layer ${digestOf(compress(tarOf(files))).slice(0, 19)}`);

const configTexts = {
  'config Env': 'PATH=/bin\nNAME=value',
  'config Cmd': 'run --fast',
  'config Labels': 'who=me',
  'config Healthcheck': 'Test=CMD curl',
  'history 1: ADD': '/bin/sh -c #(nop) ADD file:1 in /',
  'history 2: ARG': 'ARG NAME=value',
  'history 3: RUN': 'RUN |1 NAME=value /bin/sh -c make # buildkit\nbuildkit.dockerfile.v0',
};

function expected(compress: (tar: Buffer) => Buffer) {
  const [first, second] = layerNames(compress);
  return {
    ...configTexts,
    [`${first} > history 1: ADD > file /app/.env (deleted by a later layer)`]: 'NAME=old',
    [`${first} > history 1: ADD > file /app/keep (replaced by a later layer)`]: 'kept',
    [`${first} > history 1: ADD > file /app/cache/a (deleted by a later layer)`]: 'a',
    [`${first} > history 1: ADD > file /link`]: 'app/keep',
    [`${second} > history 3: RUN > file /app/keep`]: 'kept, but newer',
    [`${second} > history 3: RUN > file /app/cache/b`]: 'b',
  };
}

const ociTexts = { annotations: 'org.example.note=made for a test\n', 'config os': 'linux' };

describe('an image', () => {
  it('gives every layer of an OCI layout, also what later layers delete, config and history', async () => {
    const compress = (tar: Buffer) => gzipSync(tar);
    expect(await inFolder(ociLayout(plan))).toEqual({ texts: { ...expected(compress), ...ociTexts }, gaps: [] });
  });

  it('gives the same of an archive of the layout, compressed or not', async () => {
    const compress = (tar: Buffer) => gzipSync(tar);
    const whole = { texts: { ...expected(compress), ...ociTexts }, gaps: [] };
    expect(await inArchive(ociLayout(plan))).toEqual(whole);
    expect(await inArchive(ociLayout(plan), (tar) => gzipSync(tar))).toEqual(whole);
  });

  it('gives the same of what docker saved, and checks its layers by their ids in the config', async () => {
    expect(await inArchive(dockerSave(plan))).toEqual({ texts: expected((tar) => tar), gaps: [] });
  });

  it('reads layers without compression', async () => {
    const compress = (tar: Buffer) => tar;
    expect((await inFolder(ociLayout({ ...plan, compress }))).texts).toEqual({ ...expected(compress), ...ociTexts });
  });

  it.skipIf(!hasTool('zstd'))('reads layers in Zstandard, of several frames too', async () => {
    const compress = (tar: Buffer) => {
      const half = Math.floor(tar.length / 1024) * 512;
      const [a, b] = [tar.subarray(0, half), tar.subarray(half)];
      return fileFromShell('zstd -q -c a > out; zstd -q -c b >> out', { a, b });
    };
    expect((await inFolder(ociLayout({ ...plan, compress }))).texts).toEqual({ ...expected(compress), ...ociTexts });
  });

  it('names the platform of each image of an index, and looks at a layer once', async () => {
    const layers = [{ shared: 'same' }];
    const arm = { layers: [...layers, { a: 'arm' }], platform: { os: 'linux', architecture: 'arm64', variant: 'v8' } };
    const amd = { layers: [...layers, { a: 'amd' }], platform: { os: 'linux', architecture: 'amd64' } };
    const { texts, gaps } = await inFolder(ociLayout(arm, amd));
    const names = Object.keys(texts).filter((name) => name.includes('file'));
    expect(names.map((name) => name.replace(/layer sha256:\w+ > /, ''))).toEqual([
      'linux/arm64/v8 > file /a',
      'linux/arm64/v8 > file /shared',
      'linux/amd64 > file /a',
    ]);
    expect(gaps).toEqual([]);
  });

  it('reads attestations, which are no archives', async () => {
    const statement = json({ _type: 'https://in-toto.io/Statement/v0.1', predicate: { 'build-arg:NAME': 'value' } });
    const files = ociLayout({ layers: [{}], compress: () => statement });
    const index = JSON.parse(files['index.json'].toString());
    index.manifests[0].annotations = { 'vnd.docker.reference.type': 'attestation-manifest' };
    const { texts, gaps } = await inFolder({ ...files, 'index.json': json(index) });
    expect(texts[`attestation > layer ${digestOf(statement).slice(0, 19)}`]).toBe(statement.toString());
    expect(gaps).toEqual([]);
  });

  it('says which layer is missing, is not what its digest says, or is cut short', async () => {
    const files = ociLayout(plan);
    const [first] = layerNames((tar) => gzipSync(tar));
    const name = Object.keys(files).find((key) => key.includes(first.slice('layer sha256:'.length))) ?? '';
    const { [name]: layer, ...others } = files;
    const sentence = `"app" (${first}, history 1: ADD) was not scanned whole`;
    expect((await inFolder(others)).gaps).toEqual([`missing: ${sentence}: it is not there.`]);
    const other = gzipSync(tarOf({ 'app/other': 'other' }));
    const changed = await inFolder({ ...files, [name]: other });
    expect(changed.gaps).toEqual([`damaged: ${sentence}: its bytes are not what its digest says.`]);
    expect(Object.keys(changed.texts)).toContain(`${first} > history 1: ADD > file /app/other`);
    const cut = await inFolder({ ...files, [name]: layer.subarray(0, -40) });
    expect(cut.gaps).toEqual([`damaged: ${sentence}: it is damaged or cut short.`]);
  });

  it('says so when a manifest or the config is missing or damaged', async () => {
    const files = ociLayout(plan);
    const { manifests } = JSON.parse(files['index.json'].toString());
    const manifest = `blobs/${manifests[0].digest.replace(':', '/')}`;
    const without = (name: string) => Object.fromEntries(Object.entries(files).filter(([key]) => key !== name));
    expect((await inFolder(without(manifest))).gaps).toEqual([
      `missing: The image "app" names a manifest that is not there (${manifests[0].digest}).`,
    ]);
    expect((await inFolder({ ...files, [manifest]: Buffer.from('{') })).gaps).toEqual([
      `damaged: The image "app" has a manifest that is not what its digest says (${manifests[0].digest}).`,
      `damaged: The image "app" has a manifest that cannot be read (${manifests[0].digest}).`,
    ]);
    const { config } = JSON.parse(files[manifest].toString());
    expect((await inFolder(without(`blobs/${config.digest.replace(':', '/')}`))).gaps).toEqual([
      'missing: "app" (config) was not scanned whole: it is not there.',
    ]);
  });

  it('says of a layer that lies elsewhere that it does', async () => {
    const files = ociLayout({ layers: [{ a: 'a' }] });
    const { manifests } = JSON.parse(files['index.json'].toString());
    const old = `blobs/${manifests[0].digest.replace(':', '/')}`;
    const manifest = JSON.parse(files[old].toString());
    const [layer] = manifest.layers;
    layer.urls = ['https://example.com/layer'];
    const bytes = json(manifest);
    const index = json({ manifests: [{ digest: digestOf(bytes) }] });
    const { [`blobs/${layer.digest.replace(':', '/')}`]: _, ...others } = files;
    const { gaps } = await inFolder({
      ...others,
      [`blobs/${digestOf(bytes).replace(':', '/')}`]: bytes,
      'index.json': index,
    });
    expect(gaps[0]).toContain('it may not be passed on and lies elsewhere');
  });

  it('follows no link and no name out of the folder', async () => {
    const outside = join(root, 'outside');
    writeFileSync(outside, 'not part of it');
    const folder = join(root, String(count++));
    mkdirSync(folder);
    writeFolder(folder, {
      'manifest.json': json([{ Config: '../outside', Layers: ['linked', '/etc/passwd', '../outside'] }]),
    });
    symlinkSync(outside, join(folder, 'linked'));
    const { texts, gaps } = await seen(folder);
    expect(texts).toEqual({});
    expect(gaps).toHaveLength(4);
  });

  it.skipIf(!hasTool('mkfifo'))('waits for no pipe', async () => {
    const folder = join(root, String(count++));
    mkdirSync(folder);
    writeFolder(folder, ociLayout(plan));
    rmSync(join(folder, 'oci-layout'));
    const [blob] = Object.keys(ociLayout(plan)).filter((name) => name.startsWith('blobs/'));
    rmSync(join(folder, blob));
    execFileSync('mkfifo', [join(folder, blob), join(folder, 'pipe')]);
    const { gaps } = await seen(folder);
    expect(gaps).toHaveLength(1);
    await expect(openImage(join(folder, 'pipe'), 'pipe')).rejects.toMatchObject({ code: 'no-image' });
  });

  it('tells what is annotated anywhere, and content within descriptors', async () => {
    const files = ociLayout(plan);
    const index = JSON.parse(files['index.json'].toString());
    index.annotations = { 'of.the.index': 'one' };
    index.manifests[0].annotations = { 'of.the.entry': 'two' };
    const name = `blobs/${index.manifests[0].digest.replace(':', '/')}`;
    const manifest = JSON.parse(files[name].toString());
    manifest.layers[0].annotations = { 'of.the.layer': 'three' };
    manifest.config.data = 'Zm91cg==';
    const changed = json(manifest);
    index.manifests[0].digest = digestOf(changed);
    files[`blobs/${digestOf(changed).replace(':', '/')}`] = changed;
    files['index.json'] = json(index);
    const { texts, gaps } = await inFolder(files);
    for (const text of ['of.the.index=one', 'of.the.entry=two', 'of.the.layer=three', 'data=Zm91cg=='])
      expect(texts.annotations).toContain(text);
    expect(gaps).toEqual([]);
  });

  it('scans a config that nests without end as it stands, and takes no manifest that does', async () => {
    const depth = 200_000;
    const deep = Buffer.from(`{"config":${'['.repeat(depth)}"the text in it"${']'.repeat(depth)}}`);
    const name = digestOf(deep).slice('sha256:'.length);
    const { texts, gaps } = await inFolder({
      [name]: deep,
      'manifest.json': json([{ Config: name, Layers: [] }]),
    });
    expect(texts.config).toBe(deep.toString());
    expect(gaps).toEqual([]);
    await expect(inFolder({ 'manifest.json': Buffer.from('['.repeat(depth)) })).rejects.toMatchObject({
      code: 'no-image',
    });
  });

  it('takes no name of a million folders', async () => {
    const { gaps } = await inFolder({ 'manifest.json': json([{ Config: '', Layers: ['a/'.repeat(1_000_000)] }]) });
    expect(gaps).toHaveLength(1);
    expect(gaps[0]).toMatch(/^missing: /);
  });

  it('does not fill the disk with what an archive is said to become', async () => {
    const path = join(root, `${count++}.tar.gz`);
    const zeros = gzipSync(Buffer.alloc(16 * 1024 * 1024));
    writeFileSync(path, zeros);
    await expect(openImage(path, 'app', 1024)).rejects.toMatchObject({ code: 'image-too-large' });
  });

  it('says that there are more images than are looked at', async () => {
    const list = Array.from({ length: 1001 }, () => ({ Config: '', Layers: [] }));
    const { gaps } = await inFolder({ 'manifest.json': json(list) });
    expect(gaps).toEqual(['limit: The image "app" holds more than 1000 images.']);
  });

  it('looks at what stands behind the end of a layer', async () => {
    const tar = (name: string) => tarOf({ [name]: name });
    for (const compress of [(bytes: Buffer) => gzipSync(bytes), (bytes: Buffer) => bytes]) {
      const whole = (bytes: Buffer) =>
        compress(Buffer.concat([bytes, tar('second'), Buffer.from('text behind the end')]));
      const { texts, gaps } = await inFolder(ociLayout({ layers: [{ first: 'first' }], compress: whole }));
      expect(Object.values(texts)).toEqual(expect.arrayContaining(['first', 'second', 'text behind the end']));
      expect(gaps).toEqual([]);
    }
  });

  it('refuses what holds no image', async () => {
    const path = join(root, 'none.tar');
    writeFileSync(path, tarOf({ a: 'a' }));
    await expect(openImage(path, 'none.tar')).rejects.toThrow('There is no container image in "none.tar".');
    await expect(openImage(root, '.')).rejects.toThrow('There is no container image');
    await expect(openImage(join(root, 'gone'), 'gone')).rejects.toThrow('There is no file or folder "gone".');
  });
});
