// A layer of an image → its files, each under its path, with what later layers made of it.
import { DamagedInput } from '../decode/decoder.ts';
import { shortName } from '../decode/short-name.ts';
import { readTar } from '../decode/tar/read-tar.ts';
import { blockBytes, isZeroBlock, tarHeader } from '../decode/tar/tar-header.ts';
import { type ByteSource, bytesInMemory } from '../model/byte-source.ts';
import type { SourceItem } from '../model/source-item.ts';
import { fragmentOf, gapOf } from './image-item.ts';
import type { LaterLayers } from './later-layers.ts';
import { DamagedLayer, layerChunks } from './layer-chunks.ts';
import type { Blob } from './read-manifests.ts';
import { DamagedTar, streamTar } from './stream-tar.ts';
import { digestChecker, digestMatches } from './verify-digest.ts';

/** A file of a compressed layer is held in memory. */
const mostFileBytes = 512 * 1024 * 1024;
/** Files of one layer, the tool's own choice as the other limits: docs/containers.md tells them. */
const mostFiles = 2_000_000;
/** Bytes that a compressed layer may become. */
const mostLayerBytes = 64 * 1024 * 1024 * 1024;

export interface LayerTerms {
  /** As a report shows the image. */
  readonly shown: string;
  readonly blob: Blob;
  readonly source: ByteSource;
  /** The way to the layer. */
  readonly via: readonly string[];
  readonly later: LaterLayers;
}

interface Member {
  readonly name: string;
  readonly type: string;
  readonly link: string;
  readonly size: number;
  /** Null for one that is too large. */
  readonly source: ByteSource | null;
}

const isCompressed = (source: ByteSource) =>
  ['\x1f\x8b\x08', '\x28\xb5\x2f'].includes(source.read(0, 3).toString('latin1'));

/** An attestation or another artifact is stored as a layer and is one file. */
function isTar(source: ByteSource): boolean {
  const block = source.read(0, blockBytes);
  return block.length === blockBytes && (isZeroBlock(block) || tarHeader(block) !== null);
}

/** @throws DamagedLayer, DamagedTar, DamagedInput, ReadFailed */
async function* membersOf({ source, blob }: LayerTerms): AsyncGenerator<Member> {
  const checker = digestChecker(blob.digest);
  if (!isCompressed(source)) {
    for (const { bytes, isCut, ...member } of readTar(source)) {
      yield { ...member, size: bytes.size, source: bytes };
      if (isCut) throw new DamagedTar();
    }
    if (checker !== null && !digestMatches(blob.digest, source)) throw new WrongDigest();
    return;
  }
  let total = 0;
  const chunks = layerChunks(source, (bytes) => checker?.update(bytes));
  for await (const { bytes, ...member } of streamTar(chunks, mostFileBytes)) {
    total += member.size;
    if (total > mostLayerBytes) throw new LayerTooLarge(`it becomes more than ${mostLayerBytes / 1024 ** 3} GiB`);
    yield { ...member, source: bytes && bytesInMemory(bytes) };
  }
  if (checker?.matches() === false) throw new WrongDigest();
}

class WrongDigest extends Error {}
class LayerTooLarge extends Error {}

function gapFor(error: unknown, { shown, via }: LayerTerms): SourceItem | null {
  if (error instanceof LayerTooLarge) return gapOf(shown, via, 'limit', error.message);
  if (error instanceof WrongDigest) return gapOf(shown, via, 'damaged', 'its bytes are not what its digest says');
  const isDamaged = error instanceof DamagedLayer || error instanceof DamagedTar || error instanceof DamagedInput;
  return isDamaged ? gapOf(shown, via, 'damaged', 'it is damaged or cut short') : null;
}

const fates = { deleted: ' (deleted by a later layer)', replaced: ' (replaced by a later layer)' };

function itemOf({ name, type, link, source }: Member, path: string, terms: LayerTerms): SourceItem | null {
  const fate = terms.later.fateOf(path);
  const via = [...terms.via, `file /${path}${fate === null ? '' : fates[fate]}`];
  if (type === '1' || type === '2') return fragmentOf(terms.shown, via, Buffer.from(link));
  if (source === null)
    return gapOf(terms.shown, via, 'limit', 'it is larger than 512 MiB and lies in a compressed layer');
  if (source.size === 0 && !'07'.includes(type)) return null;
  return fragmentOf(terms.shown, via, source, name === '' ? undefined : path);
}

/** A path as it is seen from the root, without slashes at its end. */
function withoutEdges(name: string): string {
  let end = name.length;
  while (end > 0 && name[end - 1] === '/') end--;
  return shortName(name.slice(0, end).replace(/^(?:\.?\/)+/, ''));
}

/** All that a layer holds. @throws ReadFailed */
export async function* layerItems(terms: LayerTerms): AsyncGenerator<SourceItem> {
  const { source, shown, via, blob } = terms;
  if (!isCompressed(source) && !isTar(source)) {
    if (digestMatches(blob.digest, source) === false)
      yield gapOf(shown, via, 'damaged', 'its bytes are not what its digest says');
    yield fragmentOf(shown, via, source);
    return;
  }
  let count = 0;
  try {
    for await (const member of membersOf(terms)) {
      if (++count > mostFiles) throw new LayerTooLarge(`it holds more than ${mostFiles.toLocaleString('en-US')} files`);
      const path = withoutEdges(member.name);
      if (terms.later.takeDown(path)) continue;
      const item = itemOf(member, path, terms);
      if (item !== null) yield item;
    }
  } catch (error) {
    const gap = gapFor(error, terms);
    if (gap === null) throw error;
    yield gap;
  }
  terms.later.nextLayer();
}
