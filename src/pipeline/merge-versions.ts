// The same secret in a hundred versions of a file is one finding: where it came in first, and how long it stayed.
import type { Finding } from '../model/finding.ts';
import { groupBySecret } from '../model/secret.ts';

const lostRefs = new Set(['unreachable', 'reflog']);

function time({ place }: Pick<Finding, 'place'>): number {
  const parsed = place.date === undefined ? Number.NaN : Date.parse(place.date);
  return Number.isNaN(parsed) ? Number.POSITIVE_INFINITY : parsed;
}

/** What tells which of several versions is shown. */
type Dated = Pick<Finding, 'place' | 'region'>;

/** Earliest first; what no commit holds comes last. */
export function byAge(a: Dated, b: Dated): number {
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
const preference = [
  /^refs\/heads\/(?:main|master)$/,
  /^refs\/heads\//,
  /^refs\/tags\//,
  /^refs\/remotes\//,
  /^refs\/(?!stash$)/,
  /^HEAD$/,
  /^index$/,
];

function rank(ref: string): number {
  const at = preference.findIndex((pattern) => pattern.test(ref));
  return at < 0 ? preference.length + (lostRefs.has(ref) ? 1 : 0) : at;
}

/** What holds the secret today: the preferred one of all that hold a version, of one kind the first by name. */
export function bestRef(refs: readonly (string | undefined)[]): string | undefined {
  // A history has few of them, each at thousands of places.
  const known = [...new Set(refs)].filter((ref) => ref !== undefined);
  return known.sort((a, b) => rank(a) - rank(b) || compare(a, b))[0];
}

/** How much of the history holds it; undefined for one version that a ref reaches, of which the place says all. */
export function exposureOf({ versions = 1, place: { ref } }: Pick<Finding, 'versions' | 'place'>): string | undefined {
  const where =
    ref === 'unreachable' ? 'no ref reaches it any more' : ref === 'reflog' ? 'only the reflog reaches it' : '';
  const parts = [versions > 1 ? `in ${versions} versions` : '', where].filter((part) => part !== '');
  return parts.length > 0 ? parts.join(', ') : undefined;
}

function countVersions(versions: readonly Finding[]): number {
  return new Set(versions.map(({ place }) => place.blob ?? place.commit)).size;
}

/** What findings have in common that are versions of each other, but the secret; no two paths make one key. */
function keyOf({ rule, place: { origin, path }, fingerprint }: Finding): string {
  return `${rule.id} ${origin} ${path === null ? 'none' : path.length} ${path} ${fingerprint}`;
}

/** One finding for each rule, path and secret, at its first place, with the number of its versions. */
export function mergeVersions(findings: readonly Finding[]): Finding[] {
  const byKey = new Map<string, Finding[]>();
  for (const finding of findings) {
    const key = keyOf(finding);
    const list = byKey.get(key);
    if (list) list.push(finding);
    else byKey.set(key, [finding]);
  }
  const merged: Finding[] = [];
  for (const list of byKey.values())
    for (const versions of groupBySecret(list, ({ secret }) => secret)) {
      const first = versions.reduce((earliest, one) => (byAge(one, earliest) < 0 ? one : earliest));
      const ref = bestRef(versions.map(({ place }) => place.ref));
      const count = countVersions(versions);
      const place = { ...first.place, ref };
      merged.push(count > 1 ? { ...first, place, versions: count } : { ...first, place });
    }
  return merged;
}
