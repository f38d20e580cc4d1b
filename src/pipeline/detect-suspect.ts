// Raw candidates of a blob that a survey told of.
import { isPlain } from '../decode/decode.ts';
import { kindOf } from '../decode/kind-of.ts';
import type { Detector } from '../detect/detector.ts';
import type { SuspectBlob } from '../model/history.ts';
import { contentKind } from '../model/hit-judge.ts';
import { MetEscapes } from './detect-escaped.ts';
import { type Detected, detectIn, type LayersTold, tooMany } from './detect-in.ts';
import { plainLayer } from './plain-layer.ts';

/** What is known of a suspect beside its hits. */
export interface KnownOfSuspect {
  /** That there are no candidates, and only the name of the blob is in question. */
  readonly isClean: boolean;
  /** What the survey saw in a content that it judged as a whole; asked for such ones alone, since it takes a digest to know. */
  readonly told?: (content: Buffer) => LayersTold | undefined;
}

/** Layers with their candidates; where the survey knows at which anchors these lie, only there is looked. */
export async function detectSuspect(
  { bytes, hits, kind }: SuspectBlob,
  detector: Detector,
  { isClean, told }: KnownOfSuspect,
): Promise<Detected> {
  if (isClean && isPlain(bytes))
    return { layers: [{ layer: { bytes, kind: kindOf(bytes), via: [] }, candidates: [] }], losses: [] };
  if (hits === undefined || kind === undefined || kind === contentKind.whole)
    return detectIn(bytes, detector, { told: told?.(bytes) });
  const layer = plainLayer(bytes, kind);
  const escapes = new MetEscapes(layer, detector);
  const candidates = detector.detectAt(layer, hits, escapes);
  const losses = escapes.isCut ? [tooMany(layer)] : [];
  return { layers: [{ layer, candidates }, ...escapes.found], losses };
}
