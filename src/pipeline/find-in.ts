// A fragment with candidates through decide: what stands in it, before policy. Few files get here; `examine` sends them.

import { allowCommentFor } from '../decide/allow-comment.ts';
import { fingerprintOf } from '../decide/fingerprint.ts';
import { referenceFor } from '../decide/reference-form.ts';
import { LineCounter } from '../decide/region-of.ts';
import { mostCandidates } from '../detect/candidate-set.ts';
import type { Detector } from '../detect/detector.ts';
import { looksRandom } from '../detect/looks-random.ts';
import { secretDigest } from '../detect/secret-digest.ts';
import type { Candidate } from '../model/candidate.ts';
import type { Finding, Region } from '../model/finding.ts';
import type { Fragment, Place } from '../model/fragment.ts';
import type { Layer, Loss } from '../model/layer.ts';
import type { ExaminedLayer } from './detect-escaped.ts';
import { hideInPlace, hideInText } from './hide-in-place.ts';
import { keepNew } from './keep-new.ts';
import { foundAt, layerPath } from './layer-path.ts';
import { type Narrowings, narrow } from './narrow.ts';
import { settleLayers } from './settle-layers.ts';

/** What the examiner needs to know besides the fragment. */
export interface ExamineTerms {
  readonly detector: Detector;
  readonly salt: string;
  readonly usesAllowComments: boolean;
  /** Told when an input holds more candidates than are judged: what lies behind them is a gap. */
  readonly noteLimit?: (place: Place, most: number) => void;
  /** Told of the parts of an input that were not looked at. */
  readonly noteLosses?: (place: Place, losses: readonly Loss[]) => void;
  /** Told of each content in which nothing stands; `isBare` as in ClearanceBook. */
  readonly noteClean?: (place: Place, isBare: boolean) => void;
  /** Where the policy narrows rules. */
  readonly narrowings?: Narrowings;
}

/** The lines of each layer, counted on as its findings are told. */
class Lines {
  readonly #counters = new Map<Buffer, LineCounter>();

  of({ bytes }: Layer): LineCounter {
    const counter = this.#counters.get(bytes) ?? new LineCounter(bytes);
    this.#counters.set(bytes, counter);
    return counter;
  }
}

/** The comment that allows a candidate, beside it or beside the encoded text that holds it. */
function allowComment({ rule, secretStart, secretEnd }: Candidate, layer: Layer): string | undefined {
  const own = allowCommentFor(layer.bytes, secretStart, rule.id, secretEnd)?.reason;
  if (own || layer.back === undefined) return own ?? undefined;
  const { layer: outer, span } = foundAt(layer, secretStart, secretEnd);
  return allowCommentFor(outer.bytes, span.start, rule.id, span.end)?.reason ?? undefined;
}

/** The way to a layer in words; where a person counts lines within it, with the line. */
function wayTo(layer: Layer, start: number, lines: Lines): readonly string[] {
  if (layer.stepAt || layer.back) {
    const { layer: outer, span } = foundAt(layer, start, start + 1);
    const last = outer.via.length - 1;
    if (outer.stepAt) return layer.via.map((step, at) => (at === last ? (outer.stepAt?.(span.start) ?? step) : step));
  }
  if (!layer.back?.tellsLine) return layer.via;
  return [...layer.via.slice(0, -1), `${layer.via.at(-1)} line ${lines.of(layer).at(start).line}`];
}

const encodings = ['base64', 'hex'];

/** What a finding in encoded text says: whoever has the file has the secret. */
function encodedFacts({ via, back }: Layer): Record<string, string> {
  if (!back?.isEncoded) return {};
  const used = encodings.filter((encoding) => via.includes(encoding)).join(' and ');
  return used === '' ? {} : { [used]: 'is encoding, not encryption' };
}

/** Whether a candidate begins in the bytes that are the fragment's own. */
function isOwn({ secretStart, secretEnd }: Candidate, layer: Layer, { part }: Fragment): boolean {
  if (part === undefined) return true;
  const { start } = foundAt(layer, secretStart, secretEnd).span;
  return start >= part.from && start < part.to;
}

/** A region within a piece as one of the whole text. */
function inWhole(region: Region, { part }: Fragment): Region {
  if (part === undefined) return region;
  const column = (line: number, within: number) => (line === 1 ? within + part.column - 1 : within);
  return {
    line: region.line + part.line - 1,
    column: column(region.line, region.column),
    endLine: region.endLine + part.line - 1,
    endColumn: column(region.endLine, region.endColumn),
  };
}

/** What the findings of a fragment share. */
interface Around {
  readonly fragment: Fragment;
  /** Its place as it may be shown. */
  readonly place: Place;
  readonly lines: Lines;
}

async function toFinding(
  candidate: Candidate,
  layer: Layer,
  { fragment, place, lines }: Around,
  terms: ExamineTerms,
): Promise<Finding> {
  const { rule, secret } = candidate;
  const digest = await secretDigest(secret, { ruleId: rule.id, kind: rule.kind, salt: terms.salt });
  // A path that holds a secret stands in no fingerprint.
  const path = place.path === fragment.place.path ? place.path : null;
  const { layer: outer, span } = foundAt(layer, candidate.secretStart, candidate.secretEnd);
  const judgedPath = layerPath(layer, fragment.place.path);
  const facts = { ...candidate.facts, ...encodedFacts(layer) };
  const instead = referenceFor({ path: judgedPath, text: outer, at: span.start, facts, looksRandom });
  const narrowedBy = { bytes: layer.bytes, path: judgedPath };
  return {
    rule,
    severity: candidate.severity,
    confidence: candidate.confidence,
    place,
    region: inWhole(lines.of(outer).region(span.start, span.end), fragment),
    layer: wayTo(layer, candidate.secretStart, lines).map((step) => hideInText(step, terms.detector)),
    secret,
    facts: instead === undefined ? facts : { ...facts, instead },
    fingerprint: fingerprintOf({ rule: rule.id, path, digest }),
    allowComment: terms.usesAllowComments ? allowComment(candidate, layer) : undefined,
    mayBlock: fragment.mayBlock,
    ...(terms.narrowings && narrow(candidate, narrowedBy, terms.narrowings)),
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
  const settled = settleLayers(layers, fragment.place.path, terms.detector);
  if (settled.length === 0) {
    terms.noteClean?.(fragment.place, false);
    return [];
  }
  if (settled.some(({ isCut }) => isCut))
    terms.noteLimit?.(hideInPlace(fragment.place, terms.detector), mostCandidates);
  const examined = fragment.preimages ? await keepNew(settled, fragment, terms.detector) : settled;
  const findings: Finding[] = [];
  const around = { fragment, place: hideInPlace(fragment.place, terms.detector), lines: new Lines() };
  for (const { layer, candidates } of examined)
    for (const candidate of candidates)
      if (isOwn(candidate, layer, fragment)) findings.push(await toFinding(candidate, layer, around, terms));
  return findings;
}
