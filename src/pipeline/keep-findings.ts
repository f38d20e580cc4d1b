// What a sweep found, kept for the next one over the same objects. Of a secret it holds what a report shows of it, the mask and
// the digest, and a number that is the same for the same secret. Where a name holds a secret, nothing is kept.
import type { Detector } from '../detect/detector.ts';
import type { Finding } from '../model/finding.ts';
import type { Place } from '../model/fragment.ts';
import type { Placement } from '../model/history.ts';
import type { Loss } from '../model/layer.ts';
import type { Policy } from '../model/policy.ts';
import { groupBySecret, hideSecrets } from '../model/secret.ts';
import { mostFindings } from './finding-list.ts';
import { hideInPlace, hideInText } from './hide-in-place.ts';

/** A finding as it is kept; its place only where no path and commit tell it afresh. */
export interface KeptFinding extends Pick<Finding, 'severity' | 'confidence' | 'region' | 'layer' | 'facts'> {
  readonly rule: string;
  readonly family: string;
  readonly mask: string;
  /** Equal for equal secrets. */
  readonly group: number;
  readonly fingerprint: string;
  readonly allowComment?: string;
  readonly leftOut?: Finding['leftOut'];
  readonly place?: Place;
}

/** What was found in a blob at a path; null where the policy leaves the path out. */
export type KeptPair = readonly [
  blob: string,
  isNote: boolean,
  path: string | null,
  findings: readonly KeptFinding[] | null,
];

export interface KeptFindings {
  /** Everything that decides what is reported, and the day: a token that expired since is rated otherwise. */
  readonly terms: string;
  readonly day: string;
  /** Names that were looked at. */
  readonly refs: readonly string[];
  readonly texts: readonly KeptFinding[];
  readonly pairs: readonly KeptPair[];
  /** Parts of blobs that were not looked at. */
  readonly losses: readonly (readonly [blob: string, losses: readonly Loss[]])[];
}

export class FindingNotes {
  readonly #detector: Detector;
  #left = mostFindings;
  readonly #pairs: {
    readonly blob: string;
    readonly placement: Placement;
    readonly findings: readonly Finding[] | null;
  }[] = [];
  readonly #refs = new Set<string>();
  readonly #losses: (readonly [blob: string, losses: readonly Loss[]])[] = [];
  #isSpoiled: boolean;

  /** @param isWanted whether anything is to be kept at all */
  constructor(detector: Detector, isWanted: boolean) {
    this.#detector = detector;
    this.#isSpoiled = !isWanted;
  }

  /** Takes the headers of a commit or tag whose texts hold candidates: a kept author must not be one. */
  enterHeaders(bytes: Buffer): void {
    if (this.#isSpoiled) return;
    if (this.#detector.detect({ bytes, kind: 'text', via: [] }).length > 0) this.#isSpoiled = true;
  }

  /** Something was found that is not kept: the next run has to look itself. */
  spoil(): void {
    this.#isSpoiled = true;
    this.#losses.length = 0;
  }

  /** Takes the parts of a blob that were not looked at. */
  enterLosses(blob: string, losses: readonly Loss[]): void {
    const holdsSecret = losses.some(({ via }) => via.some((step) => hideInText(step, this.#detector) !== step));
    if (holdsSecret) this.spoil();
    if (!this.#isSpoiled) this.#losses.push([blob, losses]);
  }

  /** Takes what was found in a blob at one of its places. @param findings null where the policy leaves the path out */
  enter(blob: string, placement: Placement, findings: readonly Finding[] | null): void {
    // Beyond this number the report is cut, and nothing is kept of it.
    this.#left -= findings?.length ?? 0;
    if (this.#left < 0) this.#isSpoiled = true;
    if (this.#isSpoiled) {
      this.#pairs.length = 0;
      return;
    }
    const place: Place = { origin: 'file', path: placement.path, author: placement.author, ref: placement.ref };
    if (hideInPlace(place, this.#detector) !== place) this.#isSpoiled = true;
    this.#refs.add(placement.ref);
    this.#pairs.push({ blob, placement, findings });
  }

  /** All of it as bytes; null when a name holds what was found, so that it could not be kept without the secret. */
  toBytes(found: {
    readonly texts: readonly Finding[];
    readonly names: readonly Finding[];
    readonly refs: readonly string[];
    readonly terms: string;
    readonly policy: Policy;
  }): Buffer | null {
    if (this.#isSpoiled || found.names.length > 0) return null;
    // An author is a name; what a message says is not kept.
    if (found.texts.some(({ place }) => place.origin === 'author')) return null;
    const all = [...found.texts, ...this.#pairs.flatMap(({ findings }) => findings ?? [])];
    const groups = new Map<Finding, number>();
    groupBySecret(all, ({ secret }) => secret).forEach((group, number) => {
      for (const finding of group) groups.set(finding, number);
    });
    const keep = (finding: Finding): KeptFinding => keptOf(finding, groups.get(finding) as number);
    const kept: KeptFindings = {
      terms: found.terms,
      day: found.policy.today,
      refs: [...new Set([...found.refs, ...this.#refs])],
      texts: found.texts.map((finding) => ({ ...keep(finding), place: finding.place })),
      pairs: this.#pairs.map(({ blob, placement: { isNote, path }, findings }) => [
        blob,
        isNote,
        path,
        findings?.map(keep) ?? null,
      ]),
      losses: this.#losses,
    };
    // Reports hide in these what was found anywhere in the run (describe-report.ts), which needs the secrets.
    const told = found.policy.entries.flatMap(({ reason, owner, file }) => [reason, owner, file]);
    return writeUnlessHeld(kept, [...told, found.policy.configFile], all);
  }
}

function keptOf(finding: Finding, group: number): KeptFinding {
  const { rule, severity, confidence, region, layer, facts, secret, fingerprint, allowComment, leftOut } = finding;
  const { id, family } = rule;
  return {
    ...{ rule: id, family, severity, confidence, region, layer, facts, mask: secret.mask, group, fingerprint },
    ...{ allowComment, leftOut },
  };
}

/** As JSON; null when one of its texts, or of `more`, holds one of the secrets that reports hide everywhere. */
function writeUnlessHeld(kept: KeptFindings, more: readonly string[], findings: readonly Finding[]): Buffer | null {
  const hide = hideSecrets(findings.filter(({ rule }) => rule.kind !== 'password').map(({ secret }) => secret));
  const known = new Set<string>();
  const holds = (text: string) => {
    if (known.has(text)) return false;
    known.add(text);
    return hide(text) !== text;
  };
  let isHeld = more.some(holds);
  const text = JSON.stringify(kept, (_, value: unknown) => {
    if (typeof value === 'string' && !isHeld && holds(value)) isHeld = true;
    return value;
  });
  return isHeld ? null : Buffer.from(text);
}
