// Leaves out what stood in a file before the change under judgement.
import { keepAdded } from '../decide/keep-added.ts';
import type { Detector } from '../detect/detector.ts';
import type { Fragment } from '../model/fragment.ts';
import type { ExaminedLayer } from './detect-escaped.ts';
import { detectIn } from './detect-in.ts';
import { settleLayers } from './settle-layers.ts';

/** A layer with the way to it: cells are renumbered when one is inserted, and members of an archive renamed. */
const onItsWay = ({ layer, candidates }: ExaminedLayer) => ({
  layer,
  bytes: layer.bytes,
  candidates,
  way: layer.via.join('\n'),
});

/** Leaves out what every preimage held: for a merge, new is what differs from each parent. */
export async function keepNew(
  examined: readonly ExaminedLayer[],
  fragment: Fragment,
  detector: Detector,
): Promise<readonly ExaminedLayer[]> {
  const preimages = (await fragment.preimages?.()) ?? [];
  let kept = examined;
  for (const { bytes, path } of preimages) {
    const before = settleLayers((await detectIn(bytes, detector)).layers, path, detector);
    kept = keepAdded(kept.map(onItsWay), before.map(onItsWay)).map(({ layer: { layer }, candidates }) => ({
      layer,
      candidates,
    }));
  }
  return kept;
}
