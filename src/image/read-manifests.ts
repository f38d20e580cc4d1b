// What an image consists of: index.json and the manifests it names (OCI image specification 1.1), or docker's manifest.json.
import type { ByteSource } from '../model/byte-source.ts';
import type { ImageFiles } from './image-files.ts';
import { digestMatches } from './verify-digest.ts';

/** A blob that a manifest names. */
export interface Blob {
  /** `sha256:…`, or the name of its file where docker told no digest. */
  readonly digest: string;
  readonly name: string;
  readonly mediaType: string;
  /** Where it can be had when it is not here: layers that may not be passed on. */
  readonly urls: readonly string[];
}

export interface Image {
  /** `linux/arm64`, `attestation`; empty where there is only one. */
  readonly label: string;
  readonly config: Blob | null;
  readonly layers: readonly Blob[];
  /** Annotations of the manifest, as `key=value` lines. */
  readonly annotations: string;
}

export interface Missing {
  readonly kind: 'missing' | 'damaged' | 'limit';
  /** The end of a sentence that begins with `The image …`. */
  readonly reason: string;
}

export interface Manifests {
  readonly images: readonly Image[];
  readonly missing: readonly Missing[];
}

/** A manifest is some kilobytes; the specification lets registries refuse those above 4 MiB. */
const mostJson = 16 * 1024 * 1024;
/** Indexes may name indexes. */
const mostDepth = 4;
const mostImages = 1000;

type Json = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** Objects and lists in each other; a manifest has five. */
const deepestJson = 100;

function isDeep(json: Buffer): boolean {
  let depth = 0;
  let isText = false;
  for (let at = 0; at < json.length; at++) {
    const byte = json[at];
    if (isText && byte === 0x5c) at++;
    else if (byte === 0x22) isText = !isText;
    else if (isText) continue;
    else if ((byte | 0x20) === 0x7b && ++depth > deepestJson) return true;
    else if ((byte | 0x20) === 0x7d) depth--;
  }
  return false;
}

/** Null for what is no JSON, or is too long or too deep for what it should be. */
export function readJson(source: ByteSource | null): unknown {
  if (source === null || source.size > mostJson) return null;
  const bytes = source.read(0, source.size);
  if (isDeep(bytes)) return null;
  try {
    return JSON.parse(bytes.toString());
  } catch {
    return null;
  }
}

const digestForm = /^([a-z0-9]{1,32}(?:[.+_-][a-z0-9]{1,32}){0,3}):([0-9a-zA-Z=_-]{1,256})$/;

/** The name of a blob's file in a layout; null for what is no digest. */
function blobName(digest: string): string | null {
  const [, algorithm, hex] = digestForm.exec(digest) ?? [];
  return algorithm === undefined ? null : `blobs/${algorithm}/${hex}`;
}

function blobOf(value: unknown): Blob | null {
  if (!isObject(value)) return null;
  const digest = textOf(value.digest);
  const name = blobName(digest);
  const urls = listOf(value.urls).filter((url) => typeof url === 'string') as string[];
  return name === null ? null : { digest, name, mediaType: textOf(value.mediaType), urls };
}

const lines = (value: unknown) =>
  isObject(value)
    ? Object.entries(value)
        .map(([key, text]) => `${key}=${textOf(text)}\n`)
        .join('')
    : '';

/** What a descriptor says in words: its annotations, and the content that it may hold itself (OCI descriptor, `data`). */
function wordsOf(descriptor: unknown): string {
  if (!isObject(descriptor)) return '';
  const data = textOf(descriptor.data);
  return lines(descriptor.annotations) + (data === '' ? '' : `data=${data}\n`);
}

/** Characters of a word that names a platform. */
const longestWord = 64;

/** `linux/arm64`, or what else tells one manifest of an index from the others. */
function labelOf({ platform, annotations }: Json): string {
  if (isObject(annotations) && annotations['vnd.docker.reference.type'] === 'attestation-manifest')
    return 'attestation';
  if (!isObject(platform)) return '';
  return ['os', 'architecture', 'variant']
    .map((key) => textOf(platform[key]).slice(0, longestWord))
    .filter((part) => part !== '')
    .join('/');
}

class Reader {
  readonly images: Image[] = [];
  readonly missing: Missing[] = [];
  readonly #files: ImageFiles;
  readonly #seen = new Set<string>();

  constructor(files: ImageFiles) {
    this.#files = files;
  }

  /** What an index lists: manifests, or further indexes. */
  index(index: Json, label: string, depth: number): void {
    for (const entry of listOf(index.manifests)) {
      const blob = blobOf(entry);
      if (blob === null || !isObject(entry)) {
        this.missing.push({ kind: 'damaged', reason: 'names a manifest in a way that cannot be read' });
        continue;
      }
      if (this.#seen.has(blob.digest)) continue;
      this.#seen.add(blob.digest);
      if (this.images.length >= mostImages) {
        this.missing.push({ kind: 'limit', reason: `holds more than ${mostImages} images` });
        return;
      }
      this.#manifest(blob, labelOf(entry) || label, depth, lines(index.annotations) + wordsOf(entry));
    }
  }

  #manifest(blob: Blob, label: string, depth: number, annotations: string): void {
    const of = label === '' ? '' : ` for ${label}`;
    const source = this.#files.open(blob.name);
    if (source === null) {
      this.missing.push({ kind: 'missing', reason: `names a manifest${of} that is not there (${blob.digest})` });
      return;
    }
    if (source.size <= mostJson && digestMatches(blob.digest, source) === false)
      this.missing.push({
        kind: 'damaged',
        reason: `has a manifest${of} that is not what its digest says (${blob.digest})`,
      });
    const json = readJson(source);
    if (!isObject(json) || depth >= mostDepth)
      this.missing.push({ kind: 'damaged', reason: `has a manifest${of} that cannot be read (${blob.digest})` });
    else if (Array.isArray(json.manifests)) this.index(json, label, depth + 1);
    else {
      const layers = listOf(json.layers).map(blobOf);
      if (layers.includes(null))
        this.missing.push({ kind: 'damaged', reason: `names a layer${of} in a way that cannot be read` });
      this.images.push({
        label,
        config: blobOf(json.config),
        layers: layers.filter((layer) => layer !== null),
        annotations: [
          annotations,
          lines(json.annotations),
          ...[json.config, json.subject, ...listOf(json.layers)].map(wordsOf),
        ].join(''),
      });
    }
  }

  /** One of docker's list: it names files, whose names tell a digest or do not. */
  docker(entry: Json): void {
    const toBlob = (name: string): Blob => {
      const hex = /(?:^|\/)([0-9a-f]{64})(?:\.json|\.tar|\/layer\.tar)?$/.exec(name)?.[1];
      // Of `<id>/layer.tar` the id is docker's own, and no digest of it.
      const digest = hex !== undefined && !name.endsWith('/layer.tar') ? `sha256:${hex}` : name;
      return { digest, name, mediaType: '', urls: [] };
    };
    const config = textOf(entry.Config);
    const layers = listOf(entry.Layers)
      .map(textOf)
      .filter((name) => name !== '');
    this.images.push({
      label: '',
      config: config === '' ? null : toBlob(config),
      layers: layers.map(toBlob),
      annotations: '',
    });
  }
}

/** The images among `files`; null where there is no sign of one. */
export function readManifests(files: ImageFiles): Manifests | null {
  const reader = new Reader(files);
  const index = readJson(files.open('index.json'));
  const list = readJson(files.open('manifest.json'));
  if (!isObject(index) && !Array.isArray(list)) return null;
  if (Array.isArray(list)) for (const entry of list.slice(0, mostImages)) if (isObject(entry)) reader.docker(entry);
  if (Array.isArray(list) && list.length > mostImages)
    reader.missing.push({ kind: 'limit', reason: `holds more than ${mostImages} images` });
  const isDocker = reader.images.length > 0;
  if (isObject(index)) reader.index(index, '', 0);
  // docker saves what it has of an image for many platforms; its own list says what that is.
  const missing = isDocker ? reader.missing.filter(({ kind }) => kind !== 'missing') : reader.missing;
  return { images: reader.images, missing };
}
