// A fragment with candidates through decide: what stands in it, before policy. Few files get here; `examine` sends them.

import { allowCommentFor } from '../decide/allow-comment.ts';
import { assessPath } from '../decide/assess-path.ts';
import { fingerprintOf } from '../decide/fingerprint.ts';
import { keepAdded } from '../decide/keep-added.ts';
import { mergePairs } from '../decide/merge-pairs.ts';
import { pathClass } from '../decide/path-class.ts';
import { isTellingPath, pathRulesFor } from '../decide/path-rules.ts';
import { LineCounter } from '../decide/region-of.ts';
import { resolveOverlaps } from '../decide/resolve-overlaps.ts';
import { Surroundings } from '../decide/weigh-surroundings.ts';
import { decode } from '../decode/decode.ts';
import { mostCandidates } from '../detect/candidate-set.ts';
import { type Detector, readyRule } from '../detect/detector.ts';
import { detectByPath } from '../detect/path-rules/index.ts';
import { secretDigest } from '../detect/secret-digest.ts';
import type { Candidate } from '../model/candidate.ts';
import type { Finding } from '../model/finding.ts';
import type { Fragment, Place } from '../model/fragment.ts';
import type { Layer } from '../model/layer.ts';
import { hideInPlace } from './hide-in-place.ts';
import { type Narrowings, narrow } from './narrow.ts';

/** What the examiner needs to know besides the fragment. */
export interface ExamineTerms {
  readonly detector: Detector;
  readonly salt: string;
  readonly usesAllowComments: boolean;
  /** Told when an input holds more candidates than are judged: what lies behind them is a gap. */
  readonly noteLimit?: (place: Place, most: number) => void;
  /** Told of each content in which nothing stands; `isBare` as in ClearanceBook. */
  readonly noteClean?: (place: Place, isBare: boolean) => void;
  /** Where the policy narrows rules. */
  readonly narrowings?: Narrowings;
}

/** A layer and what was found in it. */
export interface ExaminedLayer {
  readonly layer: Layer;
  readonly candidates: readonly Candidate[];
}

interface Settled extends ExaminedLayer {
  /** Whether there may be more candidates than were looked at. */
  readonly isCut: boolean;
}

/** Candidates of the rules that judge a file by its name and bytes: text for .env files, the bytes as they are for the others. */
function detectWholeFile({ bytes, kind, via }: Layer, path: string, detector: Detector): Candidate[] {
  const ids = pathRulesFor(path).filter((id) => (id === 'env-file' ? kind === 'text' : via.length === 0));
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
  return { layer, candidates: resolveOverlaps(mergePairs(assessed, layer.bytes)), isCut };
}

function settleAll(layers: readonly ExaminedLayer[], path: string | null, detector: Detector): Settled[] {
  return layers
    .map((examined) => settle(examined, path, detector))
    .filter(({ candidates, isCut }) => candidates.length > 0 || isCut);
}

function examineBytes(bytes: Buffer, path: string | null, detector: Detector): ExaminedLayer[] {
  const layers = decode(bytes).map((layer) => ({ layer, candidates: detector.detect(layer) }));
  return settleAll(layers, path, detector);
}

/** Leaves out what every preimage held: for a merge, new is what differs from each parent. */
async function keepNew(examined: ExaminedLayer[], fragment: Fragment, detector: Detector): Promise<ExaminedLayer[]> {
  const preimages = (await fragment.preimages?.()) ?? [];
  let kept = examined;
  for (const preimage of preimages) {
    const before = examineBytes(preimage.bytes, preimage.path, detector);
    kept = kept.map(({ layer, candidates }) => {
      const same = before.find((other) => other.layer.via.join() === layer.via.join());
      return same
        ? {
            layer,
            candidates: keepAdded(
              { bytes: layer.bytes, candidates },
              { bytes: same.layer.bytes, candidates: same.candidates },
            ),
          }
        : { layer, candidates };
    });
  }
  return kept;
}

async function toFinding(
  candidate: Candidate,
  layer: Layer,
  fragment: Fragment,
  lines: LineCounter,
  terms: ExamineTerms,
): Promise<Finding> {
  const { rule, secret } = candidate;
  const digest = await secretDigest(secret, { ruleId: rule.id, kind: rule.kind, salt: terms.salt });
  const comment = terms.usesAllowComments
    ? allowCommentFor(layer.bytes, candidate.secretStart, rule.id, candidate.secretEnd)
    : null;
  const place = hideInPlace(fragment.place, terms.detector);
  // A path that holds a secret stands in no fingerprint.
  const path = place.path === fragment.place.path ? place.path : null;
  return {
    rule,
    severity: candidate.severity,
    confidence: candidate.confidence,
    place,
    region: lines.region(candidate.secretStart, candidate.secretEnd),
    layer: layer.via,
    secret,
    facts: candidate.facts,
    fingerprint: fingerprintOf({ rule: rule.id, path, digest }),
    allowComment: comment?.reason ?? undefined,
    mayBlock: fragment.mayBlock,
    ...(terms.narrowings && narrow(candidate, { bytes: layer.bytes, path: fragment.place.path }, terms.narrowings)),
  };
}

/**
 * The findings of a fragment, by place; those that the change under judgement did not bring are left out.
 * @param layers of the fragment, with the raw candidates of each
 */
export async function findIn(
  fragment: Fragment,
  layers: readonly ExaminedLayer[],
  terms: ExamineTerms,
): Promise<Finding[]> {
  const settled = settleAll(layers, fragment.place.path, terms.detector);
  if (settled.length === 0) {
    terms.noteClean?.(fragment.place, false);
    return [];
  }
  if (settled.some(({ isCut }) => isCut))
    terms.noteLimit?.(hideInPlace(fragment.place, terms.detector), mostCandidates);
  let examined: ExaminedLayer[] = settled;
  if (fragment.preimages) examined = await keepNew(examined, fragment, terms.detector);
  const findings: Finding[] = [];
  for (const { layer, candidates } of examined) {
    const lines = new LineCounter(layer.bytes);
    for (const candidate of candidates) findings.push(await toFinding(candidate, layer, fragment, lines, terms));
  }
  return findings;
}
