// Raw candidates of layers, weighed by the path and by each other: what stands in the file at that path, before policy.
import { addFormer } from '../decide/add-former.ts';
import { assessPath } from '../decide/assess-path.ts';
import { mergePairs } from '../decide/merge-pairs.ts';
import { namedBy, nameValues } from '../decide/name-values.ts';
import { pathVerdict } from '../decide/path-verdict.ts';
import { resolveOverlaps } from '../decide/resolve-overlaps.ts';
import { Surroundings } from '../decide/weigh-surroundings.ts';
import { mostCandidates } from '../detect/candidate-set.ts';
import { type Detector, readyRule } from '../detect/detector.ts';
import { detectByPath } from '../detect/path-rules/index.ts';
import type { Candidate } from '../model/candidate.ts';
import type { Layer } from '../model/layer.ts';
import { severities } from '../model/severity.ts';
import type { ExaminedLayer } from './detect-escaped.ts';
import { foundAt, layerPath } from './layer-path.ts';

export interface Settled extends ExaminedLayer {
  /** Whether there may be more candidates than were looked at. */
  readonly isCut: boolean;
}

/** Candidates of the rules that judge a file by its name and bytes: text for .env files, the bytes as they are for the others. */
function detectWholeFile({ bytes, kind, via, path: own, back }: Layer, path: string, detector: Detector): Candidate[] {
  if (back !== undefined) return [];
  const isAsItIs = via.length === 0 || own !== undefined;
  const ids = pathVerdict(path).rules.filter((id) => (id === 'env-file' ? kind === 'text' : isAsItIs));
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
  const verdict = path === null ? null : pathVerdict(path);
  const [ofPath, isTelling] = [verdict?.class ?? 'plain', verdict?.isTelling ?? false];
  const surroundings = new Surroundings(layer.bytes);
  const assessed = raw
    .map((candidate) => surroundings.weigh(candidate))
    .map((candidate) => candidate && assessPath(candidate, ofPath, isTelling))
    .filter((candidate) => candidate !== null);
  assessed.sort((a, b) => a.secretStart - b.secretStart);
  const former = assessed.filter(({ rule }) => rule.isFormer);
  if (former.length === 0)
    return { layer, candidates: resolveOverlaps(nameValues(mergePairs(assessed, layer.bytes))), isCut };
  const now = assessed.filter(({ rule }) => !rule.isFormer);
  return { layer, candidates: addFormer(resolveOverlaps(nameValues(mergePairs(now, layer.bytes))), former), isCut };
}

/** What one reading of the text of a file found at one place of it. */
interface Told {
  /** One; all that an archive holds, where that stands encoded in the text. */
  readonly candidates: Candidate[];
  readonly layer: Layer;
  readonly start: number;
  readonly end: number;
}

/** Which of two candidates is told: what a rule finds as it is now, the more specific, the more severe. */
function byCandidate(a: Candidate, b: Candidate): number {
  return (
    Number(a.rule.isFormer === true) - Number(b.rule.isFormer === true) ||
    Number(a.rule.tier === 'generic') - Number(b.rule.tier === 'generic') ||
    severities.indexOf(a.severity) - severities.indexOf(b.severity)
  );
}

const weightiest = ({ candidates }: Told) =>
  candidates.reduce((best, one) => (byCandidate(one, best) < 0 ? one : best), candidates[0]);

/** … and of equals, what was decoded more often. */
function byWeight(a: Told, b: Told): number {
  return byCandidate(weightiest(a), weightiest(b)) || b.layer.via.length - a.layer.via.length;
}

/** Those of a list, by place, that overlap a weightier one in another reading of the text. */
function overlapped(told: readonly Told[]): Candidate[] {
  const dropped: Candidate[] = [];
  let kept: Told[] = [];
  for (const one of told) {
    kept = kept.filter(({ end }) => end > one.start);
    const others = kept.filter(({ layer }) => layer !== one.layer);
    if (others.some((other) => byWeight(other, one) <= 0)) {
      for (const candidate of one.candidates) dropped.push(candidate);
      continue;
    }
    for (const other of others) for (const candidate of other.candidates) dropped.push(candidate);
    kept = [...kept.filter(({ layer }) => layer === one.layer), one];
  }
  return dropped;
}

/** What stands in values that were read from a structure, with the names of those: `data.token` of Secret `db`. */
function namedWithin(told: readonly Told[]): (readonly [Candidate, Candidate])[] {
  const values = told.filter(({ candidates }) => candidates[0].rule.structure !== undefined);
  return values.flatMap((value) =>
    told
      .filter(({ layer, start, end }) => layer !== value.layer && start < value.end && end > value.start)
      .flatMap(({ candidates }) => candidates)
      .map((candidate) => [candidate, namedBy(candidate, value.candidates[0])] as const),
  );
}

/** Whether all of a layer has one place in the text of its file. */
function isOnePlace(layer: Layer): boolean {
  for (let { back } = layer; back !== undefined; { back } = back.layer) if (back.isOnePlace) return true;
  return false;
}

/** What was found in the text of one file after the other, by place. */
function byFile(settled: readonly Settled[]): Iterable<readonly Told[]> {
  const files = new Map<Buffer, Map<string, Told>>();
  for (const { layer, candidates } of settled) {
    const isShared = isOnePlace(layer);
    for (const [at, candidate] of candidates.entries()) {
      const { layer: file, span } = foundAt(layer, candidate.secretStart, candidate.secretEnd);
      const told = files.get(file.bytes) ?? new Map<string, Told>();
      files.set(file.bytes, told);
      // What has its own place never shares an entry: two rules may claim the very same bytes.
      const key = isShared ? `${span.start}-${span.end}` : `${told.size} ${at}`;
      const known = told.get(key);
      if (known) known.candidates.push(candidate);
      else told.set(key, { candidates: [candidate], layer, ...span });
    }
  }
  return [...files.values()].map((told) => [...told.values()].sort((a, b) => a.start - b.start));
}

/**
 * One secret is told once: where rules found something in what is encoded and also in the encoded text itself (a password in
 * base64 is a random-looking value, too), the more telling one stays.
 */
function tellOnce(settled: readonly Settled[]): readonly Settled[] {
  if (!settled.some(({ layer }) => layer.back !== undefined)) return settled;
  const files = [...byFile(settled)];
  const dropped = new Set(files.flatMap(overlapped));
  if (dropped.size === 0) return settled;
  const named = new Map(files.flatMap(namedWithin));
  return settled.map((entry) => ({
    ...entry,
    candidates: entry.candidates.filter((one) => !dropped.has(one)).map((one) => named.get(one) ?? one),
  }));
}

/** What stands in the layers of a file at `path`; layers without anything are left out. */
export function settleLayers(layers: readonly ExaminedLayer[], path: string | null, detector: Detector): Settled[] {
  const settled = layers
    .map((examined) => settle(examined, layerPath(examined.layer, path), detector))
    .filter(({ candidates, isCut }) => candidates.length > 0 || isCut);
  return tellOnce(settled).filter(({ candidates, isCut }) => candidates.length > 0 || isCut);
}
