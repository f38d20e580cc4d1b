// Bytes → the layers in which something may be found, with the candidates of each.
import { mayHavePathRule } from '../decide/may-have-path-rule.ts';
import { decode, decodeSource } from '../decode/decode.ts';
import { mostCandidates } from '../detect/candidate-set.ts';
import type { Detector } from '../detect/detector.ts';
import type { ByteSource } from '../model/byte-source.ts';
import type { Within } from '../model/fragment.ts';
import type { Layer, Loss } from '../model/layer.ts';
import { NeedsLibrary } from '../model/needs-library.ts';
import { type ExaminedLayer, MetEscapes } from './detect-escaped.ts';

export interface Detected {
  readonly layers: readonly ExaminedLayer[];
  /** Parts that were not looked at. */
  readonly losses: readonly Loss[];
}

/** Bytes in memory, or a file that is larger. */
export type Content = Buffer | ByteSource;

/** Whether a layer without candidates can still have findings: by its path, or by the one that the content has. */
function mayStillHave({ path, back }: Layer): boolean {
  return back === undefined && (path === undefined || mayHavePathRule(path));
}

/** Of one content so many possible secrets are judged, in all that is decoded from it … */
const mostInAll = 5 * mostCandidates;
/** … and so many bytes are held that are decoded from it and hold some. */
const mostHeld = 512 * 1024 * 1024;

/** What lies behind the limits above. */
export function tooMany({ via }: Layer): Loss {
  return { kind: 'limit', isGap: true, via, reason: 'it holds more possible secrets than are judged in one file' };
}

/** Layers with what was found in them, up to what one content may hold. */
class Kept {
  readonly layers: ExaminedLayer[] = [];
  #candidates = 0;
  #bytes = 0;

  get isFull(): boolean {
    return this.#candidates >= mostInAll || this.#bytes >= mostHeld;
  }

  add(examined: ExaminedLayer): void {
    const { layer, candidates } = examined;
    this.layers.push(examined);
    this.#candidates += candidates.length;
    // The outermost one is in memory in any case.
    if (layer.via.length > 0) this.#bytes += layer.bytes.length;
  }
}

/** What an earlier look at the same content found: how long each of its layers is, and in which, by number, there is something. */
export interface LayersTold {
  readonly lengths: readonly number[];
  readonly held: readonly number[];
}

/** How a content is looked at. */
export interface LookTerms {
  readonly within?: Within;
  /** An earlier look with the same rules: layers in which it found nothing are not searched again. */
  readonly told?: LayersTold;
  /** Told of this one, when it is over. */
  readonly tell?: (told: LayersTold) => void;
}

/** Layers of `content` that may have findings. @throws NeedsLibrary */
export function detectNow(content: Content, detector: Detector, { within, told, tell }: LookTerms = {}): Detected {
  const losses: Loss[] = [];
  const lengths: number[] = [];
  const held: number[] = [];
  const noteLoss = (loss: Loss) => losses.push(loss);
  const kept = new Kept();
  const terms = { noteLoss, ...(within && { within }) };
  for (const layer of Buffer.isBuffer(content) ? decode(content, terms) : decodeSource(content, terms)) {
    if (kept.isFull) {
      losses.push(tooMany(layer));
      break;
    }
    const number = lengths.push(layer.bytes.length) - 1;
    if (told !== undefined && told.lengths[number] === layer.bytes.length && !told.held.includes(number)) {
      if (mayStillHave(layer)) kept.add({ layer, candidates: [] });
      continue;
    }
    const escapes = new MetEscapes(layer, detector);
    const candidates = detector.detect(layer, escapes);
    if (candidates.length > 0 || escapes.found.length > 0) held.push(number);
    if (candidates.length > 0 || mayStillHave(layer)) kept.add({ layer, candidates });
    for (const examined of escapes.found) kept.add(examined);
    if (escapes.isCut) losses.push(tooMany(layer));
  }
  // Where a limit of time was met, another look may see other layers.
  if (!losses.some(({ isGap }) => isGap)) tell?.({ lengths, held });
  return { layers: kept.layers, losses };
}

/** As `detectNow`, with the libraries that it turns out to need. */
export async function detectIn(content: Content, detector: Detector, terms?: LookTerms): Promise<Detected> {
  for (;;) {
    try {
      return detectNow(content, detector, terms);
    } catch (error) {
      if (!(error instanceof NeedsLibrary)) throw error;
      await error.load();
    }
  }
}

/**
 * The quick question of a sweep: has `content` anything that must be looked at again, wherever it may stand? Candidates, parts
 * that cannot be read, files with telling names in containers, and what needs a library.
 */
export function hasAnything(content: Buffer, detector: Detector, tell?: LookTerms['tell']): boolean {
  try {
    const { layers, losses } = detectNow(content, detector, { tell });
    return (
      losses.some(({ isGap }) => isGap) ||
      layers.some(({ layer, candidates }) => candidates.length > 0 || layer.path !== undefined)
    );
  } catch (error) {
    if (error instanceof NeedsLibrary) return true;
    throw error;
  }
}

/** As `hasAnything`, of what is encoded in the text `content` alone. */
export function hasAnythingEncoded(content: Buffer, detector: Detector): boolean {
  let isGap = false;
  const noteLoss = (loss: Loss) => {
    isGap ||= loss.isGap;
  };
  try {
    for (const layer of decode(content, { noteLoss })) {
      if (isGap) return true;
      if (layer.back === undefined) continue;
      const escapes = new MetEscapes(layer, detector);
      if (detector.detect(layer, escapes).length > 0 || escapes.hasAny()) return true;
    }
    return isGap;
  } catch (error) {
    if (error instanceof NeedsLibrary) return true;
    throw error;
  }
}
