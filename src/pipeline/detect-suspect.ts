// Raw candidates of a blob that a survey found to hold some.
import { decode } from '../decode/decode.ts';
import type { Detector } from '../detect/detector.ts';
import type { SuspectBlob } from '../model/history.ts';
import { contentKind } from '../model/hit-judge.ts';
import type { ExaminedLayer } from './find-in.ts';
import { plainLayer } from './plain-layer.ts';

/** Layers with their candidates; where the survey knows at which anchors these lie, only there is looked. */
export function detectSuspect({ bytes, hits, kind }: SuspectBlob, detector: Detector): ExaminedLayer[] {
  if (hits === undefined || kind === undefined || kind === contentKind.whole)
    return decode(bytes).map((layer) => ({ layer, candidates: detector.detect(layer) }));
  const layer = plainLayer(bytes, kind);
  return [{ layer, candidates: detector.detectAt(layer, hits) }];
}
