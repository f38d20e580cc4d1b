// Raw candidates of a blob that a survey found to hold some.
import type { Detector } from '../detect/detector.ts';
import type { SuspectBlob } from '../model/history.ts';
import { contentKind } from '../model/hit-judge.ts';
import { MetEscapes } from './detect-escaped.ts';
import { type Detected, detectIn, tooMany } from './detect-in.ts';
import { plainLayer } from './plain-layer.ts';

/** Layers with their candidates; where the survey knows at which anchors these lie, only there is looked. */
export async function detectSuspect({ bytes, hits, kind }: SuspectBlob, detector: Detector): Promise<Detected> {
  if (hits === undefined || kind === undefined || kind === contentKind.whole) return detectIn(bytes, detector);
  const layer = plainLayer(bytes, kind);
  const escapes = new MetEscapes(layer, detector);
  const candidates = detector.detectAt(layer, hits, escapes);
  const losses = escapes.isCut ? [tooMany(layer)] : [];
  return { layers: [{ layer, candidates }, ...escapes.found], losses };
}
