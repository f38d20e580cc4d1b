// What an earlier sweep over the same objects found, at the places as they are told today.
import { type Detector, readyRule } from '../detect/detector.ts';
import type { Finding } from '../model/finding.ts';
import type { Place } from '../model/fragment.ts';
import type { HistoryBackend, Placement, Survey } from '../model/history.ts';
import type { Loss } from '../model/layer.ts';
import type { Policy } from '../model/policy.ts';
import type { Rule } from '../model/rule.ts';
import { Secret } from '../model/secret.ts';
import { FindingList } from './finding-list.ts';
import { hideInPlace } from './hide-in-place.ts';
import type { KeptFinding, KeptFindings, KeptPair } from './keep-findings.ts';

export interface RecalledFindings {
  /** Of commits and tags; which ref holds them is not filled in yet. */
  readonly texts: Finding[];
  readonly files: FindingList;
  readonly ignoredPlaces: number;
  /** Parts of blobs that were not looked at, at one place of each. */
  readonly losses: readonly (readonly [place: Place, losses: readonly Loss[]])[];
}

interface RecallTerms {
  readonly terms: string;
  readonly policy: Pick<Policy, 'today'>;
  readonly detector: Detector;
  readonly placeOf: (placement: Placement, blob: string) => Place;
}

/** A blob is known by hex digits, and only a path can be of any form. */
const keyOf = (blob: string, isNote: boolean, path: string | null) =>
  `${blob} ${isNote ? 'note' : 'file'} ${path === null ? '' : `at ${path}`}`;

/**
 * What an earlier run left in `survey.found`.
 * @returns null when it says nothing of a place or name of today, or was written under other terms or on another day
 */
export async function recallFindings(
  backend: HistoryBackend,
  survey: Survey,
  terms: RecallTerms,
): Promise<RecalledFindings | null> {
  const kept = JSON.parse((survey.found as Buffer).toString()) as KeptFindings;
  if (kept.terms !== terms.terms || kept.day !== terms.policy.today) return null;
  const refs = new Set([...kept.refs, ...namesOfState]);
  // A name that was not looked at may hold a secret of its own, or one of those whose text is not known here.
  if (backend.refNames().some((name) => !refs.has(name))) return null;
  const pairs = new Map<string, KeptPair>(kept.pairs.map((pair) => [keyOf(pair[0], pair[1], pair[2]), pair]));
  const { restore, isWhole } = restorer(terms.detector);
  const files = new FindingList();
  const lost = new Map(kept.losses);
  const losses: (readonly [Place, readonly Loss[]])[] = [];
  let ignoredPlaces = 0;
  const blobs = new Set([...survey.suspects, ...backend.namedBlobs()]);
  for (const [blob, placements] of await backend.locate(blobs))
    for (const placement of placements) {
      const pair = pairs.get(keyOf(blob, placement.isNote, placement.path));
      if (pair === undefined || !refs.has(placement.ref)) return null;
      if (pair[3] === null) ignoredPlaces++;
      const ofBlob = lost.get(blob);
      const found = pair[3] ?? [];
      if (found.length === 0 && ofBlob === undefined) continue;
      const place = hideInPlace(terms.placeOf(placement, blob), terms.detector);
      if (ofBlob !== undefined && pair[3] !== null) {
        losses.push([place, ofBlob]);
        lost.delete(blob);
      }
      files.add(found.map((finding) => restore(finding, place)));
    }
  const texts = kept.texts.map((finding) => restore(finding, finding.place as Place));
  const ids = texts.map(({ place }) => place.commit ?? place.ref).filter((id) => id !== undefined);
  if ([...backend.reachedBy(ids).values()].some((ref) => !refs.has(ref))) return null;
  return isWhole() ? { texts, files, ignoredPlaces, losses } : null;
}

/** Refs that are no names of anybody's making. */
const namesOfState = ['HEAD', 'index', 'reflog', 'unreachable'];

/** Makes findings of kept ones; `isWhole` tells whether every rule was there. */
function restorer(detector: Detector) {
  const rules = new Map<string, Rule | null>();
  const ruleOf = (id: string, family: string): Rule | null => {
    let rule = rules.get(id);
    if (rule === undefined) {
      const spec = detector.loadFamily(family).find((one) => one.id === id);
      rule = spec === undefined ? null : readyRule(spec, family);
      rules.set(id, rule);
    }
    return rule;
  };
  const secrets = new Map<string, Secret>();
  const secretOf = (mask: string, group: number): Secret => {
    const key = `${group} ${mask}`;
    const secret = secrets.get(key) ?? Secret.ofEarlierRun(mask, group);
    secrets.set(key, secret);
    return secret;
  };
  return {
    restore({ rule, family, mask, group, ...rest }: KeptFinding, place: Place): Finding {
      return { ...rest, rule: ruleOf(rule, family) as Rule, secret: secretOf(mask, group), place };
    },
    isWhole: () => ![...rules.values()].includes(null),
  };
}
