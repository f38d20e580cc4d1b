// Container images as builders write them: an OCI layout in a folder, an archive of `docker save`.
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';

const block = 512;

/** One member of a tar file. */
function member(name: string, content: Buffer, type = '0', link = ''): Buffer {
  const header = Buffer.alloc(block);
  header.write(name, 0);
  header.write('0000644\0', 100);
  header.write(`${(type === '0' ? content.length : 0).toString(8).padStart(11, '0')}\0`, 124);
  header.write('00000000000\0', 136);
  header.write('        ', 148);
  header.write(type, 156);
  header.write(link, 157);
  header.write('ustar\x0000', 257);
  header.write(
    `${header
      .reduce((sum, byte) => sum + byte, 0)
      .toString(8)
      .padStart(6, '0')}\0 `,
    148,
  );
  const padding = Buffer.alloc((block - (content.length % block)) % block);
  return Buffer.concat([header, content, padding]);
}

export type Files = Readonly<Record<string, string | Buffer>>;

/** A tar file; a name that ends in ` -> target` is a symbolic link. */
export function tarOf(files: Files): Buffer {
  const members = Object.entries(files).map(([name, content]) => {
    const [path, target] = name.split(' -> ');
    return target === undefined ? member(path, Buffer.from(content)) : member(path, Buffer.alloc(0), '2', target);
  });
  return Buffer.concat([...members, Buffer.alloc(2 * block)]);
}

export const digestOf = (bytes: Buffer) => `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
export const json = (value: unknown) => Buffer.from(JSON.stringify(value));

export interface ImagePlan {
  readonly layers: readonly Files[];
  readonly config?: object;
  readonly history?: readonly object[];
  readonly platform?: object;
  readonly compress?: (tar: Buffer) => Buffer;
}

type Blobs = Record<string, Buffer>;

function addBlob(blobs: Blobs, bytes: Buffer, mediaType: string) {
  const digest = digestOf(bytes);
  blobs[`blobs/${digest.replace(':', '/')}`] = bytes;
  return { mediaType, digest, size: bytes.length };
}

function manifestOf(blobs: Blobs, { layers, config, history, compress = (tar) => gzipSync(tar) }: ImagePlan) {
  const tars = layers.map(tarOf);
  const rootfs = { type: 'layers', diff_ids: tars.map(digestOf) };
  const manifest = {
    schemaVersion: 2,
    config: addBlob(blobs, json({ os: 'linux', config, history, rootfs }), 'application/vnd.oci.image.config.v1+json'),
    layers: tars.map((tar) => addBlob(blobs, compress(tar), 'application/vnd.oci.image.layer.v1.tar+gzip')),
    annotations: { 'org.example.note': 'made for a test' },
  };
  return addBlob(blobs, json(manifest), 'application/vnd.oci.image.manifest.v1+json');
}

/** The files of an OCI layout with an image for each plan. */
export function ociLayout(...plans: readonly ImagePlan[]): Record<string, Buffer> {
  const blobs: Blobs = {};
  const manifests = plans.map((plan) => ({
    ...manifestOf(blobs, plan),
    ...(plan.platform && { platform: plan.platform }),
  }));
  return {
    'oci-layout': json({ imageLayoutVersion: '1.0.0' }),
    'index.json': json({ schemaVersion: 2, manifests }),
    ...blobs,
  };
}

/** The files of an archive as docker saved them before it knew OCI. */
export function dockerSave({ layers, config, history }: ImagePlan): Record<string, Buffer> {
  const tars = layers.map(tarOf);
  const text = json({ config, history, rootfs: { diff_ids: tars.map(digestOf) } });
  const name = `${digestOf(text).slice('sha256:'.length)}.json`;
  const names = tars.map((_, at) => `${String(at).repeat(64)}/layer.tar`);
  return {
    ...Object.fromEntries(tars.map((tar, at) => [names[at], tar])),
    [name]: text,
    'manifest.json': json([{ Config: name, RepoTags: ['app:1'], Layers: names }]),
  };
}

export function writeFolder(folder: string, files: Files): void {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
}
