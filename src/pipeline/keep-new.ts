// Leaves out what stood in a file before the change under judgement.
import { type Examined, keepAdded } from '../decide/keep-added.ts';
import type { Detector } from '../detect/detector.ts';
import type { Candidate } from '../model/candidate.ts';
import type { Fragment } from '../model/fragment.ts';
import type { Layer } from '../model/layer.ts';
import { groupBySecret } from '../model/secret.ts';
import { detectIn, type ExaminedLayer } from './detect-in.ts';
import { settleLayers } from './settle-layers.ts';

const keyOf = ({ via }: Layer) => via.join('\n');

/** Layers that were reached the same way: one of a file, any number of what is encoded in it. */
function byWay(layers: readonly ExaminedLayer[]): Map<string, ExaminedLayer[]> {
  const groups = new Map<string, ExaminedLayer[]>();
  for (const examined of layers) {
    const key = keyOf(examined.layer);
    groups.set(key, [...(groups.get(key) ?? []), examined]);
  }
  return groups;
}

const asExamined = ({ layer, candidates }: ExaminedLayer): Examined => ({ bytes: layer.bytes, candidates });

/** Of pieces that have no lines to compare, as many copies of a secret are old as there were before. */
function keepMore(after: readonly ExaminedLayer[], before: readonly ExaminedLayer[]): ExaminedLayer[] {
  const tag = (layers: readonly ExaminedLayer[], isOld: boolean) =>
    layers.flatMap(({ candidates }) => candidates.map((candidate) => ({ candidate, isOld })));
  const added = new Set<Candidate>();
  for (const group of groupBySecret([...tag(before, true), ...tag(after, false)], (entry) => entry.candidate.secret)) {
    const copies = group.filter(({ isOld }) => !isOld);
    for (const { candidate } of copies.slice(group.length - copies.length)) added.add(candidate);
  }
  return after.map(({ layer, candidates }) => ({ layer, candidates: candidates.filter((one) => added.has(one)) }));
}

/** Leaves out what every preimage held: for a merge, new is what differs from each parent. */
export async function keepNew(
  examined: readonly ExaminedLayer[],
  fragment: Fragment,
  detector: Detector,
): Promise<readonly ExaminedLayer[]> {
  const preimages = (await fragment.preimages?.()) ?? [];
  let kept = examined;
  for (const { bytes, path } of preimages) {
    const before = byWay(settleLayers((await detectIn(bytes, detector)).layers, path, detector));
    kept = [...byWay(kept)].flatMap(([way, after]) => {
      const old = before.get(way);
      if (old === undefined) return after;
      if (old.length > 1 || after.length > 1) return keepMore(after, old);
      return [{ layer: after[0].layer, candidates: keepAdded(asExamined(after[0]), asExamined(old[0])) }];
    });
  }
  return kept;
}
