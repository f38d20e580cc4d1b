// Raw candidates of a blob that a survey told of.
import { isPlain } from '../decode/decode.ts';
import { kindOf } from '../decode/kind-of.ts';
import type { Detector } from '../detect/detector.ts';
import type { SuspectBlob } from '../model/history.ts';
import { contentKind } from '../model/hit-judge.ts';
import { MetEscapes } from './detect-escaped.ts';
import { type Detected, detectIn, tooMany } from './detect-in.ts';
import { plainLayer } from './plain-layer.ts';

/**
 * Layers with their candidates; where the survey knows at which anchors these lie, only there is looked.
 * @param isClean whether it knows that there are none, and only the name of the blob is in question
 */
export async function detectSuspect(
  { bytes, hits, kind }: SuspectBlob,
  detector: Detector,
  isClean: boolean,
): Promise<Detected> {
  if (isClean && isPlain(bytes))
    return { layers: [{ layer: { bytes, kind: kindOf(bytes), via: [] }, candidates: [] }], losses: [] };
  if (hits === undefined || kind === undefined || kind === contentKind.whole) return detectIn(bytes, detector);
  const layer = plainLayer(bytes, kind);
  const escapes = new MetEscapes(layer, detector);
  const candidates = detector.detectAt(layer, hits, escapes);
  const losses = escapes.isCut ? [tooMany(layer)] : [];
  return { layers: [{ layer, candidates }, ...escapes.found], losses };
}
