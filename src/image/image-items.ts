// A container image → everything in it: the files of every layer, the config, the history, annotations.
import { shortName } from '../decode/short-name.ts';
import { ReadFailed } from '../model/byte-source.ts';
import type { SourceItem } from '../model/source-item.ts';
import { configTexts, historyOf, historyStep } from './config-texts.ts';
import type { ImageFiles } from './image-files.ts';
import { fragmentOf, gapOf } from './image-item.ts';
import { LaterLayers } from './later-layers.ts';
import { layerItems } from './layer-items.ts';
import { type Blob, type Image, type Manifests, readJson } from './read-manifests.ts';
import { digestMatches } from './verify-digest.ts';

/** Characters of a digest that people quote: docker shows as many. */
const shortDigest = 'sha256:'.length + 12;

interface Seen {
  readonly blobs: Set<string>;
}

const layerStep = ({ digest }: Blob) =>
  `layer ${digest.includes(':') ? digest.slice(0, shortDigest) : shortName(digest)}`;

function* configItems(shown: string, image: Image, files: ImageFiles, base: readonly string[]): Generator<SourceItem> {
  const { config, annotations } = image;
  if (annotations !== '') yield fragmentOf(shown, [...base, 'annotations'], Buffer.from(annotations));
  if (config === null) return;
  const source = files.open(config.name);
  if (source === null) {
    yield gapOf(shown, [...base, 'config'], 'missing', 'it is not there');
    return;
  }
  if (digestMatches(config.digest, source) === false)
    yield gapOf(shown, [...base, 'config'], 'damaged', 'its bytes are not what its digest says');
  const json = readJson(source);
  if (json === null) yield fragmentOf(shown, [...base, 'config'], source);
  else for (const { step, text } of configTexts(json)) yield fragmentOf(shown, [...base, step], Buffer.from(text));
}

/** The digests of the layers without their compression, for those whose own digest nobody tells. */
function diffIds(config: unknown): readonly unknown[] {
  const { rootfs } = (config ?? {}) as { rootfs?: { diff_ids?: unknown } };
  return Array.isArray(rootfs?.diff_ids) ? rootfs.diff_ids : [];
}

async function* imageLayers(shown: string, image: Image, files: ImageFiles, seen: Seen): AsyncGenerator<SourceItem> {
  const base = image.label === '' ? [] : [image.label];
  const config = image.config === null ? null : readJson(files.open(image.config.name));
  const made = historyOf(config).filter(({ makesLayer }) => makesLayer);
  const ids = diffIds(config);
  const later = new LaterLayers();
  // From the last one down: what became of a file is known before it is met.
  for (let at = image.layers.length - 1; at >= 0; at--) {
    const layer = image.layers[at];
    const id = ids[at];
    const blob = layer.digest.includes(':') || typeof id !== 'string' ? layer : { ...layer, digest: id };
    const entry = made[at];
    const via = [...base, layerStep(blob), ...(entry === undefined ? [] : [historyStep(entry)])];
    if (seen.blobs.has(blob.digest)) continue;
    seen.blobs.add(blob.digest);
    const source = files.open(layer.name);
    if (source === null) {
      const where = layer.urls.length > 0 ? 'it may not be passed on and lies elsewhere' : 'it is not there';
      yield gapOf(shown, via, 'missing', where);
    } else yield* layerItems({ shown, blob, source, via, later });
  }
}

/**
 * Every file and text of the images; a layer that several share once.
 * @param shown what the user called it
 */
export async function* imageItems(shown: string, files: ImageFiles, manifests: Manifests): AsyncGenerator<SourceItem> {
  const seen: Seen = { blobs: new Set() };
  if (files.damage !== null) yield gapOf(shown, [], 'damaged', files.damage);
  for (const { kind, reason } of manifests.missing)
    yield {
      skipped: kind,
      isGap: true,
      problem: { code: 'not-decoded', message: `The image "${shown}" ${reason}.`, path: shown },
    };
  try {
    for (const image of manifests.images) {
      const base = image.label === '' ? [] : [image.label];
      const key = `config ${image.config?.digest ?? ''}`;
      if (image.config === null || !seen.blobs.has(key)) yield* configItems(shown, image, files, base);
      seen.blobs.add(key);
      yield* imageLayers(shown, image, files, seen);
    }
  } catch (error) {
    if (!(error instanceof ReadFailed)) throw error;
    yield gapOf(shown, [], 'unreadable', error.message);
  }
}
