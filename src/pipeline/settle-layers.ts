// Raw candidates of layers, weighed by the path and by each other: what stands in the file at that path, before policy.
import { addFormer } from '../decide/add-former.ts';
import { assessPath } from '../decide/assess-path.ts';
import { mergePairs } from '../decide/merge-pairs.ts';
import { pathClass } from '../decide/path-class.ts';
import { isTellingPath, pathRulesFor } from '../decide/path-rules.ts';
import { resolveOverlaps } from '../decide/resolve-overlaps.ts';
import { Surroundings } from '../decide/weigh-surroundings.ts';
import { mostCandidates } from '../detect/candidate-set.ts';
import { type Detector, readyRule } from '../detect/detector.ts';
import { detectByPath } from '../detect/path-rules/index.ts';
import type { Candidate } from '../model/candidate.ts';
import type { Layer } from '../model/layer.ts';
import { severities } from '../model/severity.ts';
import type { ExaminedLayer } from './detect-in.ts';
import { layerPath } from './layer-path.ts';

export interface Settled extends ExaminedLayer {
  /** Whether there may be more candidates than were looked at. */
  readonly isCut: boolean;
}

/** Candidates of the rules that judge a file by its name and bytes: text for .env files, the bytes as they are for the others. */
function detectWholeFile({ bytes, kind, via, path: own, back }: Layer, path: string, detector: Detector): Candidate[] {
  if (back !== undefined) return [];
  const isAsItIs = via.length === 0 || own !== undefined;
  const ids = pathRulesFor(path).filter((id) => (id === 'env-file' ? kind === 'text' : isAsItIs));
  if (ids.length === 0) return [];
  const specs = detector.loadFamily('by-path').filter(({ id }) => ids.includes(id));
  return specs.flatMap((spec) => detectByPath(bytes, readyRule(spec, 'by-path'), mostCandidates));
}

/** Raw candidates of one layer under a path, weighed by the path, pairs merged, overlaps resolved. */
function settle({ layer, candidates }: ExaminedLayer, path: string | null, detector: Detector): Settled {
  const whole = path === null ? [] : detectWholeFile(layer, path, detector);
  const raw = [...candidates, ...whole];
  const isCut = raw.length >= mostCandidates;
  if (raw.length === 0) return { layer, candidates: raw, isCut };
  const ofPath = path === null ? 'plain' : pathClass(path);
  const isTelling = path !== null && isTellingPath(path);
  const surroundings = new Surroundings(layer.bytes);
  const assessed = raw
    .map((candidate) => surroundings.weigh(candidate))
    .map((candidate) => candidate && assessPath(candidate, ofPath, isTelling))
    .filter((candidate) => candidate !== null);
  assessed.sort((a, b) => a.secretStart - b.secretStart);
  const former = assessed.filter(({ rule }) => rule.isFormer);
  if (former.length === 0) return { layer, candidates: resolveOverlaps(mergePairs(assessed, layer.bytes)), isCut };
  const now = assessed.filter(({ rule }) => !rule.isFormer);
  return { layer, candidates: addFormer(resolveOverlaps(mergePairs(now, layer.bytes)), former), isCut };
}

/** What only a rule as it was finds blocks nothing, so it never takes the place of another. */
const rank = ({ rule, severity }: Candidate) =>
  (rule.isFormer ? 2 * severities.length : 0) +
  (rule.tier === 'generic' ? severities.length : 0) +
  severities.indexOf(severity);

/**
 * One secret is told once: where rules found something in what is encoded and also in the encoded text itself (a password in
 * base64 is a random-looking value, too), the more telling one stays; of equals the decoded one.
 */
function tellOnce(settled: readonly Settled[]): readonly Settled[] {
  if (!settled.some(({ layer }) => layer.back !== undefined)) return settled;
  const dropped = new Set<Candidate>();
  const byLayer = new Map(settled.map((entry) => [entry.layer, entry.candidates]));
  // Innermost last, so that what an outer layer loses is known before.
  for (const { layer, candidates } of settled) {
    if (layer.back === undefined) continue;
    const outer = byLayer.get(layer.back.layer);
    if (outer === undefined) continue;
    for (const candidate of candidates) {
      const span = layer.back.spanOf(candidate.secretStart, candidate.secretEnd);
      for (const other of outer) {
        if (other.secretStart >= span.end || other.secretEnd <= span.start || dropped.has(other)) continue;
        if (rank(other) < rank(candidate)) dropped.add(candidate);
        else dropped.add(other);
      }
    }
  }
  if (dropped.size === 0) return settled;
  return settled.map((entry) => ({ ...entry, candidates: entry.candidates.filter((one) => !dropped.has(one)) }));
}

/** What stands in the layers of a file at `path`; layers without anything are left out. */
export function settleLayers(layers: readonly ExaminedLayer[], path: string | null, detector: Detector): Settled[] {
  const settled = layers
    .map((examined) => settle(examined, layerPath(examined.layer, path), detector))
    .filter(({ candidates, isCut }) => candidates.length > 0 || isCut);
  return tellOnce(settled).filter(({ candidates, isCut }) => candidates.length > 0 || isCut);
}
