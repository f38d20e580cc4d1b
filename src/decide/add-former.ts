// Rules that the change under judgement takes away or alters are tried as they were, so that what only they find can be named.
import type { Candidate } from '../model/candidate.ts';
import { resolveOverlaps } from './resolve-overlaps.ts';

/**
 * `settled`, and of `former` what overlaps none of it: what a rule as it was found never takes the place of what one as it is
 * finds, since it blocks nothing. By place.
 * @param settled by place, none overlapping another
 */
export function addFormer(settled: readonly Candidate[], former: readonly Candidate[]): Candidate[] {
  let at = 0;
  const alone = [...former]
    .sort((a, b) => a.secretStart - b.secretStart)
    .filter(({ secretStart, secretEnd }) => {
      while (at < settled.length && settled[at].secretEnd <= secretStart) at++;
      return at === settled.length || settled[at].secretStart >= secretEnd;
    });
  return [...settled, ...resolveOverlaps(alone)].sort((a, b) => a.secretStart - b.secretStart);
}
