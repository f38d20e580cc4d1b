// The same secret in a hundred versions of a file is one finding: where it came in first, and how long it stayed.
import type { Finding } from '../model/finding.ts';
import { groupBySecret } from '../model/secret.ts';

const lostRefs = new Set(['unreachable', 'reflog']);

function time({ place }: Finding): number {
  const parsed = place.date === undefined ? Number.NaN : Date.parse(place.date);
  return Number.isNaN(parsed) ? Number.POSITIVE_INFINITY : parsed;
}

/** Earliest first; what no commit holds comes last. */
function byAge(a: Finding, b: Finding): number {
  const [timeA, timeB] = [time(a), time(b)];
  return (
    (timeA === timeB ? 0 : timeA < timeB ? -1 : 1) ||
    a.region.line - b.region.line ||
    a.region.column - b.region.column ||
    compare(a.place.commit, b.place.commit) ||
    // What no commit holds differs in nothing else: without it the order of storage would decide.
    compare(a.place.blob, b.place.blob)
  );
}

function compare(a = '', b = ''): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** What people share comes before what one clone holds, and before what is only remembered. */
const preference = [/^refs\/heads\//, /^refs\/tags\//, /^refs\/remotes\//, /^refs\/(?!stash$)/, /^HEAD$/, /^index$/];

function rank(ref: string): number {
  const at = preference.findIndex((pattern) => pattern.test(ref));
  return at < 0 ? preference.length + (lostRefs.has(ref) ? 1 : 0) : at;
}

/** What holds the secret today, of any version: the preferred kind of ref, and of those the one of the oldest version. */
function bestRef(oldestFirst: readonly Finding[]): string | undefined {
  const refs = oldestFirst.map(({ place }) => place.ref).filter((ref) => ref !== undefined);
  return refs.reduce(
    (best: string | undefined, ref) => (best === undefined || rank(ref) < rank(best) ? ref : best),
    undefined,
  );
}

/** How much of the history holds it; undefined for one version that a ref reaches, of which the place says all. */
function exposureOf(versions: readonly Finding[], ref: string | undefined): string | undefined {
  const blobs = new Set(versions.map(({ place }) => place.blob ?? place.commit)).size;
  const where =
    ref === 'unreachable' ? 'no ref reaches it any more' : ref === 'reflog' ? 'only the reflog reaches it' : '';
  const parts = [blobs > 1 ? `in ${blobs} versions` : '', where].filter((part) => part !== '');
  return parts.length > 0 ? parts.join(', ') : undefined;
}

/** One finding for each rule, path and secret, at its first place; and for each (fingerprint + commit) a word on its exposure. */
export function mergeVersions(findings: readonly Finding[]): {
  findings: Finding[];
  exposures: ReadonlyMap<string, string>;
} {
  const byKey = new Map<string, Finding[]>();
  for (const finding of findings) {
    const key = JSON.stringify([finding.rule.id, finding.place.origin, finding.place.path, finding.fingerprint]);
    const list = byKey.get(key);
    if (list) list.push(finding);
    else byKey.set(key, [finding]);
  }
  const merged: Finding[] = [];
  const exposures = new Map<string, string>();
  for (const list of byKey.values())
    for (const versions of groupBySecret(list, ({ secret }) => secret)) {
      const oldestFirst = [...versions].sort(byAge);
      const [first] = oldestFirst;
      const ref = bestRef(oldestFirst);
      merged.push({ ...first, place: { ...first.place, ref } });
      const exposure = exposureOf(versions, ref);
      if (exposure !== undefined) exposures.set(first.fingerprint + first.place.commit, exposure);
    }
  return { findings: merged, exposures };
}
